"""Fix records whose links have moved or died."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from actions.listing import write_list
from llmnotes.actions.fix_links import MovedLink, carry_out_fixes, moved_elsewhere, plan_fixes, request_targets
from llmnotes.actions.reading_list import ReadingList
from llmnotes.links.check import Check, Outcome
from llmnotes.links.checking.workers import RequestOptions
from llmnotes.links.history import Copy, History
from llmnotes.links.history_merge import advanced
from llmnotes.links.ledger import Ledger
from llmnotes.links.limits import HostRule, Limits

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
OLD, HERE, DEAD = "https://old.example/a", "https://here.example/a", "https://dead.example/a"
NEW, MOVED_HERE = "https://new.example/a", "https://here.example/b"
COPY = "https://web.archive.org/web/20230610111213/https://dead.example/a"
FILES = {url: f"entries/2023/2023-06-09-{name}.md" for url, name in ((OLD, "old"), (HERE, "here"), (DEAD, "dead"))}


def history(outcome: Outcome, target: str = "", copy: str = "") -> History:
    found = History(copy=Copy(NOW.date(), copy) if copy else None)
    for days in (12, 8, 4):
        found = advanced(found, Check(url="x", outcome=outcome, time=NOW - datetime.timedelta(days=days), target=target))
    return found


@pytest.fixture(autouse=True)
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadingList:
    monkeypatch.chdir(tmp_path)
    write_list(tmp_path, {"old": OLD, "here": HERE, "dead": DEAD})
    ledger = Ledger(
        histories={
            OLD: history(Outcome.MOVED, NEW),
            HERE: history(Outcome.MOVED, MOVED_HERE),
            DEAD: history(Outcome.GONE, copy=COPY),
        }
    )
    ReadingList.open(None).ledger_folder.save(ledger)
    return ReadingList.open(None)


def test_only_links_that_moved_to_another_host_have_to_be_requested_again(opened: ReadingList) -> None:
    assert moved_elsewhere(opened, NOW) == [OLD]
    assert request_targets([], RequestOptions(limits=Limits(), time=NOW)) == {}


def test_a_moved_link_that_a_rule_skips_is_not_requested_again() -> None:
    limits = Limits(hosts=(HostRule(pattern="old.example", skip="behind a login"),))
    assert request_targets([OLD], RequestOptions(limits=limits, time=NOW)) == {OLD: ""}


def test_a_moved_link_is_rewritten_in_its_record_if_it_still_redirects_to_its_new_address(opened: ReadingList) -> None:
    fixes = plan_fixes(opened, NOW, {OLD: NEW}, archived=False)
    assert not fixes.doubtful
    assert fixes.moved == [
        MovedLink(file=FILES[HERE], url=HERE, target=MOVED_HERE, written=True),
        MovedLink(file=FILES[OLD], url=OLD, target=NEW, written=True),
    ]
    carry_out_fixes(opened, fixes.rewrites)
    assert [entry.url for entry in ReadingList.open(None).entries] == [DEAD, MOVED_HERE, NEW]


@pytest.mark.parametrize("target", ["", "https://other.example/"])
def test_a_moved_link_that_no_longer_redirects_to_its_new_address_is_reported_and_not_rewritten(opened: ReadingList, target: str) -> None:
    fixes = plan_fixes(opened, NOW, {OLD: target}, archived=False)
    assert [finding.link.url for finding in fixes.doubtful] == [OLD]
    assert [rewrite.file for rewrite in fixes.rewrites] == [FILES[HERE]]


def test_planning_the_fixes_of_links_writes_nothing(opened: ReadingList, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert plan_fixes(opened, NOW, {OLD: NEW}, archived=True).rewrites
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("archived", [True, False])
def test_the_archived_copy_of_a_dead_link_is_written_into_its_record_only_with_the_option_archived(
    opened: ReadingList, *, archived: bool
) -> None:
    carry_out_fixes(opened, plan_fixes(opened, NOW, {OLD: ""}, archived=archived).rewrites)
    found = {entry.url: entry.archived for entry in ReadingList.open(None).entries}
    assert found == {DEAD: COPY if archived else None, MOVED_HERE: None, OLD: None}


def test_a_moved_link_with_an_unusual_spelling_in_its_record_is_reported_and_not_rewritten(tmp_path: Path) -> None:
    path = tmp_path / FILES[HERE]
    path.write_text(path.read_text(encoding="utf-8").replace(f"url: {HERE}", 'url: "https://here.example\\u002fa"'), encoding="utf-8")
    opened = ReadingList.open(None)
    assert [entry.url for entry in opened.entries] == [DEAD, HERE, OLD]
    fixes = plan_fixes(opened, NOW, {OLD: ""}, archived=False)
    assert fixes.moved == [MovedLink(file=FILES[HERE], url=HERE, target=MOVED_HERE, written=False)]
    assert not fixes.rewrites


OTHER_FILE = "entries/2023/2023-06-09-there.md"


@pytest.mark.parametrize("spelling", [MOVED_HERE, "http://www.here.example/b/", f"{MOVED_HERE}?utm_source=x"])
def test_a_link_that_moved_to_the_url_of_another_record_is_reported_and_not_rewritten(tmp_path: Path, spelling: str) -> None:
    write_list(tmp_path, {"old": OLD, "here": HERE, "dead": DEAD, "there": spelling})
    fixes = plan_fixes(ReadingList.open(None), NOW, {OLD: ""}, archived=False)
    assert fixes.moved == [MovedLink(file=FILES[HERE], url=HERE, target=MOVED_HERE, written=False, other=OTHER_FILE)]
    assert not fixes.rewrites


def test_only_the_first_of_two_records_whose_links_moved_to_one_url_gets_the_new_url() -> None:
    opened = ReadingList.open(None)
    opened.ledger_folder.save(Ledger(histories={HERE: history(Outcome.MOVED, MOVED_HERE), OLD: history(Outcome.MOVED, MOVED_HERE)}))
    opened = ReadingList.open(None)
    fixes = plan_fixes(opened, NOW, {OLD: MOVED_HERE}, archived=False)
    assert [(link.file, link.written, link.other) for link in fixes.moved] == [(FILES[HERE], True, ""), (FILES[OLD], False, FILES[HERE])]
    carry_out_fixes(opened, fixes.rewrites)
    assert [entry.url for entry in ReadingList.open(None).entries] == [DEAD, MOVED_HERE, OLD]


def test_a_link_in_a_note_is_rewritten_even_if_its_new_address_is_the_url_of_another_record(tmp_path: Path) -> None:
    write_list(tmp_path, {"old": OLD, "dead": DEAD, "there": MOVED_HERE})
    path = tmp_path / FILES[OLD]
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[there]({HERE})\n", encoding="utf-8")
    (tmp_path / FILES[HERE]).unlink()
    fixes = plan_fixes(ReadingList.open(None), NOW, {OLD: ""}, archived=False)
    assert [(link.file, link.written) for link in fixes.moved] == [(FILES[OLD], True)]
