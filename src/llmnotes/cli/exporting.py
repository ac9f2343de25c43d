"""`llmnotes export`: print records in another format, such as a dated Markdown log, bookmarks or a table."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import click

from llmnotes.actions.export_entries import WRITERS, EntrySelection, export_entries
from llmnotes.actions.export_log import export_log
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, write_data
from llmnotes.cli.reporter import config_option, entries_option, finish, refusals, report

if TYPE_CHECKING:
    from collections.abc import Sequence


class _SinceType(click.ParamType):  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", str(value))
        try:
            return datetime.date(*(int(part or 1) for part in found.groups())) if found else self.fail(_WRONG, param, ctx)
        except ValueError:
            self.fail(f"the calendar has no date '{value}': {_WRONG}", param, ctx)


_WRONG = "write a year, a month or a day, such as 2023, 2023-06 or 2023-06-09"


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(list(WRITERS)),
    required=True,
    help="The format of the output: log (a dated Markdown log), html (bookmarks for browsers), csv, json, bibtex, or markdown (a document to publish).",
)
@click.option(
    "--log",
    "name",
    help="With --format log: the path or the name of the imported Markdown log to print. Required if several Markdown logs were imported, unless --topic, --tag, --year or --since selects entries.",
)
@click.option(
    "--topic",
    "topics",
    multiple=True,
    help="Export only entries with the topic that has this id. May be repeated: entries with any of these topics are exported.",
)
@click.option(
    "--tag", "tags", multiple=True, help="Export only entries with this tag. May be repeated: entries with any of these tags are exported."
)
@click.option(
    "--year",
    "years",
    type=click.IntRange(1, 9999),
    multiple=True,
    help="Export only entries whose date is in this year. May be repeated: entries of any of these years are exported.",
)
@click.option(
    "--since", type=_SinceType(), help="Export only entries with this date or a later one. Write a year, a month or a day, such as 2023-06."
)
@entries_option
@config_option
def export(
    *,
    form: str,
    name: str | None,
    topics: Sequence[str],
    tags: Sequence[str],
    years: Sequence[int],
    since: datetime.date | None,
    entries: str | None,
    config: str | None,
) -> None:
    """Print all entries of the list in another format. --topic, --tag, --year and --since select entries; an entry must fit each of the options given.

    html is a file of bookmarks for browsers and bookmark services. html, csv, json and bibtex have all values of a record, so that `llmnotes import` can read
    them again. markdown is a document to publish.

    log is a dated Markdown log. If such a log was imported and no option selects entries, the command prints the imported log again, with the present content of
    each record. Records that come from no imported log are inserted by their dates. In all other cases, the command prints a new log with the selected entries.
    """
    selection = EntrySelection(topics=topics, tags=tags, years=years, since=since)
    if name is not None and (form != "log" or not selection.is_whole):
        raise click.UsageError(
            "--log names an imported Markdown log: use it with `--format log` and without --topic, --tag, --year and --since"
        )
    reading_list = open_list(config, entries)
    report(reading_list.record_problems, "text")
    with refusals():
        is_imported = form == "log" and selection.is_whole
        text = export_log(reading_list, name) if is_imported else export_entries(reading_list, form, selection)
    write_data(text)
    if not selection.is_whole and not any(map(selection.has, reading_list.entries)):
        say("no entry fits all of the options --topic, --tag, --year and --since, so the output has no entries", err=True)
    finish(reading_list.record_problems)
