"""Tests of branches of the remote `origin` that workflows publish."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from llmnotes.errors import GithubError
from llmnotes.github.branch import Branch

if TYPE_CHECKING:
    from pathlib import Path


def git(*arguments: object) -> None:
    subprocess.run(["git", *map(str, arguments)], check=True, capture_output=True)  # noqa: S607 - the tests use the git that is installed on this machine


def test_a_failed_git_request_to_the_remote_has_a_remedy_that_names_the_remote(tmp_path: Path) -> None:
    git("init", tmp_path)
    with pytest.raises(GithubError, match=r"^git ls-remote: .*\. Check the remote `origin` and the token's permissions$"):
        Branch(tmp_path, "links").fetch()


def test_a_failed_git_command_in_the_local_repository_has_a_remedy_that_names_the_folder(tmp_path: Path) -> None:
    far, near = tmp_path / "far.git", tmp_path / "near"
    git("init", "--bare", far)
    git("clone", far, near)
    with pytest.raises(GithubError, match=r"^git rev-parse: .*\. Check that .*near is in a git repository with a commit"):
        Branch(near, "links").publish([], "A message")


def test_a_refused_push_names_the_token_and_another_push_as_possible_causes(tmp_path: Path) -> None:
    far, near = tmp_path / "far.git", tmp_path / "near"
    git("init", "--bare", far)
    git("clone", far, near)
    git("-C", near, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--allow-empty", "-m", "x")
    (near / "a").write_text("a", encoding="utf-8")
    (far / "hooks" / "pre-receive").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (far / "hooks" / "pre-receive").chmod(0o755)
    with pytest.raises(
        GithubError,
        match=r"^git push: .*the token's permissions\. If another push has changed the branch meanwhile, run the command again$",
    ):
        Branch(near, "links").publish([near / "a"], "A message")


def test_a_name_that_git_does_not_allow_for_a_branch_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GithubError, match=r"^git check-ref-format: 'a\.\.b' is not a valid branch name\. Use another name for the branch$"):
        Branch(tmp_path, "a..b")
