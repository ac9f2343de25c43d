"""`llmnotes github entry`: an issue of the form becomes a record, and a letter that says what to do about it on GitHub."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes import record
from llmnotes.cli.opening import open_list, open_taxonomy
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.errors import GithubError
from llmnotes.files import show, write_atomically
from llmnotes.github import event, form, letter, proposal, summary
from llmnotes.github.letter import Letter
from llmnotes.model import Entry
from llmnotes.source import source_of
from llmnotes.topics import fold
from llmnotes.url import canonical, host

if TYPE_CHECKING:
    from llmnotes.github.event import Issue
    from llmnotes.github.form import Answers
    from llmnotes.store import Store
    from llmnotes.topics import Taxonomy


@click.command()
@click.argument("event_file", metavar="[EVENT]", envvar="GITHUB_EVENT_PATH", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--letter", "letter_file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write what `reply` is to do."
)
@entries_option
@config_option
def entry(event_file: Path, letter_file: Path, entries: str | None, config: str | None) -> None:
    """Read the issue in EVENT (by default $GITHUB_EVENT_PATH), and write its record if a maintainer accepted it. Nothing is sent anywhere.

    The record's path is printed. A form that makes no record is no error: the letter says what to change in it.
    """
    settings, store = open_list(config, entries)
    taxonomy, problems = open_taxonomy(settings)
    report(problems, "text")
    finish(problems)
    issue = event.read(_text(event_file))
    told = Letter(number=issue.number, branch=issue.branch)
    if not form.is_form(issue.body):
        click.echo("No form: nothing to do.", err=True)
    elif not issue.open:
        told = Letter(number=issue.number, branch=issue.branch, withdraw=True)
    else:
        told = _of_form(issue, store, taxonomy, settings.language)
    write_atomically(letter_file, letter.write(told))


def _of_form(issue: Issue, store: Store, taxonomy: Taxonomy | None, language: str) -> Letter:
    answers, faults = form.read(issue.body, taxonomy)
    if answers is None:
        return Letter(number=issue.number, branch=issue.branch, refusal=proposal.refusal(faults))
    if not issue.accepted:
        return Letter(number=issue.number, branch=issue.branch, withdraw=True)
    loaded = store.load()
    there = summary.known(found.entry for found in loaded.records.values()).get(canonical(answers.url), [])
    if there and not there[0].in_note:
        fault = form.Fault(
            "URL",
            f"it is listed already: {there[0].entry.title} ({there[0].entry.slug})",
            "close the issue, or say in it what to change there",
        )
        return Letter(number=issue.number, branch=issue.branch, refusal=proposal.refusal([fault]))
    made = _draft(answers, store, taxonomy)
    path = store.save(made)
    click.echo(show(path))
    places = summary.known([*(found.entry for found in loaded.records.values()), made])
    described = summary.described(made, places, taxonomy, language)
    return Letter(number=issue.number, branch=issue.branch, proposal=proposal.of_entry(issue, made, described), paths=(show(path),))


def _draft(answers: Answers, store: Store, taxonomy: Taxonomy | None) -> Entry:
    """The new entry, added today; topics and tags that nobody chose are those that it suggests."""
    today = datetime.datetime.now(datetime.UTC).date()
    date = record.parse_date(answers.date) if answers.date else today
    taken = store.slugs()
    made = Entry(
        slug=record.make_slug(date, answers.url, source_of(host(answers.url)).slug, lambda slug: slug in taken),
        title=answers.title or answers.url,
        url=answers.url,
        date=date,
        added=today,
        topics=answers.topics,
        tags=answers.tags,
        note=answers.note,
    )
    suggested = taxonomy.suggest(made) if taxonomy else None
    if suggested is None:
        return made
    spelling = taxonomy.spelling if taxonomy else {}
    tags = tuple(dict.fromkeys(spelling.get(fold(tag), tag) for tag in made.tags))
    return dataclasses.replace(made, topics=made.topics or suggested.topics, tags=tags or suggested.tags)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GithubError(f"{show(file)} can't be read: {error}. Name the file in GITHUB_EVENT_PATH") from error
