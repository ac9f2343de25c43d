"""Match the occurrences of a Markdown log with the entries that its sidecar holds from the last import."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmnotes.logs.shape import Occurrence
    from llmnotes.logs.sidecar import ImportedEntry
    from llmnotes.records.record import Record


def match(
    occurrences: Sequence[Occurrence], digests: Sequence[str], before: Sequence[ImportedEntry], records: Mapping[str, Record]
) -> list[ImportedEntry | None]:
    """Find for each occurrence the same entry in the sidecar of the last import; None if no entry of the sidecar is the same.

    First, occurrences are matched with entries that had the same lines. Each other occurrence is then matched with an entry by the entry's record: the
    record has the same date, title and URL, or else two of these three. No entry of the sidecar is matched with two occurrences.

    Args:
        occurrences: The log's occurrences.
        digests: The digest of the lines of each occurrence, in the same order.
        before: The entries of the sidecar, including those that were no longer in the Markdown log at the last import.
        records: The records of the reading list, by slug.

    """
    by_block: dict[str, collections.deque[ImportedEntry]] = collections.defaultdict(collections.deque)
    for known in before:
        by_block[known.block].append(known)
    matched: list[ImportedEntry | None] = [by_block[digest].popleft() if by_block[digest] else None for digest in digests]
    left = [known for queue in by_block.values() for known in queue]
    for names in (_by_all, _by_url, _by_title, _by_link):
        index: dict[object, collections.deque[ImportedEntry]] = collections.defaultdict(collections.deque)
        for known in left:
            if known.slug in records:
                entry = records[known.slug].entry
                index[names(entry.date.isoformat(), entry.title, entry.url)].append(known)
        for place, occurrence in enumerate(occurrences):
            if matched[place] is None and (queue := index[names(*occurrence.content[:3])]):
                matched[place] = queue.popleft()
        taken = {id(known) for known in matched}
        left = [known for known in left if id(known) not in taken]
    return matched


def _by_all(date: str, title: str, url: str) -> object:
    return date, title, url


def _by_url(date: str, _title: str, url: str) -> object:
    return date, url


def _by_title(date: str, title: str, _url: str) -> object:
    return date, title


def _by_link(_date: str, title: str, url: str) -> object:
    return title, url
