"""Merge the ledgers of several machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.listing import write_list
from llmnotes.actions.merge_ledgers import LedgerMerge
from llmnotes.actions.reading_list import ReadingList

KEPT, DROPPED, SAID = (f"https://example.org/{name}" for name in ("kept", "dropped", "said"))
FAILED = "failed=2026-11-01T04:00Z,gone/404"
MARK = 'marked=2026-11-02T04:00Z,dead reason="sold"'


@pytest.fixture(autouse=True)
def _list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_list(tmp_path, {"kept": KEPT})


def ledger(name: str, *lines: str) -> Path:
    folder = Path(name)
    folder.mkdir()
    (folder / "ledger.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def test_merging_ledgers_removes_links_that_the_list_lacks_unless_a_person_marked_them() -> None:
    one, two = ledger("one", f"{DROPPED} {FAILED}", f"{KEPT} {FAILED}"), ledger("two", f"{SAID} {MARK}")
    merge = LedgerMerge.read(ReadingList.open(None), [one, two])
    assert merge.is_possible
    assert not Path("links").exists()
    assert sorted(merge.write().histories) == [KEPT, SAID]
    assert sorted(ReadingList.open(None).ledger.histories) == [KEPT, SAID]


def test_merging_ledgers_keeps_all_links_if_a_record_cannot_be_read() -> None:
    Path("entries/2023/2023-06-09-broken.md").write_text("no front matter", encoding="utf-8")
    merge = LedgerMerge.read(ReadingList.open(None), [ledger("one", f"{DROPPED} {FAILED}")])
    assert sorted(merge.write().histories) == [DROPPED]


def test_merging_ledgers_keeps_all_links_if_the_list_has_no_records() -> None:
    Path("entries/2023/2023-06-09-kept.md").unlink()
    merge = LedgerMerge.read(ReadingList.open(None), [ledger("one", f"{DROPPED} {FAILED}")])
    assert sorted(merge.write().histories) == [DROPPED]


@pytest.mark.parametrize("damaged", ["links", "one"])
def test_ledgers_cannot_be_merged_if_one_of_them_is_damaged(damaged: str) -> None:
    sound = "links" if damaged == "one" else "one"
    ledger(damaged, "<<<<<<< HEAD"), ledger(sound, f"{KEPT} {FAILED}")
    merge = LedgerMerge.read(ReadingList.open(None), [Path("one")])
    assert not merge.is_possible
    assert {Path(problem.place.file).parent.name for problem in merge.problems} == {damaged}


def test_merging_ledgers_into_another_folder_does_not_change_the_ledger_of_the_list() -> None:
    own = ledger("links", f"{KEPT} {FAILED}")
    before = (own / "ledger.txt").read_bytes()
    merge = LedgerMerge.read(ReadingList.open(None), [ledger("one", f"{SAID} {MARK}")], Path("out"))
    assert sorted(merge.write().histories) == [SAID]
    assert ((own / "ledger.txt").read_bytes(), Path("out/ledger.txt").is_file()) == (before, True)
