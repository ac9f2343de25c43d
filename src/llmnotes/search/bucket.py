"""The buckets of the search index.

A bucket is a file that holds keys (such as words and sequences of three characters), each with its postings: the documents that contain the key.
`index.py` describes the format.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from llmnotes.search.postings import MORE, varint

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZE = 2048
"""The approximate maximum of the average size of a bucket, in bytes before compression. Buckets are small, because a query of two long words fetches eight of them."""
BASIS = 0x811C9DC5
PRIME = 0x01000193
"""The constants "offset basis" and "prime" of the 32-bit hash function FNV-1a, which chooses the bucket of a key."""


WHOLE = "\t"
"""The prefix of a key that stands for a whole word. The hash ignores the prefix, so both keys of a word, with and without the prefix, are in the same bucket."""


def of(key: str, buckets: int) -> int:
    """Return the number of the bucket that holds a key. `buckets` is the number of buckets."""
    value = BASIS
    for byte in key.removeprefix(WHOLE).encode():
        value = (value ^ byte) * PRIME & 0xFFFFFFFF
    return value % buckets


def count(size: int) -> int:
    """Return the lowest number of buckets with which the average bucket has at most `SIZE` bytes, if all keys and postings have `size` bytes.

    The number is a power of two, or three times a power of two.
    """
    number = 1
    while number * SIZE < size:
        is_power = number & (number - 1) == 0
        number = max(2, number * 3 // 2 if is_power else number * 4 // 3)
    return number


def room(key: bytes, found: bytes) -> int:
    """Return how many bytes a key and its postings take in a bucket. The length before each of them is counted as one byte, even if it takes more."""
    return len(key) + len(found) + 2


def closed(keys: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the compressed content of a bucket's file, with the keys in ascending byte order. `keys` are pairs of a key and its postings."""
    content = bytearray()
    for key, found in sorted(keys):
        content += varint(len(key)) + key + varint(len(found)) + found
    return packed(content)


def opened(content: bytes) -> dict[str, bytes]:
    """Read the compressed content of a bucket's file. Return the bucket's keys, each with its postings."""
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
    """Compress the content of a file with zlib."""
    return zlib.compress(content, 6)
