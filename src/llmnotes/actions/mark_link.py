"""Mark a link as alive or dead."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from llmnotes.errors import RefusalError
from llmnotes.links.links import collect, key
from llmnotes.web.url import fault

if TYPE_CHECKING:
    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.links.history import Mark


def link_to_mark(reading_list: ReadingList, url: str) -> str:
    """Return the link of the list that a URL names, as the ledger spells it. Raises RefusalError if the list has no such link."""
    url, known = key(url), collect(reading_list.entries)
    if url in known:
        return url
    wrong = fault(url)
    near = difflib.get_close_matches(url, known, n=1, cutoff=0.8)
    hint = f"; did you mean {near[0]}" if near else f": {wrong[0]}" if wrong else ""
    raise RefusalError(f"{url} is not a link of this list{hint}. Write it as the record or the note has it")


def mark_link(reading_list: ReadingList, url: str, mark: Mark) -> None:
    """Write a mark of a link into the list's ledger. Raises StoreError, also if the ledger is damaged."""
    reading_list.ledger_folder.update(lambda ledger: ledger.marked(url, mark))
