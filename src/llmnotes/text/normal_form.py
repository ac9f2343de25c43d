"""NFKC in a time that grows no faster than the text.

Normalising sorts each run of combining characters by swapping neighbours, which takes minutes for 100 KB of them. So long texts are normalised in
pieces, which end before a character that never changes what stands before it.
"""

from __future__ import annotations

import re
import unicodedata

_SHORT = 2_000
"""Characters that are normalised at once."""
_PIECE = re.compile(r"(?s).{1,500}[^\x00-\x7fぁ-ゖァ-ヺ一-鿿]{0,500}")
"""A piece ends before ASCII, kana or kanji; where there are none, anywhere: no language writes 500 characters without either or a space."""


def nfkc(text: str) -> str:
    """The NFKC form of a text."""
    if text.isascii():
        return text
    if len(text) <= _SHORT:
        return unicodedata.normalize("NFKC", text)
    return "".join(unicodedata.normalize("NFKC", piece) for piece in _PIECE.findall(text))
