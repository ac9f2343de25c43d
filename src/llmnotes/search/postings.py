"""Postings: lists of numbers as bytes, which state the documents that contain a key of the search index, and the places of the key in them.

Numbers are varints: seven bits per byte, lowest bits first; the eighth bit is set if more bytes follow (as in Protocol Buffers,
https://protobuf.dev/programming-guides/encoding/#varints). Document numbers are in ascending order, so each number is stored as the difference to the
number before it; the first number is stored as the difference to -1.
"""

from __future__ import annotations

import itertools
import operator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STEPS = b"\x00"
"""The first byte of the postings of a key, if they list the documents as differences between their numbers."""
BITS = b"\x01"
"""The first byte of the postings of a key, if they list the documents as a bit set."""


def varint(number: int) -> bytes:
    """Encode a number that is not negative as a varint."""
    return _SMALL[number] if number < len(_SMALL) else _written(number)


MORE = 0x80
"""The bit of a byte of a varint that is set if more bytes of the varint follow."""


def _written(number: int) -> bytes:
    out = bytearray()
    while number >= MORE:
        out.append(number & 0x7F | MORE)
        number >>= 7
    out.append(number)
    return bytes(out)


_SMALL = tuple(map(_written, range(1 << 14)))
"""The varints of all numbers that need one or two bytes, computed in advance: nearly all numbers in an index."""


def documents(found: Sequence[int], total: int) -> bytes:
    """Encode the documents that contain a key: for each, twice its number, plus 1 if its title contains the key. `found` is in ascending order and not empty.

    The first byte of the result names its form. For a key in many documents, two bit sets follow, each with one bit for each of the `total` documents: the first
    set is for documents that contain the key, the second for documents whose titles contain it. The lowest bit of the first byte is document 0. For all other
    keys, a varint for each document follows: twice the difference to the document before, plus 1 if the title contains the key.
    """
    width = (total + 7) // 8
    if len(found) > 2 * width:  # each difference takes at least one byte, so the bit sets are shorter
        return BITS + _bits((flagged >> 1 for flagged in found), width) + _bits((flagged >> 1 for flagged in found if flagged & 1), width)
    before = itertools.chain((-2,), map(operator.and_, found, itertools.repeat(~1)))
    steps = list(map(operator.sub, found, before))
    longest = max(steps)
    # A call of `varint` takes three times as long as a look-up in `_SMALL`.
    encode = _SMALL.__getitem__ if longest < len(_SMALL) else varint
    return STEPS + (bytes(steps) if longest < MORE else b"".join(map(encode, steps)))


def _bits(numbers: Iterable[int], width: int) -> bytes:
    """Return a bit set of `width` bytes. The bit of each number in `numbers` is set."""
    digits = bytearray(b"0") * (8 * width)
    for number in numbers:
        digits[-1 - number] = ord("1")
    return int(digits, 2).to_bytes(width, "little")


PLACE = 40
"""The number of bits for a place in a combined number, which has a place in its lowest bits and the number of a document in the bits above them."""
PLACES = (1 << PLACE) - 1
"""A bit mask that selects the place in a combined number (see `PLACE`)."""


def places(found: Sequence[int]) -> bytes:
    """Encode the places of a gram of three characters. Each is given as `document << PLACE | place`, in ascending order.

    A place is twice the offset of the gram in the folded title or text, plus 1 for the text. For each document, the result has these varints: twice the
    difference to the number of the document before, plus 1 if the document has several places; then the first place. For a document with several places,
    the number of the other places follows, and for each the difference to the place before.
    """
    out = bytearray()
    last, at, end = -1, 0, len(found)
    while at < end:
        number, first = found[at] >> PLACE, found[at] & PLACES
        start, at = at, at + 1
        while at < end and found[at] >> PLACE == number:
            at += 1
        if at - start == 1:
            out += varint(number - last << 1) + varint(first)
        else:
            out += varint(number - last << 1 | 1) + varint(first) + varint(at - start - 1)
            for before, place in itertools.pairwise(found[start:at]):
                out += varint(place - before)
        last = number
    return bytes(out)


def column(rows: Iterable[Sequence[int]]) -> bytes:
    """Encode the values that each document has for a facet. They are given as indexes into the table of the facet's values.

    Each value is a varint of `(index << 1 | more) + 1`, where `more` is 1 if another value of the same document follows. For a document without values, the
    varint is 0.
    """
    out = bytearray()
    for row in rows:
        if not row:
            out.append(0)
        for index, number in enumerate(row):
            out += varint((number << 1 | (index + 1 < len(row))) + 1)
    return bytes(out)


def read_documents(content: bytes, total: int) -> list[int]:
    """Decode bytes that the function `documents` returned. Return the numbers from which it made these bytes."""
    if content[:1] == BITS:
        width = (total + 7) // 8
        sets = (int.from_bytes(content[start : start + width], "little") for start in (1, 1 + width))
        anywhere, title = (f"{bits:0{8 * width}b}"[::-1] for bits in sets)
        return [number << 1 | (mark == "1") for number, (held, mark) in enumerate(zip(anywhere, title, strict=True)) if held == "1"]
    found, last = [], -2
    for step in _numbers(content[1:]):
        last = step + (last & ~1)
        found.append(last)
    return found


def read_places(content: bytes) -> list[int]:
    """Decode bytes that the function `places` returned. Return the numbers from which it made these bytes."""
    found: list[int] = []
    numbers, number = iter(_numbers(content)), -1
    for step in numbers:
        number += step >> 1
        found.append(number << PLACE | next(numbers))
        for _ in range(next(numbers) if step & 1 else 0):
            found.append(found[-1] + next(numbers))
    return found


def _numbers(content: bytes) -> list[int]:
    """Decode bytes that consist of varints. Return the numbers that the varints encode."""
    found: list[int] = []
    number = shift = 0
    for byte in content:
        if byte < MORE:
            found.append(number | byte << shift)
            number = shift = 0
        else:
            number |= (byte & 0x7F) << shift
            shift += 7
    return found
