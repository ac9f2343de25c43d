"""List tags and topics with their counts, and find those that may have the same meaning."""

from __future__ import annotations

import collections
import dataclasses
import re
import unicodedata
from typing import TYPE_CHECKING

from llmnotes.text.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from llmnotes.model import Entry
    from llmnotes.records.taxonomy import Taxonomy

_SHORT = 4
"""A word with at most this number of letters, such as AWS or CSS, is not treated as a plural."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A tag in one spelling, or a topic."""

    name: str
    """The tag in one spelling, or the id of the topic."""
    title: str
    """The name that readers see: the tag itself, or the topic's title."""
    count: int
    """The number of entries that have this tag or topic."""
    known: bool
    """Whether topics.yml has the tag or topic under this name."""
    near: tuple[tuple[str, str], ...] = ()
    """Other tags or topics that may have the same meaning, each with the kind of difference: case, width, space or hyphen, plural, long vowel, alias, or title."""


def tags(entries: Iterable[Entry], taxonomy: Taxonomy | None) -> list[Term]:
    """Return the tags of entries and of topics.yml, the most frequent first. Each spelling of a tag is a separate item."""
    counts = collections.Counter(tag for entry in entries for tag in entry.tags)
    known = {keyword.name for keyword in taxonomy.keywords} if taxonomy else set()
    near = _near([*counts, *(known - counts.keys())], taxonomy.spelling if taxonomy else {})
    terms = (Term(name=tag, title=tag, count=counts[tag], known=tag in known, near=tuple(near.get(tag, ()))) for tag in {*counts, *known})
    return sorted(terms, key=lambda term: (-term.count, fold(term.name), term.name))


def topics(entries: Iterable[Entry], taxonomy: Taxonomy, language: str) -> list[Term]:
    """Return every topic in the order of topics.yml, then topics that are only in records. `language` is the language of the titles."""
    counts = collections.Counter(topic for entry in entries for topic in entry.topics)
    titles = {topic.id: topic.title[language] for topic in taxonomy.topics}
    near = _near([*titles, *(counts.keys() - titles.keys())], {id_: topic.id for topic in taxonomy.topics for id_ in topic.formerly})
    by_title: dict[str, list[str]] = {}
    for id_, title in titles.items():
        by_title.setdefault(_squashed(title), []).append(id_)
    for ids in by_title.values():
        for id_ in ids:
            near.setdefault(id_, []).extend((other, "title") for other in ids if other != id_)
    return [
        Term(name=id_, title=titles.get(id_, id_), count=counts[id_], known=id_ in titles, near=tuple(near.get(id_, ())))
        for id_ in (*titles, *sorted(counts.keys() - titles.keys()))
    ]


def _near(names: list[str], alias: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return for each name the other names that may have the same meaning, each with the kind of difference, such as "plural".

    `alias` maps each alias of a tag, in lower case and half-width, to the tag's usual name, and each former id of a topic to the topic's present id.

    The time is linear in the number of names plus the number of pairs found.
    """
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(_singular(_squashed(name)), []).append(name)
    near: dict[str, list[tuple[str, str]]] = {}
    for group in groups.values():
        for one in group:
            near.setdefault(one, []).extend((other, _why(one, other)) for other in group if other != one)
    there = set(names)
    for name in names:
        usual = alias.get(fold(name), name)
        if usual != name and usual in there and usual not in {other for other, _ in near[name]}:
            near[name].append((usual, "alias"))
            near[usual].append((name, "alias"))
    return near


def _why(one: str, other: str) -> str:
    """Return the kind of difference between two similar names, such as "case" or "plural"."""
    if one.casefold() == other.casefold():
        return "case"
    if unicodedata.normalize("NFKC", one).casefold() == unicodedata.normalize("NFKC", other).casefold():
        return "width"
    if _squashed(one) == _squashed(other):
        return "space or hyphen"
    return "plural" if one.isascii() else "long vowel"


def _squashed(name: str) -> str:
    """Return a name in lower case and half-width, without spaces, hyphens, underscores, dots and slashes.

    Other signs stay, because they distinguish names such as C++ and C#. A name that consists only of the removed characters keeps them.
    """
    return re.sub(r"[\s\-_.・/]+", "", fold(name)) or fold(name)


def _singular(squashed: str) -> str:
    """Return an English word without its plural ending, and a Japanese word without its final long vowel mark: サーバー becomes サーバ.

    English words of at most `_SHORT` letters stay unchanged.
    """
    if squashed.endswith("ー"):
        return squashed.rstrip("ー")
    if len(squashed) <= _SHORT or not squashed.isascii() or squashed.endswith(("ss", "us", "is")):
        return squashed
    if squashed.endswith("ies"):
        return f"{squashed[:-3]}y"
    return re.sub(r"(?<=[sxz])es$|(?<=[cs]h)es$|s$", "", squashed)


def lines(terms: Iterable[Term]) -> Iterator[str]:
    """Yield a line for each tag or topic: its count, its name, and remarks such as its title and names of similar tags or topics."""
    for term in terms:
        notes = [term.title] if term.title != term.name else []
        notes += ["used once"] if term.count == 1 else ["unused"] if not term.count else []
        notes += [f"near {other} ({why})" for other, why in term.near]
        remarks = "  — " + "; ".join(notes) if notes else ""
        yield f"{term.count:>6,}  {term.name}{remarks}"
