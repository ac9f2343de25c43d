"""Decode the body of an answer as text, as browsers do."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmnotes.web.fetch.answer import Answer

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABELS = {
    **dict.fromkeys(["utf-8", "utf8", "unicode-1-1-utf-8"], "utf-8"),
    **dict.fromkeys(["shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "ms932", "windows-31j", "csshiftjis"], "cp932"),
    **dict.fromkeys(["euc-jp", "x-euc-jp", "eucjp"], "euc_jp"),
    **dict.fromkeys(["iso-2022-jp", "csiso2022jp"], "iso2022_jp"),
    **dict.fromkeys(["gb2312", "gbk", "x-gbk", "gb18030", "gb_2312-80"], "gb18030"),
    **dict.fromkeys(["big5", "big5-hkscs", "cn-big5", "x-x-big5"], "big5hkscs"),
    **dict.fromkeys(["euc-kr", "ks_c_5601-1987", "korean", "windows-949"], "cp949"),
    **dict.fromkeys(["iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252"], "cp1252"),
    **dict.fromkeys(["utf-16", "utf-16le"], "utf-16-le"),
    "utf-16be": "utf-16-be",
    **{f"iso-8859-{number}": f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-{number}": f"cp{number}" for number in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
    "koi8-r": "koi8_r", "koi8-u": "koi8_u",
}  # fmt: skip
"""Python's codecs for the labels of https://encoding.spec.whatwg.org/#names-and-labels.

Other codecs of Python are not used: the time of some of them grows with the square of the length of the text, so a stranger's page could block the link check.
"""
_UNLABELLED = ("iso2022_jp", "utf-8", "euc_jp", "cp932")
"""The codecs that are tried, in this order, on pages that name no encoding.

ISO-2022-JP comes before UTF-8, because text in ISO-2022-JP is also valid UTF-8; it is tried only on text with an escape sequence for Japanese characters. EUC-JP comes before Shift_JIS (cp932): text in Shift_JIS is rarely valid EUC-JP, but text in EUC-JP is often valid Shift_JIS.
"""


def text_of(answer: Answer) -> str:
    """Decode the body of an answer.

    The encoding comes from the first of these that names a known encoding: the body's byte order mark, the Content-Type header, the charset in the HTML of
    the body. If none does, the encoding is guessed. A body whose HTML names UTF-16 is decoded as UTF-8.

    Invalid bytes are replaced with U+FFFD.
    """
    body = answer.body
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    stated = re.search(r"charset\s*=\s*[\"']?([\w:.-]+)", answer.headers.get("content-type", ""), re.IGNORECASE)
    codec = codec_of(stated[1]) if stated else None
    if codec is None and (found := _CHARSET.search(body[:4096])):
        codec = codec_of(found[1].decode("ascii"))
        # A page that names UTF-16 in ASCII text can't be in UTF-16. The standard reads such a page as UTF-8.
        codec = "utf-8" if codec and codec.startswith("utf-16") else codec
    return body.decode(codec or guessed(body), "replace")


def codec_of(label: str) -> str | None:
    """Return Python's codec for the label of an encoding, such as `shift_jis`; None for an unknown label."""
    return _LABELS.get(label.lower())


def guessed(body: bytes) -> str:
    """Return the codec that text without a label probably has: the first codec in `_UNLABELLED` that can decode the text, or else UTF-8.

    ISO-2022-JP is left out if the text has no escape sequence for Japanese characters.
    """
    for name in _UNLABELLED:
        if name == "iso2022_jp" and b"\x1b$" not in body:
            continue
        try:
            # The incremental decoder accepts an incomplete last character, because the end of the body may be cut off.
            codecs.getincrementaldecoder(name)().decode(body)
        except UnicodeDecodeError:
            continue
        return name
    return "utf-8"


def is_html(answer: Answer) -> bool:
    """Return whether a browser would show the body as an HTML page."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in {"text/html", "application/xhtml+xml"} or (not kind and b"<html" in answer.body[:1024].lower())
