r"""Documents → the files of the search index, format 1.

A browser finds any substring with a few small files: the grams that its query is cut into (see `cut`), the columns of the facets that
it shows, and the texts of the documents that it shows. All numbers are varints, all text is UTF-8, documents are numbered from 0.

    index.json             {"format": 1, "folder", "documents", "buckets", "shown", "copied", "facets", "urls"}
    FOLDER/grams/HEX.bin   a bucket of keys: for each, rising by its bytes, length, key, length, postings
    FOLDER/shown/N.json    what results show of documents N * shown and on, a JSON array as it was given
    FOLDER/copied/N.json   the texts to copy of documents N * copied and on, a JSON array of strings
    FOLDER/facets/ID.json  the values of a facet, a JSON array as it was given
    FOLDER/facets/ID.bin   the values of each document, by their place in that array (see `postings.column`)

- Files that end in `.bin` are compressed (zlib, RFC 1950), because few hosts compress files of this kind, and browsers undo it themselves.
- `folder` is made from what is in it, so that a browser never mixes two builds; `buckets` is a power of two.
- A key is a gram of one to three characters; a frequent word of Latin letters and digits, or of katakana, whose postings hold all documents
  in which it stands, inside longer words too; or `\n` and the canonical form of a URL. Its bucket, in hexadecimal, is FNV-1a
  (32 bits, http://www.isthe.com/chongo/tech/comp/fnv/) over its UTF-8 bytes, modulo `buckets`.
- The postings of a gram of three are places, those of all other keys documents (see `postings`). For a URL, "in title" marks the
  document that the URL is the address of; the others mention it.
- `urls` are the rules by which URLs become canonical (`llmnotes.url.RULES`), so that the browser has no second copy of them.
- No gram holds white space. A word without a key is found by its grams: words only make what people look for most come in fewer bytes.
"""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import itertools
import json
import zlib
from typing import TYPE_CHECKING, Any

from llmnotes.search import postings
from llmnotes.search.cut import LONGEST, fold, is_word, within, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FORMAT = 1
SHOWN = 8
"""Documents a file of what results show: ten results of a query seldom share one, so small files transfer least."""
COPIED = 64
"""Documents a file of texts to copy: who copies takes many."""
FREQUENT = 32
"""Documents that a word must stand in, to have a key of its own."""
BUCKET = 2048
"""Bytes that a bucket should have, about, before compression: a long query of two words asks for eight of them."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """Something to find."""

    title: str
    text: str
    """All else to search, plain."""
    url: str = ""
    """Its address in canonical form; empty for none."""
    mentions: Sequence[str] = ()
    """Other addresses by which it may be found, canonical."""
    shown: Any = None
    """What a result shows: anything that JSON takes."""
    copied: str = ""
    """Its text to copy."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """A property to narrow a search by."""

    id: str
    """File name, and name in the address of a search."""
    values: Sequence[Any]
    """What the browser is told of each value: anything that JSON takes."""
    rows: Sequence[Sequence[int]]
    """For each document, the places of its values in `values`."""


def files(documents: Sequence[Document], facets: Iterable[Facet], urls: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The paths and contents of the index's files, `index.json` last."""
    facets = list(facets)
    inside: list[tuple[str, bytes]] = []
    keys = _keys(documents)
    buckets = _buckets(keys)
    inside += [(f"grams/{number:x}.bin", content) for number, content in enumerate(buckets)]
    inside += [(f"shown/{number}.json", _json(rows)) for number, rows in _chunks([document.shown for document in documents], SHOWN)]
    inside += [(f"copied/{number}.json", _json(rows)) for number, rows in _chunks([document.copied for document in documents], COPIED)]
    for facet in facets:
        inside.append((f"facets/{facet.id}.json", _json(facet.values)))
        inside.append((f"facets/{facet.id}.bin", _packed(postings.column(facet.rows))))
    digest = hashlib.sha256()
    for path, content in inside:
        digest.update(b"%s\n%d\n" % (path.encode(), len(content)))
        digest.update(content)
    folder = digest.hexdigest()[:12]
    yield from ((f"{folder}/{path}", content) for path, content in inside)
    manifest = {
        "format": FORMAT, "folder": folder, "documents": len(documents), "buckets": len(buckets), "shown": SHOWN, "copied": COPIED,
        "facets": [facet.id for facet in facets], "urls": urls,
    }  # fmt: skip
    yield "index.json", _json(manifest)


def bucket(key: str, buckets: int) -> int:
    """The bucket that a key is in."""
    value = 0x811C9DC5
    for byte in key.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value % buckets


def _keys(documents: Sequence[Document]) -> dict[str, bytes]:
    """The postings of each key."""
    short: dict[str, list[int]] = {}
    long: dict[str, bytearray] = {}
    latest: dict[str, int] = {}
    folded = [(fold(document.title), fold(document.text)) for document in documents]
    frequent = _frequent(folded)
    for number, (document, (title_text, body_text)) in enumerate(zip(documents, folded, strict=True)):
        title, text = _pieces(title_text), _pieces(body_text)
        in_title, in_text = ([key for word in words(part) for key in frequent[word]] for part in (title_text, body_text))
        held = dict.fromkeys([*_short(text), *in_text], number << 1) | dict.fromkeys([*_short(title), *in_title], number << 1 | 1)
        for mention in document.mentions:
            held[f"\n{mention}"] = number << 1
        if document.url:
            held[f"\n{document.url}"] = number << 1 | 1
        for key, flagged in held.items():
            if key in short:
                short[key].append(flagged)
            else:
                short[key] = [flagged]
        for gram, found in _long(title, text).items():
            found.sort()
            if gram in long:
                long[gram] += postings.places(number - latest[gram], found)
            else:
                long[gram] = bytearray(postings.places(number + 1, found))
            latest[gram] = number
    keys = {key: postings.documents(found, len(documents)) for key, found in short.items()}
    keys.update((gram, bytes(content)) for gram, content in long.items())
    return keys


def _frequent(folded: Sequence[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    """For each word of the texts, the frequent words that stand in it."""
    counts = collections.Counter(word for title, text in folded for word in {*words(title), *words(text)})
    frequent = {word for word, count in counts.items() if count >= FREQUENT and is_word(word)}
    return {word: [part for part in set(within(word)) if part in frequent] if frequent else [] for word in counts}


def _pieces(folded: str) -> list[tuple[int, str]]:
    """The folded text's runs without white space, each with its offset. White space between two counts one character."""
    pieces = []
    offset = 0
    for run in folded.split():
        pieces.append((offset, run))
        offset += len(run) + 1
    return pieces


def _short(pieces: Iterable[tuple[int, str]]) -> set[str]:
    grams: set[str] = set()
    for _, run in pieces:
        grams.update(run)
        grams.update(map("".join, itertools.pairwise(run)))
    return grams


def _long(title: Iterable[tuple[int, str]], text: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    grams: dict[str, list[int]] = {}
    for mark, pieces in ((0, title), (1, text)):
        for offset, run in pieces:
            for index in range(len(run) - LONGEST + 1):
                gram = run[index : index + LONGEST]
                place = offset + index << 1 | mark
                if gram in grams:
                    grams[gram].append(place)
                else:
                    grams[gram] = [place]
    return grams


def _buckets(keys: Mapping[str, bytes]) -> list[bytes]:
    encoded = sorted((key.encode(), content) for key, content in keys.items())
    size = sum(len(key) + len(content) + 2 for key, content in encoded)
    count = 1
    while count * BUCKET < size:
        count *= 2
    buckets = [bytearray() for _ in range(count)]
    for key, content in encoded:
        buckets[bucket(key.decode(), count)] += postings.varint(len(key)) + key + postings.varint(len(content)) + content
    return [_packed(content) for content in buckets]


def _packed(content: bytes | bytearray) -> bytes:
    return zlib.compress(content, 6)


def _chunks(rows: Sequence[Any], size: int) -> Iterator[tuple[int, Sequence[Any]]]:
    for start in range(0, len(rows), size):
        yield start // size, rows[start : start + size]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
