"""Find characters of unusual width in Japanese text, and convert them to the usual width."""

from __future__ import annotations

import re
import unicodedata

_UNUSUAL = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+|[\uff66-\uff9f]+")
"""Matches full-width Latin letters and digits, and half-width kana with the signs for voiced sounds after them."""
_HALF_KANA = re.compile(r"[\uff66-\uff9f]{2,}")
"""Matches two or more half-width kana. A single half-width kana is usually part of an emoticon, such as (ﾟ), so it doesn't match."""
_MIXED = re.compile(r"（[^（）()\n]{0,200}\)|\([^（）()\n]{0,200}）")


def as_usual(text: str) -> str:
    """Convert full-width Latin letters and digits to half-width, and half-width kana to full-width. Other characters stay unchanged."""
    return _UNUSUAL.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def half_width_kana(text: str) -> str:
    """Return the first run of two or more half-width kana; an empty string if the text has no such run."""
    found = _HALF_KANA.search(text)
    return found[0] if found else ""


def mixed_brackets(text: str) -> str:
    """Return the first pair of round brackets of which one is full-width and one half-width, with the text between them; an empty string without such a pair."""
    found = _MIXED.search(text)
    return found[0] if found else ""
