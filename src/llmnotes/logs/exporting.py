"""Write records as a log. The log equals the imported one byte for byte, except where records changed since."""

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
"""The sidecar for the export of a list that has no imported log."""


@dataclasses.dataclass(slots=True)
class _EntryLines:
    """An entry's lines in the log, and how many blank lines follow them."""

    date: datetime.date
    lines: str
    after: int


def export(sidecar: Sidecar, records: Mapping[str, Record], added: Iterable[Entry]) -> str:
    """Return a log's text.

    Args:
        sidecar: What the last import remembered of the log: its texts, its styles and its entries.
        records: The list's records by slug. Entries whose records are gone are left out.
        added: Entries that the log does not hold yet. Each is inserted by its date, in the style of its neighbours.

    """
    parts = [_blocks(part, records) for part in sidecar.parts]
    rising = is_rising([block.date for blocks in parts for block in blocks])
    if not any(parts):  # without entries, the log's order is unknown
        rising = True
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
    """Insert an entry behind the last one that it follows by date, in the style of that one's part; before all entries if it follows none."""
    target, index = next(((number, 0) for number, part in enumerate(sidecar.parts) if part.entries), (len(parts) - 1, 0))
    for number, blocks in enumerate(parts):
        for place, block in enumerate(blocks):
            if (block.date <= entry.date) if rising else (block.date >= entry.date):
                target, index = number, place + 1
    style = sidecar.parts[target].style
    after = style.after
    if index and index == len(parts[target]):  # the blank lines at the end of the part stay at its end
        after = parts[target][-1].after
        parts[target][-1].after = style.after
    lines = render.block(entry.date, entry.title, entry.url, entry.note, style)
    parts[target].insert(index, _EntryLines(entry.date, lines, after))


def _lines(part: SidecarPart, blocks: Iterable[_EntryLines]) -> Iterator[str]:
    yield from part.text.split("\n")[:-1]
    for block in blocks:
        yield block.lines
        yield from [""] * block.after
