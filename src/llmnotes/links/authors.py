"""Find in git who committed each manual verdict: a person's decision, set with `llmnotes links mark`, that a link is alive or dead."""

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
"""The author of a manual verdict that none of the searched commits added, for example because a merge commit added it, or because it is not committed.

Also the author of all manual verdicts if git fails, for example because the clone is shallow.
"""
_SKEW = datetime.timedelta(days=1)
"""The largest expected difference between the clocks of two machines.

A manual verdict is set before it is committed. Therefore git searches only the commits since the time of the oldest manual verdict minus this difference.
"""


def authors(ledger: Ledger, folder: Path, since: str | None = None) -> dict[str, str]:
    """Find who committed each manual verdict (a person's decision that a link is alive or dead) in a ledger. Git runs only if the ledger has one.

    Args:
        ledger: The ledger.
        folder: The folder with the ledger's files.
        since: A commit: only later commits are searched. None to search all commits.

    Returns:
        By the URL of each link with a manual verdict: the author's name with the beginning of the commit's hash, or `UNKNOWN`.

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
    """Return the author and the beginning of the hash of a commit, such as `Ann (0123456789)`, without control characters. An empty name becomes `unknown`."""
    return f"{sentence(commit.author, 80) or UNKNOWN} ({commit.id[:10]})"
