"""Decode the bytes of a file of bookmarks, which another program may have written."""

from __future__ import annotations

import codecs
import re

from llmnotes.web.fetch.encoding import codec_of, guessed

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # tried before UTF-16, because the byte order mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9_:.-]{1,40})["']"""
    rb"""|<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""",
    re.IGNORECASE,
)
_UNPACK = "unpack the file, and import a file in it; save a spreadsheet as CSV"
_EXPORT = "export your bookmarks as HTML or CSV"
_SIGNATURES = ((b"PK\x03\x04", "a ZIP archive", _UNPACK), (b"\x1f\x8b", "a gzip archive", _UNPACK), (b"SQLite format 3\x00", "a database", _EXPORT), (b"mozLz40\x00", "a compressed backup of Firefox", _EXPORT), (b"%PDF-", "a PDF file", _EXPORT))  # fmt: skip
"""The first bytes of some formats that are not text, each with the name of the format and the remedy."""
_ISO_2022 = b"\x1b$"
"""The bytes that begin Japanese text in the encoding ISO-2022-JP."""
_SAMPLE = 4096
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


class NotText(Exception):
    """Raised for content that is not text."""

    def __init__(self, remedy: str, kind: str = "") -> None:
        """Set the remedy, and the name of the content's format, such as `a ZIP archive`. The name is empty if the format is not known."""
        super().__init__(f"not text, but {kind}" if kind else "not text")
        self.remedy = remedy


def text_of(content: bytes) -> str:
    """Decode the content of a file.

    The encoding is the first of these that fits: that of the byte order mark; UTF-16, if zero bytes alternate with other bytes at the beginning; ISO-2022-JP,
    if the bytes are valid and change the character set; UTF-8, if all bytes are valid; the encoding that the file declares; a guess.

    Line endings become line feeds. Invalid bytes become U+FFFD.

    Raises:
        NotText: The content begins like a format that is not text, or has a zero byte near its beginning and is not UTF-16 or UTF-32.

    """
    for signature, kind, remedy in _SIGNATURES:
        if content.startswith(signature):
            raise NotText(remedy, kind)
    return _decoded(content).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    if wide := _without_mark(content[:_SAMPLE]):
        return content.decode(wide, "replace")
    if b"\x00" in content[:_SAMPLE]:
        raise NotText(_EXPORT)
    try:
        if _ISO_2022 in content:  # text in ISO-2022-JP is valid UTF-8 too, so this test comes first
            return content.decode("iso2022_jp")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    found = _DECLARED.search(content[:_SAMPLE])
    stated = codec_of((found[1] or found[2]).decode("ascii")) if found else None
    if stated and stated != "utf-8" and not stated.startswith("utf-16"):
        return content.decode(stated, "replace")
    name = guessed(content)
    text = content.decode(name, "replace")
    if not stated and ("\ufffd" in text if name == "utf-8" else not _JAPANESE.search(text) and _HALF_WIDTH_KANA.search(text)):
        western = content.decode("cp1252", "replace")
        return western if name != "utf-8" or not _is_mostly_utf8(content) else text
    return text


def _is_mostly_utf8(content: bytes) -> bool:
    """Return whether content with invalid bytes is probably UTF-8 with a few damaged bytes: it has more valid than invalid characters beyond ASCII."""
    text = content.decode("utf-8", "replace")
    invalid = text.count("\ufffd")
    return sum(not char.isascii() for char in text) - invalid > invalid


def _without_mark(sample: bytes) -> str | None:
    """Return the codec, such as `utf-16-le`, if these first bytes of a text are UTF-16 without a byte order mark; None for other text.

    Markup, JSON and CSV begin with ASCII characters, so in UTF-16, every second byte at the beginning is zero.
    """
    if len(sample) < len("<a>") * 2:
        return None
    even, odd = sample[0:200:2], sample[1:200:2]
    if odd.count(0) > len(odd) // 2 and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > len(even) // 2 and not odd.count(0) else None
