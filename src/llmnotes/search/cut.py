"""How text is cut for the search: folded, then into grams.

The browser cuts queries in the same way (`site/assets/search-index.js`); tests/cases/search holds cases that both must pass.
"""

from __future__ import annotations

import unicodedata

LONGEST = 3
"""Characters of the longest grams."""


def fold(text: str) -> str:
    """The form in which search compares: NFKC, without case.

    Browsers know no case folding, so this takes the upper and then the lower case, which comes to the same but for the dotless ı and
    Cherokee; and the final sigma, which lower case has and folding hasn't.
    """
    if text.isascii():
        return text.lower()
    cased = unicodedata.normalize("NFKC", text).upper().lower().replace("ς", "σ")
    return unicodedata.normalize("NFKC", cased)


def terms(query: str) -> list[str]:
    """The terms of a query, folded, without repeats: what stands between white space. All of them must be found."""
    return list(dict.fromkeys(fold(query).split()))


def cover(term: str) -> list[tuple[int, str]]:
    """The grams to look up for a folded term, each with its offset: one as long as the term, or enough of the longest to cover it."""
    if len(term) <= LONGEST:
        return [(0, term)]
    offsets = [*range(0, len(term) - LONGEST, LONGEST), len(term) - LONGEST]
    return [(offset, term[offset : offset + LONGEST]) for offset in offsets]
