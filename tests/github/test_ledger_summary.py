"""Tests for the summary of a pull request's changes to the ledger."""

from __future__ import annotations

import dataclasses
import datetime
import re

import pytest
from markdown_it import MarkdownIt

from llmnotes.github import ledger_summary
from llmnotes.github.ledger_summary import LedgerChange
from llmnotes.links.check import Outcome
from llmnotes.links.history import Copy, History, Mark, Move, Said, Sighting
from llmnotes.links.ledger import Ledger
from llmnotes.model import Place, Problem, Severity

NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
A, B = "https://a.example/", "https://b.example/"
WELL = History(checked=NOW - DAY, found=NOW - DAY, well=NOW - DAY)
SOLD = Mark(NOW - DAY, Said.DEAD, "sold", datetime.date(2027, 1, 1))
COPY = Copy(NOW.date(), f"https://web.archive.org/web/20230101000000/{A}")


def summary_of(before: dict[str, History], after: dict[str, History], **more: object) -> str:
    change = LedgerChange(before=Ledger(histories=before), after=Ledger(histories=after), files=["ledger.txt"])
    return ledger_summary.render(dataclasses.replace(change, **more), {A, B}, NOW)  # type: ignore[arg-type] # each test names fields of LedgerChange, with values of the right types


def shown(text: str) -> str:
    return re.sub(r"\\(?=[^\w\s])|\u2060", "", text)


def test_the_summary_of_the_ledger_is_empty_if_the_ledger_stays_the_same() -> None:
    same = Ledger(histories={A: WELL})
    assert ledger_summary.render(LedgerChange(before=same, after=same, files=[]), {A}, NOW) == ""


def test_the_summary_shows_a_new_manual_verdict_with_its_committer_and_a_new_archived_copy_of_a_link() -> None:
    after = dataclasses.replace(WELL, mark=SOLD, copy=COPY)
    text = shown(summary_of({A: WELL, B: WELL}, {A: after, B: WELL}, marks={A: "Mallory (0123456789)"}, commits=["Mallory (0123456789)"]))
    assert "⚠ This pull request changes the ledger, and the scheduled link check did not make the change." in text
    assert "- committed by Mallory (0123456789)" in text
    assert f"- [{A}]({A}): alive → **dead**" in text
    assert "marked **dead** until 2027-01-01 by a person on 2026-11-23: “sold”, committed by Mallory (0123456789)" in text
    assert f"archived copy: [{COPY.url}]({COPY.url})\n" in text
    assert B not in text


def test_the_summary_warns_if_git_names_no_commit_of_the_branch_that_changes_the_ledger() -> None:
    text = shown(summary_of({A: WELL}, {A: dataclasses.replace(WELL, mark=SOLD)}))
    assert (
        "\n- ⚠ git names no commit of this branch that changes the ledger: a merge commit changed it, or the change is not committed\n"
        in text
    )
    assert "committed by no commit" not in text


def test_the_summary_shows_unknown_as_the_committer_of_a_manual_verdict_if_git_knows_none() -> None:
    assert "“sold”, committed by unknown" in summary_of({}, {A: History(mark=SOLD)})


def test_the_summary_shows_deleted_and_removed_manual_verdicts_and_deleted_archived_copies_of_links() -> None:
    text = shown(summary_of({A: dataclasses.replace(WELL, mark=SOLD, copy=COPY)}, {}))
    assert f"[{A}]({A}): dead → **unchecked**" in text
    assert "this manual verdict is deleted: marked **dead** until 2027-01-01" in text
    assert f"this archived copy is deleted: [{COPY.url}]" in text
    cleared = Mark(NOW, Said.NOTHING, "")
    text = summary_of({A: History(mark=SOLD)}, {A: History(mark=cleared)})
    assert "a person has removed the manual verdict on this link, so checks decide again, committed by unknown" in text
    text = summary_of({A: History(mark=cleared)}, {A: History()})
    assert "the ledger no longer says that a person removed the manual verdict on this link" in text
    assert "this manual verdict is deleted" not in text


@pytest.mark.parametrize(
    ("history", "warning"),
    [
        (History(copy=Copy(NOW.date(), "https://archive.ph/AbCdE")), "⚠ this URL doesn't contain the URL of the copied page"),
        (History(checked=NOW, found=NOW, moves=frozenset({Move(NOW, "https://evil.example/")})), "⚠ moved to [https://evil.example/]"),
        (History(checked=NOW.replace(year=9999)), "⚠ a time of this link is in the future"),
        (History(checked=NOW, failures=frozenset({Sighting(NOW + 9 * DAY, Outcome.GONE)})), "⚠ a time of this link is in the future"),
    ],
)
def test_the_summary_shows_a_suspicious_change_of_the_ledger_with_a_warning_sign(history: History, warning: str) -> None:
    assert warning in shown(summary_of({A: WELL}, {A: history}))


def test_the_summary_gives_only_the_number_of_links_with_new_times_and_shows_links_outside_the_list_last() -> None:
    later = dataclasses.replace(WELL, checked=NOW, found=NOW)
    other = "https://0.example/"
    text = shown(summary_of({A: WELL, B: WELL}, {A: later, B: dataclasses.replace(WELL, mark=SOLD), other: History(mark=SOLD)}))
    assert "2 links change; 1 more links only have other checks with the same verdict" in text
    assert text.index(B) < text.index(f"[{other}]({other}): unchecked → **dead** (not a link of this reading list)")


def test_the_summary_shows_problems_of_the_ledger_and_changed_files_that_do_not_belong_to_it() -> None:
    problem = Problem(
        place=Place("links/ledger.txt", 3), rule="ledger", severity=Severity.ERROR, message="the copy is at evil.example", remedy=""
    )
    text = shown(summary_of({}, {}, problems=[problem], files=["ledger.txt", ".run/journal.jsonl"]))
    assert "⚠ ignored: links/ledger.txt:3: the copy is at evil.example" in text
    assert "⚠ changed file that is not part of a ledger: .run/journal.jsonl" in text


def test_the_summary_has_no_warning_sign_if_the_scheduled_link_check_changed_the_ledger() -> None:
    text = summary_of({A: WELL}, {A: History(checked=NOW)}, by_check=True, commits=["github-actions[bot] (0123456789)"])
    assert "⚠" not in text
    assert "committed by" not in text


def test_a_summary_of_5000_changed_links_is_cut_and_says_so() -> None:
    after = {f"https://{number}.example/": History(mark=SOLD, copy=Copy(NOW.date(), "https://archive.ph/AbCdE")) for number in range(5000)}
    text = summary_of({}, after)
    assert len(text) <= ledger_summary.LONGEST
    assert "4,900 more links" in text or "This summary is too long to show completely" in text


def test_hostile_texts_in_a_ledger_have_no_effect_in_a_summary_on_github() -> None:
    hostile = "</li><script>alert(1)</script> @everyone closes #1 `x` [a](https://evil.example/) ![i](https://evil.example/i.png)"
    mark = dataclasses.replace(SOLD, reason=hostile)
    problem = Problem(place=Place(f"links/{hostile}", 3), rule="ledger", severity=Severity.ERROR, message=hostile, remedy="")
    url = "https://a.example/)<img>`@x"
    text = summary_of(
        {}, {url: History(mark=mark)}, files=[f"{hostile}\n# APPROVED"], commits=[hostile], marks={url: hostile}, problems=[problem]
    )
    html = MarkdownIt("commonmark", {"html": True}).render(text)
    assert not re.search(r"<script|<img|@\w|(?i:closes)|<h1", re.sub(r'href="[^"]*"', "", html))
    assert 'evil.example/"' not in html
