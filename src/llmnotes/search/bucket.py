"""The files of the grams: keys with their postings, a bucket a file (the format stands in `index`)."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from llmnotes.search.postings import MORE, varint

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZE = 2048
"""Bytes that a bucket should have, about, before compression: a long query of two words asks for eight of them."""
BASIS = 0x811C9DC5
PRIME = 0x01000193
"""The two numbers of FNV-1a, 32 bits."""


def of(key: str, buckets: int) -> int:
    """The bucket, of so many, that a key is in."""
    value = BASIS
    for byte in key.encode():
        value = (value ^ byte) * PRIME & 0xFFFFFFFF
    return value % buckets


def count(size: int) -> int:
    """How many buckets there are for so many bytes."""
    number = 1
    while number * SIZE < size:
        number *= 2
    return number


def room(key: bytes, found: bytes) -> int:
    """The bytes that a key and its postings count for in the size of all."""
    return len(key) + len(found) + 2


def closed(keys: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A bucket's file, of keys with their postings."""
    content = bytearray()
    for key, found in sorted(keys):
        content += varint(len(key)) + key + varint(len(found)) + found
    return packed(content)


def opened(content: bytes) -> dict[str, bytes]:
    """The keys of a bucket's file, with their postings."""
    text = zlib.decompress(content)
    keys: dict[str, bytes] = {}
    at = 0
    while at < len(text):
        parts = []
        for _ in range(2):
            length = shift = 0
            while text[at] & MORE:
                length |= (text[at] & 0x7F) << shift
                at, shift = at + 1, shift + 7
            length |= text[at] << shift
            parts.append(text[at + 1 : at + 1 + length])
            at += 1 + length
        keys[parts[0].decode()] = parts[1]
    return keys


def packed(content: bytes | bytearray) -> bytes:
    """A compressed file."""
    return zlib.compress(content, 6)
