"""`llmnotes topics`: list, rename, merge and split topics, and explain why the taxonomy suggests topics and tags for records."""

from __future__ import annotations

import click

from llmnotes.cli.group import WholeSentenceGroup
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, entries_option, finish, refusals, report
from llmnotes.cli.terms import add_commands


@click.group(cls=WholeSentenceGroup)
def topics() -> None:
    """List, rename, merge and split topics in all records, and explain why topics and tags are suggested."""


@topics.command()
@click.argument("slugs", nargs=-1)
@entries_option
@config_option
def explain(slugs: tuple[str, ...], entries: str | None, config: str | None) -> None:
    """Show which topics and tags the patterns in topics.yml suggest for the records SLUGS, and why. Without SLUGS, show this for each record.

    SLUGS are the file names of records without .md. Of the suggested topics, a new record gets only those that patterns find in its title or its URL. Topics
    that patterns find only in the note are shown on a separate line, so that you can decide whether to add them.
    """
    reading_list = open_list(config, entries)
    problems = [*reading_list.taxonomy_problems, *reading_list.record_problems]
    report(problems, "text")
    with refusals():
        taxonomy = reading_list.required_taxonomy()
        records = reading_list.records_of(slugs) if slugs else reading_list.records
    for slug in slugs or records:
        entry = records[slug].entry
        suggested = taxonomy.suggest(entry)
        say(f"{slug}  {entry.title}")
        say(f"    the record has:      {_terms(entry.topics, entry.tags)}")
        say(f"    topics.yml suggests: {_terms(suggested.topics, suggested.tags)}")
        if suggested.by_note:
            say(f"    found only in the note: {_terms(suggested.by_note, ())} (new records don't get these topics)")
        for reason in suggested.reasons:
            say(f"        {reason.term}: '{reason.phrase}' in the {reason.where}, weight {reason.weight}")
    finish(problems)


add_commands(topics, "topics")


def _terms(ids: tuple[str, ...], tags: tuple[str, ...]) -> str:
    return " ".join([*ids, *(f"#{tag}" for tag in tags)]) or "nothing"
