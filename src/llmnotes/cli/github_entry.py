"""`llmnotes github entry`: an issue of the form becomes a record, and a letter that says what to do about it on GitHub."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes.cli.days import latest_day
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say
from llmnotes.cli.pages import read_pages
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.cli.step import step_input
from llmnotes.github import event, form, letter, proposal, summary
from llmnotes.github.letter import Letter
from llmnotes.intake.draft import draft
from llmnotes.intake.wish import Wish
from llmnotes.model import errors
from llmnotes.records import record, removal
from llmnotes.records.catalogue import Catalogue
from llmnotes.system.files import show, write_atomically

if TYPE_CHECKING:
    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.github.event import Issue
    from llmnotes.model import Entry
    from llmnotes.records.removal import Removal


@click.command()
@click.argument("event_file", metavar="[EVENT]", envvar="GITHUB_EVENT_PATH", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--letter", "letter_file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write what `reply` is to do."
)
@click.option("--no-fetch", is_flag=True, envvar="LLMNOTES_NO_FETCH", help="Ask no server for the page; also by $LLMNOTES_NO_FETCH.")
@entries_option
@config_option
def entry(event_file: Path, letter_file: Path, entries: str | None, config: str | None, *, no_fetch: bool) -> None:
    """Read the issue in EVENT (by default $GITHUB_EVENT_PATH), and write its record, as `add` does, if a maintainer accepted it. Nothing is sent to GitHub.

    The record's path is printed. A form that makes no record is no error: the letter says what to change in it.
    """
    reading_list = open_list(config, entries)
    report(reading_list.taxonomy_problems, "text")
    finish(reading_list.taxonomy_problems)
    issue = event.read(step_input(event_file, "Name the file in GITHUB_EVENT_PATH"))
    told = Letter(number=issue.number, branch=issue.branch)
    if not form.is_form(issue.body):
        say("No form: nothing to do.", err=True)
    elif not issue.open:
        told = Letter(number=issue.number, branch=issue.branch, withdraw=True)
    else:
        told = _of_form(issue, reading_list, no_fetch=no_fetch)
    write_atomically(letter_file, letter.write(told))


def _of_form(issue: Issue, reading_list: ReadingList, *, no_fetch: bool) -> Letter:
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
    reading = None if no_fetch else read_pages([answers.url], settings, {})[0]
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
    say(show(path))
    places = summary.known([*known, made])
    described = summary.described(made, places, taxonomy, settings.language)
    return Letter(number=issue.number, branch=issue.branch, proposal=proposal.of_entry(issue, made, described), paths=(show(path),))


def _listed(entry: Entry) -> form.Fault:
    return form.Fault("URL", f"it is listed already: {entry.title} ({entry.slug})", "close the issue, or say in it what to change there")


def _removed(gone: Removal) -> form.Fault:
    return form.Fault(
        "URL", f"it was removed from the list on {gone.removed}: {gone.reason}", "close the issue, or say in it why it should be back"
    )
