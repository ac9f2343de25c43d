"""Widths of Japanese type: what has one usual form, and what looks like a slip."""

from __future__ import annotations

import re
import unicodedata

_UNUSUAL = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+|[\uff66-\uff9f]+")
"""Full-width letters and digits; half-width kana with their marks."""
_HALF_KANA = re.compile(r"[\uff66-\uff9f]{2,}")
"""Two and more: one alone is mostly a face, such as (ﾟ)."""
_MIXED = re.compile(r"（[^（）()\n]{0,200}\)|\([^（）()\n]{0,200}）")


def as_usual(text: str) -> str:
    """Letters and digits half-width, kana full-width, all else as it is."""
    return _UNUSUAL.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def says_half_kana(text: str) -> str:
    """The first run of half-width kana; empty without one."""
    found = _HALF_KANA.search(text)
    return found[0] if found else ""


def mixed_brackets(text: str) -> str:
    """The first pair of brackets that closes in another width than it opens; empty without one."""
    found = _MIXED.search(text)
    return found[0] if found else ""
