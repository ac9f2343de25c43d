"""The width of Japanese characters: the usual form of a text, and probable slips."""

from __future__ import annotations

import re
import unicodedata

_UNUSUAL = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+|[\uff66-\uff9f]+")
"""Full-width letters and digits; half-width kana with their marks."""
_HALF_KANA = re.compile(r"[\uff66-\uff9f]{2,}")
"""Two or more half-width kana: a single one is usually part of an emoticon, such as (ﾟ)."""
_MIXED = re.compile(r"（[^（）()\n]{0,200}\)|\([^（）()\n]{0,200}）")


def as_usual(text: str) -> str:
    """Return the text with half-width letters and digits and full-width kana. Other characters stay."""
    return _UNUSUAL.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def half_width_kana(text: str) -> str:
    """Return the first run of half-width kana; an empty string if the text has none."""
    found = _HALF_KANA.search(text)
    return found[0] if found else ""


def mixed_brackets(text: str) -> str:
    """Return the first text in brackets whose widths differ; an empty string if the text has none."""
    found = _MIXED.search(text)
    return found[0] if found else ""
