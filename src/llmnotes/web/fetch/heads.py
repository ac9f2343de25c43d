"""The head of an answer, read as browsers read it, and written as a strict parser takes it.

Servers send heads that RFC 9112 forbids and every browser takes: https://source.chromium.org/chromium/chromium/src/+/main:net/http/http_response_headers.cc and
http_stream_parser.cc show what Chromium takes. aiohttp's parser refuses most of these, so each head is rewritten before that parser sees it.
"""

from __future__ import annotations

import dataclasses
import re

from aiohttp import http_exceptions

MAX_HEADERS = 65536
"""Bytes of an answer's head."""

_END = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"(?i)http(?:/(\d+)\.(\d+))?[^\S\n]*([^\s]*)")
_SLOP = 4
"""Bytes before a status line that browsers skip."""
_HTTP2 = re.compile(rb"(?s)\x00..\x04.\x00\x00\x00\x00")
"""The beginning of a SETTINGS frame, with which each HTTP/2 server begins: https://www.rfc-editor.org/rfc/rfc9113#name-settings."""
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_FRAMING = frozenset({b"content-length", b"transfer-encoding", b"upgrade"})
_WITHOUT_BODY = frozenset({204, 304})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class UnreadableAnswerError(http_exceptions.BadHttpMessage):
    """An answer that we can't read, though some browser may."""

    def __init__(self, limit: str, message: str) -> None:
        """`limit`: the reason in a word, as in `Failure.limit`."""
        super().__init__(message)
        self.limit = limit


class NoHttpError(http_exceptions.BadStatusLine):
    """An answer that is no HTTP for browsers either."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ResponseHead:
    """An answer's head."""

    text: bytes
    """As a strict parser takes it, with the empty line at its end."""
    status: int
    length: int | None
    """Bytes of the body that follow; None where that is told by chunks, or by the connection's end."""


def end(received: bytes, start: int = 0) -> int:
    """Return where the head at the beginning of `received` ends; 0 where it has no end yet.

    `start`: so many bytes were looked at before. Raises UnreadableAnswerError where no head is worth waiting for, and NoHttpError.
    """
    found = _END.search(received, max(0, start - 3))
    if start < _SLOP + 4 <= len(received) and b"http" not in received[: _SLOP + 4].lower():
        if _HTTP2.match(received):
            raise UnreadableAnswerError("http2", "the server speaks HTTP/2 alone")
        raise NoHttpError(received[:80].decode("latin-1"))
    if (found.end() if found else len(received)) > MAX_HEADERS:
        raise UnreadableAnswerError("headers", "the answer's headers are too long")
    return found.end() if found else 0


def read(head: bytes, *, is_for_head: bool) -> ResponseHead:
    """Read a head, as `end` delimits it. `is_for_head`: whether it answers a HEAD request.

    Lines without a colon, and names that are no tokens, count for nothing; a length that is no number means the connection's end. Raises
    UnreadableAnswerError where it states several lengths, or no status of three digits.
    """
    start = head[: _SLOP + 4].lower().find(b"http")
    lines = head[max(0, start) :].replace(b"\r\n", b"\n").split(b"\n")
    first = _STATUS_LINE.match(lines[0])
    if start < 0 or first is None:
        raise NoHttpError(lines[0][:80].decode("latin-1"))
    code = first[3]
    if not re.fullmatch(rb"[1-9]\d\d", code):
        raise UnreadableAnswerError("http", "the answer's status is no number that HTTP knows")
    status, is_new = int(code), (int((first[1] or b"1")[:3]), int((first[2] or b"0")[:3])) >= (1, 1)
    fields = _fields(lines[1:])
    chunked = is_new and any(b"chunked" in _listed(value) for name, value in fields if name == b"transfer-encoding")
    length = None if chunked else _length(fields)
    if 100 <= status < 200 or status in _WITHOUT_BODY:  # noqa: PLR2004 - RFC 9110: informational
        length, chunked = 0, False
    if status in _REDIRECTS and any(name == b"location" and value for name, value in fields):
        length, chunked = 0, False  # nobody reads its body, and many state a wrong length
    text = [b"HTTP/1.%d %s OK" % (is_new, code), *(b"%s: %s" % field for field in _kept(fields))]
    if chunked:
        text.append(b"transfer-encoding: chunked")
    elif length is not None:
        text.append(b"content-length: %d" % length)
    return ResponseHead(text=b"\r\n".join([*text, b"\r\n"]), status=status, length=0 if is_for_head else length)


def _fields(lines: list[bytes]) -> list[tuple[bytes, bytes]]:
    """The names, in lower case, and values of a head's lines."""
    fields: list[tuple[bytes, bytes]] = []
    for line in lines:
        if line[:1] in {b" ", b"\t"}:  # goes on with the line before
            if fields:
                name, value = fields[-1]
                fields[-1] = name, b"%s %s" % (value, _CONTROLS.sub(b"", line).strip())
            continue
        name, colon, value = line.partition(b":")
        name = name.rstrip(b" \t")
        if colon and _TOKEN.fullmatch(name):
            fields.append((name.lower(), _CONTROLS.sub(b"", value).strip()))
    return fields


def _kept(fields: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The fields that say nothing of where the body ends, without repeated lines."""
    return [field for field in dict.fromkeys(fields) if field[0] not in _FRAMING]


def _length(fields: list[tuple[bytes, bytes]]) -> int | None:
    stated = {part.strip() for name, value in fields if name == b"content-length" for part in value.split(b",")}
    if len(stated) > 1:
        raise UnreadableAnswerError("http", "the answer states several lengths")
    text = next(iter(stated), b"")
    return int(text) if text.isdigit() and len(text) < 19 else None  # noqa: PLR2004 - more digits than any body has bytes


def _listed(value: bytes) -> list[bytes]:
    return [part.strip().lower() for part in value.split(b",")]
