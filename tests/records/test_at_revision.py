"""Tests for reading records and the history of files from git."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from llmnotes.errors import RevisionError
from llmnotes.records import at_revision
from llmnotes.system.git import tracked

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607 - the tests use the git that is installed on this machine


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


def test_entries_at_the_merge_base_are_those_before_the_first_commit_of_the_branch(repository: Path) -> None:
    folder = repository / "list" / "entries"
    assert [entry.slug for entry in at_revision.entries_at(folder, at_revision.merge_base(folder, "main"))] == ["2023-01-01-one"]
    assert [entry.slug for entry in at_revision.entries_at(folder, "main")] == ["2023-01-01-one", "2023-01-01-three"]


def test_a_folder_missing_from_the_revision_has_no_entries(repository: Path) -> None:
    (repository / "other").mkdir()
    assert at_revision.entries_at(repository / "other", "main") == []


def test_entries_are_read_from_a_folder_below_a_hidden_folder(repository: Path) -> None:
    git(repository, "mv", "list", ".list")
    git(repository, "commit", "-qm", "move")
    found = at_revision.entries_at(repository / ".list" / "entries", "HEAD")
    assert [entry.slug for entry in found] == ["2023-01-01-one", "2023-01-01-two"]


@pytest.mark.parametrize("name", ["nothing", "--output=x", "main..branch", ""])
def test_the_error_for_an_unknown_revision_names_the_revision(repository: Path, name: str) -> None:
    with pytest.raises(RevisionError, match=f"git finds no revision '{name}'"):
        at_revision.merge_base(repository / "list" / "entries", name)
    assert not (repository / "list" / "entries" / "x").exists()


def test_a_remote_whose_main_branch_is_unknown_is_an_error_with_a_remedy(repository: Path) -> None:
    with pytest.raises(RevisionError, match="git remote set-head upstream --auto"):
        at_revision.merge_base(repository / "list" / "entries", "upstream/HEAD")


def test_finding_the_merge_base_in_a_shallow_clone_is_an_error_with_a_remedy(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", "--depth", "1", f"file://{repository}", "c")
    with pytest.raises(RevisionError, match="fetch-depth: 0"):
        at_revision.merge_base(clone / "c", "HEAD")


def test_finding_the_merge_base_outside_a_git_repository_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="Run the command in the git repository of the list"):
        at_revision.merge_base(tmp_path, "main")


def ledger(folder: Path, *lines: str) -> Path:
    path = folder / "links" / "ledger.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def commit(folder: Path, author: str, *more: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x", "--author", f"{author} <{author}@example.org>", *more)


A, B = "https://a.example/", "https://b.example/"
DEAD = 'marked=2026-11-08T06:00Z,dead reason="sold"'


def test_the_commit_of_a_line_is_the_last_one_that_changed_the_text_after_the_first_word(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    path = ledger(tmp_path, A, B)
    commit(tmp_path, "first")
    ledger(tmp_path, f"{A} {DEAD}", B)
    commit(tmp_path, "mallory")
    ledger(tmp_path, f"{A} well=2026-11-09T04:00Z {DEAD}", f"{B} well=2026-11-09T04:00Z")
    commit(tmp_path, "check")
    found = at_revision.introduced(path, {A: DEAD, B: DEAD}, "marked=")
    assert {url: one.author for url, one in found.items()} == {A: "mallory"}
    assert at_revision.introduced(path, {A: DEAD}, "marked=", since="HEAD~1") == {}
    ledger(tmp_path, f"{A} {DEAD.replace('sold', 'free money')}", B)
    commit(tmp_path, "eve")
    assert at_revision.introduced(path, {A: DEAD.replace("sold", "free money")}, "marked=")[A].author == "eve"


def test_the_commit_of_a_line_that_was_removed_and_added_again_is_the_one_that_added_it_last(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    for author, line in (("one", f"{A} {DEAD}"), ("two", A), ("three", f"{A} {DEAD}")):
        path = ledger(tmp_path, line)
        commit(tmp_path, author)
    assert at_revision.introduced(path, {A: DEAD}, "marked=")[A].author == "three"
    ledger(tmp_path, f"{A} {DEAD}", f"{B} {DEAD}")
    assert B not in at_revision.introduced(path, {A: DEAD, B: DEAD}, "marked="), "not committed"


def test_git_attributes_in_a_branch_cannot_hide_the_author_of_a_line(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / ".gitattributes").write_text("*.txt binary -diff\n")
    path = ledger(tmp_path, f"{A} {DEAD}")
    commit(tmp_path, "mallory")
    assert at_revision.introduced(path, {A: DEAD}, "marked=")[A].author == "mallory"


def test_finding_the_author_of_a_line_in_a_shallow_clone_is_an_error(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    git(whole, "init", "-q", "-b", "main")
    for author in ("one", "two"):
        ledger(whole, f"{A} {DEAD}", author)
        commit(whole, author)
    git(tmp_path, "clone", "-q", "--depth", "1", whole.as_uri(), "part")
    with pytest.raises(RevisionError, match="shallow"):
        at_revision.introduced(tmp_path / "part" / "links" / "ledger.txt", {A: DEAD}, "marked=")


def test_files_that_differ_from_a_commit_and_the_commits_since_then_are_listed(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    folder = ledger(tmp_path, A).parent
    commit(tmp_path, "one")
    git(tmp_path, "switch", "-qc", "branch")
    assert at_revision.changed_files(folder, "main") == []
    ledger(tmp_path, B)
    (folder / ".run").mkdir()
    (folder / ".run" / "journal\n.jsonl").write_text("{}")
    commit(tmp_path, "Mal\tlory")
    (folder / "new.txt").write_text("")
    (tmp_path / "elsewhere.txt").write_text("")
    assert at_revision.changed_files(folder, "main") == [".run/journal\n.jsonl", "ledger.txt", "new.txt"]
    assert [one.author for one in at_revision.commits(folder, "main")] == ["Mal\tlory"]
    assert at_revision.commits(folder, "main")[0].mails == {"Mal\tlory@example.org", "a@example.org"}
    assert at_revision.files_at(folder, "main", ["ledger.txt", "asked.txt"]) == {"ledger.txt": f"{A}\n".encode()}
    assert at_revision.files_at(tmp_path / "nowhere", "main", ["ledger.txt"]) == {}
    assert tracked(folder / ".run")
    assert not tracked(folder / "new.txt")
    with pytest.raises(RevisionError, match="git"):
        at_revision.changed_files(tmp_path.parent, "main")


def test_git_executes_no_commands_from_a_folder_that_looks_like_a_repository(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With files such as `entries/HEAD` and `entries/config` in a branch, git would treat the folder as a repository, and execute commands from its config."""
    bare = tmp_path_factory.mktemp("bare")
    git(bare, "clone", "-q", "--bare", repository.as_uri(), ".")
    folder, ran = repository / "list" / "entries", repository / "ran"
    git(bare, "config", "core.bare", "false")
    git(bare, "config", "core.worktree", str(folder))
    git(bare, "config", "core.fsmonitor", f"touch {ran}; false")
    shutil.copytree(bare, folder, dirs_exist_ok=True)
    with pytest.raises(RevisionError, match="bare"):
        at_revision.changed_files(folder / "2023", "main")
    with pytest.raises(RevisionError):
        at_revision.merge_base(folder, "main")
    assert not ran.exists()
