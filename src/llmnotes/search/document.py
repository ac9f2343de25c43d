"""The documents of the search index, and the keys by which a search finds them. `index.py` describes the keys."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from typing import TYPE_CHECKING

from llmnotes.search import bucket, inverted
from llmnotes.search.cut import LONGEST, WORDS, is_word, within, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

FREQUENT = 32
"""A word is frequent if at least this number of documents contain it as a whole word.

A frequent word of 4 to 24 characters has a separate key for all documents that contain it, also inside longer words.
"""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document that a search can find, such as an entry."""

    title: str
    text: str
    """The plain text in which a search finds words, besides the title."""
    url: str = ""
    """The URL of the document in canonical form; empty if the document has no URL."""
    mentions: Sequence[str] = ()
    """The other URLs that the document contains, in canonical form: a search for such a URL finds the document."""


def is_counted(word: str) -> bool:
    """Return whether a word has at least four characters. Only such words can get a separate key in the index."""
    return len(word) >= WORDS[0]


def frequent_words(counts: Mapping[str, int]) -> set[str]:
    """Return the frequent words of 4 to 24 characters. Each has a separate key, which lists all documents that contain it, also inside longer words.

    `counts` has the number of documents that contain each word as a whole word.
    """
    return {word for word, count in counts.items() if count >= FREQUENT and is_word(word)}


def word_keys(counts: Mapping[str, int]) -> Callable[[str], Sequence[str]]:
    """Return a function that returns the keys for a word of a document: each frequent word that is a part of the word, and the key of the whole word.

    `counts` has the number of documents that contain each word as a whole word. It shows which words are frequent.
    """
    frequent = frequent_words(counts)
    return functools.cache(lambda word: [*frequent.intersection(within(word)), f"{bucket.WHOLE}{word}"])


def url_keys(document: Document) -> dict[str, int]:
    """Return the keys under which a search for a URL finds a document: its own URL, with the value 1, and the URLs that it mentions, with 0."""
    found = {f"\n{mention}": 0 for mention in document.mentions}
    return {**found, f"\n{document.url}": 1} if document.url else found


def short_keys(document: Document, title: str, text: str, keys_of: Callable[[str], Iterable[str]]) -> dict[str, int]:
    """Return the keys of a document except its grams of three characters: shorter grams, frequent words, whole words and URLs.

    Args:
        document: The document.
        title: The title of the document, folded (in NFKC and lower case).
        text: The text of the document, folded.
        keys_of: Returns the keys for a word; the result of `word_keys`.

    Returns:
        The keys. The value of a key is 1 if the key is in the title, or if it is the document's own URL; otherwise 0.

    """
    found = dict.fromkeys(_short_grams(text), 0) | dict.fromkeys(_short_grams(title), 1)
    for flag, texts in ((0, text), (1, title)):
        found.update(dict.fromkeys(itertools.chain.from_iterable(map(keys_of, words(texts))), flag))
    return found | url_keys(document)


def _short_grams(folded: str) -> set[str]:
    grams: set[str] = set()
    for run in folded.split():
        grams.update(run)
        grams.update(map("".join, itertools.pairwise(run)))
    return grams


def long_grams(title: str, text: str) -> dict[str, list[int]]:
    """Return the grams of three characters in a document's folded title and text (in NFKC and lower case), each with its places.

    A place is a number: twice the offset of the gram, plus 1 for a gram in the text. A single space replaces white space of any length.
    """
    places: dict[str, list[int]] = {}
    for mark, folded in ((0, title), (1, text)):
        spaced = inverted.spaced(folded)
        for offset in range(len(spaced) - LONGEST + 1):
            places.setdefault(spaced[offset : offset + LONGEST], []).append(offset << 1 | mark)
    return places
