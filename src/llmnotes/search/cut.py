"""Prepare texts for the search: normalize (fold) them, and find their terms, words and grams. A gram is a sequence of one to three characters.

The browser splits queries in the same way (`site/assets/search-terms.js`); tests/cases/browser.json contains cases for both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.text.normal_form import nfkc

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 3
"""The number of characters of the longest grams. A gram is a sequence of one to three characters of a text, and a key of the index."""
WORDS = range(LONGEST + 1, 25)
"""The lengths, in characters, of the words that get a separate key in the index if they are frequent. Such a key lists all documents that contain the word, also
inside longer words."""
_LATIN = "0-9a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_WORD = re.compile(f"[{_LATIN}]+|[\u30a1-\u30fa\u30fc]+")
_WITH_PERIOD = re.compile(rf"(?<![{_LATIN}])\.[{_LATIN}]+")
_WITH_SIGNS = re.compile(rf"(?<![{_LATIN}])[{_LATIN}]+[+#]+(?![{_LATIN}+#])")


def fold(text: str) -> str:
    """Normalize a text, so that texts can be compared: apply Unicode's NFKC, and remove the differences between upper and lower case.

    Browsers have no function like `str.casefold`. So this function converts to upper case and then to lower case, as a script in a browser can. Then it
    replaces two letters for which `str.casefold` gives another result: the final sigma `ς`, and `ß` (lower case of `ẞ`). The result equals that of
    `str.casefold`, except for the dotless ı and for Cherokee.
    """
    if text.isascii():
        return text.lower()
    cased = nfkc(text).upper().lower().replace("ς", "σ").replace("ß", "ss")
    return nfkc(cased)


def terms(query: str) -> list[str]:
    """Return the terms of a query, folded (in NFKC and lower case) and without duplicates.

    White space separates terms. A search finds the documents that contain all terms.
    """
    return list(dict.fromkeys(fold(query).split()))


def words(text: str) -> list[str]:
    """Return the words of a folded text (in NFKC and lower case): runs of Latin letters and digits, and runs of katakana.

    A word with a period before it (`.net`), or with plus or number signs after it (`c++`), is listed twice: without the punctuation and with it. If a
    Latin letter or digit is on the other side of the punctuation, as in `asp.net`, the words are listed only without it: `asp` and `net`. A word that
    occurs twice in the text is listed twice.
    """
    found = _WORD.findall(text)
    if "." in text:
        found += _WITH_PERIOD.findall(text)
    if "+" in text or "#" in text:
        found += _WITH_SIGNS.findall(text)
    return found


def is_word(term: str) -> bool:
    """Return whether a folded term (in NFKC and lower case) is a word of 4 to 24 characters. Such a word gets a separate key in the index if it is frequent."""
    return len(term) in WORDS and _WORD.fullmatch(term) is not None


def within(word: str) -> Iterable[str]:
    """Return all parts of a word that have 4 to 24 characters, and the whole word, if it has such a length.

    The caller looks for frequent words among them, because only frequent words of this length have a separate key in the index.
    """
    lengths = range(WORDS[0], min(len(word), WORDS[-1]) + 1)
    return (word[start : start + length] for length in lengths for start in range(len(word) - length + 1))


def cover(term: str) -> list[tuple[int, str]]:
    """Return the grams to look up for a folded term or phrase (in NFKC and lower case), each with its offset in the term.

    The grams are the term itself if it has at most three characters, or else grams of three characters that together cover the term.
    """
    if len(term) <= LONGEST:
        return [(0, term)]
    offsets = [*range(0, len(term) - LONGEST, LONGEST), len(term) - LONGEST]
    return [(offset, term[offset : offset + LONGEST]) for offset in offsets]
