"""How text is cut for the search: folded, then into grams.

The browser cuts queries in the same way (`site/assets/search-index.js`); tests/cases/browser.json holds cases that both must pass.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.text.normal_form import nfkc

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 3
"""Characters of the longest grams."""
WORDS = range(LONGEST + 1, 25)
"""How many characters a word may have that is looked up whole."""
_WORD = re.compile("[a-z0-9]+|[\u30a1-\u30fa\u30fc]+")


def fold(text: str) -> str:
    """The form in which search compares: NFKC, without case.

    Browsers know no case folding, so this takes the upper and then the lower case, which comes to the same but for the dotless ı and
    Cherokee; and the final sigma, which lower case has and folding hasn't.
    """
    if text.isascii():
        return text.lower()
    cased = nfkc(text).upper().lower().replace("ς", "σ")
    return nfkc(cased)


def terms(query: str) -> list[str]:
    """The terms of a query, folded, without repeats: what stands between white space. All of them must be found."""
    return list(dict.fromkeys(fold(query).split()))


def words(text: str) -> list[str]:
    """The words of a folded text in which such words may stand: its runs of Latin letters and digits, and of katakana."""
    return [word for word in _WORD.findall(text) if len(word) >= WORDS[0]]


def is_word(term: str) -> bool:
    """Whether a folded term may be looked up whole."""
    return len(term) in WORDS and _WORD.fullmatch(term) is not None


def within(word: str) -> Iterable[str]:
    """The parts of a word that may be looked up whole, the word included."""
    return (word[start : start + length] for length in WORDS for start in range(len(word) - length + 1))


def cover(term: str) -> list[tuple[int, str]]:
    """The grams to look up for a folded term, each with its offset: one as long as the term, or enough of the longest to cover it."""
    if len(term) <= LONGEST:
        return [(0, term)]
    offsets = [*range(0, len(term) - LONGEST, LONGEST), len(term) - LONGEST]
    return [(offset, term[offset : offset + LONGEST]) for offset in offsets]
