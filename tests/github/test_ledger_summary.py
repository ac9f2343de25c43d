"""What reviewers read of a change of the ledger."""

from __future__ import annotations

import dataclasses
import datetime
import re

import pytest
from markdown_it import MarkdownIt

from llmnotes.github import ledger_summary, markdown
from llmnotes.github.ledger_summary import LedgerChange
from llmnotes.links.check import Outcome
from llmnotes.links.history import Copy, History, Mark, Move, Said, Sighting
from llmnotes.links.ledger import Ledger
from llmnotes.model import Place, Problem, Severity

NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
A, B = "https://a.example/", "https://b.example/"
WELL = History(asked=NOW - DAY, found=NOW - DAY, well=NOW - DAY)
SOLD = Mark(NOW - DAY, Said.DEAD, "sold", datetime.date(2027, 1, 1))
COPY = Copy(NOW.date(), f"https://web.archive.org/web/20230101000000/{A}")


def told(before: dict[str, History], after: dict[str, History], **more: object) -> str:
    change = LedgerChange(before=Ledger(histories=before), after=Ledger(histories=after), files=["ledger.txt"])
    return ledger_summary.render(dataclasses.replace(change, **more), {A, B}, NOW)  # type: ignore[arg-type] # named by each test


def shown(text: str) -> str:
    return re.sub(r"\\(?=[^\w\s])|\u2060", "", text)


def test_a_ledger_that_stays_is_not_told() -> None:
    same = Ledger(histories={A: WELL})
    assert ledger_summary.render(LedgerChange(before=same, after=same, files=[]), {A}, NOW) == ""


def test_a_mark_and_a_copy_are_told_with_who_committed_them() -> None:
    after = dataclasses.replace(WELL, mark=SOLD, copy=COPY)
    text = shown(told({A: WELL, B: WELL}, {A: after, B: WELL}, marks={A: "Mallory (0123456789)"}, commits=["Mallory (0123456789)"]))
    assert "⚠ This changes the ledger, and is not the link check's own run." in text
    assert "- committed by Mallory (0123456789)" in text
    assert f"- [{A}]({A}): alive → **dead**" in text
    assert "**dead** until 2027-01-01 by a person's word of 2026-11-23: “sold”, committed by Mallory (0123456789)" in text
    assert f"copy: [{COPY.url}]({COPY.url})\n" in text
    assert B not in text


def test_a_mark_that_git_does_not_know_is_committed_by_unknown() -> None:
    assert "“sold”, committed by unknown" in told({}, {A: History(mark=SOLD)})


def test_what_is_taken_out_is_told_too() -> None:
    text = shown(told({A: dataclasses.replace(WELL, mark=SOLD, copy=COPY)}, {}))
    assert f"[{A}]({A}): dead → **unchecked**" in text
    assert "no longer **dead** until 2027-01-01" in text
    assert f"no longer the copy [{COPY.url}]" in text
    cleared = Mark(NOW, Said.NOTHING, "")
    assert "what a person said is taken back, committed by unknown" in told({A: History(mark=SOLD)}, {A: History(mark=cleared)})


@pytest.mark.parametrize(
    ("history", "warning"),
    [
        (History(copy=Copy(NOW.date(), "https://archive.ph/AbCdE")), "⚠ this address doesn't say which page was copied"),
        (History(asked=NOW, found=NOW, moves=frozenset({Move(NOW, "https://evil.example/")})), "⚠ moved to [https://evil.example/]"),
        (History(asked=NOW.replace(year=9999)), "⚠ a time that is yet to come"),
        (History(asked=NOW, failures=frozenset({Sighting(NOW + 9 * DAY, Outcome.GONE)})), "⚠ a time that is yet to come"),
    ],
)
def test_what_a_reviewer_must_look_at_is_marked(history: History, warning: str) -> None:
    assert warning in shown(told({A: WELL}, {A: history}))


def test_times_alone_are_counted_and_links_that_the_list_lacks_come_last() -> None:
    later = dataclasses.replace(WELL, asked=NOW, found=NOW)
    other = "https://0.example/"
    text = shown(told({A: WELL, B: WELL}, {A: later, B: dataclasses.replace(WELL, mark=SOLD), other: History(mark=SOLD)}))
    assert "2 of its links change; 1 more change only their times" in text
    assert text.index(B) < text.index(f"[{other}]({other}): unchecked → **dead** (no link of this list)")


def test_problems_and_files_that_are_no_part_of_a_ledger_are_told() -> None:
    problem = Problem(
        place=Place("links/ledger.txt", 3), rule="ledger", severity=Severity.ERROR, message="the copy is at evil.example", remedy=""
    )
    text = shown(told({}, {}, problems=[problem], files=["ledger.txt", ".run/journal.jsonl"]))
    assert "⚠ left out: links/ledger.txt:3: the copy is at evil.example" in text
    assert "⚠ changed file that is no part of a ledger: .run/journal.jsonl" in text


def test_the_check_s_own_change_has_no_warning() -> None:
    text = told({A: WELL}, {A: History(asked=NOW)}, by_check=True, commits=["github-actions[bot] (0123456789)"])
    assert "⚠" not in text
    assert "committed by" not in text


def test_a_change_of_thousands_of_links_is_cut_and_says_so() -> None:
    after = {f"https://{number}.example/": History(mark=SOLD, copy=Copy(NOW.date(), "https://archive.ph/AbCdE")) for number in range(5000)}
    text = told({}, after)
    assert len(text) < markdown.LONGEST / 2 + 200
    assert "4,900 more links" in text or "There is more than fits here" in text


def test_nothing_that_a_stranger_wrote_does_anything_on_github() -> None:
    hostile = "</li><script>alert(1)</script> @everyone closes #1 `x` [a](https://evil.example/) ![i](https://evil.example/i.png)"
    mark = dataclasses.replace(SOLD, reason=hostile)
    problem = Problem(place=Place(f"links/{hostile}", 3), rule="ledger", severity=Severity.ERROR, message=hostile, remedy="")
    url = "https://a.example/)<img>`@x"
    text = told(
        {}, {url: History(mark=mark)}, files=[f"{hostile}\n# APPROVED"], commits=[hostile], marks={url: hostile}, problems=[problem]
    )
    html = MarkdownIt("commonmark", {"html": True}).render(text)
    assert not re.search(r"<script|<img|@\w|(?i:closes)|<h1", re.sub(r'href="[^"]*"', "", html))
    assert 'evil.example/"' not in html
