"""NFKC in linear time.

`unicodedata.normalize` sorts each run of combining characters by swapping neighbours, which takes minutes for 100 KB of them. So this module normalises
a long text in pieces, each of which ends before a character that never combines with the character before it.
"""

from __future__ import annotations

import re
import unicodedata

_SHORT = 2_000
"""The maximum number of characters that are normalised at once."""
_PIECE = re.compile(r"(?s).{1,500}[^\x00-\x7fぁ-ゖァ-ヺ一-鿿]{0,500}")
"""A piece ends before ASCII, kana or kanji, or after 500 other characters, because no language has 500 such characters in a row without a space."""


def nfkc(text: str) -> str:
    """Return the NFKC form of a text."""
    if text.isascii():
        return text
    if len(text) <= _SHORT:
        return unicodedata.normalize("NFKC", text)
    return "".join(unicodedata.normalize("NFKC", piece) for piece in _PIECE.findall(text))
