"""Records as an earlier revision held them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from llmnotes import revision
from llmnotes.errors import RevisionError

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607 - git of this machine


def write(folder: Path, slug: str) -> None:
    path = folder / "list" / "entries" / slug[:4] / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {slug}\nurl: https://example.org/{slug}\ndate: 2023-01-01\n---\n", encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, "2023-01-01-one")
    (tmp_path / "list" / "entries" / ".logs").mkdir()
    (tmp_path / "list" / "entries" / ".logs" / "x.md").write_text("no record")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "switch", "-qc", "branch")
    write(tmp_path, "2023-01-01-two")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "two")
    git(tmp_path, "switch", "-q", "main")
    write(tmp_path, "2023-01-01-three")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "three")
    git(tmp_path, "switch", "-q", "branch")
    return tmp_path


def test_the_merge_base_holds_what_stood_where_the_branch_began(repository: Path) -> None:
    folder = repository / "list" / "entries"
    assert [entry.slug for entry in revision.entries_at(folder, revision.merge_base(folder, "main"))] == ["2023-01-01-one"]
    assert [entry.slug for entry in revision.entries_at(folder, "main")] == ["2023-01-01-one", "2023-01-01-three"]


def test_a_folder_that_the_revision_lacks_held_nothing(repository: Path) -> None:
    (repository / "other").mkdir()
    assert revision.entries_at(repository / "other", "main") == []


@pytest.mark.parametrize("name", ["nothing", "--output=x", "main..branch", ""])
def test_an_unknown_revision_is_told_by_name(repository: Path, name: str) -> None:
    with pytest.raises(RevisionError, match=f"git knows no revision '{name}'"):
        revision.merge_base(repository / "list" / "entries", name)
    assert not (repository / "list" / "entries" / "x").exists()


def test_a_remote_whose_main_branch_git_has_not_asked_for_is_told(repository: Path) -> None:
    with pytest.raises(RevisionError, match="git remote set-head upstream --auto"):
        revision.merge_base(repository / "list" / "entries", "upstream/HEAD")


def test_a_shallow_clone_is_told_with_its_remedy(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", "--depth", "1", f"file://{repository}", "c")
    with pytest.raises(RevisionError, match="fetch-depth: 0"):
        revision.merge_base(clone / "c", "HEAD")


def test_outside_a_repository_git_says_so(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="git"):
        revision.merge_base(tmp_path, "main")
