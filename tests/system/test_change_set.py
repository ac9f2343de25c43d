"""Tests for changing several files together, and for forged journals."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from killing import tree

from llmnotes.errors import StoreError
from llmnotes.system.change_set import ChangeSets, FileChange
from llmnotes.system.regular_files import Bounds, UnfitFile

if TYPE_CHECKING:
    from pathlib import Path

NAMES = re.compile(r"(?:[^./][^/]*/)*[^./][^/]*\.md|\.logs/[^/]+\.yml")


def sets(folder: Path, **options: Any) -> ChangeSets:
    return ChangeSets(folder / "entries", NAMES, Bounds(folder), [folder / "topics.yml"], **options)


def change(path: Path, before: str | None, after: str | None) -> FileChange:
    return FileChange(path=path, before=before, after=after)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "list"
    (made / "entries" / "2023").mkdir(parents=True)
    (made / "entries" / "2023" / "a.md").write_text("old a", encoding="utf-8")
    (made / "entries" / "2023" / "b.md").write_text("old b", encoding="utf-8")
    (made / "topics.yml").write_text("old topics", encoding="utf-8")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    return made


def forge(folder: Path, *files: dict[str, Any], version: int = 1, text: str | None = None) -> Path:
    """Write a forged journal, and return its path."""
    path = folder / "entries" / ".changes" / "journal.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"version": version, "files": files}) if text is None else text, encoding="utf-8")
    return path


def entry(path: str, before: str | None, after: str | None) -> dict[str, Any]:
    return {"path": path, "before": before, "after": None if after is None else hashlib.sha256(after.encode()).hexdigest()}


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)  # noqa: S607 - the tests use the git that is installed on this machine


def test_a_change_set_changes_creates_and_deletes_files_reports_each_and_leaves_no_temporary_files(folder: Path) -> None:
    entries = folder / "entries"
    seen: list[int] = []
    sets(folder).write(
        [
            change(entries / "2023" / "a.md", "old a", "new a"),
            change(entries / "2023" / "b.md", "old b", None),
            change(entries / "2024" / "c.md", None, "new c\r\n\ufeff"),
            change(folder / "topics.yml", "old topics", "new topics"),
        ],
        lambda: seen.append(1),
    )
    assert tree(folder) == {"entries/2023/a.md": "new a", "entries/2024/c.md": "new c\r\n\ufeff", "topics.yml": "new topics"}
    assert len(seen) == 4


def test_writing_a_change_set_creates_a_missing_folder_but_undoing_a_killed_change_does_not(tmp_path: Path) -> None:
    assert sets(tmp_path).recover() is None
    assert not (tmp_path / "entries").exists()
    sets(tmp_path).write([change(tmp_path / "entries" / "2023" / "a.md", None, "a")])
    assert tree(tmp_path) == {"entries/2023/a.md": "a"}


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [("2023/a.md", "another", "x"), ("2023/a.md", None, "x"), ("2023/c.md", "old c", "x"), ("2023/a.md", "old a", "\ud800")],
)  # fmt: skip
def test_a_change_set_changes_nothing_if_a_file_differs_from_its_expected_content_or_a_text_cannot_be_encoded(
    folder: Path, path: str, before: str | None, after: str
) -> None:
    then = tree(folder)
    with pytest.raises((StoreError, UnicodeEncodeError)):
        sets(folder).write(
            [change(folder / "entries" / "2023" / "b.md", "old b", "new b"), change(folder / "entries" / path, before, after)]
        )
    assert tree(folder) == then


def test_an_error_between_two_files_of_a_change_set_undoes_its_changes(folder: Path) -> None:
    then = tree(folder)

    def fail() -> None:
        if (folder / "entries" / "2024" / "c.md").exists():
            raise KeyboardInterrupt

    changes = [
        change(folder / "entries" / "2023" / "a.md", "old a", "new a"),
        change(folder / "entries" / "2024" / "c.md", None, "new c"),
        change(folder / "entries" / "2023" / "b.md", "old b", "new b"),
    ]
    with pytest.raises(KeyboardInterrupt):
        sets(folder).write(changes, fail)
    assert tree(folder) == then
    assert not (folder / "entries" / "2024").exists()


@pytest.mark.parametrize(
    "name", ["../secret", "../../secret", ".git/config", ".hidden/a.md", "2023/../../x.md", "a.txt", ".changes/a.yml", "2023/.a.md"]
)
def test_a_change_set_refuses_files_that_do_not_belong_to_the_list(folder: Path, name: str) -> None:
    with pytest.raises(StoreError):
        sets(folder).write([change(folder / "entries" / name, None, "x"), change(folder / "topics.yml", "old topics", "new")])
    assert (folder / "topics.yml").read_text(encoding="utf-8") == "old topics"


def test_a_change_set_does_not_write_to_the_targets_of_symbolic_links_or_to_pipes(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "entries" / "2025").symlink_to(outside)
    (folder / "entries" / "2023" / "l.md").symlink_to(tmp_path / "secret")
    for path, before in ((folder / "entries" / "2025" / "x.md", None), (folder / "entries" / "2023" / "l.md", "secret")):
        with pytest.raises(UnfitFile, match="link"):
            sets(folder).write([change(path, before, "x")])
    os.mkfifo(folder / "entries" / "2023" / "f.md")
    with pytest.raises(UnfitFile, match="not a regular file"):
        sets(folder).write([change(folder / "entries" / "2023" / "f.md", None, "x")])
    part = folder / "entries" / "2023" / f".a.md.{os.getpid()}.part"
    part.symlink_to(tmp_path / "secret")
    sets(folder).write([change(folder / "entries" / "2023" / "a.md", "old a", "new a")])
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "secret"
    assert list(outside.iterdir()) == []


def test_recover_restores_only_files_that_have_not_changed_since_the_process_was_killed(folder: Path) -> None:
    (folder / "entries" / "2023" / "c.md").write_text("made", encoding="utf-8")
    (folder / "entries" / "2023" / "b.md").write_text("edited since", encoding="utf-8")
    forge(
        folder,
        entry("2023/a.md", "before a", "old a"),
        entry("2023/b.md", "before b", "after b"),
        entry("2023/c.md", None, "made"),
        entry("2023/d.md", "before d", None),
        entry("../topics.yml", "old topics", "after topics"),
    )
    undone = sets(folder).recover()
    assert undone is not None
    assert (undone.restored, [path.name for path in undone.left]) == (3, ["b.md"])
    assert tree(folder) == {
        "entries/2023/a.md": "before a",
        "entries/2023/b.md": "edited since",
        "entries/2023/d.md": "before d",
        "topics.yml": "old topics",
    }
    assert sets(folder).recover() is None


@pytest.mark.parametrize(
    "path",
    [
        *("../secret", "../../secret", "../.git/config", "../mkdocs.yml", "../.github/workflows/a.yml", "/etc/passwd", "//etc/passwd", "./2023/a.md", "2023//a.md"),
        *("2023/../../secret", ".git/hooks/a.md", "2023/.x/a.md", ".changes/journal.json", "", ".", "..", "2023", "a.md\0", "\ud800.md", "\0.md", "2023/link/a.md", "2023/link.md", 1, None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["evil", None])
def test_a_forged_journal_with_a_path_outside_the_change_set_is_refused_and_changes_no_file(
    folder: Path, tmp_path: Path, path: Any, before: str | None
) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("secret", encoding="utf-8")
    (folder / "mkdocs.yml").write_text("secret", encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.md").write_text("secret", encoding="utf-8")
    (folder / "entries" / "2023" / "link").symlink_to(tmp_path / "outside")
    (folder / "entries" / "2023" / "link.md").symlink_to(tmp_path / "secret")
    forge(folder, entry("2023/a.md", "evil", "old a"), {**entry("x", before, "secret"), "path": path})
    then = tree(tmp_path)
    with pytest.raises((StoreError, UnfitFile), match=r"journal\.json: not a journal|links are not followed"):
        sets(folder).recover()
    assert tree(tmp_path) == then


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", "1", '{"version": 1}', '{"version": 2, "files": []}', '{"version": 1, "files": [1]}', "[" * 100_000,
     '{"version": 1, "files": [{"path": "2023/a.md"}]}', '{"version": 1, "files": [{"path": "2023/a.md", "before": 1, "after": null}]}',
     '{"version": 1, "files": [{"path": "2023/a.md", "before": "\\ud800", "after": null}]}', "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"), "9" * 5000],
)  # fmt: skip
def test_an_invalid_journal_is_refused_with_a_remedy(folder: Path, text: str) -> None:
    forge(folder, text=text)
    then = tree(folder)
    with pytest.raises(StoreError, match="then delete this file"):
        sets(folder).recover()
    assert tree(folder) == then


def test_a_journal_that_the_lists_repository_tracks_is_refused_even_if_its_folder_is_another_repository(
    folder: Path,
) -> None:
    forge(folder, entry("2023/a.md", "evil", "old a"))
    git(folder, "init", "-q", "--bare", "entries/.changes")  # the configuration of this repository could name programs that git would start
    git(folder, "init", "-q")
    git(folder, "add", "-f", ".")
    with pytest.raises(StoreError, match="git tracks this journal"):
        sets(folder).recover()


def test_a_journal_is_refused_as_long_as_git_tracks_it(folder: Path) -> None:
    forge(folder, entry("2023/a.md", "evil", "old a"))
    git(folder, "init", "-q")
    git(folder, "add", "-f", ".")
    with pytest.raises(StoreError, match="git tracks this journal"):
        sets(folder).recover()
    with pytest.raises(StoreError, match="git tracks this journal"):
        sets(folder).write([change(folder / "topics.yml", "old topics", "new")])
    assert (folder / "entries" / "2023" / "a.md").read_text(encoding="utf-8") == "old a"
    git(folder, "rm", "-q", "--cached", "entries/.changes/journal.json")
    assert sets(folder).recover() is not None


@pytest.mark.parametrize("kind", ["folder", "journal", "ignore"])
def test_a_symbolic_link_in_place_of_the_journal_its_folder_or_its_gitignore_is_not_followed(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    real = forge(folder, entry("2023/a.md", "evil", "old a"))
    if kind == "folder":
        real.rename(elsewhere / "journal.json")
        real.parent.rmdir()
        real.parent.symlink_to(elsewhere)
    elif kind == "journal":
        real.rename(elsewhere / "journal.json")
        real.symlink_to(elsewhere / "journal.json")
    else:
        real.unlink()
        (real.parent / ".gitignore").symlink_to(tmp_path / "secret")
    then = tree(elsewhere)
    if kind == "ignore":
        assert sets(folder).recover() is None
    else:
        with pytest.raises((StoreError, OSError)):
            sets(folder).recover()
        with pytest.raises((StoreError, OSError)):
            sets(folder).write(
                [change(folder / "topics.yml", "old topics", "new"), change(folder / "entries" / "2023" / "b.md", "old b", "new")]
            )
    assert tree(elsewhere) == then
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "secret"
    assert (folder / "entries" / "2023" / "a.md").read_text(encoding="utf-8") == "old a"


def test_a_pipe_instead_of_a_journal_is_refused_without_waiting(folder: Path) -> None:
    (folder / "entries" / ".changes").mkdir()
    os.mkfifo(folder / "entries" / ".changes" / "journal.json")
    with pytest.raises(OSError, match="not a regular file"):
        sets(folder).recover()


def test_a_change_set_waits_while_another_process_writes_and_keeps_its_unfinished_files(folder: Path) -> None:
    script = (
        "import os, re, sys, pathlib\n"
        "from llmnotes.system.change_set import FileChange, ChangeSets\n"
        "from llmnotes.system.regular_files import Bounds\n"
        "def wait():\n"
        "    print('writing', flush=True); sys.stdin.readline()\n"
        "entries = pathlib.Path(sys.argv[1]) / 'entries'\n"
        "changes = [FileChange(path=entries / '2023' / f'{name}.md', before=f'old {name}', after='new') for name in 'ab']\n"
        "ChangeSets(entries, re.compile('.*'), Bounds(entries)).write(changes, wait)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        part = folder / "entries" / "2023" / ".b.md.1.part"
        part.write_text("half", encoding="utf-8")
        with pytest.raises(StoreError, match="another llmnotes process is writing"):
            sets(folder, patience=0).recover()
        with pytest.raises(StoreError, match="another llmnotes process is writing"):
            sets(folder, patience=0).write([change(folder / "topics.yml", "old topics", "new")])
        assert part.exists()
        other.stdin.write("\n\n")
        other.stdin.flush()
        assert sets(folder, patience=60).recover() is None
    # The other process has ended and so released its lock. So this command deletes the unfinished file.
    assert sets(folder).recover() is None
    assert tree(folder) == {"entries/2023/a.md": "new", "entries/2023/b.md": "new", "topics.yml": "old topics"}
