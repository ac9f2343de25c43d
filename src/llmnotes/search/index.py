r"""Turn documents into the files of the search index, format 2.

To find any substring, a browser loads a few small files: those with the grams of the query (see `cut`), with the values of the facets that it shows, and with
the texts of the documents that it shows. In binary files, all numbers are varints and all texts are UTF-8. Documents are numbered from 0.

    index.json             {"format": 2, "folder", "documents", "buckets", "shown", "copied", "facets", "urls"}
    FOLDER/grams/HEX.bin   a bucket: its keys in ascending byte order, each as length, key, length of the postings, postings
    FOLDER/shown/N.json    the rows that results show for `shown` documents, the first of which is number N * shown: a JSON array
    FOLDER/copied/N.json   the texts that the copy button copies for `copied` documents, from number N * copied: a JSON array of strings
    FOLDER/facets/ID.json  the values of a facet, a JSON array
    FOLDER/facets/ID.bin   the values of each document, by their index in that array (see `postings.column`)

- Files that end in `.bin` are compressed (zlib, RFC 1950), because few hosts compress such files. Browsers can decompress them.
- `folder` is a digest of the folder's content. So a browser never reads files of two builds as one index.
- A key is one of these: a gram of one to three characters; a frequent word of Latin letters and digits, or of katakana, whose postings are all
  documents that contain it, also inside longer words; `\t` and a word, whose postings are all documents that contain it as a whole word; or `\n` and
  the canonical form of a URL. The number of its bucket, in hexadecimal in the file's name, is FNV-1a (32 bits,
  http://www.isthe.com/chongo/tech/comp/fnv/) over its UTF-8 bytes without a leading `\t`, modulo `buckets`.
- A word is a run of Latin letters and digits, or a run of katakana, with no character of the same kind beside it. `\t.net` and `\tc++` are keys
  of words with their punctuation: a period before the word, or plus and number signs after it.
- The postings of a gram of three characters are places; the postings of all other keys are documents (see `postings.py`). For a URL, the flag "in title" is set
  for the document whose own URL it is; the other documents mention it.
- `urls` are the rules for canonical URLs (`llmnotes.web.url.RULES`), so that the browser needs no copy of them.
- Grams of three characters can contain a space, which replaces white space of any length, so that phrases are found like words. Shorter grams
  contain no space. A word without a key is found by its grams; keys for frequent words only reduce the bytes to transfer.
"""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import itertools
from array import array
from typing import TYPE_CHECKING, Any

from llmnotes.search import bucket, inverted, postings
from llmnotes.search.cut import fold, within, words
from llmnotes.search.document import frequent_words, is_counted, url_keys
from llmnotes.system import compact_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import ModuleType

    from llmnotes.search.document import Document

FORMAT = 2
MANIFEST = "index.json"
"""The path of the manifest, the only file outside the folder of the index."""
SHOWN = 8
"""The number of documents in each file with rows, which are the values that search results show.

Two of the ten results of a query are seldom in one file, so small files transfer the fewest bytes.
"""
COPIED = 64
"""The number of documents in each file of texts that the copy button copies. The button copies the texts of many documents at once, so these files hold more
documents than the files of rows."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What the search page needs to show a document. This class is separate from `Document`, so that a build never has all results in memory."""

    shown: Any = None
    """The row that a search result shows for the document: any JSON value."""
    copied: str = ""
    """The text that the copy button copies for the document."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """A property by which readers filter search results."""

    id: str
    """The id of the facet, used in file names and in the address of a search."""
    values: Sequence[Any]
    """The data of each value of the facet for the browser: any JSON values."""
    rows: Sequence[Sequence[int]]
    """For each document in order, the indexes in `values` of the document's values."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Grams:
    """The files that hold grams and other keys (the buckets), and the data that is needed to revise them after a change of documents."""

    buckets: Sequence[bytes]
    """The content of the file of each bucket."""
    size: int
    """The size of all keys with their postings in bytes. It determines the number of buckets."""
    words: Mapping[str, int]
    """For each word of four or more characters, the number of documents that contain it as a whole word."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """All files of a search index, with the data that is needed to revise it."""

    grams: Grams
    contents: Mapping[str, bytes]
    """All files except `index.json`, by their paths in the folder of the index."""
    digests: Mapping[str, str]
    """The digest of each file in `contents`, by path."""
    documents: int
    """The number of documents in the index."""

    def files(self, urls: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of each file, `index.json` last. The paths are relative to the place of `index.json`. `urls` are the rules for canonical URLs."""
        folder = folder_of(self.digests)
        yield from ((f"{folder}/{path}", content) for path, content in self.contents.items())
        yield MANIFEST, manifest(self.digests, self.documents, urls)


def whole(documents: Sequence[Document], results: Iterable[Result], facets: Iterable[Facet]) -> Index:
    """Return the search index of all documents. `results` has the result of each document in order. It is read after the grams are computed, to need less memory."""
    found = grams(documents)
    contents = {
        path: content for files in (gram_files(found), document_files(enumerate(results)), facet_files(facets)) for path, content in files
    }
    digests = {path: digest(content) for path, content in contents.items()}
    return Index(grams=found, contents=contents, digests=digests, documents=len(documents))


def manifest(digests: Mapping[str, str], documents: int, urls: Mapping[str, Any]) -> bytes:
    """Return the content of `index.json`.

    `digests` has the digests of all other files, by their paths in the folder of the index. `documents` is the number of documents, and `urls` are the rules for
    canonical URLs.
    """
    facets = [path.removeprefix("facets/").removesuffix(".bin") for path in digests if path.startswith("facets/") and path.endswith(".bin")]
    content = {
        "format": FORMAT, "folder": folder_of(digests), "documents": documents, "buckets": sum(path.startswith("grams/") for path in digests),
        "shown": SHOWN, "copied": COPIED, "facets": facets, "urls": urls,
    }  # fmt: skip
    return compact_json.dumps(content)


def digest(content: bytes) -> str:
    """Return the digest of a file's content."""
    return hashlib.sha256(content).hexdigest()


def folder_of(digests: Mapping[str, str]) -> str:
    """Return the name of the folder of an index, which depends on the digests of its files."""
    return hashlib.sha256(repr(sorted(digests.items())).encode()).hexdigest()[:12]


def gram_files(found: Grams) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the file of each bucket."""
    return ((gram_path(number), content) for number, content in enumerate(found.buckets))


def gram_path(number: int) -> str:
    """Return the path of a bucket's file in the folder of the index."""
    return f"grams/{number:x}.bin"


def document_files(results: Iterable[tuple[int, Result]]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files with rows and texts.

    `results` has pairs of a document's number and its result, in ascending order. For each file, it must contain either all documents of the file or none of them.
    """
    # A file of texts has the same documents as eight files of rows, so each group of documents makes one file of texts and eight of rows.
    for number, group in itertools.groupby(results, lambda numbered: numbered[0] // COPIED):
        held = list(group)
        for first, part in itertools.groupby(held, lambda numbered: numbered[0] // SHOWN):
            yield f"shown/{first}.json", compact_json.dumps([result.shown for _, result in part])
        yield f"copied/{number}.json", compact_json.dumps([result.copied for _, result in held])


def facet_files(facets: Iterable[Facet]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the two files of each facet. One lists the values of the facet, the other states which of them each document has."""
    for facet in facets:
        yield f"facets/{facet.id}.json", compact_json.dumps(facet.values)
        yield f"facets/{facet.id}.bin", bucket.packed(postings.column(facet.rows))


def grams(documents: Sequence[Document]) -> Grams:
    """Compute the keys of all documents with their postings (grams, words and URLs), and the buckets that hold them."""
    holders: dict[str, array[int]] = collections.defaultdict(lambda: array("I"))  # an array, because a list needs five times the memory
    texts: list[tuple[str, str]] = []
    for number, document in enumerate(documents):
        title, text = fold(document.title), fold(document.text)
        held = dict.fromkeys(words(text), number << 1) | dict.fromkeys(words(title), number << 1 | 1)
        for word, flagged in held.items():
            holders[word].append(flagged)
        texts.append((inverted.spaced(title), inverted.spaced(text)))
    counts = {word: len(found) for word, found in holders.items() if is_counted(word)}
    files, size = _inverted().files(texts, itertools.chain(_word_keys(holders, counts, len(documents)), _url_keys(documents)))
    return Grams(buckets=files, size=size, words=counts)


def _word_keys(holders: dict[str, array[int]], counts: Mapping[str, int], total: int) -> Iterator[tuple[str, bytes]]:
    """Yield the keys of frequent words and of whole words, with their postings. Remove all words from `holders`, to free memory.

    `holders` has the documents of each word: twice the document's number, plus 1 if the word is in its title. `counts` has the number of documents that
    contain each word of four or more characters.
    """
    frequent = frequent_words(counts)
    parts: dict[str, list[str]] = {}
    for word in holders:
        for part in frequent.intersection(within(word)):
            parts.setdefault(part, []).append(word)
    for part, found in parts.items():
        flagged = holders[found[0]] if len(found) == 1 else _merged(map(holders.__getitem__, found))
        yield part, postings.documents(flagged, total)
    for word in [*holders]:
        yield f"{bucket.WHOLE}{word}", postings.documents(holders.pop(word), total)


def _merged(rows: Iterable[Sequence[int]]) -> list[int]:
    """Merge the documents of several words. Return them in ascending order, each document once.

    A document is given as twice its number, plus 1 if the word is in its title. In the result, 1 is added if any of the words is in its title.
    """
    found = set(itertools.chain.from_iterable(rows))
    found.difference_update([flagged - 1 for flagged in found if flagged & 1])
    return sorted(found)


def _url_keys(documents: Sequence[Document]) -> Iterator[tuple[str, bytes]]:
    """Yield the keys of the documents' own URLs and of the URLs that they mention, with their postings."""
    holders: dict[str, array[int]] = collections.defaultdict(lambda: array("I"))
    for number, document in enumerate(documents):
        for url, flag in url_keys(document).items():
            holders[url].append(number << 1 | flag)
    for key in [*holders]:
        yield key, postings.documents(holders.pop(key), len(documents))


def _inverted() -> ModuleType:
    """Return the module that computes grams: `inverted_numpy`, which is faster, if numpy is installed; otherwise `inverted`."""
    try:
        from llmnotes.search import inverted_numpy  # noqa: PLC0415 - loading numpy takes 150 ms, and only a whole index needs it
    except ImportError:
        return inverted
    return inverted_numpy
