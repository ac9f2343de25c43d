"""Mark a link as alive or dead: set a verdict by hand, which overrides the verdict from checks."""

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
    """Return `url` as the ledger writes it: with white space percent-encoded. Raises RefusalError if the reading list has no link with this URL."""
    url, known = key(url), collect(reading_list.entries)
    if url in known:
        return url
    wrong = fault(url)
    near = difflib.get_close_matches(url, known, n=1, cutoff=0.8)
    hint = f"; did you mean '{near[0]}'?" if near else f": {wrong[0]}." if wrong else "."
    raise RefusalError(f"{url} is not a link of this list{hint} Write the URL exactly as it is in the record or the note")


def mark_link(reading_list: ReadingList, url: str, mark: Mark) -> None:
    """Write a person's verdict on the link `url` into the ledger, in place of an earlier verdict by a person.

    Raises StoreError if the ledger is damaged or can't be written.
    """
    reading_list.ledger_folder.update(lambda ledger: ledger.marked(url, mark))
