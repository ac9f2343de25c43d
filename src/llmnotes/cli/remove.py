"""`llmnotes remove`: entries leave the list, and leave word."""

from __future__ import annotations

import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, say_diff
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.curation import removing
from llmnotes.records import record, removal
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.removal import Removal
from llmnotes.system.files import show
from llmnotes.system.rewrite import Rewrite, diff, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.records.folder import Store
    from llmnotes.records.record import Record


@click.command()
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why, for those who come by its old address: one line.")
@click.option("--dry-run", is_flag=True, help="Show what would change, write nothing.")
@entries_option
@config_option
def remove(slugs: tuple[str, ...], reason: str, entries: str | None, config: str | None, *, dry_run: bool) -> None:
    """Take the entries SLUG off the list; SLUG is a record's path, or its file name without .md.

    The page at the old address says that, when and why. No other entry gets the slug, and no import brings the entry back. Paths of what was written go
    to standard output. To undo it, revert the commit; or take the record back from git, and delete that file.
    """
    if fault := record.fault("via", reason.strip()):
        raise click.UsageError(f"--reason: {fault[0]}: {fault[1]}")
    reading_list = open_list(config, entries)
    store, records, removals = reading_list.store, reading_list.records, reading_list.removals
    report(reading_list.removal_problems, "text")
    finish(reading_list.removal_problems)
    wanted = list(dict.fromkeys(PurePath(slug).name.removesuffix(".md") for slug in slugs))
    for slug in wanted:
        if slug in removals:
            raise click.UsageError(f"{slug} was removed on {removals[slug].removed} already: {removals[slug].reason}")
        if slug not in records:
            report(reading_list.record_problems, "text")  # its record may be one that can't be read
            raise click.UsageError(f"no record {slug}; a slug is a record's file name without .md")
    today = datetime.datetime.now().astimezone().date()
    going = [_removal(records[slug].entry, today, reason.strip()) for slug in wanted]
    if dry_run:
        _show(store, going, records)
    else:
        for left in removing.remove(store, [(gone, Path(records[gone.slug].file)) for gone in going]):
            say(show(left))
    _tell_mentions(going, records)


def _removal(entry: Entry, today: datetime.date, reason: str) -> Removal:
    return Removal(slug=entry.slug, url=entry.url, title=entry.title, date=entry.date, removed=today, reason=reason)


def _show(store: Store, going: Sequence[Removal], records: Mapping[str, Record]) -> None:
    rewrites = [
        rewrite
        for gone in going
        for rewrite in (
            Rewrite(file=records[gone.slug].file, before=text_of(records[gone.slug].file), after=""),
            Rewrite(file=show(store.removal_path(gone.slug)), before="", after=removal.write(gone)),
        )
    ]
    say_diff(diff(rewrites))


def _tell_mentions(going: Sequence[Removal], records: Mapping[str, Record]) -> None:
    """Whose notes still lead there."""
    catalogue, slugs = Catalogue(found.entry for found in records.values()), {gone.slug for gone in going}
    for gone in going:
        for entry in catalogue.backlinks(records[gone.slug].entry):
            if entry.slug not in slugs:
                say(f"note: {records[entry.slug].file} still leads to {gone.url}", err=True)
