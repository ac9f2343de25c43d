"""What lint knows: a rule a function, from a record or from all of them to problems.

What keeps a file from being a record at all (no front matter, a date that is none) is found by `record.read`.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes import note, record, url
from llmnotes.catalogue import tag_address
from llmnotes.model import Problem, Severity
from llmnotes.topics import MOST, Taxonomy, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from llmnotes.model import Place
    from llmnotes.record import Record


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """What rules may look at besides the record."""

    taxonomy: Taxonomy | None
    """None for a list without topics."""


def check(records: Mapping[str, Record], context: Context) -> list[Problem]:
    """Every problem of every record, in the order of files and lines."""
    problems = [problem for found in records.values() for rule in RECORD_RULES for problem in rule(found, context)]
    problems += [problem for rule in LIST_RULES for problem in rule(records.values())]
    return sorted(problems, key=lambda problem: problem.place)


def slug_form(found: Record, _: Context) -> Iterator[Problem]:
    """A slug is a date and words of lower-case ASCII letters and digits."""
    slug = found.entry.slug
    if not record.SLUG.fullmatch(slug) or len(slug) > record.SLUG_LENGTH:
        remedy = f"rename it: YYYY-MM-DD, then words of a-z and 0-9 joined by hyphens, at most {record.SLUG_LENGTH} characters"
        yield _error(found.place(""), "slug-form", f"'{slug}' is no slug", remedy)


def title_space(found: Record, _: Context) -> Iterator[Problem]:
    """A title neither begins nor ends with a space."""
    if found.entry.title != found.entry.title.strip():
        yield _advice(found.place("title"), "title-space", "the title begins or ends with a space", "remove it")


def topics_known(found: Record, context: Context) -> Iterator[Problem]:
    """Topics are ids of topics.yml, one or two of them, each once."""
    topics = found.entry.topics
    if context.taxonomy is None:
        if topics:
            yield _warning(found.place("topics"), "topics-off", "this list has no topics", "remove the line 'topics: …'")
        return
    known = {topic.id for topic in context.taxonomy.topics}
    for id_ in topics:
        if id_ not in known:
            yield _error(
                found.place("topics"), "topic-unknown", f"there is no topic '{id_}'", f"write one of {', '.join(sorted(known)) or '(none)'}"
            )
    if len(set(topics)) < len(topics):
        yield _warning(found.place("topics"), "topic-twice", "a topic stands twice", "keep one of the two")
    if not topics and known:
        yield _warning(
            found.place("url"),
            "topic-missing",
            "the entry has no topic",
            f"add a line 'topics: [{min(known)}]', with the one that fits",
        )
    if len(topics) > MOST:
        yield _advice(found.place("topics"), "topics-many", f"{len(topics)} topics", f"keep the {MOST} that fit best")


def tags_spelling(found: Record, context: Context) -> Iterator[Problem]:
    """A tag has its usual spelling, stands once, and repeats no topic of its entry."""
    spelling = context.taxonomy.spelling if context.taxonomy else {}
    seen: set[str] = set()
    for tag in found.entry.tags:
        usual = spelling.get(fold(tag), tag)
        if usual != tag:
            yield _warning(found.place("tags"), "tag-spelling", f"'{tag}' is usually written '{usual}' here", f"write '{usual}'")
        if tag_address(tag) in seen:
            yield _warning(found.place("tags"), "tag-twice", f"the tag '{tag}' stands twice", "keep one of the two")
        seen.add(tag_address(tag))
        if not tag_address(tag):
            yield _error(found.place("tags"), "tag-empty", f"'{tag}' gives no address", "write letters or digits")
        topics = [topic for topic in context.taxonomy.topics if topic.id in found.entry.topics] if context.taxonomy else []
        if any(fold(tag) in {fold(word) for word in (topic.id, *topic.title.values())} for topic in topics):
            yield _warning(found.place("tags"), "tag-topic", f"the tag '{tag}' repeats the entry's topic", "remove the tag")


def note_links(found: Record, _: Context) -> Iterator[Problem]:
    """A note's links lead to http or https addresses, to its own headings, or to a mailbox."""
    if "](" not in found.entry.note and "://" not in found.entry.note:
        return
    for link in note.links(found.entry.note):
        fault = None if re.match(r"#|mailto:", link.url) else url.fault(link.url)
        if fault:
            place = found.place("note")
            yield _error(
                dataclasses.replace(place, line=place.line + link.line),
                "note-link",
                f"a link of the note leads nowhere: {fault[0]}",
                fault[1],
            )


def dates_order(found: Record, _: Context) -> Iterator[Problem]:
    """A record is not changed before it was added."""
    entry = found.entry
    if entry.added and entry.updated and entry.updated < entry.added:
        message = f"updated on {entry.updated}, before it was added on {entry.added}"
        yield _warning(found.place("updated"), "dates-order", message, "correct one of the two")


def url_repeats(records: Iterable[Record]) -> Iterator[Problem]:
    """Two records lead to one address."""
    first: dict[str, Record] = {}
    for found in records:
        other = first.setdefault(url.canonical(found.entry.url), found)
        if other is not found:
            message = f"{other.place('url')} leads to the same address: {found.entry.url}"
            yield _warning(found.place("url"), "url-repeat", message, "merge the two, or keep both if that is meant")


def tags_share_address(records: Iterable[Record]) -> Iterator[Problem]:
    """Two spellings of a tag would stand at one address."""
    first: dict[str, tuple[str, Place]] = {}
    for found in records:
        for tag in found.entry.tags:
            other, place = first.setdefault(tag_address(tag), (tag, found.place("tags")))
            if other != tag:
                yield _error(
                    found.place("tags"), "tag-address", f"'{tag}' and '{other}' ({place}) are one tag", f"write it alike, such as '{other}'"
                )


RECORD_RULES = (slug_form, title_space, topics_known, tags_spelling, note_links, dates_order)
LIST_RULES = (url_repeats, tags_share_address)


def _error(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule=rule, severity=Severity.ERROR, message=message, remedy=remedy)


def _warning(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule=rule, severity=Severity.WARNING, message=message, remedy=remedy)


def _advice(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule=rule, severity=Severity.ADVICE, message=message, remedy=remedy)
