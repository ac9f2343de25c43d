from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from llmnotes.system import git

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, *args: str) -> None:
    done = subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "protocol.file.allow=always", *args],  # noqa: S607 - the git of this machine
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
def test_what_is_tracked(repository: Path, path: str, name: str | None) -> None:
    assert git.tracked(repository / path) == name


def test_letters_in_another_case_count_where_the_file_system_says_so(repository: Path) -> None:
    same = (repository / "case").exists()
    (repository / "case").mkdir(exist_ok=True)
    assert git.tracked(repository / "case") == ("Case/c" if same else None)


def test_without_a_repository_nothing_is_tracked(tmp_path: Path) -> None:
    assert git.tracked(tmp_path / "site") is None
    (tmp_path / ".git").mkdir()
    assert git.tracked(tmp_path / "site") is None


def test_without_git_nothing_is_tracked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert git.tracked(repository / "site") is None


def test_the_environment_leads_to_no_other_repository(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, "init", "--quiet", "elsewhere")
    for name, value in {"GIT_DIR": "elsewhere/.git", "GIT_INDEX_FILE": "elsewhere/index", "GIT_LITERAL_PATHSPECS": "1"}.items():
        monkeypatch.setenv(name, str(tmp_path / value))
    assert git.tracked(repository / "site") == "site/a"


def test_no_program_that_the_repository_names_is_run(repository: Path) -> None:
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


def test_a_work_tree_and_a_submodule_count(repository: Path, tmp_path: Path) -> None:
    run(repository, "commit", "--quiet", "-m", "x")
    run(repository, "worktree", "add", "--quiet", str(tmp_path / "tree"))
    assert git.tracked(tmp_path.resolve() / "tree" / "site") == "site/a"
    run(repository, "submodule", "--quiet", "add", str(repository), "module")
    assert git.tracked(repository / "module") == "module"
    assert git.tracked(repository / "module" / "site") == "site/a"


def test_what_a_folder_behind_a_folder_of_git_holds_is_asked_of_the_repository(repository: Path) -> None:
    """Git takes a folder with these names for a repository, which would know nothing of the files around it."""
    for name in ("objects", "refs"):
        (repository / "sub" / name).mkdir()
    (repository / "sub" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    assert git.tracked(repository / "sub" / "site") == "sub/site/b"


def test_links_above_a_path_are_followed_and_the_path_itself_is_not(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(repository / "sub")
    assert git.tracked(tmp_path / "link" / "site") == "sub/site/b"
    (repository / "new" / "tracked").symlink_to(tmp_path)
    run(repository, "add", "new/tracked")
    assert git.tracked(repository / "new" / "tracked") == "new/tracked"
    (repository / "new" / "own").symlink_to(repository / "site")
    assert git.tracked(repository / "new" / "own") is None
