"""Normalise text to Unicode's form NFKC in linear time.

`unicodedata.normalize` sorts consecutive combining characters in quadratic time, so 100 KB of combining characters take minutes. This module normalises a
long text in pieces instead. A piece ends before a character that never combines with the character before it. If there is no such character, a
piece ends after 500 characters. Only texts that are made to slow down programs contain such long sequences.
"""

from __future__ import annotations

import re
import unicodedata

_SHORT = 2_000
"""The maximum number of characters of a text that is normalised as a whole."""
_PIECE = re.compile(r"(?s).{1,500}[^\x00-\x7fぁ-ゖァ-ヺ一-鿿]{0,500}")
"""Matches a piece of a long text.

A piece ends before ASCII, kana or kanji, because these characters never combine with the character before them. A piece also ends after 500 other
characters in a row, a length that no real text has.
"""


def nfkc(text: str) -> str:
    """Return the NFKC form of a text."""
    if text.isascii():
        return text
    if len(text) <= _SHORT:
        return unicodedata.normalize("NFKC", text)
    return "".join(unicodedata.normalize("NFKC", piece) for piece in _PIECE.findall(text))
