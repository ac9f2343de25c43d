"""Text that was read in the wrong encoding: UTF-8 as Windows-1252 or as Shift_JIS."""

from __future__ import annotations

import re

_LATIN_RUN = re.compile("[\u0080-\u02ff\u2010-\u203a\u20ac\u2122]{2,}")
"""Characters that Windows-1252 has beyond ASCII."""
_FROM_UTF_8 = re.compile("[縺繧繝譁蟄]")
"""What Shift_JIS makes of the first bytes of kana and of common kanji."""
_KANA_OR_KANJI = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
_SURE = 3
"""So many of the three most frequent ones never stand in one Japanese title: 縺, 繧 and 繝 are hardly in use (繧繝 is a word)."""


def is_mojibake(text: str) -> bool:
    """Whether a text holds words that were read in the wrong encoding."""
    return not text.isascii() and (repaired(text) != text or len(re.findall("[縺繧繝]", text)) >= _SURE)


def repaired(text: str) -> str:
    """A text with what was read in the wrong encoding as it was written; as it is where that can't be told."""
    if text.isascii():
        return text
    if _FROM_UTF_8.search(text) and (japanese := _decoded(text, "cp932")) and _KANA_OR_KANJI.search(japanese):
        return japanese
    return _LATIN_RUN.sub(lambda run: _decoded(run[0], "cp1252") or run[0], text)


def _decoded(text: str, codec: str) -> str:
    """What the bytes of a text in `codec` say in UTF-8; empty where they say nothing, or nothing that is shown."""
    try:
        found = text.encode(codec).decode("utf-8")
    except UnicodeError:
        return ""
    return found if found.replace("\u00a0", " ").isprintable() else ""
