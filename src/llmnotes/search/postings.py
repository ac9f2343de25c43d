"""Lists of numbers as bytes: which documents hold a gram, and where.

Numbers are varints: seven bits a byte, the lowest first, the eighth bit set where more follow (as in Protocol Buffers,
https://protobuf.dev/programming-guides/encoding/#varints). Document numbers only rise, so each is kept as its step from the one before;
the first counts from -1.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STEPS = b"\x00"
"""First byte of a list of documents written as steps."""
BITS = b"\x01"
"""First byte of one written as bits."""


def varint(number: int) -> bytes:
    """A number from 0 on."""
    return _SMALL[number] if number < len(_SMALL) else _written(number)


MORE = 0x80
"""The bit of a byte that says that more follow."""


def _written(number: int) -> bytes:
    out = bytearray()
    while number >= MORE:
        out.append(number & 0x7F | MORE)
        number >>= 7
    out.append(number)
    return bytes(out)


_SMALL = tuple(map(_written, range(1 << 14)))
"""The varints of the numbers that need one or two bytes: nearly all that there are."""


def documents(found: Sequence[int], total: int) -> bytes:
    """Documents that hold a key, each as `number << 1 | in title`, rising; as steps or as bits, whichever is shorter.

    Steps: for each document a varint of `step << 1 | in title`. Bits: one for each of the `total` documents, the lowest of the first byte
    first: those that hold it anywhere; then as many bytes again for those that hold it in the title.
    """
    width = (total + 7) // 8
    if len(found) > 2 * width:  # steps take a byte each at least
        anywhere, title = bytearray(width), bytearray(width)
        for flagged in found:
            number = flagged >> 1
            anywhere[number >> 3] |= 1 << (number & 7)
            if flagged & 1:
                title[number >> 3] |= 1 << (number & 7)
        return BITS + bytes(anywhere) + bytes(title)
    out = bytearray(STEPS)
    last = -2
    for flagged in found:
        step = flagged - (last & ~1)
        last = flagged
        if step < MORE:
            out.append(step)
        else:
            out += varint(step)
    return bytes(out)


PLACE = 40
"""Bits of a place; the number of its document is above them."""
PLACES = (1 << PLACE) - 1
"""All bits of a place."""


def places(found: Sequence[int]) -> bytes:
    """Where a long gram stands, each as `number << PLACE | place`, rising.

    A place is `offset << 1 | in text`, offsets counting characters of the folded title, or of the folded text. For each document, as varints:
    `step << 1 | more`; the first place; and where `more` is set, the number of further places and their steps.
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
    """Values of each document, by their numbers in a table: varints of `(number << 1 | more) + 1`, or 0 for a document without any."""
    out = bytearray()
    for row in rows:
        if not row:
            out.append(0)
        for index, number in enumerate(row):
            out += varint((number << 1 | (index + 1 < len(row))) + 1)
    return bytes(out)


def read_documents(content: bytes, total: int) -> list[int]:
    """What `documents` was given."""
    if content[:1] == BITS:
        width = (total + 7) // 8
        anywhere, title = (f"{int.from_bytes(content[start : start + width], 'little'):0{8 * width}b}"[::-1] for start in (1, 1 + width))
        return [number << 1 | (mark == "1") for number, (held, mark) in enumerate(zip(anywhere, title, strict=True)) if held == "1"]
    found, last = [], -2
    for step in _numbers(content[1:]):
        last = step + (last & ~1)
        found.append(last)
    return found


def read_places(content: bytes) -> list[int]:
    """What `places` was given."""
    found: list[int] = []
    numbers, number = iter(_numbers(content)), -1
    for step in numbers:
        number += step >> 1
        found.append(number << PLACE | next(numbers))
        for _ in range(next(numbers) if step & 1 else 0):
            found.append(found[-1] + next(numbers))
    return found


def _numbers(content: bytes) -> list[int]:
    """The varints of a content."""
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
