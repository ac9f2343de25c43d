"""Find the links of entries: every URL in records and notes, with every place where the URL is written."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from llmnotes.records import note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmnotes.model import Entry, Place
    from llmnotes.records.record import Record


@dataclasses.dataclass(frozen=True, slots=True)
class Mention:
    """An entry that contains a link, either as its URL or in its note."""

    entry: Entry
    is_title: bool
    """Whether the link is the entry's own URL. Otherwise the link is in the entry's note."""


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A link of the reading list: one URL, with the entries that have it."""

    url: str
    """The URL of the link, as `key` returns it."""
    mentions: tuple[Mention, ...]

    @property
    def settled(self) -> bool:
        """Whether the link is the URL of an entry, and every entry with this URL names an archived copy. False for a link that is only in notes."""
        titles = [mention.entry for mention in self.mentions if mention.is_title]
        return bool(titles) and all(entry.archived for entry in titles)


def key(url: str) -> str:
    """Return the text by which a ledger identifies the link with this URL: the URL as written, but with white space and invisible characters percent-encoded.

    Markdown allows such characters in URLs between `<` and `>`, but they would break the format of the ledger.
    """
    return re.sub(r"[\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", lambda match: quote(match[0]), url)


def collect(entries: Iterable[Entry]) -> dict[str, Link]:
    """Return the links of entries by `key`, in the order of the entries. A link in a note is left out unless it begins with `http://` or `https://`.

    If an entry's note contains the entry's own URL, the entry counts as one mention of that link, not as two.
    """
    found: dict[str, list[Mention]] = {}
    for entry in entries:
        found.setdefault(key(entry.url), []).append(Mention(entry, is_title=True))
        for url in dict.fromkeys(key(link.url) for link in note.links(entry.note) if "://" in entry.note):
            if url != key(entry.url) and url.lower().startswith(("http://", "https://")):
                found.setdefault(url, []).append(Mention(entry, is_title=False))
    return {url: Link(url, tuple(mentions)) for url, mentions in found.items()}


def places(records: Iterable[Record]) -> dict[str, tuple[Place, ...]]:
    """Return every place in records where each link is written, by the `key` of the link.

    For a link in a note, the place is the first line of the paragraph or other Markdown block that contains the link.
    """
    found: dict[str, list[Place]] = {}
    for one in records:
        found.setdefault(key(one.entry.url), []).append(one.place("url"))
        for link in note.links(one.entry.note) if "://" in one.entry.note else ():
            place = one.place("note")
            found.setdefault(key(link.url), []).append(dataclasses.replace(place, line=place.line + link.line))
    return {url: tuple(dict.fromkeys(where)) for url, where in found.items()}


def shard(host: str, number: int, of: int) -> bool:
    """Return whether the links of `host` belong to shard `number` (counted from 1) of `of` shards.

    A shard is a part of the links that one of several machines checks. All links of a host belong to the same shard. Otherwise several machines would
    request the host at once, faster than its pace allows. The shard of a host depends only on the name of the host, so it stays the same if the
    reading list changes.
    """
    return int.from_bytes(hashlib.sha256(host.encode()).digest()[:8]) % of == number - 1
