"""Read the head of an answer as leniently as browsers do, and return the head in a form that a strict parser accepts.

A head is the status line and the headers. Some servers send heads that RFC 9112 forbids, but that every browser accepts. aiohttp's parser refuses most of
these heads, so each head is rewritten before aiohttp parses it. The rules are those of Chromium, in http_stream_parser.cc and
https://source.chromium.org/chromium/chromium/src/+/main:net/http/http_response_headers.cc.
"""

from __future__ import annotations

import dataclasses
import re

from aiohttp import http_exceptions

from llmnotes.text.terminal import sentence

MAX_HEADERS = 65536
"""The maximum number of bytes of an answer's head."""

_END = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"(?i)http(?:/(\d+)\.(\d+))?[^\S\n]*([^\s]*)")
_SLOP = 4
"""The maximum number of bytes that may come before the status line. Browsers skip these bytes."""
LEAST = _SLOP + 4
"""The number of bytes at the beginning of an answer that show whether the answer is HTTP."""
_HTTP2 = re.compile(rb"(?s)\x00..\x04.\x00\x00\x00\x00")
"""Matches the beginning of a SETTINGS frame, which every HTTP/2 server sends first: https://www.rfc-editor.org/rfc/rfc9113#name-settings."""
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_FRAMING = frozenset({b"content-length", b"transfer-encoding", b"upgrade"})
_WITHOUT_BODY = frozenset({204, 205, 304})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class UnreadableAnswerError(http_exceptions.BadHttpMessage):
    """Raised for an answer that this software can't read, but that some browsers may read."""

    def __init__(self, limit: str, message: str) -> None:
        """Set the message and `limit`, the reason in one word as in `Failure.limit`."""
        super().__init__(message)
        self.limit = limit


class NoHttpError(UnreadableAnswerError):
    """Raised for an answer without a status line. Browsers show some of these answers, such as HTTP/0.9 on port 80."""

    def __init__(self, begin: str) -> None:
        """Set the message, which quotes `begin`, the beginning of the answer."""
        super().__init__("http", f"the answer does not begin with HTTP: {sentence(begin, 40)}")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ResponseHead:
    """The head of an answer, rewritten for a strict parser."""

    text: bytes
    """The head in a form that a strict parser accepts, with the empty line at its end."""
    status: int
    length: int | None
    """The number of bytes of the body; None if the body is sent in chunks, or ends when the connection is closed."""


def end(received: bytes, start: int = 0) -> int:
    """Return the number of bytes of the head at the beginning of `received`; 0 if the head is not complete yet.

    Args:
        received: All data that was received so far.
        start: The number of bytes that an earlier call searched already.

    Raises:
        UnreadableAnswerError: The head is longer than `MAX_HEADERS`, or the data is HTTP/2.
        NoHttpError: The data is not HTTP.

    """
    if len(received) < LEAST:
        return 0
    begin = received[:LEAST].lower().find(b"http")
    if begin < 0:
        if _HTTP2.match(received):
            raise UnreadableAnswerError("http2", "the server speaks only HTTP/2")
        raise NoHttpError(received[:80].decode("latin-1"))
    found = _END.search(received, max(begin, start - 3))
    if (found.end() if found else len(received)) > MAX_HEADERS:
        raise UnreadableAnswerError("headers", "the answer's headers are too long")
    return found.end() if found else 0


def read(head: bytes, *, is_for_head: bool) -> ResponseHead:
    """Parse a complete head, and return it rewritten.

    A line that begins with a space or a tab continues the header before it. Other lines are left out if they have no colon, or if the text before the colon
    is not a valid name of a header. If Content-Length is not a number, the body ends when the connection is closed.

    Args:
        head: The head with its empty line, as `end` delimits it.
        is_for_head: Whether the head answers a HEAD request.

    Raises:
        UnreadableAnswerError: The head has several different values of Content-Length and is not chunked, or it contains a null character,
            or its status does not have three digits.
        NoHttpError: The head is not HTTP.

    """
    start = head[: _SLOP + 4].lower().find(b"http")
    if b"\0" in head:
        raise UnreadableAnswerError("http", "the headers of the answer contain a null character")
    lines = head[max(0, start) :].replace(b"\r\n", b"\n").split(b"\n")
    first = _STATUS_LINE.match(lines[0])
    if start < 0 or first is None:
        raise NoHttpError(lines[0][:80].decode("latin-1"))
    code = first[3]
    if not re.fullmatch(rb"[1-9]\d\d", code):
        raise UnreadableAnswerError("http", "the status of the answer is not a number of three digits")
    status, is_new = int(code), (int((first[1] or b"1")[:3]), int((first[2] or b"0")[:3])) >= (1, 1)
    fields = _fields(lines[1:])
    chunked = is_new and any(b"chunked" in _listed(value) for name, value in fields if name == b"transfer-encoding")
    length = None if chunked else _length(fields)
    if 100 <= status < 200 or status in _WITHOUT_BODY:  # noqa: PLR2004 - RFC 9110: statuses from 100 to 199 are informational
        length, chunked = 0, False
    if status in _REDIRECTS and any(name == b"location" and value for name, value in fields):
        length, chunked = 0, False  # the body of a redirect is never used, and many redirects state a wrong length
    text = [b"HTTP/1.%d %s OK" % (is_new, code), *(b"%s: %s" % field for field in _kept(fields))]
    if chunked:
        text.append(b"transfer-encoding: chunked")
    elif length is not None:
        text.append(b"content-length: %d" % length)
    return ResponseHead(text=b"\r\n".join([*text, b"\r\n"]), status=status, length=0 if is_for_head else length)


def _fields(lines: list[bytes]) -> list[tuple[bytes, bytes]]:
    """Return a pair for each header: its name in lower case, and its value."""
    fields: list[tuple[bytes, bytes]] = []
    for line in lines:
        if line[:1] in {b" ", b"\t"}:  # such a line continues the header in the line before it
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
    """Keep one of several headers with the same name and value, and leave out the headers that state where the body ends, such as content-length."""
    return [field for field in dict.fromkeys(fields) if field[0] not in _FRAMING]


def _length(fields: list[tuple[bytes, bytes]]) -> int | None:
    stated = {part.strip() for name, value in fields if name == b"content-length" for part in value.split(b",")}
    if len(stated) > 1:
        raise UnreadableAnswerError("http", "the answer states several different lengths of its body")
    text = next(iter(stated), b"")
    return int(text) if text.isdigit() and len(text) < 19 else None  # noqa: PLR2004 - no body has a length of 19 digits


def _listed(value: bytes) -> list[bytes]:
    return [part.strip().lower() for part in value.split(b",")]
