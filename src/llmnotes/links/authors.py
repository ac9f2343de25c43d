"""Find in git who committed each mark, by which a person calls a link alive or dead."""

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
"""The author of a mark that is not committed, that came with a merge commit, or that git can't trace."""
_SKEW = datetime.timedelta(days=1)
"""The largest difference between the clocks of two machines. A mark is committed after it is made."""


def authors(ledger: Ledger, folder: Path, since: str | None = None) -> dict[str, str]:
    """Find who committed each mark of a ledger. Git runs only if the ledger has marks.

    Args:
        ledger: The ledger.
        folder: The folder that holds its files.
        since: A commit; only commits after it count. None for all commits.

    Returns:
        For each URL with a mark, a name with the number of a commit, or `UNKNOWN`.

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
    """Return the name of a commit's author, safe for a terminal, and the first digits of the commit's number."""
    return f"{sentence(commit.author, 80) or UNKNOWN} ({commit.id[:10]})"
