"""Compute the grams (sequences of one to three characters) of all documents with their postings, and distribute all keys to buckets.

This module makes the buckets of a whole index. After a change of some documents, `revision.py` makes only the changed buckets, with the same bytes.

A list of 12,939 entries has 3.6 million pairs of a gram and a document, which take 2.5 s of processor time. So this module uses functions that are written
in C (`map`, `zip`, `dict.fromkeys`) instead of loops.
"""

from __future__ import annotations

import collections
import itertools
import operator
from array import array
from typing import TYPE_CHECKING

from llmnotes.search import bucket, postings
from llmnotes.search.cut import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Texts = list[tuple[str, str]]
    """The title and the text of each document, folded (in NFKC and lower case), with a single space instead of white space of any length."""


def spaced(folded: str) -> str:
    """Replace white space of any length with a single space, and remove white space at both ends."""
    return " ".join(folded.split())


def files(texts: Texts, keys: Iterable[tuple[str, bytes]]) -> tuple[list[bytes], int]:
    """Compute the grams of all texts, and distribute them and `keys`, which already have their postings, to buckets.

    To need less memory, this function empties the list `texts` after it has read the grams, and reads `keys` after that.

    Returns:
        The contents of the files of all buckets, and the size of all keys with their postings in bytes.

    """
    return filed(itertools.chain(short(texts), long(texts), _emptied(texts), keys))


def _emptied(texts: Texts) -> Iterator[tuple[str, bytes]]:
    texts.clear()
    yield from ()


def short(texts: Texts) -> Iterator[tuple[str, bytes]]:
    """Yield the grams of one and two characters that contain no space, each with postings that list the documents that contain the gram."""
    holders: dict[str, array[int]] = collections.defaultdict(lambda: array("I"))  # an array, because a list needs five times the memory
    for number, (title, text) in enumerate(texts):
        # For a gram in the title and in the text, the number with the flag for the title replaces the other number.
        flagged = dict.fromkeys(_up_to_two(text), number << 1) | dict.fromkeys(_up_to_two(title), number << 1 | 1)
        _consume(map(array.append, map(holders.__getitem__, flagged), flagged.values()))
    for gram in [*holders]:
        found = holders.pop(gram)
        if " " not in gram:
            yield gram, postings.documents(found, len(texts))


def _consume(calls: Iterable[object]) -> None:
    """Make all calls of a `map` object, and drop their results. A loop would take twice as long."""
    collections.deque(calls, maxlen=0)


def _up_to_two(text: str) -> Iterator[str]:
    return itertools.chain(text, map(operator.add, text, text[1:]))


def long(texts: Texts) -> Iterator[tuple[str, bytes]]:
    """Yield the grams of three characters, which can include spaces, each with postings that list the places of the gram in documents."""
    longest = max(itertools.chain.from_iterable((len(title), len(text)) for title, text in texts), default=0)
    # A table with the varints of all numbers that occur saves 0.2 s of 1.7 s, compared with calls of `postings.varint` (12,939 entries).
    varints = list(map(postings.varint, range(2 * max(longest, len(texts)) + 2)))
    encoded: dict[str, bytearray] = {}
    last: dict[str, int] = {}
    for number, (title, text) in enumerate(texts):
        grams = [*_threes(title), *_threes(text)]
        places = [*_places(title, 0), *_places(text, 1)]
        placed = dict(zip(grams, places, strict=True))  # of a gram that occurs several times, this dict has the last place
        for gram, held in _repeated(grams, places, placed).items():
            del placed[gram]
            step = number - last.get(gram, -1)
            content = varints[step << 1 | 1] + varints[held[0]] + varints[len(held) - 1]
            encoded.setdefault(gram, bytearray()).extend(
                content + b"".join([varints[after - before] for before, after in itertools.pairwise(held)])
            )
            last[gram] = number
        for gram, place in placed.items():
            if gram in encoded:
                encoded[gram] += varints[number - last[gram] << 1] + varints[place]
            else:
                encoded[gram] = bytearray(varints[number + 1 << 1] + varints[place])
            last[gram] = number
    for gram in [*encoded]:
        yield gram, bytes(encoded.pop(gram))


def _threes(text: str) -> Iterator[str]:
    return map(operator.add, map(operator.add, text, text[1:]), text[2:])


def _places(text: str, mark: int) -> range:
    """Return one number for each place in a title or a text at which a gram of three characters begins, in the order of the places.

    The number is twice the index of the gram's first character, plus `mark`: 0 in a title, 1 in a text.
    """
    return range(mark, 2 * max(0, len(text) - LONGEST + 1) + mark, 2)


def _repeated(grams: Sequence[str], places: Sequence[int], last: dict[str, int]) -> dict[str, list[int]]:
    """Return, for each gram that occurs more than once in a document, all its places in ascending order. `last` has the last place of each gram."""
    if len(last) == len(grams):
        return {}
    found: dict[str, list[int]] = {}
    earlier = map(operator.ne, map(last.__getitem__, grams), places)
    for gram, place in itertools.compress(zip(grams, places, strict=True), earlier):
        found.setdefault(gram, [last[gram]]).append(place)
    return {gram: sorted(held) for gram, held in found.items()}


def filed(keys: Iterable[tuple[str, bytes]]) -> tuple[list[bytes], int]:
    """Distribute keys with their postings to buckets. Return the contents of all buckets, and the size of all keys with their postings in bytes."""
    rows = list(keys)
    size = sum(bucket.room(key.encode(), found) for key, found in rows)
    count = bucket.count(size)
    buckets: list[list[tuple[bytes, bytes]]] = [[] for _ in range(count)]
    while rows:
        key, found = rows.pop()
        buckets[bucket.of(key, count)].append((key.encode(), found))
    return closed(buckets), size


def closed(buckets: list[list[tuple[bytes, bytes]]]) -> list[bytes]:
    """Return the content of the file of each bucket. Empty the list `buckets` at the same time, to need less memory."""
    buckets.reverse()
    return [bucket.closed(buckets.pop()) for _ in range(len(buckets))]
