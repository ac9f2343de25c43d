"""What becomes of the issue about dead links."""

from __future__ import annotations

import datetime

from llmnotes.github import dead_links
from llmnotes.github.dead_links import Steps, Ticket
from llmnotes.links.links import Link, Mention
from llmnotes.links.report import Finding, Report
from llmnotes.links.verdict import Standing, Verdict
from llmnotes.model import Entry

NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)


def report(*standings: Standing, archived: str | None = None) -> Report:
    found = []
    for number, standing in enumerate(standings):
        entry = Entry(slug=f"2023-01-01-{number}", title="t", url=f"https://a.example/{number}", date=NOW.date(), archived=archived)
        found.append(Finding(link=Link(entry.url, (Mention(entry, is_title=True),)), verdict=Verdict(standing=standing)))
    return Report(findings=found, now=NOW)


def ticket(told: Report, *, is_open: bool = True) -> Ticket:
    return Ticket(number=1, body=dead_links.steps(None, told).body.replace("\n", "\r\n"), open=is_open)


def test_without_a_dead_link_there_is_no_issue() -> None:
    assert dead_links.steps(None, report(Standing.ALIVE, Standing.SUSPECT)) == Steps()
    assert dead_links.steps(None, report(Standing.DEAD, archived="https://web.example/x")) == Steps()


def test_what_stays_as_it_is_is_rewritten_in_silence_or_not_at_all() -> None:
    before = ticket(report(Standing.DEAD, Standing.ALIVE))
    assert dead_links.steps(before, report(Standing.DEAD, Standing.ALIVE)) == Steps()
    told = dead_links.steps(before, report(Standing.DEAD, Standing.SUSPECT))
    assert (told.comment, told.open, "### Suspect (1)" in told.body) == ("", None, True)


def test_a_settled_or_removed_link_is_silent_and_closes() -> None:
    before = ticket(report(Standing.DEAD))
    for after in (report(Standing.DEAD, archived="https://web.example/x"), report()):
        told = dead_links.steps(before, after)
        assert (told.comment, told.open) == ("", False)


def test_a_body_that_somebody_wrote_over_knows_nothing_and_is_written_anew() -> None:
    told = dead_links.steps(Ticket(number=1, body="mine", open=True), report(Standing.DEAD))
    assert (told.comment.split("\n")[0], told.body != "") == ("### Died (1)", True)


def test_thousands_of_dead_links_fit() -> None:
    many = report(*[Standing.DEAD] * 5000)
    told = dead_links.steps(None, many)
    assert len(told.body) < 65_536
    after = dead_links.steps(ticket(many), report(*[Standing.ALIVE] * 5000))
    assert "### Returned (3,000)" in after.comment
    assert len(after.comment) < 65_536
