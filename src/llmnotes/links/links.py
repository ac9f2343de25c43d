"""Find the links of entries: every URL of the list, with every place where it is written."""

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
    """One place of a link."""

    entry: Entry
    is_title: bool
    """Whether the link is the entry's own URL. Otherwise its note has the link."""


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """One URL of the list."""

    url: str
    """The URL as written."""
    mentions: tuple[Mention, ...]

    @property
    def settled(self) -> bool:
        """Whether every entry with this URL has an archived copy. False for a link that only notes have."""
        titles = [mention.entry for mention in self.mentions if mention.is_title]
        return bool(titles) and all(entry.archived for entry in titles)


def key(url: str) -> str:
    """Return the URL by which a link is known: the URL as written, with white space and invisible characters percent-encoded. Markdown allows these in `<…>`."""
    return re.sub(r"[\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", lambda match: quote(match[0]), url)


def collect(entries: Iterable[Entry]) -> dict[str, Link]:
    """Return the links of entries by `key`, in the order of the entries. Only http and https count; a note may hold other schemes."""
    found: dict[str, list[Mention]] = {}
    for entry in entries:
        found.setdefault(key(entry.url), []).append(Mention(entry, is_title=True))
        for url in dict.fromkeys(key(link.url) for link in note.links(entry.note) if "://" in entry.note):
            if url != key(entry.url) and url.lower().startswith(("http://", "https://")):
                found.setdefault(url, []).append(Mention(entry, is_title=False))
    return {url: Link(url, tuple(mentions)) for url, mentions in found.items()}


def places(records: Iterable[Record]) -> dict[str, tuple[Place, ...]]:
    """Return every place where each link is written, by its `key`."""
    found: dict[str, list[Place]] = {}
    for one in records:
        found.setdefault(key(one.entry.url), []).append(one.place("url"))
        for link in note.links(one.entry.note) if "://" in one.entry.note else ():
            place = one.place("note")
            found.setdefault(key(link.url), []).append(dataclasses.replace(place, line=place.line + link.line))
    return {url: tuple(dict.fromkeys(where)) for url, where in found.items()}


def shard(host: str, number: int, of: int) -> bool:
    """Return whether a host belongs to a shard, counted from 1. All links of a host are in one shard, so that its pace is kept, whatever other hosts the list has."""
    return int.from_bytes(hashlib.sha256(host.encode()).digest()[:8]) % of == number - 1
