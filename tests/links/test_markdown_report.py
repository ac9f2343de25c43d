"""Tests for reports on links in Markdown."""

from __future__ import annotations

import datetime

from llmnotes.links.formats import markdown
from llmnotes.links.links import Link, Mention
from llmnotes.links.report import Finding, Report
from llmnotes.links.verdict import Clause, Standing, Verdict
from llmnotes.model import Entry

NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)


def finding(url: str) -> Finding:
    entry = Entry(slug="2023-01-01-a", title="t", url=url, date=NOW.date())
    verdict = Verdict(standing=Standing.MOVED, clause=Clause.MOVE, target=f"{url}new")
    return Finding(link=Link(url, (Mention(entry, is_title=True),)), verdict=verdict)


def test_report_that_is_cut_inside_a_folded_section_closes_the_section_and_counts_the_lines_that_are_left_out() -> None:
    report = Report(findings=[finding(f"https://host{number}.example/") for number in range(100)], now=NOW)
    assert "left out" not in markdown.render(report)
    lines = markdown.render(report, 2_000).splitlines()
    shown = sum(line.startswith("- ") for line in lines)
    assert 0 < shown < 100
    assert lines[lines.index("</details>") + 2] == f"{100 - shown} more lines are left out: `llmnotes links report` shows all links."
