"""Tests for reading and writing the files of a ledger, and the journal of an unfinished link check."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from llmnotes.errors import FolderError, StoreError
from llmnotes.links.check import Check, Outcome
from llmnotes.links.history import History, Mark, Said
from llmnotes.links.ledger import Ledger
from llmnotes.links.ledger_folder import Journal, LedgerFolder

NOW = datetime.datetime(2026, 11, 1, 4, 0, tzinfo=datetime.UTC)


def check(number: int) -> Check:
    return Check(
        url=f"https://example.org/{number}",
        outcome=Outcome.GONE,
        time=NOW,
        detail="404",
        status=404,
        chain=((301, "https://example.org/論文"),),
    )


def test_only_files_of_the_ledger_that_differ_are_written(tmp_path: Path) -> None:
    folder = LedgerFolder(tmp_path / "links")
    ledger = Ledger(histories={"https://a.example/": History(checked=NOW, found=NOW, well=NOW)})
    folder.save(ledger)
    assert folder.load() == (ledger, [])
    for path in (tmp_path / "links").iterdir():
        os.utime(path, ns=(0, 0))
    later = NOW + datetime.timedelta(days=7)
    folder.save(Ledger(histories={"https://a.example/": History(checked=later, found=later, well=NOW)}))
    assert [path.name for path in (tmp_path / "links").iterdir() if path.stat().st_mtime_ns] == ["asked.txt"]


def test_missing_folder_is_read_as_an_empty_ledger(tmp_path: Path) -> None:
    assert LedgerFolder(tmp_path / "links").load() == (Ledger(), [])


def test_update_of_a_ledger_removes_only_the_unfinished_files_of_a_killed_process(tmp_path: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    (folder / ".ledger.txt.77.part").write_text("half", encoding="utf-8")
    for name in (".ledger.txt.x.part", ".other.txt.77.part", "ledger.txt.77.part"):
        (folder / name).write_text("theirs", encoding="utf-8")
    (folder / ".runs.txt.77.part").symlink_to(tmp_path / "elsewhere")
    LedgerFolder(folder).update(lambda ledger: ledger)
    left = sorted(path.name for path in folder.glob("*.part")) + sorted(path.name for path in folder.glob(".*.part"))
    assert set(left) == {".ledger.txt.x.part", ".other.txt.77.part", ".runs.txt.77.part", "ledger.txt.77.part"}


def test_saving_a_ledger_raises_store_error_if_its_folder_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "links").write_text("a file")
    with pytest.raises(StoreError, match="links"):
        LedgerFolder(tmp_path / "links").save(Ledger())


@pytest.mark.parametrize("name", [".run", ".run/journal.jsonl", ".run/run.lock", ".run/ledger.lock", ".run/.gitignore"])
def test_journal_and_locks_follow_no_symbolic_link(tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for file in ("journal.jsonl", "run.lock", "ledger.lock", ".gitignore"):
        (elsewhere / file).write_text("precious", encoding="utf-8")
    link = tmp_path / "links" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere if name == ".run" else elsewhere / link.name)
    journal, folder = Journal(tmp_path / "links", lambda: 0.0), LedgerFolder(tmp_path / "links")
    for change in (lambda: journal.begin(NOW, "all"), journal.held().__enter__, lambda: folder.update(lambda ledger: ledger)):
        with pytest.raises(FolderError, match=name):
            change()
    assert {file.read_text(encoding="utf-8") for file in elsewhere.iterdir()} == {"precious"}
    assert len(list(elsewhere.iterdir())) == 4


def test_journal_that_is_a_pipe_or_that_git_tracks_is_refused(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)  # noqa: S607 - the tests use the git that is installed on this machine
    run = tmp_path / "links" / ".run"
    run.mkdir(parents=True)
    os.mkfifo(run / "journal.jsonl")
    with pytest.raises(FolderError, match=r"journal\.jsonl"), Journal(tmp_path / "links", lambda: 0.0).held():
        pass
    (run / "journal.jsonl").unlink()
    (run / "journal.jsonl").write_text("{}", encoding="utf-8")
    subprocess.run(["git", "-C", tmp_path, "add", "-f", "links"], check=True)  # noqa: S607 - the tests use the git that is installed on this machine
    with pytest.raises(FolderError, match=r"git tracks .*journal\.jsonl"), Journal(tmp_path / "links", lambda: 0.0).held():
        pass


def test_git_ignores_the_journal(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)  # noqa: S607 - the tests use the git that is installed on this machine
    journal = Journal(tmp_path / "links", lambda: 0.0)
    journal.begin(NOW, "all")
    journal.append(check(1))
    journal.close()
    assert subprocess.run(["git", "status", "--porcelain"], cwd=tmp_path, check=True, capture_output=True).stdout == b""  # noqa: S607 - the tests use the git that is installed on this machine


KILLED = """
import datetime, pathlib, sys, time
sys.path.insert(0, sys.argv[2])
from test_ledger_folder import Journal, NOW, check
journal = Journal(pathlib.Path(sys.argv[1]), time.monotonic)
journal.begin(NOW, "2/8")
for number in range(100):
    journal.append(check(number))
print("ready", flush=True)
time.sleep(60)
"""


def test_journal_of_a_killed_link_check_has_its_checks_and_can_be_continued(tmp_path: Path) -> None:
    folder = tmp_path / "links"
    with subprocess.Popen([sys.executable, "-c", KILLED, folder, Path(__file__).parent], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    path = folder / ".run" / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-20])  # cuts the last line in the middle
    journal = Journal(folder, lambda: 0.0)
    begun = journal.resume()
    assert begun is not None
    assert (begun.time, begun.scope) == (NOW, "2/8")
    assert begun.checks == tuple(check(number) for number in range(99))
    journal.go_on()
    journal.append(check(99))
    journal.close()
    again = Journal(folder, lambda: 0.0).resume()
    assert again is not None
    assert again.checks == tuple(check(number) for number in range(100))
    journal.clear()
    assert journal.resume() is None


@pytest.mark.parametrize("content", ["", "rubbish", "[]", '{"time": 1, "scope": "all"}', "\x00\xff"])
def test_file_that_is_not_a_journal_is_ignored(tmp_path: Path, content: str) -> None:
    (tmp_path / ".run").mkdir()
    (tmp_path / ".run" / "journal.jsonl").write_text(content, encoding="latin-1")
    assert Journal(tmp_path, lambda: 0.0).resume() is None


def test_only_one_link_check_at_a_time_uses_a_journal(tmp_path: Path) -> None:
    first, second = Journal(tmp_path, lambda: 0.0), Journal(tmp_path, lambda: 0.0)
    with first.held(), pytest.raises(StoreError, match="another llmnotes"), second.held():
        pass
    with second.held():
        assert second.resume() is None


def test_update_of_a_ledger_keeps_the_changes_of_an_earlier_update(tmp_path: Path) -> None:
    folder = LedgerFolder(tmp_path)
    folder.update(lambda ledger: ledger.marked("https://a.example/", Mark(NOW, Said.DEAD, "sold")))
    folder.update(lambda ledger: ledger.marked("https://b.example/", Mark(NOW, Said.ALIVE, "I saw it")))
    assert set(folder.load()[0].histories) == {"https://a.example/", "https://b.example/"}


def test_damaged_ledger_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "ledger.txt").write_text("rubbish\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"ledger\.txt"):
        LedgerFolder(tmp_path).update(lambda ledger: ledger)
    assert (tmp_path / "ledger.txt").read_text(encoding="utf-8") == "rubbish\n"
