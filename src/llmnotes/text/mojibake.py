"""Find and repair text that was decoded in the wrong encoding: UTF-8 that was decoded as Windows-1252 or as Shift_JIS."""

from __future__ import annotations

import re

_LATIN_RUN = re.compile("[\u0080-\u02ff\u2010-\u203a\u20ac\u2122]{2,}")
"""Matches two or more characters of Windows-1252 beyond ASCII, such as `Ã©`. They appear if UTF-8 is decoded as Windows-1252."""
_FROM_UTF_8 = re.compile("[縺繧繝譁蟄]")
"""Matches the characters that appear if UTF-8 bytes of kana and common kanji are decoded as Shift_JIS."""
_KANA_OR_KANJI = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
_SURE = 3
"""A text with at least this number of 縺, 繧 and 繝 was decoded in the wrong encoding. Japanese hardly uses these characters; the word 繧繝 has two of them."""


def is_mojibake(text: str) -> bool:
    """Return whether a text, or a part of it, looks as if it was decoded in the wrong encoding."""
    return not text.isascii() and (repaired(text) != text or len(re.findall("[縺繧繝]", text)) >= _SURE)


def repaired(text: str) -> str:
    """Return a text with its wrongly decoded parts corrected. Return it unchanged if the correct text can't be computed."""
    if text.isascii():
        return text
    if _FROM_UTF_8.search(text) and (japanese := _decoded(text, "cp932")) and _KANA_OR_KANJI.search(japanese):
        return japanese
    return _LATIN_RUN.sub(lambda run: _decoded(run[0], "cp1252") or run[0], text)


def _decoded(text: str, codec: str) -> str:
    """Encode a text in `codec`, and decode the bytes as UTF-8. Returns an empty string if either step fails, or if the result has unprintable characters."""
    try:
        found = text.encode(codec).decode("utf-8")
    except UnicodeError:
        return ""
    return found if found.replace("\u00a0", " ").isprintable() else ""
