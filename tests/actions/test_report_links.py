"""Report links from the ledger, without a request."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from actions.listing import write_list
from llmnotes.actions.reading_list import ReadingList
from llmnotes.actions.report_links import report_links
from llmnotes.links.authors import UNKNOWN
from llmnotes.links.verdict import Standing

if TYPE_CHECKING:
    from pathlib import Path

    from llmnotes.links.report import Report

NOW = datetime.datetime(2026, 11, 5, tzinfo=datetime.UTC)
LEDGER = """\
https://example.org/dead failed=2026-11-01T04:00Z,gone/404 failed=2026-11-04T04:00Z,gone/404
https://example.org/said marked=2026-11-02T04:00Z,dead reason="sold"
https://example.org/forgotten failed=2026-11-01T04:00Z,gone/404
"""


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadingList:
    monkeypatch.chdir(tmp_path)
    write_list(tmp_path, {name: f"https://example.org/{name}" for name in ("dead", "said", "new")})
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "ledger.txt").write_text(LEDGER, encoding="utf-8")
    return ReadingList.open(None)


def by_name(report: Report) -> dict[str, Standing]:
    return {finding.link.url.removeprefix("https://example.org/"): finding.verdict.standing for finding in report.findings}


def test_a_report_of_links_has_each_link_of_the_list_and_no_other_link_of_the_ledger(opened: ReadingList) -> None:
    assert not opened.ledger_problems
    report = report_links(opened, NOW)
    assert by_name(report) == {"dead": Standing.DEAD, "said": Standing.DEAD, "new": Standing.UNCHECKED}
    assert (report.checked, report.last, len(report.failing)) == (None, None, 2)


def test_a_report_of_links_warns_of_manual_verdicts_and_archived_copies_that_are_dated_in_the_future(opened: ReadingList) -> None:
    copy = "https://web.archive.org/web/20230610111213/https://example.org/dead"
    text = f'https://example.org/dead copy=2126-11-01,{copy}\nhttps://example.org/said marked=2126-11-02T04:00Z,dead reason="sold"\n'
    (opened.settings.ledger / "ledger.txt").write_text(text, encoding="utf-8")
    warnings: list[str] = []
    report_links(ReadingList.open(None), NOW, warn=warnings.append)
    (warning,) = warnings
    assert "2 links with a manual verdict or an archived copy that is dated in the future" in warning
    assert "https://example.org/said" in warning


def test_a_report_of_links_has_the_places_of_each_link_and_the_committer_of_its_mark(opened: ReadingList) -> None:
    found = {finding.link.url.rpartition("/")[2]: finding for finding in report_links(opened, NOW).findings}
    assert [(place.file, place.line) for place in found["dead"].places] == [("entries/2023/2023-06-09-dead.md", 3)]
    assert (found["said"].author, found["dead"].author) == (UNKNOWN, None)


def test_a_report_of_links_counts_links_with_a_verdict_in_the_option_fail_on_as_failures(opened: ReadingList) -> None:
    failing = report_links(opened, NOW, fail_on=frozenset({"unchecked"})).failing
    assert [finding.link.url for finding in failing] == ["https://example.org/new"]
