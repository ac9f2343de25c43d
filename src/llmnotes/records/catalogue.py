"""The catalogue: all entries, indexed by topic, tag, year and source, with related entries and backlinks.

Everything is in order from the oldest to the newest; views turn it round. The cost of each index is linear in the list.
"""

from __future__ import annotations

import bisect
import collections
import functools
import heapq
import math
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
"""What it weighs that two entries share a term, and the places of those that have it."""

RELATED = 5
"""At most so many related entries are told of one entry."""
_SAME = 20
"""A link of a note leads to at most so many entries of its address, the oldest: real lists have 5. Notes that all link to what all lead to would
make a site grow with the square of the list."""
_NEAR = 24
"""How many neighbours on each side, in a term's own list, may be related to an entry: what keeps the cost linear."""
_WORTH = 0.25
"""Shared terms must tell so much, where 1 is a term that only the two entries have."""


class Catalogue:
    """All entries of a list."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Put the entries in the order of their dates, oldest first; those of one day by slug."""
        self.entries: tuple[Entry, ...] = tuple(sorted(entries, key=lambda entry: (entry.date, entry.slug)))
        self._related: dict[str, Sequence[Entry]] = {}

    @functools.cached_property
    def newest(self) -> tuple[Entry, ...]:
        """The entries by the day they joined the list, newest first."""
        return tuple(sorted(self.entries, key=lambda entry: (entry.listed, entry.date, entry.slug), reverse=True))

    @functools.cached_property
    def modified(self) -> datetime.date | None:
        """The newest date of what the whole list says; None for an empty one."""
        return max((entry.updated or entry.listed for entry in self.entries), default=None)

    def newest_of(self, entries: Iterable[Entry], most: int) -> list[Entry]:
        """The newest of some entries, newest first, at most so many."""
        return heapq.nsmallest(most, entries, key=lambda entry: self._ranks[entry.slug])

    @functools.cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {entry.slug: rank for rank, entry in enumerate(self.newest)}

    @functools.cached_property
    def by_topic(self) -> Mapping[str, Sequence[Entry]]:
        """Entries by topic id."""
        return _index((topic, entry) for entry in self.entries for topic in dict.fromkeys(entry.topics))

    @functools.cached_property
    def by_tag(self) -> Mapping[str, Sequence[Entry]]:
        """Entries by tag, the most used first, then by name. Spellings that share an address are one tag, under the most used of them."""
        addresses = _index((tag_address(tag), entry) for entry in self.entries for tag in entry.tags)
        index = {self.spelling[address]: list({entry.slug: entry for entry in entries}.values()) for address, entries in addresses.items()}
        return dict(sorted(index.items(), key=lambda item: (-len(item[1]), item[0].lower(), item[0])))

    @functools.cached_property
    def spelling(self) -> Mapping[str, str]:
        """The most used spelling of a tag by its address; of equals, the first by letters."""
        counts = collections.Counter(tag for entry in self.entries for tag in entry.tags)
        spelling: dict[str, str] = {}
        for tag in sorted(counts, key=lambda tag: (-counts[tag], tag)):
            spelling.setdefault(tag_address(tag), tag)
        return spelling

    @functools.cached_property
    def by_year(self) -> Mapping[int, Sequence[Entry]]:
        """Entries by the year of their date, newest year first."""
        return dict(sorted(_index((entry.date.year, entry) for entry in self.entries).items(), reverse=True))

    @functools.cached_property
    def by_source(self) -> Mapping[str, Sequence[Entry]]:
        """Entries by their source's id, the most frequent first."""
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
        """Entries of that address, however it is spelled, oldest first."""
        return self._by_url.get(canonical(url), ())

    def alike(self, url: str) -> Sequence[Entry]:
        """Entries of that address, else of one under which the same page nearly always stands, oldest first."""
        return next((found for form in alike(url) if (found := self._by_url.get(form))), ())

    def mentioning(self, url: str) -> Sequence[Entry]:
        """Entries whose notes mention that address, however it is spelled, oldest first."""
        wanted = canonical(url)
        return [
            entry for entry in self.entries if "://" in entry.note and any(canonical(link.url) == wanted for link in note.links(entry.note))
        ]

    def backlinks(self, entry: Entry) -> Sequence[Entry]:
        """Entries whose notes mention this entry's URL, oldest first."""
        return self._backlinks.get(entry.slug, ())

    def neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """The entries before and after it."""
        place = self._places[entry.slug]
        return (
            self.entries[place - 1] if place else None,
            self.entries[place + 1] if place + 1 < len(self.entries) else None,
        )

    def related(self, entry: Entry) -> Sequence[Entry]:
        """Up to five entries that share the most telling tags and topics, best first; of equals, the nearest in time."""
        if entry.slug not in self._related:  # an entry's page and its twin both ask
            self._related[entry.slug] = self._find_related(entry)
        return self._related[entry.slug]

    @property
    def relations(self) -> list[list[int]]:
        """Of each entry the places of those that are related to it, among `entries`: long to find, and the same as long as `filing` is."""
        return [[self._places[other.slug] for other in self.related(entry)] for entry in self.entries]

    @relations.setter
    def relations(self, found: Sequence[Sequence[int]]) -> None:
        """As another catalogue with the same `filing` found them. Raises IndexError or ValueError for such as can't be."""
        self._related = {entry.slug: [self.entries[place] for place in places] for entry, places in zip(self.entries, found, strict=True)}

    @property
    def filing(self) -> Sequence[object]:
        """All that relations depend on, as JSON takes it."""
        return [(entry.slug, day, entry.tags, entry.topics) for entry, day in zip(self.entries, self._days, strict=True)]

    def _find_related(self, entry: Entry) -> Sequence[Entry]:
        here = self._places[entry.slug]
        scores: dict[int, float] = {}
        for weight, sharing in self._terms(entry):
            at = bisect.bisect_left(sharing, here)
            near = dict.fromkeys(sharing[max(0, at - _NEAR) : at + _NEAR + 1], weight)
            for place in scores.keys() & near.keys():  # few share two terms
                near[place] += scores[place]
            scores |= near
        scores.pop(here, None)
        # Most candidates fall short of the fifth, and need no place in the order.
        least = max(_WORTH, min(sorted(scores.values(), reverse=True)[:RELATED], default=0))
        today = self._days[here]
        best = sorted((-score, abs(self._days[place] - today), place) for place, score in scores.items() if score >= least)
        return [self.entries[place] for *_, place in best[:RELATED]]

    def _terms(self, entry: Entry) -> Iterable[_Term]:
        """Each term of an entry that another has too."""
        for index, terms in ((self._tag_terms, map(tag_address, entry.tags)), (self._topic_terms, entry.topics)):
            yield from (index[term] for term in terms if term in index)

    @functools.cached_property
    def _tag_terms(self) -> Mapping[str, _Term]:
        return {tag_address(tag): self._term(1.0, sharing) for tag, sharing in self.by_tag.items() if len(sharing) > 1}

    @functools.cached_property
    def _topic_terms(self) -> Mapping[str, _Term]:
        return {topic: self._term(0.3, sharing) for topic, sharing in self.by_topic.items() if len(sharing) > 1}

    def _term(self, share: float, sharing: Sequence[Entry]) -> _Term:
        # How much a shared term tells, from 0 (all have it) to 1 (only two have it).
        size = len(self.entries)
        tells = math.log(size / len(sharing)) / math.log(size / 2) if size > 2 else 0.0  # noqa: PLR2004 - two entries share all or nothing
        return share * tells, [self._places[entry.slug] for entry in sharing]


def _index(pairs: Iterable[tuple[Key, Entry]]) -> dict[Key, list[Entry]]:
    index: collections.defaultdict[Key, list[Entry]] = collections.defaultdict(list)
    for key, entry in pairs:
        index[key].append(entry)
    return dict(index)
