"""Remove entries from a reading list."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.errors import RefusalError
from llmnotes.logs import sidecar
from llmnotes.logs.folder import Sidecars
from llmnotes.records import removal
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.removal import Removal
from llmnotes.system.files import show
from llmnotes.system.rewrite import Rewrite, carry_out, text_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.records.record import Record


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LeftMention:
    """A link to the URL of a removed entry in the note of an entry that stays in the reading list."""

    file: str
    """The path of the record whose note has the link."""
    url: str
    """The URL of the removed entry."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RemovalPlan:
    """The changes that will remove some entries."""

    removals: Sequence[Removal]
    """The removals that will replace the records of the entries."""
    rewrites: Sequence[Rewrite]
    """All changes of files.

    For each entry, one rewrite deletes its record, and one creates the file of its removal. Then, for each sidecar that has texts of these entries, one rewrite
    deletes these texts.
    """
    mentions: Sequence[LeftMention]
    """The links to the URLs of the removed entries in the notes of other entries."""


def plan_removal(reading_list: ReadingList, slugs: Sequence[str], *, reason: str, today: datetime.date) -> RemovalPlan:
    """Plan to replace the records of entries with removals. Nothing is written.

    A removal is a file with the URL, title and date of the entry, and with the day and the reason of the removal. The texts of the entries are also deleted from
    sidecars, the files about imported logs.

    Raises:
        RefusalError: An entry was removed before.
        UnknownSlugError: A slug belongs to no record, or to one with errors.
        LogError: A sidecar is damaged.
        StoreError: A record or a sidecar can't be read.

    """
    records: dict[str, Record] = {}
    for slug in slugs:
        if gone := reading_list.removals.get(slug):
            raise RefusalError(f"{slug} was already removed, on {gone.removed}: {gone.reason}. Leave this slug out of the command")
        records |= reading_list.records_of([slug])
    removals, rewrites, mentions = [], [], []
    catalogue = Catalogue(reading_list.entries)
    for slug, found in records.items():
        entry = found.entry
        gone = Removal(slug=slug, url=entry.url, title=entry.title, date=entry.date, removed=today, reason=reason)
        removals.append(gone)
        rewrites.append(Rewrite(file=found.file, before=text_of(found.file), after=""))
        rewrites.append(Rewrite(file=show(reading_list.store.removal_path(slug)), before="", after=removal.write(gone)))
        left = [other for other in catalogue.backlinks(entry) if other.slug not in records]
        mentions += [LeftMention(file=reading_list.records[other.slug].file, url=entry.url) for other in left]
    rewrites += _sidecar_rewrites(Sidecars(reading_list.store), list(records))
    return RemovalPlan(removals=removals, rewrites=rewrites, mentions=mentions)


def _sidecar_rewrites(sidecars: Sidecars, slugs: Sequence[str]) -> Iterator[Rewrite]:
    """Yield a rewrite of each sidecar (a file about an imported Markdown log) that contains log text of the entries with these slugs. It deletes this text."""
    for name in sidecars.names():
        found = sidecars.load(name)
        for slug in slugs:
            found = found and sidecar.without_text(found, slug)
        if found:
            yield from sidecars.rewrites(name, found)


def carry_out_removal(reading_list: ReadingList, plan: RemovalPlan) -> Sequence[Path]:
    """Write the changes of a plan: all changes or none.

    Returns:
        The paths of the new files about the removed entries.

    Raises:
        StoreError: A file can't be written, or has changed since it was read.

    """
    carry_out(plan.rewrites, reading_list.store.sets)
    return [reading_list.store.removal_path(gone.slug) for gone in plan.removals]
