"""Bodies, decompressed as far as they are wanted and no further."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ENCODINGS = "gzip, deflate"
"""What `read` can undo in bounded memory."""
_AUTO = 32 + zlib.MAX_WBITS
"""Tells gzip from zlib by its first bytes."""
_SLACK = 65536
"""Bytes by which a body may be larger on its way than unpacked; empty blocks could go on for ever."""


_INFLATED = frozenset({"gzip", "x-gzip", "deflate"})
_KNOWN = _INFLATED | {"br", "zstd", "dcb", "dcz", "compress", "x-compress"}
"""What a body may be packed by. Browsers show a body of any other encoding as it is."""


async def read(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> tuple[bytes, bool, bool]:
    """Read at most `limit` bytes of a body; return them, whether there was more, and whether they could be unpacked: if not, there are none."""
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
        if inflate and inflate.ended:  # what a server sends behind that belongs to nothing
            break
    if inflate and received and not inflate.ended:
        return b"", True, False
    return b"".join(parts), False, True


class _Inflate:
    """gzip and deflate, the latter with and without its frame, as servers send it."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_AUTO)
        self._first = True

    @property
    def ended(self) -> bool:
        """Whether the compressed text is whole."""
        return self._inflate.eof

    def some(self, chunk: bytes, most: int) -> bytes:
        """At most `most` bytes more; what is beyond is lost. Raises zlib.error."""
        first, self._first = self._first, False
        try:
            return self._inflate.decompress(chunk, most)
        except zlib.error:
            if not first:
                raise
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._inflate.decompress(chunk, most)
