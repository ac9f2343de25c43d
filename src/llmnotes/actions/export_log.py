"""Export the records of a reading list as a dated Markdown log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.errors import RefusalError
from llmnotes.logs import exporting
from llmnotes.logs.folder import Sidecars

if TYPE_CHECKING:
    from llmnotes.actions.reading_list import ReadingList


def export_log(reading_list: ReadingList, name: str | None = None) -> str:
    """Return the text of an imported Markdown log, in which each entry has the present content of its record.

    Entries whose records were removed are left out, and records that come from no log are inserted by their dates. If no log was imported, return a new log
    with all records.

    Args:
        reading_list: The reading list.
        name: The name of the imported log, or its path in the folder of the reading list; None if at most one log was imported.

    Raises:
        RefusalError: No log with this name was imported, or several logs were imported and `name` is None.
        LogError: A sidecar, which is a file about an imported log, is damaged.
        StoreError: A sidecar can't be read.

    """
    folder = Sidecars(reading_list.store)
    names = folder.names()
    if name is None and len(names) > 1:
        raise RefusalError(f"several Markdown logs were imported into this list: {', '.join(names)}. Name one of these with --log")
    sidecars = {known: folder.load(known) for known in names}
    if name is not None and name not in names:  # `llmnotes import` prints the paths of logs, so `name` may be a path
        path = name.removeprefix("./")
        name = next((known for known, sidecar in sidecars.items() if path in {sidecar.log if sidecar else "", f"{known}.md"}), name)
    if name is not None and name not in names:
        raise RefusalError(f"no Markdown log '{name}' was imported into this list. Imported logs: {', '.join(names) or 'none'}")
    claimed = {known.slug for sidecar in sidecars.values() if sidecar for known in sidecar.entries}
    added = [found.entry for slug, found in reading_list.records.items() if slug not in claimed]
    chosen = sidecars[name or names[0]] if names else None
    return exporting.export(chosen or exporting.PLAIN, reading_list.records, added)
