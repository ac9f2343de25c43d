"""The topics and tags of a reading list, and the suggestion of topics and tags for an entry by their patterns. `taxonomy_file.py` reads them from topics.yml."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from llmnotes.model import MAX_TAGS, Entry, Place
from llmnotes.records import note
from llmnotes.text import phrases
from llmnotes.text.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_NOWHERE = Place("")

SEARCHED = 10_000
"""The number of characters at the beginning of a note that are searched for patterns. The longest of 13,000 real notes has 1,845 characters."""

MOST = 2
"""The maximum number of topics that are suggested for an entry."""

WEIGHTS = {"title": 3, "url": 2, "note": 1}
"""The weight of a pattern by the place where it is found.

A pattern in the note has the lowest weight, because notes also mention subjects that the linked work isn't about.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase of topics.yml, and the parts of an entry (title, note, URL) in which it is searched."""

    phrase: str
    where: tuple[str, ...] = ("title", "note")

    def found(self, text: str) -> bool:
        """Return whether a text, which must be in lower case and half-width, holds the phrase at least once where it isn't negated, as in "without RAG"."""
        return phrases.occurs(self.phrase, text)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """A topic of topics.yml, with the patterns that suggest it."""

    id: str
    """The topic's name in records, and the last part of its page's address: lower-case letters, digits and hyphens."""
    title: Mapping[str, str]
    """The name on the site, in each language. topics.yml has one text for all languages, or a text for each language, such as `{ja: …, en: …}`. Without a text, the id is the name."""
    description: Mapping[str, str]
    """A sentence for the topic's page, in each language. topics.yml has one text for all languages, or a text for each language."""
    patterns: tuple[Pattern, ...] = ()
    """Phrases in a title or note, also in another case or width, that suggest the topic for an entry. `{title: …}`, `{note: …}` and `{url: …}` are searched only in that part of the entry."""
    unless: tuple[str, ...] = ()
    """Phrases that don't belong to the topic although a pattern occurs in them. The patterns are not searched in the text of these phrases."""
    formerly: tuple[str, ...] = ()
    """Former ids of the topic, and ids of topics that were merged into it. Their pages redirect to the topic's page."""
    place: Place = _NOWHERE


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Keyword:
    """A tag of topics.yml: its usual spelling, its other spellings, and the patterns that suggest it."""

    name: str
    """The tag in its usual spelling."""
    aliases: tuple[str, ...] = ()
    """Other spellings and former names of the tag. Their pages redirect to the tag's page."""
    patterns: tuple[Pattern, ...] = ()
    """Phrases that suggest the tag for an entry. If the tag has no key `patterns` in topics.yml, its name and its aliases are the patterns."""
    place: Place = _NOWHERE


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """A reason to suggest a topic or tag for an entry: a phrase of topics.yml that was found in the entry."""

    term: str
    """The topic's id, or the tag in its usual spelling."""
    phrase: str
    where: str
    """The place where the phrase was found: `title`, `note` or `url`."""
    weight: int


@dataclasses.dataclass(frozen=True, slots=True)
class Suggestion:
    """The topics and tags that are suggested for an entry."""

    topics: tuple[str, ...]
    """The topics that fit best, of those with a pattern in the title or the URL: at most `MOST`. A new record gets these topics."""
    tags: tuple[str, ...]
    reasons: tuple[Reason, ...]
    """Every pattern that was found, with its topic or tag and the first place where it was found. A topic or tag may have a reason and still not be
    suggested, because others fit better or because the number of topics and tags is limited."""
    by_note: tuple[str, ...] = ()
    """The topics that fit best, of those whose patterns occur only in the note. With `topics`, they are at most `MOST`.

    Notes also mention subjects that the linked work isn't about, so a person decides on these topics."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """The topics in their order, and the known tags."""

    topics: tuple[Topic, ...] = ()
    keywords: tuple[Keyword, ...] = ()

    def topic(self, id_: str) -> Topic | None:
        """Return the topic with this id; None if no topic has this id."""
        return next((topic for topic in self.topics if topic.id == id_), None)

    @functools.cached_property
    def spelling(self) -> dict[str, str]:
        """The usual spelling of each tag, by the folded form (lower case, half-width) of the tag and of each alias."""
        return {fold(word): keyword.name for keyword in self.keywords for word in (keyword.name, *keyword.aliases)}

    @functools.cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset(word for _, words in (*self._topic_words, *self._keyword_words) for word in words)

    @functools.cached_property
    def _topic_words(self) -> list[tuple[Topic, frozenset[str]]]:
        return [(topic, _first_words(topic.patterns)) for topic in self.topics]

    @functools.cached_property
    def _keyword_words(self) -> list[tuple[Keyword, frozenset[str]]]:
        return [(keyword, _first_words(keyword.patterns)) for keyword in self.keywords]

    def suggest(self, entry: Entry) -> Suggestion:
        """Suggest topics and tags for an entry by its title, its URL and the first `SEARCHED` characters of its note."""
        texts = {"title": fold(entry.title), "note": fold(note.text(entry.note)[:SEARCHED]), "url": entry.url.lower()}
        # The first step searches only the first word of each pattern. It is ten times faster than a search for whole patterns, and excludes most topics and tags.
        whole = "\n".join(texts.values())
        there = {word for word in self._first_words if word in whole}
        topics_there = [topic for topic, words in self._topic_words if not there.isdisjoint(words)]
        reasons = [reason for topic in topics_there for reason in _reasons(topic.id, topic.patterns, phrases.without(topic.unless, texts))]
        sure = {reason.term for reason in reasons if reason.where != "note"}
        weights = _weigh(reasons)
        order = {topic.id: index for index, topic in enumerate(self.topics)}
        ranked = sorted(weights, key=lambda id_: (-weights[id_], order[id_]))
        topics = _foremost([id_ for id_ in ranked if id_ in sure], weights)
        by_note = _foremost([id_ for id_ in ranked if id_ not in sure], weights)
        keywords_there = [keyword for keyword, words in self._keyword_words if not there.isdisjoint(words)]
        tag_reasons = [reason for keyword in keywords_there for reason in _reasons(keyword.name, keyword.patterns, texts)]
        tags = tuple(dict.fromkeys(reason.term for reason in tag_reasons))[:MAX_TAGS]
        return Suggestion(topics, tags, (*reasons, *tag_reasons), by_note[: MOST - len(topics)])


def _foremost(ranked: Sequence[str], weights: Mapping[str, int]) -> tuple[str, ...]:
    """Return the first of the ranked topics, and the second one if it has at least half the weight of the first. Without topics, return an empty tuple.

    The limit of half the weight prevents that nearly every entry gets two topics.
    """
    return tuple(id_ for id_ in ranked[:MOST] if 2 * weights[id_] >= weights[ranked[0]])


def _first_words(patterns: tuple[Pattern, ...]) -> frozenset[str]:
    return frozenset(phrases.first_word(pattern.phrase) for pattern in patterns)


def _reasons(term: str, patterns: Iterable[Pattern], texts: Mapping[str, str]) -> Iterator[Reason]:
    for pattern in patterns:
        for where in pattern.where:
            if pattern.found(texts[where]):
                yield Reason(term, pattern.phrase, where, WEIGHTS[where])
                break


def _weigh(reasons: Iterable[Reason]) -> dict[str, int]:
    weights: dict[str, int] = {}
    for reason in reasons:
        weights[reason.term] = weights.get(reason.term, 0) + reason.weight
    return weights
