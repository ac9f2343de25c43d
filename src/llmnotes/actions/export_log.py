"""Export the records of a list as a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.errors import RefusalError
from llmnotes.logs import exporting
from llmnotes.logs.folder import Sidecars

if TYPE_CHECKING:
    from llmnotes.actions.reading_list import ReadingList


def export_log(reading_list: ReadingList, name: str | None = None) -> str:
    """Return the text of a log with the records as they are now.

    Records that no imported log holds are added by date. If no log was imported, the text holds all records.

    Args:
        reading_list: The list.
        name: Which imported log; None if there is at most one.

    Raises:
        RefusalError: The list has no log of this name, or has several and `name` is None.
        LogError: A sidecar is damaged.
        StoreError: A sidecar can't be read.

    """
    folder = Sidecars(reading_list.store)
    names = folder.names()
    if name is None and len(names) > 1:
        raise RefusalError(f"the list has several imported logs: {', '.join(names)}. Name one with --log")
    if name is not None and name not in names:
        raise RefusalError(f"no log '{name}' was imported into this list. Imported logs: {', '.join(names) or 'none'}")
    sidecars = {known: folder.load(known) for known in names}
    claimed = {known.slug for sidecar in sidecars.values() if sidecar for known in sidecar.entries}
    added = [found.entry for slug, found in reading_list.records.items() if slug not in claimed]
    chosen = sidecars[name or names[0]] if names else None
    return exporting.export(chosen or exporting.PLAIN, reading_list.records, added)
