"""Render records as a Markdown log.

If no record of the reading list was added, changed or removed since the import, and all line endings of the log are equal, the result equals the log byte
for byte.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.logs import render
from llmnotes.logs.order import is_rising
from llmnotes.logs.shape import PartKind, Style
from llmnotes.logs.sidecar import Sidecar, SidecarPart

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping

    from llmnotes.logs.sidecar import ImportedEntry
    from llmnotes.model import Entry
    from llmnotes.records.record import Record

PLAIN = Sidecar(bom=False, crlf=False, ending=1, parts=(SidecarPart(kind=PartKind.PREAMBLE, text="", style=Style(), entries=()),))
"""The sidecar (layout of a Markdown log) that an export uses if the reading list has no imported log."""


@dataclasses.dataclass(slots=True)
class _EntryLines:
    """An entry's lines in the Markdown log, and how many blank lines follow them."""

    date: datetime.date
    lines: str
    after: int


def export(sidecar: Sidecar, records: Mapping[str, Record], added: Iterable[Entry]) -> str:
    """Return a Markdown log's text, with the line endings and the byte order mark that its sidecar states.

    Args:
        sidecar: The log's sidecar from the last import, with the texts, styles and entries of the log.
        records: The records of the reading list by slug. Entries of the sidecar without a record are left out.
        added: Entries to add to the log. Each is inserted by its date, in the layout of that part of the log.

    """
    parts = [_blocks(part, records) for part in sidecar.parts]
    rising = is_rising([block.date for blocks in parts for block in blocks])
    for entry in sorted(added, key=lambda entry: (entry.date, entry.slug), reverse=not rising):
        _insert(parts, sidecar, entry, rising=rising)
    text = "\n".join(line for part, blocks in zip(sidecar.parts, parts, strict=True) for line in _lines(part, blocks))
    text = text.rstrip("\n") + "\n" * sidecar.ending
    if sidecar.crlf:
        text = text.replace("\n", "\r\n")
    return "\ufeff" + text if sidecar.bom else text


def _blocks(part: SidecarPart, records: Mapping[str, Record]) -> list[_EntryLines]:
    return [_block(known, records[known.slug], part.style) for known in part.entries if known.slug in records]


def _block(known: ImportedEntry, found: Record, style: Style) -> _EntryLines:
    entry = found.entry
    unchanged = known.raw is not None and known.record == found.digest
    lines = known.raw if unchanged and known.raw is not None else render.block(entry.date, entry.title, entry.url, entry.note, style)
    return _EntryLines(entry.date, lines, style.after if known.after is None else known.after)


def _insert(parts: list[list[_EntryLines]], sidecar: Sidecar, entry: Entry, *, rising: bool) -> None:
    """Insert an entry into the Markdown log by its date, in the layout of that part of the log.

    If `rising` is true, insert it after the last entry with the same or an earlier date; else after the last entry with the same or a later date. If there
    are no such entries, insert it before all entries; in a log without entries, insert it at the end.
    """
    target, index = next(((number, 0) for number, part in enumerate(sidecar.parts) if part.entries), (len(parts) - 1, 0))
    for number, blocks in enumerate(parts):
        for place, block in enumerate(blocks):
            if (block.date <= entry.date) if rising else (block.date >= entry.date):
                target, index = number, place + 1
    style = sidecar.parts[target].style
    after = style.after
    # If the new entry becomes the last of its part, it takes over the number of blank lines after the former last entry.
    if index and index == len(parts[target]):
        after = parts[target][-1].after
        parts[target][-1].after = style.after
    lines = render.block(entry.date, entry.title, entry.url, entry.note, style)
    parts[target].insert(index, _EntryLines(entry.date, lines, after))


def _lines(part: SidecarPart, blocks: Iterable[_EntryLines]) -> Iterator[str]:
    yield from part.text.split("\n")[:-1]
    for block in blocks:
        yield block.lines
        yield from [""] * block.after
