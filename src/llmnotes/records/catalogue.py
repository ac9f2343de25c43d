"""The catalogue: all entries, indexed by topic, tag, year and source, with related entries and backlinks.

In each index, entries are in order from the oldest to the newest. The time to build an index is linear in the number of entries.
"""

from __future__ import annotations

import bisect
import collections
import functools
import heapq
import itertools
import math
from array import array
from typing import TYPE_CHECKING, TypeVar

from llmnotes.records import note
from llmnotes.records.term import tag_address
from llmnotes.web.source import source_of_url
from llmnotes.web.url import alike, canonical

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.model import Entry

Key = TypeVar("Key")
_Term = tuple[float, "Sequence[int]"]
"""The weight of a tag or topic, and the indexes (positions in `entries`) of all entries with this tag or topic."""

RELATED = 5
"""The maximum number of related entries that the site shows for one entry."""
_SAME = 20
"""The maximum number of backlinks that one link of a note adds. If more entries have the link's URL, only the oldest of them get a backlink. Real reading
lists have up to 5 entries with the same URL. Without this limit, if all notes linked to one URL that many entries share, the size of the site would grow
with the square of the number of entries."""
_NEAR = 24
"""The number of candidates for related entries on each side of an entry, for each tag or topic: the nearest entries by date with the same tag or topic.
Without this limit, the time to find related entries would grow with the square of the number of entries."""
_LEAST_WEIGHT = 0.25
"""The minimum total weight of the tags and topics that two entries must share to be related. For comparison: a tag of only two entries has the weight 1."""


class Catalogue:
    """All entries of a reading list, with indexes."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Sort the entries by date, oldest first, and entries with the same date by slug."""
        self.entries: tuple[Entry, ...] = tuple(sorted(entries, key=lambda entry: (entry.date, entry.slug)))
        self._related: dict[str, Sequence[Entry]] = {}
        self._relations: tuple[array[int], array[int]] | None = None
        """Relations that another catalogue computed: the indexes of all related entries, and for each entry the end of its indexes in that array."""

    @functools.cached_property
    def newest(self) -> tuple[Entry, ...]:
        """The entries in order of the day on which they joined the reading list (`Entry.listed`), newest first."""
        return tuple(sorted(self.entries, key=lambda entry: (entry.listed, entry.date, entry.slug), reverse=True))

    @functools.cached_property
    def modified(self) -> datetime.date | None:
        """The latest day on which an entry was updated or joined the reading list; None for an empty reading list."""
        return max((entry.updated or entry.listed for entry in self.entries), default=None)

    def newest_of(self, entries: Iterable[Entry], most: int) -> list[Entry]:
        """Return up to `most` of `entries`: those that joined the reading list last, newest first."""
        return heapq.nsmallest(most, entries, key=lambda entry: self._ranks[entry.slug])

    @functools.cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {entry.slug: rank for rank, entry in enumerate(self.newest)}

    @functools.cached_property
    def by_topic(self) -> Mapping[str, Sequence[Entry]]:
        """The entries of each topic, by the topic's id."""
        return _index((topic, entry) for entry in self.entries for topic in dict.fromkeys(entry.topics))

    @functools.cached_property
    def by_tag(self) -> Mapping[str, Sequence[Entry]]:
        """The entries of each tag, by tag.

        Tags are sorted by frequency, most frequent first, and then by name. Spellings whose pages have the same address on the site are the same tag, and the
        most frequent spelling is its key.
        """
        addresses = _index((tag_address(tag), entry) for entry in self.entries for tag in entry.tags)
        index = {self.spelling[address]: list({entry.slug: entry for entry in entries}.values()) for address, entries in addresses.items()}
        return dict(sorted(index.items(), key=lambda item: (-len(item[1]), item[0].lower(), item[0])))

    @functools.cached_property
    def spelling(self) -> Mapping[str, str]:
        """The most frequent spelling of each tag, by the address of the tag's page. Of equally frequent spellings, the first one in alphabetical order."""
        counts = collections.Counter(tag for entry in self.entries for tag in entry.tags)
        spelling: dict[str, str] = {}
        for tag in sorted(counts, key=lambda tag: (-counts[tag], tag)):
            spelling.setdefault(tag_address(tag), tag)
        return spelling

    @functools.cached_property
    def by_year(self) -> Mapping[int, Sequence[Entry]]:
        """The entries of each year, newest year first. The year is that of the entry's date."""
        return dict(sorted(_index((entry.date.year, entry) for entry in self.entries).items(), reverse=True))

    @functools.cached_property
    def by_source(self) -> Mapping[str, Sequence[Entry]]:
        """The entries of each source, by the source's id. The source with the most entries is first."""
        index = _index((source_of_url(entry.url).id, entry) for entry in self.entries)
        return dict(sorted(index.items(), key=lambda item: (-len(item[1]), item[0])))

    @functools.cached_property
    def _places(self) -> Mapping[str, int]:
        return {entry.slug: index for index, entry in enumerate(self.entries)}

    @functools.cached_property
    def _days(self) -> Sequence[int]:
        return [entry.date.toordinal() for entry in self.entries]

    @functools.cached_property
    def _by_url(self) -> Mapping[str, Sequence[Entry]]:
        return _index((canonical(entry.url), entry) for entry in self.entries)

    @functools.cached_property
    def _backlinks(self) -> Mapping[str, Sequence[Entry]]:
        links = ((target.slug, entry) for entry in self.entries for target in self._mentioned(entry))
        return _index(links)

    def _mentioned(self, entry: Entry) -> Iterable[Entry]:
        if not note.may_link(entry.note):
            return
        for url in dict.fromkeys(canonical(link.url) for link in note.links(entry.note)):
            yield from (target for target in self._by_url.get(url, ())[:_SAME] if target.slug != entry.slug)

    def of_url(self, url: str) -> Sequence[Entry]:
        """Return the entries with this URL or an equivalent spelling of it, oldest first."""
        return self._by_url.get(canonical(url), ())

    def alike(self, url: str) -> Sequence[Entry]:
        """Return the entries with this URL, oldest first.

        If no entry has the URL, return the entries with a URL that nearly always opens the same page, such as the URL with `www.` before the host.
        """
        return next((found for form in alike(url) if (found := self._by_url.get(form))), ())

    def mentioning(self, url: str) -> Sequence[Entry]:
        """Return the entries whose notes link to this URL or an equivalent spelling of it, oldest first."""
        wanted = canonical(url)
        return [
            entry for entry in self.entries if "://" in entry.note and any(canonical(link.url) == wanted for link in note.links(entry.note))
        ]

    def backlinks(self, entry: Entry) -> Sequence[Entry]:
        """Return the other entries whose notes link to this entry's URL, oldest first.

        If more than `_SAME` entries have this URL, only the oldest of them have backlinks.
        """
        return self._backlinks.get(entry.slug, ())

    def neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """Return the entries before and after this entry by date; None where no entry is before or after it."""
        place = self._places[entry.slug]
        return (
            self.entries[place - 1] if place else None,
            self.entries[place + 1] if place + 1 < len(self.entries) else None,
        )

    def related(self, entry: Entry) -> Sequence[Entry]:
        """Return up to `RELATED` entries that share tags or topics with this entry, highest total weight first.

        Rare tags and topics weigh most. The total weight must be at least `_LEAST_WEIGHT`. Entries of equal weight are sorted by distance in time, nearest first.
        """
        if self._relations:
            places, ends = self._relations
            here = self._places[entry.slug]
            return [self.entries[place] for place in places[ends[here - 1] if here else 0 : ends[here]]]
        # The entry's HTML page and its Markdown export both need the related entries, so they are computed once.
        if entry.slug not in self._related:
            self._related[entry.slug] = self._find_related(entry)
        return self._related[entry.slug]

    @property
    def relations(self) -> list[list[int]]:
        """The related entries of each entry, as indexes into `entries`.

        Finding the related entries is slow, so a cache keeps them for later builds. They are valid for every catalogue with an equal `filing` (the slugs,
        dates, tags and topics of all entries).
        """
        return [[self._places[other.slug] for other in self.related(entry)] for entry in self.entries]

    @relations.setter
    def relations(self, found: Sequence[Sequence[int]]) -> None:
        """Set the related entries of each entry, as a catalogue with an equal `filing` (slugs, dates, tags and topics of all entries) found them.

        Raises ValueError for another number of entries, and IndexError for an index that is too high.
        """
        places = array("I", itertools.chain.from_iterable(found))
        ends = array("I", itertools.accumulate(map(len, found)))
        if len(ends) != len(self.entries):
            raise ValueError("the related entries belong to another number of entries")
        if max(places, default=-1) >= len(self.entries):
            raise IndexError("the index of a related entry is too high")
        self._relations = places, ends

    @property
    def filing(self) -> Sequence[object]:
        """The values from which related entries are found, as JSON values: the slug, date, tags and topics of each entry."""
        return [(entry.slug, day, entry.tags, entry.topics) for entry, day in zip(self.entries, self._days, strict=True)]

    def _find_related(self, entry: Entry) -> Sequence[Entry]:
        here = self._places[entry.slug]
        scores: dict[int, float] = {}
        for weight, sharing in self._terms(entry):
            at = bisect.bisect_left(sharing, here)
            near = dict.fromkeys(sharing[max(0, at - _NEAR) : at + _NEAR + 1], weight)
            for place in scores.keys() & near.keys():
                near[place] += scores[place]
            scores |= near
        scores.pop(here, None)
        # A candidate with a lower score than the last related entry that the site shows needn't be sorted.
        least = max(_LEAST_WEIGHT, min(sorted(scores.values(), reverse=True)[:RELATED], default=0))
        today = self._days[here]
        best = sorted((-score, abs(self._days[place] - today), place) for place, score in scores.items() if score >= least)
        return [self.entries[place] for *_, place in best[:RELATED]]

    def _terms(self, entry: Entry) -> Iterable[_Term]:
        """Yield the tags and topics that the entry shares with at least one other entry."""
        for index, terms in ((self._tag_terms, map(tag_address, entry.tags)), (self._topic_terms, entry.topics)):
            yield from (index[term] for term in terms if term in index)

    @functools.cached_property
    def _tag_terms(self) -> Mapping[str, _Term]:
        return {tag_address(tag): self._term(1.0, sharing) for tag, sharing in self.by_tag.items() if len(sharing) > 1}

    @functools.cached_property
    def _topic_terms(self) -> Mapping[str, _Term]:
        return {topic: self._term(0.3, sharing) for topic, sharing in self.by_topic.items() if len(sharing) > 1}

    def _term(self, share: float, sharing: Sequence[Entry]) -> _Term:
        # The rarity of a term ranges from 0 (all entries have it) to 1 (only two have it).
        size = len(self.entries)
        rarity = math.log(size / len(sharing)) / math.log(size / 2) if size > 2 else 0.0  # noqa: PLR2004 - with two entries, all entries have every shared term, so its rarity is 0
        return share * rarity, [self._places[entry.slug] for entry in sharing]


def _index(pairs: Iterable[tuple[Key, Entry]]) -> dict[Key, list[Entry]]:
    index: collections.defaultdict[Key, list[Entry]] = collections.defaultdict(list)
    for key, entry in pairs:
        index[key].append(entry)
    return dict(index)
