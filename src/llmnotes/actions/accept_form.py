"""Turn an issue into an entry, if its author proposed a link with the issue form of the reading list."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from llmnotes.actions.add import Adding, AlreadyKnown, Unreadable
from llmnotes.actions.days import latest_day
from llmnotes.actions.pages import read_pages
from llmnotes.github import form, proposal, summary
from llmnotes.github.step_result import StepResult
from llmnotes.intake.submission import Submission
from llmnotes.model import errors
from llmnotes.records import fields
from llmnotes.records.removal import Removal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.github.event import Issue
    from llmnotes.model import Entry, Problem


def accept_form(issue: Issue, reading_list: ReadingList, *, fetch: bool) -> StepResult:
    """Write the record for a link that an issue proposes, if the issue is open, its form has no problems, and a maintainer has accepted it.

    Args:
        issue: The issue. Its author created it with the issue form, in which people propose links.
        reading_list: The reading list to which the record is added.
        fetch: Whether to request the page at the submitted URL, to read its title, date and language.

    Returns:
        The changes that the next step of the workflow makes on the code host. If the record was written: open or update a pull request with the record. If the
        form has problems: list them in a comment. If the issue is closed or not accepted: close its pull request, if there is one.

    Raises:
        StoreError: The record can't be written.

    """
    settings, taxonomy, language = reading_list.settings, reading_list.taxonomy, reading_list.settings.language
    if not issue.open:
        return StepResult(number=issue.number, branch=issue.branch, withdraw=True, language=language)
    answers, faults = form.read(issue.body, taxonomy, latest_day())
    if answers is None:
        return _refused(issue, language, faults)
    if not issue.accepted:
        return StepResult(number=issue.number, branch=issue.branch, withdraw=True, waiting=True, language=language)
    adding = Adding(reading_list, today=datetime.datetime.now(datetime.UTC).date())
    if known := adding.listed(answers.url) or adding.removed(answers.url):
        return _refused(issue, language, [_known(known)])
    # A stranger chose the URL, so the requests get no headers with secrets.
    reading = read_pages([answers.url], settings, {})[0] if fetch else None
    if reading and reading.status and not answers.title:
        return _refused(issue, language, [form.Fault("URL", reading.fault, "correct the URL, or write the title into the form")])
    submission = Submission(
        url=answers.url,
        title=answers.title,
        date=fields.parse_date(answers.date) if answers.date else None,
        topics=answers.topics,
        tags=answers.tags,
        note=answers.note,
    )
    drafted = adding.draft(submission, reading)
    if found := adding.known(drafted, answers.url):  # the page redirected to the URL of an entry, or of an entry that was removed
        return _refused(issue, language, [_known(found.by)])
    if wrong := errors(drafted.problems):
        return _refused(issue, language, _faults(wrong))
    done = adding.write(drafted, drafted.text)
    if isinstance(done, Unreadable):
        return _refused(issue, language, _faults(done.problems))
    if isinstance(done, AlreadyKnown):
        return _refused(issue, language, [_known(done.by)])
    reviewed = summary.ReviewedList(entries=adding.entries, taxonomy=taxonomy, language=language)
    described = summary.described(drafted.entry, reviewed)
    proposed = proposal.of_entry(issue, drafted.entry, described, language)
    return StepResult(number=issue.number, branch=issue.branch, proposal=proposed, paths=(done.file,), language=language)


def _refused(issue: Issue, language: str, faults: Sequence[form.Fault]) -> StepResult:
    refusal = proposal.refusal(faults, language)
    return StepResult(number=issue.number, branch=issue.branch, refusal=refusal, withdraw=not issue.accepted, language=language)


def _faults(problems: Sequence[Problem]) -> list[form.Fault]:
    return [form.Fault("", problem.message, problem.remedy) for problem in problems]


def _known(by: Entry | Removal) -> form.Fault:
    if isinstance(by, Removal):
        return form.Fault(
            "URL",
            f"the entry with this URL was removed from the list on {by.removed}: {by.reason}",
            "close the issue, or explain in a comment why the entry should be added again",
        )
    return form.Fault(
        "URL", f"the URL is listed already: {by.title} ({by.slug})", "close the issue, or describe in a comment what to change in the entry"
    )
