"""Decompress bodies, up to a limit."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ENCODINGS = "gzip, deflate"
"""The encodings that `read` decompresses in bounded memory."""
_AUTO = 32 + zlib.MAX_WBITS
"""Lets zlib find out by the first bytes whether data is gzip or zlib."""
_SLACK = 65536
"""The number of bytes by which a compressed body may exceed the limit. Otherwise empty blocks could go on for ever."""


_INFLATED = frozenset({"gzip", "x-gzip", "deflate"})
_KNOWN = _INFLATED | {"br", "zstd", "dcb", "dcz", "compress", "x-compress"}
"""The encodings that browsers know. They show a body with any other encoding as it is."""


async def read(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> tuple[bytes, bool, bool]:
    """Read and decompress a body.

    Args:
        chunks: The compressed body.
        encoding: Its Content-Encoding header.
        limit: The most bytes to return.

    Returns:
        The body, whether it was cut off, and whether it could be decompressed. If it could not, the body is empty.

    """
    packed = [name for part in encoding.split(",") if (name := part.strip().lower()) in _KNOWN]
    if len(packed) > 1 or not _INFLATED.issuperset(packed):
        return b"", True, False
    inflate = _Inflate() if packed else None
    parts: list[bytes] = []
    size = received = 0
    async for chunk in chunks:
        try:
            part = inflate.some(chunk, limit - size + 1) if inflate else chunk[: limit - size + 1]
        except zlib.error:
            return b"", True, False
        parts.append(part)
        size += len(part)
        received += len(chunk)
        if size > limit or received > limit + _SLACK:
            return b"".join(parts)[:limit], True, True
        if inflate and inflate.ended:  # data after the end belongs to nothing
            break
    if inflate and received and not inflate.ended:
        return b"", True, False
    return b"".join(parts), False, True


class _Inflate:
    """Decompresses gzip and deflate; deflate with or without its zlib frame, because servers send both."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_AUTO)
        self._first = True

    @property
    def ended(self) -> bool:
        """Whether the compressed data has ended."""
        return self._inflate.eof

    def some(self, chunk: bytes, most: int) -> bytes:
        """Decompress at most `most` more bytes, and drop the rest of the chunk. Raises zlib.error."""
        first, self._first = self._first, False
        try:
            return self._inflate.decompress(chunk, most)
        except zlib.error:
            if not first:
                raise
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._inflate.decompress(chunk, most)
