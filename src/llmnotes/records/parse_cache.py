"""A cache of parsed records, kept from one build to the next.

The cache holds each record by the path of its file. A cached record is valid if the file still has the same size and times, or else the same digest of
its bytes. The cache holds only records without problems: a record with problems is parsed in each build, so that each build reports its problems.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import itertools
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from llmnotes.model import MAX_TAGS, MAX_TITLE, MAX_TOPICS, Entry
from llmnotes.records import fields, note
from llmnotes.records.note import NoteLink
from llmnotes.records.record import MAX_BYTES, NO_PLACES, Record
from llmnotes.system import compact_json
from llmnotes.web.url import MAX_LENGTH

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from llmnotes.system.cache import Cache

_NAME = "records"
_SETTLED = 2_000_000_000
"""The coarsest resolution of the file times of any file system, in nanoseconds. A file that changes twice within this period may have the same time after
both changes."""


class Remembered:
    """The records of a folder that earlier builds parsed."""

    def __init__(self, cache: Cache, key: str) -> None:
        """Read the cache. `key` identifies the version of the parser. If the cache was saved with another key, it is ignored."""
        self._cache, self._key = cache, key
        found = cache.read(_NAME, key)
        self._known: dict[str, Any] = found if isinstance(found, dict) else {}
        self._learned: dict[str, bytes] = {}
        self._now: dict[str, _Kept] = {}
        """The records that `save` writes for the next build, by the path of the record's file."""
        self._changed = False
        self._begun = time.time_ns()

    def __contains__(self, file: str) -> bool:
        """Return whether the cache has a record for this file that `find` has not returned yet. The file may have changed since the record was cached."""
        return file in self._known

    def learn(self, packed: dict[str, bytes]) -> None:
        """Add the records that another process parsed. `packed` is the result of the method `packed` in that process."""
        self._learned = packed

    def find(self, file: str, found: os.stat_result, read: Callable[[], bytes]) -> Record | None:
        """Find the cached record of a file. Each record is found only once, because the first call removes its values from memory.

        Args:
            file: The record's path, as messages show it. Its stem is the slug.
            found: The file's size and times.
            read: Function that returns the file's bytes. Called only if the size and times don't show whether the file changed.

        Returns:
            The record, without the places of its values; None if the cache has no valid record, so that the caller must parse the file.

        """
        packed = self._learned.pop(file, None)
        # The values are removed here, because those of 100,000 entries take 200 MB.
        known = self._known.pop(file, None) if packed is None else compact_json.loads(packed)
        if known is None:
            return None
        try:
            stamp, values, rows = known
            if type(stamp) is not str:
                return None
            same = stamp.startswith(_times(found))
            others, _, text_digest = stamp.rpartition(" ")
            digest = others.rpartition(" ")[2]
            if not same and digest != _digest(read()):
                return None
            sound = Record(_entry(file, values), file, NO_PLACES, text_digest)
            links = None if rows is None else tuple(itertools.starmap(_link, rows))
        except (TypeError, ValueError, KeyError):
            return None
        if links is not None:
            note.know_links(sound.entry.note, links)
        if same and packed is None:
            self._now[file] = _Kept(stamp, sound.entry, links)
        else:
            self._keep(sound, found, digest, links)
        return sound

    def remember(self, parsed: Record, found: os.stat_result, content: bytes) -> Record:
        """Add a record, which was parsed from `content`, to the cache. Return it without the places of its values, as `find` returns a cached record."""
        links = note.links(parsed.entry.note) if note.may_link(parsed.entry.note) else None
        self._keep(parsed, found, _digest(content), links)
        return Record(parsed.entry, parsed.file, NO_PLACES, parsed.digest)

    def packed(self) -> dict[str, bytes]:
        """Return the records that `save` would write, by the paths of their files, to pass them to the method `learn` in another process."""
        return {file: compact_json.dumps(_row(kept)) for file, kept in self._now.items()}

    def save(self) -> None:
        """Write the records to the cache on disk, unless it has the same records already. Then drop them from memory, which the rest of the build can use."""
        if self._changed or self._known:  # a record is left in `_known` if its file was deleted
            self._cache.write(_NAME, self._key, {file: _row(kept) for file, kept in self._now.items()})
        self._now = {}

    def _keep(self, record: Record, found: os.stat_result, digest: str, links: Sequence[NoteLink] | None) -> None:
        # A file that changed very recently may change again without a change of its times. So the times of such a file are not cached.
        settled = max(found.st_mtime_ns, found.st_ctime_ns) < self._begun - _SETTLED
        self._now[record.file] = _Kept(f"{_times(found) if settled else ''}{digest} {record.digest}", record.entry, links)
        self._changed = True


class _Kept(NamedTuple):
    """A record in the cache. It refers to the entry instead of its values, because copies of the values would need as much memory as the entries."""

    stamp: str
    """The result of `_times` for the record's file, a digest of the file's bytes, a space, and the digest of the record's text.

    The times are missing if the file has changed very recently. One text needs a third of the memory of separate values.
    """
    entry: Entry
    links: Sequence[NoteLink] | None
    """The links of the note; None if `note.may_link` returns False for the note."""


def _row(kept: _Kept) -> list[Any]:
    """Return a record as JSON values, from which `Remembered.find` makes the record again."""
    links = None if kept.links is None else [[link.url, link.text, link.line] for link in kept.links]
    return [kept.stamp, _values(kept.entry), links]


def _times(found: os.stat_result) -> str:
    """Return a file's size and times as text, each followed by a space."""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} "


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _link(url: object, text: object, line: object) -> NoteLink:
    if not (isinstance(url, str) and isinstance(text, str) and isinstance(line, int)):
        raise TypeError
    return NoteLink(url, text, line)


def _entry(file: str, values: list[Any]) -> Entry:
    """Make an entry from its values in the cache, as `_values` returned them.

    The cache may be damaged or forged, so values that no record can have raise TypeError or ValueError.
    """
    title, url, date, added, updated, topics, tags, lang, via, archived, text = values
    if not (type(title) is type(url) is type(date) is type(text) is str and type(topics) is type(tags) is list):
        raise TypeError
    small = (
        len(url) <= MAX_LENGTH
        and len(title) <= MAX_TITLE
        and len(topics) <= MAX_TOPICS
        and len(tags) <= MAX_TAGS
        and len(text) <= MAX_BYTES
    )
    # Results for titles and URLs are not cached, because nearly all of them differ.
    sound = small and fields.fault("url", url) is None and fields.fault("title", title) is None
    for topic in topics:
        sound = sound and _is_sound("topics", topic)
    for tag in tags:
        sound = sound and _is_sound("tags", tag)
    if not (added is updated is lang is via is archived is None):
        optional = {"added": added, "updated": updated, "lang": lang, "via": via, "archived": archived}
        sound = sound and all(_is_sound(key, value) for key, value in optional.items() if value is not None)
    if not sound or "\0" in text:
        raise ValueError
    day = datetime.date.fromisoformat
    return Entry(
        slug=file.rpartition("/")[2].removesuffix(".md"), title=title, url=url, date=day(date),
        added=added and day(added), updated=updated and day(updated), topics=tuple(map(sys.intern, topics)), tags=tuple(map(sys.intern, tags)),
        lang=lang, via=via, archived=archived, note=text,
    )  # fmt: skip


@functools.lru_cache(maxsize=65536)
def _is_sound(key: str, value: object) -> bool:
    """Return whether a key of the front matter accepts this value; for `topics` and `tags`, whether the key accepts the value as an item of its list.

    Results are cached, because many records have the same topics and tags.
    """
    return isinstance(value, str) and fields.fault(key, value) is None


def _values(entry: Entry) -> list[Any]:
    """Return the values of an entry as JSON values, from which `_entry` makes the entry again."""
    days = (day and str(day) for day in (entry.date, entry.added, entry.updated))
    return [entry.title, entry.url, *days, [*entry.topics], [*entry.tags], entry.lang, entry.via, entry.archived, entry.note]
