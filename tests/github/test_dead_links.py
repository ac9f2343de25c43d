"""Tests for the updates of the issue about dead links by a link check."""

from __future__ import annotations

import datetime

from llmnotes.github import dead_links
from llmnotes.github.dead_links import DeadLinksIssue, IssueUpdate
from llmnotes.links.links import Link, Mention
from llmnotes.links.report import Finding, Report
from llmnotes.links.verdict import Clause, Standing, Verdict
from llmnotes.model import Entry

NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)


def report(*standings: Standing, archived: str | None = None, path: str = "") -> Report:
    found = []
    for number, standing in enumerate(standings):
        entry = Entry(slug=f"2023-01-01-{number}", title="t", url=f"https://a.example/{number}{path}", date=NOW.date(), archived=archived)
        found.append(
            Finding(link=Link(entry.url, (Mention(entry, is_title=True),)), verdict=Verdict(standing=standing, clause=Clause.FAILURE))
        )
    return Report(findings=found, now=NOW)


def issue(shown: Report, *, is_open: bool = True) -> DeadLinksIssue:
    return DeadLinksIssue(number=1, body=dead_links.plan_update(None, shown, "en").body.replace("\n", "\r\n"), open=is_open)


def test_no_issue_about_dead_links_is_opened_without_a_dead_link_or_if_each_record_names_an_archived_copy() -> None:
    assert dead_links.plan_update(None, report(Standing.ALIVE, Standing.SUSPECT), "en") == IssueUpdate()
    assert dead_links.plan_update(None, report(Standing.DEAD, archived="https://web.example/x"), "en") == IssueUpdate()


def test_the_issue_about_dead_links_gets_no_comment_if_the_dead_links_stay_the_same() -> None:
    before = issue(report(Standing.DEAD, Standing.ALIVE))
    assert dead_links.plan_update(before, report(Standing.DEAD, Standing.ALIVE), "en") == IssueUpdate()
    update = dead_links.plan_update(before, report(Standing.DEAD, Standing.SUSPECT), "en")
    assert (update.comment, update.open, "### Suspect (1)" in update.body) == ("", None, True)


def test_the_issue_about_dead_links_closes_without_comment_if_its_last_link_gets_an_archived_copy_or_is_removed() -> None:
    before = issue(report(Standing.DEAD))
    for after in (report(Standing.DEAD, archived="https://web.example/x"), report()):
        update = dead_links.plan_update(before, after, "en")
        assert (update.comment, update.open) == ("", False)


def test_after_a_person_overwrote_the_issue_about_dead_links_its_body_is_replaced_and_all_dead_links_count_as_new() -> None:
    update = dead_links.plan_update(DeadLinksIssue(number=1, body="mine", open=True), report(Standing.DEAD), "en")
    assert (update.comment.split("\n")[0], update.body != "") == ("### Died (1)", True)


def test_body_and_comment_of_the_issue_about_dead_links_stay_within_githubs_limit_with_5000_dead_links() -> None:
    many = report(*[Standing.DEAD] * 5000)
    update = dead_links.plan_update(None, many, "en")
    assert len(update.body) < 65_536
    after = dead_links.plan_update(issue(many), report(*[Standing.ALIVE] * 5000), "en")
    assert "### Returned (3,000)" in after.comment
    assert len(after.comment) < 65_536


def test_a_comment_about_dead_links_with_very_long_urls_is_cut_below_githubs_limit_and_says_so() -> None:
    after = dead_links.plan_update(issue(report()), report(*[Standing.DEAD] * 50, path="x" * 4_000), "en")
    assert "### Died (50)" in after.comment
    assert after.comment.endswith("The other links are left out here, because this comment would be too long.\n")
    assert len(after.comment) < 65_536
