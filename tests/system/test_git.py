from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from llmnotes.system import git

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, *args: str) -> None:
    done = subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "protocol.file.allow=always", *args],  # noqa: S607 - the tests use the git that is installed on this machine
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = (tmp_path / "repository").resolve()
    for name in ("site/a", "sub/site/b", "other", "*/x", "Case/c"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    run(folder.parent, "init", "--quiet", "repository")
    run(folder, "add", ".")
    (folder / "new").mkdir()
    (folder / "new" / "n").touch()
    return folder


@pytest.mark.parametrize(
    ("path", "name"),
    [("site", "site/a"), ("sub/site", "sub/site/b"), ("sub", "sub/site/b"), ("other", "other"), ("new", None), ("missing", None),
     ("*", "*/x"), ("s*", None), (":(top)site", None)],
)  # fmt: skip
def test_tracked_returns_the_first_tracked_file_at_or_below_a_path(repository: Path, path: str, name: str | None) -> None:
    assert git.tracked(repository / path) == name


def test_a_path_in_another_case_counts_as_tracked_if_the_file_system_ignores_case(repository: Path) -> None:
    same = (repository / "case").exists()
    (repository / "case").mkdir(exist_ok=True)
    assert git.tracked(repository / "case") == ("Case/c" if same else None)


def test_without_a_valid_repository_no_file_is_tracked(tmp_path: Path) -> None:
    assert git.tracked(tmp_path / "site") is None
    (tmp_path / ".git").mkdir()
    assert git.tracked(tmp_path / "site") is None


def test_without_a_git_program_no_file_is_tracked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert git.tracked(repository / "site") is None


def test_git_variables_of_the_environment_are_ignored(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, "init", "--quiet", "elsewhere")
    for name, value in {"GIT_DIR": "elsewhere/.git", "GIT_INDEX_FILE": "elsewhere/index", "GIT_LITERAL_PATHSPECS": "1"}.items():
        monkeypatch.setenv(name, str(tmp_path / value))
    assert git.tracked(repository / "site") == "site/a"


def test_programs_in_the_repositorys_configuration_are_not_run(repository: Path) -> None:
    ran = repository / "ran"
    hooks = repository / "hooks"
    hooks.mkdir()
    for hook in ("fsmonitor", "post-index-change"):
        (hooks / hook).write_text(f"#!/bin/sh\ntouch {ran}\n", encoding="utf-8")
        (hooks / hook).chmod(0o755)
    run(repository, "config", "core.hooksPath", str(hooks))
    run(repository, "config", "core.fsmonitor", str(hooks / "fsmonitor"))
    run(repository, "config", "alias.ls-files", f"!touch {ran}")
    assert git.tracked(repository / "site") == "site/a"
    assert not ran.exists()


def test_files_in_a_work_tree_and_in_a_submodule_are_tracked(repository: Path, tmp_path: Path) -> None:
    run(repository, "commit", "--quiet", "-m", "x")
    run(repository, "worktree", "add", "--quiet", str(tmp_path / "tree"))
    assert git.tracked(tmp_path.resolve() / "tree" / "site") == "site/a"
    run(repository, "submodule", "--quiet", "add", str(repository), "module")
    assert git.tracked(repository / "module") == "module"
    assert git.tracked(repository / "module" / "site") == "site/a"


def test_a_folder_that_looks_like_a_bare_repository_is_ignored(repository: Path) -> None:
    """Git treats a folder with these names as a repository. In that repository, the files of the reading list would not be tracked."""
    for name in ("objects", "refs"):
        (repository / "sub" / name).mkdir()
    (repository / "sub" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    assert git.tracked(repository / "sub" / "site") == "sub/site/b"


def test_symbolic_links_above_a_path_are_followed_but_not_the_path_itself(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(repository / "sub")
    assert git.tracked(tmp_path / "link" / "site") == "sub/site/b"
    (repository / "new" / "tracked").symlink_to(tmp_path)
    run(repository, "add", "new/tracked")
    assert git.tracked(repository / "new" / "tracked") == "new/tracked"
    (repository / "new" / "own").symlink_to(repository / "site")
    assert git.tracked(repository / "new" / "own") is None


@pytest.mark.parametrize(
    ("branches", "found"), [(["main", "x"], "main"), (["master"], "master"), (["main", "master"], ""), (["trunk"], ""), ([], "")]
)
def test_the_default_branch_of_a_checkout_without_a_record_of_it_is_main_or_master_if_origin_has_one_of_them(
    repository: Path, branches: list[str], found: str
) -> None:
    run(repository, "commit", "--quiet", "--message", "x")
    for branch in branches:
        run(repository, "update-ref", f"refs/remotes/origin/{branch}", "HEAD")
    assert git.default_branch(repository / "sub") == found


def test_the_default_branch_is_the_one_that_git_clone_recorded(repository: Path) -> None:
    run(repository, "commit", "--quiet", "--message", "x")
    run(repository, "update-ref", "refs/remotes/origin/main", "HEAD")
    run(repository, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert git.default_branch(repository) == "trunk"
