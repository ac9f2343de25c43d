r"""Turns documents into the files of the search index, format 2.

A browser finds any substring with a few small files: the grams of its query (see `cut`), the columns of the facets that
it shows, and the texts of the documents that it shows. All numbers are varints, all text is UTF-8, documents are numbered from 0.

    index.json             {"format": 2, "folder", "documents", "buckets", "shown", "copied", "facets", "urls"}
    FOLDER/grams/HEX.bin   a bucket of keys in ascending byte order; for each: length, key, length, postings
    FOLDER/shown/N.json    the rows that results show for documents N * shown and following, a JSON array
    FOLDER/copied/N.json   the texts to copy for documents N * copied and following, a JSON array of strings
    FOLDER/facets/ID.json  the values of a facet, a JSON array
    FOLDER/facets/ID.bin   the values of each document, by their index in that array (see `postings.column`)

- Files that end in `.bin` are compressed (zlib, RFC 1950), because few hosts compress such files. Browsers can decompress them.
- `folder` is a digest of the folder's content, so that a browser never mixes two builds.
- A key is one of these: a gram of one to three characters; a frequent word of Latin letters and digits, or of katakana, whose postings are all
  documents that contain it, also inside longer words; `\t` and a word, whose postings are all documents that contain the word whole; or `\n` and
  the canonical form of a URL. The number of its bucket, in hexadecimal in the file's name, is FNV-1a (32 bits,
  http://www.isthe.com/chongo/tech/comp/fnv/) over its UTF-8 bytes without a leading `\t`, modulo `buckets`.
- A word is a run of Latin letters and digits, or a run of katakana, with no character of the same kind beside it. `\t.net` and `\tc++` are keys
  of words with their punctuation: a period before the word, or plus and number signs after it.
- The postings of a gram of three characters are places; those of all other keys are documents (see `postings`). For a URL, "in title" marks the
  document whose own URL it is; the other documents mention it.
- `urls` are the rules for canonical URLs (`llmnotes.web.url.RULES`), so that the browser needs no copy of them.
- Grams of three characters can contain a space, which replaces white space of any length, so that phrases are found like words. Shorter grams
  contain no space. A word without a key is found by its grams; keys for frequent words only reduce the bytes to transfer.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import hashlib
import itertools
from array import array
from typing import TYPE_CHECKING, Any

from llmnotes.search import bucket, inverted, postings
from llmnotes.search.cut import LONGEST, WORDS, fold, is_word, within, words
from llmnotes.system import compact_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import ModuleType

FORMAT = 2
MANIFEST = "index.json"
"""Path of the manifest, the only file outside the folder."""
SHOWN = 8
"""Number of documents per file of rows that results show. Ten results of a query seldom share a file, so small files transfer fewest bytes."""
COPIED = 64
"""Number of documents per file of texts to copy. A reader copies many texts at once, so these files are larger."""
FREQUENT = 32
"""Minimum number of documents that contain a word whole for the word to have a key for all documents that contain it."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document to find."""

    title: str
    text: str
    """Plain text to search, besides the title."""
    url: str = ""
    """URL of the document in canonical form; empty for none."""
    mentions: Sequence[str] = ()
    """Other URLs by which a search finds the document, in canonical form."""
    shown: Any = None
    """Row that a search result shows: any JSON value."""
    copied: str = ""
    """Text that the copy button copies."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """A property by which readers filter search results."""

    id: str
    """Id of the facet, in file names and in the address of a search."""
    values: Sequence[Any]
    """Data of each value for the browser: any JSON values."""
    rows: Sequence[Sequence[int]]
    """For each document, the indexes of its values in `values`."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Grams:
    """The files with grams, and the data that a revision needs."""

    buckets: Sequence[bytes]
    size: int
    """Size of all keys with their postings in bytes. It determines the number of buckets."""
    words: Mapping[str, int]
    """Number of documents that contain each word."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """All files of an index."""

    grams: Grams
    contents: Mapping[str, bytes]
    """All files except `index.json`, by path in the folder."""
    digests: Mapping[str, str]
    """Digests of the files in `contents`, by path."""
    documents: int
    """Number of documents."""

    def files(self, urls: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of each file, `index.json` last. `urls` are the rules for canonical URLs."""
        folder = folder_of(self.digests)
        yield from ((f"{folder}/{path}", content) for path, content in self.contents.items())
        yield MANIFEST, manifest(self.digests, self.documents, urls)


def whole(documents: Sequence[Document], facets: Iterable[Facet]) -> Index:
    """Return the index of all documents."""
    found = grams(documents)
    contents = dict([*gram_files(found), *document_files(enumerate(documents)), *facet_files(facets)])
    digests = {path: digest(content) for path, content in contents.items()}
    return Index(grams=found, contents=contents, digests=digests, documents=len(documents))


def manifest(digests: Mapping[str, str], documents: int, urls: Mapping[str, Any]) -> bytes:
    """Return the content of `index.json`, given the digests of all other files by path and the number of documents."""
    facets = [path.removeprefix("facets/").removesuffix(".bin") for path in digests if path.startswith("facets/") and path.endswith(".bin")]
    content = {
        "format": FORMAT, "folder": folder_of(digests), "documents": documents, "buckets": sum(path.startswith("grams/") for path in digests),
        "shown": SHOWN, "copied": COPIED, "facets": facets, "urls": urls,
    }  # fmt: skip
    return compact_json.dumps(content)


def digest(content: bytes) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(content).hexdigest()


def folder_of(digests: Mapping[str, str]) -> str:
    """Return the name of the folder, given the digests of its files by path."""
    return hashlib.sha256(repr(sorted(digests.items())).encode()).hexdigest()[:12]


def gram_files(found: Grams) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file with grams."""
    return ((gram_path(number), content) for number, content in enumerate(found.buckets))


def gram_path(number: int) -> str:
    """Return the path of a bucket in the folder."""
    return f"grams/{number:x}.bin"


def document_files(documents: Iterable[tuple[int, Document]]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files with rows and texts. `documents` must contain all documents of a file, or none."""
    shown: dict[int, list[Any]] = {}
    copied: dict[int, list[str]] = {}
    for number, document in documents:
        shown.setdefault(number // SHOWN, []).append(document.shown)
        copied.setdefault(number // COPIED, []).append(document.copied)
    yield from ((f"shown/{number}.json", compact_json.dumps(rows)) for number, rows in shown.items())
    yield from ((f"copied/{number}.json", compact_json.dumps(texts)) for number, texts in copied.items())


def facet_files(facets: Iterable[Facet]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files of facets."""
    for facet in facets:
        yield f"facets/{facet.id}.json", compact_json.dumps(facet.values)
        yield f"facets/{facet.id}.bin", bucket.packed(postings.column(facet.rows))


def grams(documents: Sequence[Document]) -> Grams:
    """Return all buckets, from all documents."""
    folded = [(fold(document.title), fold(document.text)) for document in documents]
    found = [(words(title), words(text)) for title, text in folded]
    counts = collections.Counter(word for in_title, in_text in found for word in _counted(in_title, in_text))
    keys_of = _keys_of(counts)
    named: dict[str, array[int]] = collections.defaultdict(lambda: array("I"))  # a list needs five times the memory
    for number, (document, (in_title, in_text)) in enumerate(zip(documents, found, strict=True)):
        for key, flag in _named(document, in_title, in_text, keys_of).items():
            named[key].append(number << 1 | flag)
    texts = [(inverted.spaced(title), inverted.spaced(text)) for title, text in folded]
    del found, folded, keys_of  # as with the arrays that are removed below, to need less memory
    held = ((key, postings.documents(named.pop(key), len(documents))) for key in [*named])
    files, size = _inverted().files(held, texts)
    return Grams(buckets=files, size=size, words=counts)


def _inverted() -> ModuleType:
    """Return the module that computes grams: the fast one if numpy is installed. numpy takes 150 ms to load, so only whole indexes load it."""
    try:
        from llmnotes.search import inverted_numpy  # noqa: PLC0415 - for the reason above
    except ImportError:
        return inverted
    return inverted_numpy


def _counted(in_title: Iterable[str], in_text: Iterable[str]) -> set[str]:
    """Return the words of a document that are long enough for a key."""
    return {word for word in itertools.chain(in_title, in_text) if len(word) >= WORDS[0]}


def _keys_of(counts: Mapping[str, int]) -> Callable[[str], Sequence[str]]:
    """Return a function that returns the keys for a word of a document: the frequent words within the word, and the whole word."""
    frequent = {word for word, count in counts.items() if count >= FREQUENT and is_word(word)}
    return functools.cache(lambda word: [*frequent.intersection(within(word)), f"{bucket.WHOLE}{word}"])


def _named(document: Document, in_title: Iterable[str], in_text: Iterable[str], keys_of: Callable[[str], Iterable[str]]) -> dict[str, int]:
    """Return the keys of a document that are not grams: frequent words, whole words and URLs.

    Args:
        document: The document.
        in_title: The words of its title.
        in_text: The words of its text.
        keys_of: Returns the keys for a word.

    Returns:
        The keys. The value is 1 if the title contains the word, or if the URL is the document's own; otherwise 0.

    """
    named = {key: 0 for word in in_text for key in keys_of(word)}
    named |= {f"\n{mention}": 0 for mention in document.mentions}
    named |= {key: 1 for word in in_title for key in keys_of(word)}
    if document.url:
        named[f"\n{document.url}"] = 1
    return named


def _held(document: Document, title: str, text: str, keys_of: Callable[[str], Iterable[str]]) -> dict[str, int]:
    """Return the keys of a document except grams of three: short grams and the keys of `_named`. Values are as in `_named`."""
    named = _named(document, words(title), words(text), keys_of)
    return dict.fromkeys(_short(text), 0) | dict.fromkeys(_short(title), 1) | named


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OldIndex:
    """The data of an index on disk that a revision needs."""

    bucket: Callable[[int], bytes]
    """Reads the file of a bucket by its number."""
    buckets: int
    """Number of buckets."""
    size: int
    """Size of all keys with their postings in bytes."""
    words: Mapping[str, int]
    """Number of documents that contain each word."""
    documents: int
    """Number of documents."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """The grams of an index after some documents changed."""

    buckets: Mapping[int, bytes]
    """Files of the buckets that may differ, by number."""
    size: int
    """Size of all keys with their postings in bytes."""
    words: Mapping[str, int]
    """Number of documents that contain each word."""


def revised(old: OldIndex, changes: Mapping[int, tuple[Document, Document]]) -> Revision | None:
    """Revise the grams of an index.

    Args:
        old: The index before the changes.
        changes: The changed documents by number, each before and after the change.

    Returns:
        The revision; None if the index must be written whole, because other words are frequent now or the number of buckets differs.

    """
    keys_of = _keys_of(old.words)
    counts, size = dict(old.words), old.size
    frequent = {word for word, count in counts.items() if count >= FREQUENT}
    _recount(counts, changes.values())
    if frequent != {word for word, count in counts.items() if count >= FREQUENT}:
        return None
    opened: dict[int, dict[str, bytes]] = {}
    for key, edit in _edits(changes, keys_of, old.documents).items():
        place = bucket.of(key, old.buckets)
        if place not in opened:
            opened[place] = bucket.opened(old.bucket(place))
        keys = opened[place]
        before = keys.pop(key, b"")
        new = edit(before)
        size += (bucket.room(key.encode(), new) if new else 0) - (bucket.room(key.encode(), before) if before else 0)
        if new:
            keys[key] = new
    if bucket.count(size) != old.buckets:
        return None
    closed = {place: bucket.closed((key.encode(), content) for key, content in keys.items()) for place, keys in opened.items()}
    return Revision(buckets=closed, size=size, words=counts)


def _recount(counts: dict[str, int], changes: Iterable[tuple[Document, Document]]) -> None:
    """Add the words of changed documents to the counts, and subtract the words of their former versions."""
    for change in changes:
        for document, step in zip(change, (-1, 1), strict=True):
            for word in _counted(words(fold(document.title)), words(fold(document.text))):
                counts[word] = counts.get(word, 0) + step


def _edits(
    changes: Mapping[int, tuple[Document, Document]], keys_of: Callable[[str], Iterable[str]], total: int
) -> dict[str, Callable[[bytes], bytes]]:
    """Return, for each key whose postings change, a function from its old postings to its new ones."""
    held: dict[str, dict[int, int | None]] = collections.defaultdict(dict)
    long: dict[str, dict[int, list[int]]] = collections.defaultdict(dict)
    for number, change in changes.items():
        texts = [(fold(document.title), fold(document.text)) for document in change]
        was, now = (_held(document, *folded, keys_of) for document, folded in zip(change, texts, strict=True))
        for key in _differing(was, now):
            held[key][number] = now.get(key)
        long_was, long_now = (_placed(_long(*folded)) for folded in texts)
        for gram in _differing(long_was, long_now):
            long[gram][number] = long_now.get(gram, [])
    edits: dict[str, Callable[[bytes], bytes]] = {}
    edits |= {key: functools.partial(_with_documents, total=total, flags=flags) for key, flags in held.items()}
    edits |= {gram: functools.partial(_with_places, places=places) for gram, places in long.items()}
    return edits


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def _with_documents(content: bytes, *, total: int, flags: Mapping[int, int | None]) -> bytes:
    """Return postings of documents with changed flags: `in title`, or None for a document without the key. Empty if no document is left."""
    found = [flagged for flagged in (postings.read_documents(content, total) if content else ()) if flagged >> 1 not in flags]
    found += [number << 1 | flag for number, flag in flags.items() if flag is not None]
    return postings.documents(sorted(found), total) if found else b""


def _with_places(content: bytes, *, places: Mapping[int, Sequence[int]]) -> bytes:
    """Return postings of places with the changed places of documents. Empty if no place is left."""
    found = [place for place in postings.read_places(content) if place >> postings.PLACE not in places]
    found += [number << postings.PLACE | place for number, held in places.items() for place in held]
    return postings.places(sorted(found))


def _short(folded: str) -> set[str]:
    grams: set[str] = set()
    for run in folded.split():
        grams.update(run)
        grams.update(map("".join, itertools.pairwise(run)))
    return grams


def _long(title: str, text: str) -> Iterator[tuple[str, int]]:
    """Yield the grams of three of folded texts, each with its place in the document. A single space replaces white space."""
    for mark, folded in ((0, title), (1, text)):
        spaced = inverted.spaced(folded)
        for index in range(len(spaced) - LONGEST + 1):
            yield spaced[index : index + LONGEST], index << 1 | mark


def _placed(grams: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    placed: dict[str, list[int]] = {}
    for gram, place in grams:
        placed.setdefault(gram, []).append(place)
    return placed
