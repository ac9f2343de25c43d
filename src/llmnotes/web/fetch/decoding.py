"""Decompress bodies, up to a limit."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ENCODINGS = "gzip, deflate"
"""The value of Accept-Encoding: the encodings that `read` decompresses in bounded memory."""
_AUTO = 32 + zlib.MAX_WBITS
"""The argument that makes zlib recognise gzip or zlib by the first bytes of the data."""
_SLACK = 65536
"""The number of bytes that a compressed body may have more than the limit for the decompressed body.

Without this maximum, a body of compressed blocks that decompress to nothing would never end.
"""


_INFLATED = frozenset({"gzip", "x-gzip", "deflate"})
_KNOWN = _INFLATED | {"br", "zstd", "dcb", "dcz", "compress", "x-compress"}
"""The encodings that browsers support. Browsers show a body with any other encoding unchanged."""


async def read(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> tuple[bytes, bool, bool]:
    """Read and decompress a body.

    Args:
        chunks: The compressed body.
        encoding: The Content-Encoding header of the answer.
        limit: The maximum number of bytes to return.

    Returns:
        The body, whether the body was cut off, and whether the body could be decompressed. If it could not, the body is empty and counts as cut off.

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
        if inflate and inflate.ended:  # browsers ignore data after the end of the compressed data
            break
    if inflate and received and not inflate.ended:
        return b"", True, False
    return b"".join(parts), False, True


class _Inflate:
    """Decompresses bodies with the encoding gzip or deflate. Servers send deflate with or without a zlib header, so both forms are read."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_AUTO)
        self._first = True

    @property
    def ended(self) -> bool:
        """Whether the end of the compressed data has been read."""
        return self._inflate.eof

    def some(self, chunk: bytes, most: int) -> bytes:
        """Return at most `most` decompressed bytes of a chunk, and drop the remaining bytes. Raises zlib.error if the data is invalid."""
        first, self._first = self._first, False
        try:
            return self._inflate.decompress(chunk, most)
        except zlib.error:
            if not first:
                raise
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._inflate.decompress(chunk, most)
