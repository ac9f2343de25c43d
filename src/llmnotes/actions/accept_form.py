"""Make an entry of an issue that was opened with the form."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from llmnotes.actions.days import latest_day
from llmnotes.actions.pages import read_pages
from llmnotes.github import form, proposal, summary
from llmnotes.github.letter import Letter
from llmnotes.intake.draft import draft
from llmnotes.intake.wish import Wish
from llmnotes.model import errors
from llmnotes.records import record, removal
from llmnotes.records.catalogue import Catalogue
from llmnotes.system.files import show

if TYPE_CHECKING:
    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.github.event import Issue
    from llmnotes.model import Entry
    from llmnotes.records.removal import Removal


def accept_form(issue: Issue, reading_list: ReadingList, *, fetch: bool) -> Letter:
    """Write the record of a form that a maintainer accepted.

    Args:
        issue: The issue; its text is a form.
        reading_list: The list that gets the record.
        fetch: Whether to read the page at the form's URL.

    Returns:
        What to do on GitHub: refuse a form that makes no record, propose the record that was written, or withdraw an earlier proposal.

    Raises:
        StoreError: The record can't be written.

    """
    if not issue.open:
        return Letter(number=issue.number, branch=issue.branch, withdraw=True)
    settings, store, taxonomy = reading_list.settings, reading_list.store, reading_list.taxonomy
    answers, faults = form.read(issue.body, taxonomy, latest_day())
    if answers is None:
        return Letter(number=issue.number, branch=issue.branch, refusal=proposal.refusal(faults))
    if not issue.accepted:
        return Letter(number=issue.number, branch=issue.branch, withdraw=True)
    known = reading_list.entries
    there = Catalogue(known).alike(answers.url)
    if there:
        return Letter(number=issue.number, branch=issue.branch, refusal=proposal.refusal([_listed(there[0])]))
    gone = removal.of_url(reading_list.removals.values(), answers.url)
    if gone:
        return Letter(number=issue.number, branch=issue.branch, refusal=proposal.refusal([_removed(gone)]))
    # A stranger chose the address: no secret goes there.
    reading = read_pages([answers.url], settings, {})[0] if fetch else None
    taken = store.slugs()
    wish = Wish(
        url=answers.url,
        title=answers.title,
        date=record.parse_date(answers.date) if answers.date else None,
        topics=answers.topics,
        tags=answers.tags,
        note=answers.note,
    )
    drafted = draft(
        wish, reading,
        catalogue=Catalogue(known), taxonomy=taxonomy, language=settings.language,
        today=datetime.datetime.now(datetime.UTC).date(), taken=lambda slug: slug in taken,
    )  # fmt: skip
    if drafted.listed:  # its page has an address that is listed
        return Letter(number=issue.number, branch=issue.branch, refusal=proposal.refusal([_listed(drafted.listed[0])]))
    wrong = errors(drafted.problems)
    if wrong:
        faults = [form.Fault("", problem.message, problem.remedy) for problem in wrong]
        return Letter(number=issue.number, branch=issue.branch, refusal=proposal.refusal(faults))
    made = drafted.entry
    path = store.save(made)
    places = summary.known([*known, made])
    described = summary.described(made, places, taxonomy, settings.language)
    return Letter(number=issue.number, branch=issue.branch, proposal=proposal.of_entry(issue, made, described), paths=(show(path),))


def _listed(entry: Entry) -> form.Fault:
    return form.Fault("URL", f"it is listed already: {entry.title} ({entry.slug})", "close the issue, or say in it what to change there")


def _removed(gone: Removal) -> form.Fault:
    return form.Fault(
        "URL", f"it was removed from the list on {gone.removed}: {gone.reason}", "close the issue, or say in it why it should be back"
    )
