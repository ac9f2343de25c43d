"""Lists of numbers as bytes: which documents hold a gram, and where.

Numbers are varints: seven bits a byte, the lowest first, the eighth bit set where more follow (as in Protocol Buffers,
https://protobuf.dev/programming-guides/encoding/#varints). Document numbers only rise, so each is kept as its step from the one before;
the first counts from -1.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

STEPS = b"\x00"
"""First byte of a list of documents written as steps."""
BITS = b"\x01"
"""First byte of one written as bits."""


def varint(number: int) -> bytes:
    """A number from 0 on."""
    if number < _MORE:
        return _SMALL[number]
    out = bytearray()
    while number >= _MORE:
        out.append(number & 0x7F | _MORE)
        number >>= 7
    out.append(number)
    return bytes(out)


_MORE = 0x80
"""The bit of a byte that says that more follow."""
_SMALL = tuple(bytes((number,)) for number in range(_MORE))


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
        if step < _MORE:
            out.append(step)
        else:
            out += varint(step)
    return bytes(out)


def places(step: int, found: Sequence[int]) -> bytes:
    """One document that holds a long gram, `step` after the one before, and the places where, rising.

    A place is `offset << 1 | in text`, offsets counting characters of the folded title, or of the folded text. As varints: `step << 1 |
    more`; the first place; and where `more` is set, the number of further places and their steps.
    """
    if len(found) == 1:
        return varint(step << 1) + varint(found[0])
    out = bytearray(varint(step << 1 | 1)) + varint(found[0]) + varint(len(found) - 1)
    for before, place in itertools.pairwise(found):
        out += varint(place - before)
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
        anywhere, title = (int.from_bytes(content[start : start + width], "little") for start in (1, 1 + width))
        return [number << 1 | (title >> number & 1) for number in range(total) if anywhere >> number & 1]
    found, last = [], -2
    for step in _numbers(content[1:]):
        last = step + (last & ~1)
        found.append(last)
    return found


def read_places(content: bytes) -> dict[int, list[int]]:
    """The places in each document, from the contents that `places` gave one after the other."""
    found: dict[int, list[int]] = {}
    numbers, last = _numbers(content), -1
    for step in numbers:
        last += step >> 1
        here = [next(numbers)]
        if step & 1:
            for _ in range(next(numbers)):
                here.append(here[-1] + next(numbers))
        found[last] = here
    return found


def all_places(found: Mapping[int, Sequence[int]]) -> bytes:
    """What `read_places` reads, of documents that rise."""
    out, last = bytearray(), -1
    for number, here in found.items():
        out += places(number - last, here)
        last = number
    return bytes(out)


def _numbers(content: bytes) -> Iterator[int]:
    """The varints of a content."""
    number = shift = 0
    for byte in content:
        number |= (byte & 0x7F) << shift
        if byte & _MORE:
            shift += 7
        else:
            yield number
            number = shift = 0
