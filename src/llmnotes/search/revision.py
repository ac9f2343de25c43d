"""Revise a search index after a change of a few documents: compute only the buckets that differ.

The buckets have the same bytes as those that `index.grams` would make from all documents.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
from typing import TYPE_CHECKING

from llmnotes.search import bucket, postings
from llmnotes.search.cut import fold, words
from llmnotes.search.document import frequent_words, is_counted, long_grams, short_keys, word_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from llmnotes.search.document import Document


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OldIndex:
    """The data of an index on disk that is needed to revise the index."""

    bucket: Callable[[int], bytes]
    """A function that returns the content of the file of the bucket with a given number."""
    buckets: int
    """The number of buckets of the index."""
    size: int
    """The size of all keys with their postings in bytes."""
    words: Mapping[str, int]
    """For each word of four or more characters, the number of documents that contain it as a whole word."""
    documents: int
    """The number of documents in the index."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """The buckets of an index that differ after a change of documents."""

    buckets: Mapping[int, bytes]
    """The contents of the buckets that may differ, by the number of the bucket."""
    size: int
    """The size of all keys with their postings in bytes, after the change."""
    words: Mapping[str, int]
    """For each word of four or more characters, the number of documents that contain it as a whole word, after the change."""


def revised(old: OldIndex, changes: Mapping[int, tuple[Document, Document]]) -> Revision | None:
    """Compute the buckets of an index after a change of some documents, without the texts of the other documents.

    Args:
        old: The index before the changes.
        changes: The changed documents by number, each before and after the change.

    Returns:
        The revision; None if the index must be written whole, because other words are frequent after the changes, or because the number of buckets differs.

    """
    keys_of = word_keys(old.words)
    counts, size = dict(old.words), old.size
    frequent = frequent_words(counts)
    _recount(counts, changes.values())
    if frequent != frequent_words(counts):
        return None
    opened: dict[int, dict[str, bytes]] = {}
    for key, edit in _edits(changes, keys_of, old.documents).items():
        place = bucket.of(key, old.buckets)
        if place not in opened:
            opened[place] = bucket.opened(old.bucket(place))
        keys = opened[place]
        before = keys.pop(key, b"")
        new = edit(before)
        size += (bucket.room(key.encode(), new) if new else 0) - (bucket.room(key.encode(), before) if before else 0)
        if new:
            keys[key] = new
    if bucket.count(size) != old.buckets:
        return None
    closed = {place: bucket.closed((key.encode(), content) for key, content in keys.items()) for place, keys in opened.items()}
    return Revision(buckets=closed, size=size, words=counts)


def _recount(counts: dict[str, int], changes: Iterable[tuple[Document, Document]]) -> None:
    """Add to `counts` the words of the changed documents, and subtract the words that these documents had before. Each word counts once for each document."""
    for change in changes:
        for document, step in zip(change, (-1, 1), strict=True):
            for word in filter(is_counted, {*words(fold(document.title)), *words(fold(document.text))}):
                counts[word] = counts.get(word, 0) + step


def _edits(
    changes: Mapping[int, tuple[Document, Document]], keys_of: Callable[[str], Iterable[str]], total: int
) -> dict[str, Callable[[bytes], bytes]]:
    """Return, for each key whose postings change, a function that turns its old postings into its new postings."""
    held: dict[str, dict[int, int | None]] = collections.defaultdict(dict)
    long: dict[str, dict[int, list[int]]] = collections.defaultdict(dict)
    for number, change in changes.items():
        texts = [(fold(document.title), fold(document.text)) for document in change]
        was, now = (short_keys(document, *folded, keys_of) for document, folded in zip(change, texts, strict=True))
        for key in _differing(was, now):
            held[key][number] = now.get(key)
        long_was, long_now = (long_grams(*folded) for folded in texts)
        for gram in _differing(long_was, long_now):
            long[gram][number] = long_now.get(gram, [])
    edits: dict[str, Callable[[bytes], bytes]] = {}
    edits |= {key: functools.partial(_with_documents, total=total, flags=flags) for key, flags in held.items()}
    edits |= {gram: functools.partial(_with_places, places=places) for gram, places in long.items()}
    return edits


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def _with_documents(content: bytes, *, total: int, flags: Mapping[int, int | None]) -> bytes:
    """Return the postings of a key (the documents that contain it) after a change.

    `flags` has, for each changed document, 1 if the key is in its title, 0 if it is only in its text, and None if the document no longer contains the
    key. The result is empty if no document is left.
    """
    found = [flagged for flagged in (postings.read_documents(content, total) if content else ()) if flagged >> 1 not in flags]
    found += [number << 1 | flag for number, flag in flags.items() if flag is not None]
    return postings.documents(sorted(found), total) if found else b""


def _with_places(content: bytes, *, places: Mapping[int, Sequence[int]]) -> bytes:
    """Return the postings of a gram of three characters (its places in documents) after a change.

    `places` has the new places for each changed document. The result is empty if no place is left.
    """
    found = [place for place in postings.read_places(content) if place >> postings.PLACE not in places]
    found += [number << postings.PLACE | place for number, held in places.items() for place in held]
    return postings.places(sorted(found))
