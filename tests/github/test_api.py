"""Tests of messages about requests to GitHub that fail. A script takes the place of `gh`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from llmnotes.errors import GithubError
from llmnotes.github.api import Api

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("gh: Resource not accessible by integration (HTTP 403)", "Check the token in GH_TOKEN and the permissions of the workflow's job"),
        ("set the GH_TOKEN environment variable", "Check the token in GH_TOKEN and the permissions of the workflow's job"),
        (
            "gh: Not Found (HTTP 404)",
            "Check that the repository and the issue or pull request exist, and that the token in GH_TOKEN may read them",
        ),
        ("error connecting to api.github.com", "Check the network, then run the command again"),
        (
            "gh: Issues has been disabled in this repository. (HTTP 410)",
            "Check that issues and pull requests are enabled in the repository",
        ),
        ("gh: Server Error (HTTP 502)", "Check the network, then run the command again"),
        (
            "gh: GitHub Actions is not permitted to create or approve pull requests. (HTTP 403)",
            "Allow workflows to create pull requests in",
        ),
    ],
)
def test_a_failed_request_to_github_has_the_remedy_that_fits_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, remedy: str
) -> None:
    program = tmp_path / "gh"
    program.write_text(f'#!/bin/sh\necho "{said}" >&2\nexit 1\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(GithubError) as caught:
        Api("example/llmnotes").pull_of("a")
    assert f"failed: {said}. {remedy}" in str(caught.value)
