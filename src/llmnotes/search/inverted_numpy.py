"""Compute the same files as `inverted.py`, but faster, with numpy arrays. This module is used if numpy is installed: `pip install llmnotes[fast]`.

A build from nothing takes 7.4 s with this module and 8.3 s without it (12,939 entries). tests/search/test_inverted.py compares the results of both modules.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from llmnotes.search import bucket, postings
from llmnotes.search.inverted import closed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from llmnotes.search.inverted import Texts

    Numbers = NDArray[np.int64]

_PART = 1 << 16
"""The approximate number of grams to sort at once, for lists that are not long. Each gram needs up to 350 bytes of memory during the sort."""
_PARTS = 128
"""Approximate maximum number of parts, because each part needs a pass over all characters. Long lists have parts of more than `_PART` grams instead of more parts."""
_TEXTS = 1 << 10
"""The number of documents whose characters are converted to numbers at once."""
_KEYS = 1 << 14
"""The maximum number of keys to hash at once. Each key needs about 80 bytes of memory while it is hashed."""
_FIELD = 32
"""The number of bits for the number of a title or text. 0 is the title of the first document, 1 its text, 2 the title of the second document."""
_END = "\n"
"""The character that ends a field: a line break. It occurs in no field, because a space replaces white space."""
_SPACE = 1
"""The rank of a space. The character `_END` has rank 0, all other characters have higher ranks."""


def files(texts: Texts, keys: Iterable[tuple[str, bytes]]) -> tuple[list[bytes], int]:
    """Return the same result as `inverted.files`: the contents of the files of all buckets, and the size of all keys with their postings in bytes."""
    return _filed(itertools.chain(_grams(texts), keys))


def _grams(texts: Texts) -> Iterator[tuple[str, bytes]]:
    """Yield all grams with their postings. Empty the list `texts`."""
    rows = _Characters(texts)
    texts.clear()
    yield from rows.short()
    yield from rows.long()


class _Characters:
    """The characters of all texts in one array: for each document its title and its text, each followed by the character `_END`."""

    def __init__(self, folded: Texts) -> None:
        """Put the folded title and text of each document into one array of characters."""
        self._total = len(folded)
        lengths = np.fromiter((len(field) + 1 for texts in folded for field in texts), np.int64, 2 * len(folded))
        self._starts = np.cumsum(lengths) - lengths
        self._row, self._alphabet = _ranked(folded, int(lengths.sum()))
        self._field = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        self._bits = len(self._alphabet).bit_length()
        self._part = max(_PART, len(self._row) // _PARTS)

    def short(self) -> Iterator[tuple[str, bytes]]:
        """Yield the grams of one and two characters that contain no space, each with postings that list the documents that contain the gram."""
        for at in _divided(self._row, self._part, _SPACE + 1):
            found = np.sort(self._keys(at, 1) << _FIELD | self._field[at])
            yield from self._held(found >> _FIELD, found & (1 << _FIELD) - 1, 1)
        for at in self._pairs(_SPACE + 1):
            keys, order = ordered(self._keys(at, 2))
            yield from self._held(keys, self._field[at][order].astype(np.int64), 2)

    def long(self) -> Iterator[tuple[str, bytes]]:
        """Yield the grams of three characters, which can include spaces, each with postings that list the places of the gram in documents."""
        for pairs in self._pairs(_SPACE):
            at = pairs[self._row[pairs + 2] > 0]
            field = self._field[at].astype(np.int64)
            found = (field >> 1) << postings.PLACE | (at - self._starts[field]) << 1 | field & 1
            # Sort by document and place. Postings list the places in a document in ascending order, whether they are in its title or in its text.
            before = np.argsort(found, kind="stable")
            keys, order = ordered(self._keys(at, 3)[before])
            found = found[before][order]
            starts = np.flatnonzero(_differs(keys))
            postings_of = _places(starts, found >> postings.PLACE, found & postings.PLACES)
            yield from zip(self._grams(keys[starts], 3), postings_of, strict=True)

    def _pairs(self, lowest: int) -> Iterator[Numbers]:
        """Yield arrays with the positions of pairs of adjacent characters. Both characters have at least the rank `lowest`; `_ranked` defines ranks.

        All positions of the same pair of characters are in one array.
        """
        for at in _divided(self._row, self._part, lowest):
            yield from (at[part] for part in _divided(self._row[at + 1], self._part, lowest))

    def _keys(self, at: Numbers, length: int) -> Numbers:
        """Return the grams of `length` characters at the positions `at`, encoded as numbers."""
        keys = self._row[at].astype(np.int64)
        for step in range(1, length):
            keys = keys << self._bits | self._row[at + step]
        return keys

    def _held(self, keys: Numbers, fields: Numbers, length: int) -> Iterator[tuple[str, bytes]]:
        """Yield grams with their postings. `keys` are grams as numbers, `fields` the numbers of the titles and texts that contain them. Both are sorted."""
        # Both arrays are sorted. A document's title comes before its text, so the first number of a document shows whether the title contains the gram.
        new = _differs(keys) | _differs(fields >> 1)
        keys, fields = keys[new], fields[new]
        starts = np.flatnonzero(_differs(keys))
        flagged = fields ^ 1  # titles have even numbers, texts odd ones; after this line, the last bit is 1 for titles and 0 for texts
        yield from zip(self._grams(keys[starts], length), _documents(starts, flagged, self._total), strict=True)

    def _grams(self, keys: Numbers, length: int) -> Iterator[str]:
        """Yield the grams, each of `length` characters, that the numbers `keys` encode."""
        ranks = ((keys >> self._bits * place) & (1 << self._bits) - 1 for place in reversed(range(length)))
        return map("".join, zip(*(map(self._alphabet.__getitem__, rank.tolist()) for rank in ranks), strict=True))


def _ranked(folded: Texts, total: int) -> tuple[NDArray[np.unsignedinteger], list[str]]:
    """Replace each of the `total` characters of all texts by its rank among the characters that occur. Return the ranks and the characters.

    The character `_END` has rank 0, and a space has rank 1.
    """
    present = np.zeros(0x110000, np.bool_)
    for points in _points(folded):
        present[points] = True
    present[[ord(_END), ord(" ")]] = False
    alphabet = ["", " ", *map(chr, np.flatnonzero(present).tolist())]
    ranks = ((np.cumsum(present, dtype=np.uint32) + _SPACE) * present).astype(np.min_scalar_type(len(alphabet)))
    ranks[ord(" ")] = _SPACE
    row, at = np.empty(total, ranks.dtype), 0
    for points in _points(folded):
        row[at : at + len(points)] = ranks[points]
        at += len(points)
    return row, alphabet


def _points(folded: Texts) -> Iterator[NDArray[np.uint32]]:
    """Yield arrays with the code points of all texts, with the character `_END` after each title and each text."""
    for at in range(0, len(folded), _TEXTS):
        fields = itertools.chain.from_iterable(folded[at : at + _TEXTS])
        yield np.frombuffer(f"{_END.join(fields)}{_END}".encode("utf-32-le"), np.uint32)


def _divided(row: NDArray[np.unsignedinteger], size: int, lowest: int) -> Iterator[Numbers]:
    """Yield arrays with the positions in `row`, an array of characters' ranks, at which the rank is at least `lowest`.

    An array has about `size` positions. All positions of one character are in one array, so the array of a frequent character may be longer.
    """
    most = max(int(row.max(initial=0)) + 1, lowest)
    pieces = [slice(at, at + size) for at in range(0, len(row), size)]
    # Count in pieces, because `np.bincount` copies its argument to a type that needs four times the memory.
    counts = sum((np.bincount(row[piece], minlength=most) for piece in pieces), np.zeros(most, np.int64))
    counts[:lowest] = 0
    part_of = (np.cumsum(counts) // size).astype(np.int16)
    part_of[:lowest] = -1
    parts = np.empty(len(row), np.int16)
    for piece in pieces:
        parts[piece] = part_of[row[piece]]
    for part in np.unique(part_of[counts > 0]):
        yield np.flatnonzero(parts == part)


def ordered(keys: Numbers) -> tuple[Numbers, Numbers]:
    """Sort keys. Return the sorted keys, and the original index of each. Equal keys keep their order."""
    bits = len(keys).bit_length()
    if int(keys.max(initial=0)).bit_length() + bits >= np.iinfo(np.int64).bits:
        order = np.argsort(keys, kind="stable")
        return keys[order], order
    # Sorting numbers that combine a key and its index is five to ten times as fast as argsort.
    both = np.sort(keys << bits | np.arange(len(keys)))
    return both >> bits, both & (1 << bits) - 1


def _differs(row: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Return, for each number, whether it differs from the number before it. The value for the first number is True."""
    differs = np.ones(len(row), np.bool_)
    np.not_equal(row[1:], row[:-1], out=differs[1:])
    return differs


def _steps(row: Numbers, new: NDArray[np.bool_], before: int) -> Numbers:
    """Return, for each number, the difference to the number before it. Where `new` is true, return the difference to the number `before` instead."""
    steps = np.diff(row, prepend=0)
    steps[new] = row[new] - before
    return steps


def _documents(starts: Numbers, flagged: Numbers, total: int) -> Iterator[bytes]:
    """Yield, for each key, the postings that list its documents.

    `flagged` has the documents of all keys, one key after another: twice the document's number, plus 1 if the key is in its title. `starts` has the index at
    which the documents of each key begin.
    """
    new = np.zeros(len(flagged), np.bool_)
    new[starts] = True
    steps = _steps(flagged & ~1, new, -2) | (flagged & 1)
    content, at = _varints(steps)
    ends = np.append(starts[1:], len(flagged))
    width = (total + 7) // 8
    for start, end, first, last in zip(starts.tolist(), ends.tolist(), at[starts].tolist(), at[ends].tolist(), strict=True):
        if end - start > 2 * width:
            row = flagged[start:end]
            yield postings.BITS + b"".join(_bits(numbers >> 1, 8 * width) for numbers in (row, row[row & 1 > 0]))
        else:
            yield postings.STEPS + content[first:last]


def _bits(numbers: Numbers, width: int) -> bytes:
    """Return a bit set of `width` bits in which the bits of these numbers are set."""
    bits = np.zeros(width, np.bool_)
    bits[numbers] = True
    return np.packbits(bits, bitorder="little").tobytes()


def _places(starts: Numbers, documents: Numbers, places: Numbers) -> Iterator[bytes]:
    """Yield, for each gram of three characters, the postings that list its places.

    `documents` and `places` hold the numbers for all grams, one gram after another; `starts` has the index at which the numbers for each gram begin.
    """
    new_gram = np.zeros(len(documents), np.bool_)
    new_gram[starts] = True
    new = new_gram | _differs(documents)
    firsts = np.flatnonzero(new)
    further = np.diff(firsts, append=len(documents)) - 1
    more = further > 0
    # The first place in a document takes two or three numbers: the document, the place, and the number of other places in the document, if any.
    # Each other place takes one number.
    counts = np.ones(len(documents), np.int64)
    counts[firsts] = 2 + more
    begin = np.cumsum(counts) - counts
    numbers = np.empty(int(counts.sum()), np.int64)
    numbers[begin + new] = _steps(places, new, 0)
    numbers[begin[firsts]] = _steps(documents[firsts], new_gram[firsts], -1) << 1 | more
    numbers[begin[firsts[more]] + 2] = further[more]
    content, at = _varints(numbers)
    bounds = at[np.append(begin[starts], len(numbers))].tolist()
    return (content[first:last] for first, last in itertools.pairwise(bounds))


def _varints(numbers: Numbers) -> tuple[bytes, Numbers]:
    """Encode numbers as varints. Return the bytes, and the offset of each number followed by the total length."""
    lengths = np.ones(len(numbers), np.int64)
    rest = numbers >> 7
    while rest.any():
        lengths += rest > 0
        rest >>= 7
    at = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(lengths, out=at[1:])
    content = np.empty(int(at[-1]), np.uint8)
    held = at[:-1]
    while len(numbers):
        more = numbers >= postings.MORE
        content[held] = numbers % postings.MORE | more * postings.MORE
        numbers, held = numbers[more] >> 7, held[more] + 1
    return content.tobytes(), at


def _filed(keys: Iterable[tuple[str, bytes]]) -> tuple[list[bytes], int]:
    """Distribute keys with their postings to buckets. Return the contents of all buckets, and the size of all keys with their postings in bytes."""
    encoded = [(key.encode(), found) for key, found in keys]
    size = sum(itertools.starmap(bucket.room, encoded))
    count = bucket.count(size)
    buckets: list[list[tuple[bytes, bytes]]] = [[] for _ in range(count)]
    while encoded:
        part = [encoded.pop() for _ in range(min(_KEYS, len(encoded)))]
        for number, pair in zip(_buckets([key.removeprefix(bucket.WHOLE.encode()) for key, _ in part], count), part, strict=True):
            buckets[number].append(pair)
    return closed(buckets), size


def _buckets(keys: Sequence[bytes], count: int) -> list[int]:
    """Return for each key the number of its bucket, as `bucket.of` does. Remove the prefix `bucket.WHOLE` from keys first."""
    row = np.frombuffer(b"".join(keys), np.uint8)
    lengths = np.fromiter(map(len, keys), np.int64, len(keys))
    starts = np.cumsum(lengths) - lengths
    values = np.full(len(keys), bucket.BASIS, np.uint32)
    held, place = np.flatnonzero(lengths), 0
    while len(held):
        values[held] = (values[held] ^ row[starts[held] + place]) * np.uint32(bucket.PRIME)
        place += 1
        held = held[lengths[held] > place]
    found: list[int] = (values % np.uint32(count)).tolist()
    return found
