"""Who committed what people say of links, as git tells."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from llmnotes.errors import RevisionError
from llmnotes.links import ledger_text
from llmnotes.records import at_revision
from llmnotes.text.terminal import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from llmnotes.links.ledger import Ledger
    from llmnotes.records.at_revision import Commit

UNKNOWN = "unknown"
"""Where git can't be asked, or the line isn't committed, or only a merge brought it."""
_SKEW = datetime.timedelta(days=1)
"""A mark is committed after it is made; clocks differ."""


def authors(ledger: Ledger, folder: Path, since: str | None = None) -> dict[str, str]:
    """Who committed each mark of the ledger in `folder`, by URL: a name and a commit, or `UNKNOWN`. Git is asked only where there are marks.

    With `since`, only commits after that one are looked at.
    """
    marks = {url: history.mark for url, history in ledger.histories.items() if history.mark}
    if not marks:
        return {}
    first = min(mark.time for mark in marks.values())
    after = first - _SKEW if first.year > datetime.MINYEAR else None
    try:
        lines = {url: ledger_text.mark_words(mark) for url, mark in marks.items()}
        found = at_revision.introduced(folder / ledger_text.LEDGER, lines, ledger_text.MARKED, since=since, after=after)
    except RevisionError:
        found = {}
    return {url: named(found[url]) if url in found else UNKNOWN for url in marks}


def named(commit: Commit) -> str:
    """A commit by its author's name, which can be anything, and its number."""
    return f"{sentence(commit.author, 80) or UNKNOWN} ({commit.id[:10]})"
