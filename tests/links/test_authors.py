"""Tests for finding who committed the manual verdicts in a ledger."""

from __future__ import annotations

import datetime
import subprocess
from typing import TYPE_CHECKING

import pytest

from llmnotes.links.authors import UNKNOWN, authors, named
from llmnotes.links.history import History, Mark, Said
from llmnotes.links.ledger import Ledger
from llmnotes.links.ledger_folder import LedgerFolder
from llmnotes.records.at_revision import Commit

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://example.org/a"
NOW = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
MARKED = Ledger(histories={URL: History(mark=Mark(time=NOW, said=Said.DEAD, reason="sold", until=None))})


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=Ann", "-c", "user.email=a@example.org", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_author_of_a_manual_verdict_is_unknown_until_it_is_committed(tmp_path: Path) -> None:
    folder = tmp_path / "links"
    LedgerFolder(folder).save(MARKED)
    assert authors(MARKED, folder) == {URL: UNKNOWN}  # the folder is not in a git repository
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "zero")
    assert authors(MARKED, folder) == {URL: UNKNOWN}
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    (author,) = authors(MARKED, folder).values()
    assert author.startswith("Ann (")
    assert authors(MARKED, folder, since="HEAD") == {URL: UNKNOWN}


def test_git_does_not_run_if_the_ledger_has_no_manual_verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert authors(Ledger(histories={URL: History()}), tmp_path) == {}


@pytest.mark.parametrize(("author", "name"), [("Ann\x1b[2J", "Ann [2J"), ("", UNKNOWN), ("\n", UNKNOWN)])
def test_name_of_an_author_has_no_control_characters_and_is_unknown_if_it_is_empty(author: str, name: str) -> None:
    commit = Commit(id="0123456789abcdef", author=author, mails=frozenset())
    assert named(commit) == f"{name} (0123456789)"
