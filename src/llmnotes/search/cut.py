"""Splitting of texts for the search: folding, terms, words and grams.

The browser splits queries in the same way (`site/assets/search-index.js`); tests/cases/browser.json contains cases for both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.text.normal_form import nfkc

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 3
"""Length of the longest grams in characters."""
WORDS = range(LONGEST + 1, 25)
"""Lengths of words that can have a key for all documents that contain them, also inside longer words."""
_LATIN = "0-9a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_WORD = re.compile(f"[{_LATIN}]+|[\u30a1-\u30fa\u30fc]+")
_WITH_PERIOD = re.compile(rf"(?<![{_LATIN}])\.[{_LATIN}]+")
_WITH_SIGNS = re.compile(rf"(?<![{_LATIN}])[{_LATIN}]+[+#]+(?![{_LATIN}+#])")


def fold(text: str) -> str:
    """Fold a text for comparison: NFKC, without case.

    Browsers have no case folding, so this function converts to upper case and then to lower case. The result equals case folding, except for the
    dotless ı and for Cherokee. The final sigma, which lower case keeps, is replaced separately.
    """
    if text.isascii():
        return text.lower()
    cased = nfkc(text).upper().lower().replace("ς", "σ")
    return nfkc(cased)


def terms(query: str) -> list[str]:
    """Return the folded terms of a query, without duplicates. White space separates them. A document must contain all of them."""
    return list(dict.fromkeys(fold(query).split()))


def words(text: str) -> list[str]:
    """Return the words of a folded text: runs of Latin letters and digits, and runs of katakana.

    A word with punctuation that belongs to it is listed with the punctuation, too: a period before it (`.net`), or plus and number signs after it (`c++`).
    """
    found = _WORD.findall(text)
    if "." in text:
        found += _WITH_PERIOD.findall(text)
    if "+" in text or "#" in text:
        found += _WITH_SIGNS.findall(text)
    return found


def is_word(term: str) -> bool:
    """Return whether a folded term is a word that can have a key if it is frequent."""
    return len(term) in WORDS and _WORD.fullmatch(term) is not None


def within(word: str) -> Iterable[str]:
    """Yield the parts of a word that can have a key if they are frequent, including the word itself."""
    lengths = range(WORDS[0], min(len(word), WORDS[-1]) + 1)
    return (word[start : start + length] for length in lengths for start in range(len(word) - length + 1))


def cover(term: str) -> list[tuple[int, str]]:
    """Return the grams to look up for a folded term or phrase, each with its offset: the term itself if it is short, or else grams of three that cover it."""
    if len(term) <= LONGEST:
        return [(0, term)]
    offsets = [*range(0, len(term) - LONGEST, LONGEST), len(term) - LONGEST]
    return [(offset, term[offset : offset + LONGEST]) for offset in offsets]
