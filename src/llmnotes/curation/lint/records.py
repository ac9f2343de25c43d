"""What lint looks for in sound records: a function a rule or a few of one kind, from a record or from all of them to problems."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.curation.lint.japanese import as_usual, mixed_brackets, says_half_kana
from llmnotes.curation.lint.table import TABLE
from llmnotes.model import Problem
from llmnotes.records import note, record
from llmnotes.records.taxonomy import MOST, fold
from llmnotes.records.term import tag_address
from llmnotes.text import characters
from llmnotes.web import url
from llmnotes.web.source import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Place
    from llmnotes.records.record import Record


def slug_form(found: Record, _: Context) -> Iterator[Problem]:
    """A slug is a date and words of lower-case ASCII letters and digits."""
    slug = found.entry.slug
    if not record.SLUG.fullmatch(slug) or len(slug) > record.SLUG_LENGTH:
        remedy = f"rename it: YYYY-MM-DD, then words of a-z and 0-9 joined by hyphens, at most {record.SLUG_LENGTH} characters"
        yield _found(found.place(""), "slug-form", f"'{slug}' is no slug", remedy)


def title_space(found: Record, _: Context) -> Iterator[Problem]:
    """A title neither begins nor ends with a space."""
    if found.entry.title != found.entry.title.strip():
        yield _found(found.place("title"), "title-space", "the title begins or ends with a space", "remove it")


def text_invisible(found: Record, _: Context) -> Iterator[Problem]:
    """Title, tags and via hold nothing that can't be seen."""
    entry = found.entry
    for key, words in (("title", (entry.title,)), ("tags", entry.tags), ("via", (entry.via or "",))):
        for word in words:
            if char := characters.hidden(word):
                yield _found(
                    found.place(key), "text-invisible", f"{key}: '{word}' holds {characters.named(char)}, which can't be seen", "remove it"
                )


def title_japanese(found: Record, _: Context) -> Iterator[Problem]:
    """A title's brackets close as they open, and its kana are full-width."""
    title = found.entry.title
    if slip := mixed_brackets(title):
        yield _found(found.place("title"), "brackets-mixed", f"'{slip}' opens and closes in different widths", "write both in one width")
    if kana := says_half_kana(title):
        yield _found(
            found.place("title"), "kana-half", f"half-width kana: '{kana}'", "write them full-width, unless the title is quoted so"
        )


def url_tracking(found: Record, _: Context) -> Iterator[Problem]:
    """A URL says what is read, not where its reader came from."""
    short = url.without_tracking(found.entry.url)
    if short != found.entry.url:
        yield _found(found.place("url"), "url-tracking", f"the URL tells how a reader came: {found.entry.url}", f"write {short}")


def archived_copy(found: Record, context: Context) -> Iterator[Problem]:
    """An archived copy is at an archive, and of the entry's link: the title leads there once the link is dead."""
    entry = found.entry
    if entry.archived and (fault := context.archives.fault(entry.archived, entry.url)):
        remedy = "name a copy of the link at an archive; one that you trust can be added in mkdocs.yml, below `links`: `archives: [HOST]`"
        yield _found(found.place("archived"), "archived-copy", fault, remedy)


def topics_known(found: Record, context: Context) -> Iterator[Problem]:
    """Topics are ids of topics.yml, one or two of them, each once."""
    topics = found.entry.topics
    if context.taxonomy is None:
        if topics:
            yield _found(found.place("topics"), "topics-off", "this list has no topics", "remove the line 'topics: …'")
        return
    known = {topic.id for topic in context.taxonomy.topics}
    for id_ in topics:
        if id_ not in known:
            yield _found(
                found.place("topics"), "topic-unknown", f"there is no topic '{id_}'", f"write one of {', '.join(sorted(known)) or '(none)'}"
            )
    if len(set(topics)) < len(topics):
        yield _found(found.place("topics"), "topic-twice", "a topic stands twice", "keep one of the two")
    if not topics and known:
        yield _found(
            found.place("url"),
            "topic-missing",
            "the entry has no topic",
            f"add a line 'topics: [{min(known)}]', with the one that fits",
        )
    if len(topics) > MOST:
        yield _found(found.place("topics"), "topics-many", f"{len(topics)} topics", f"keep the {MOST} that fit best")


def tags_spelling(found: Record, context: Context) -> Iterator[Problem]:
    """A tag has its usual spelling, stands once, and repeats no topic of its entry."""
    spelling = context.taxonomy.spelling if context.taxonomy else {}
    seen: set[str] = set()
    for tag in found.entry.tags:
        usual = spelling.get(fold(tag), as_usual(tag))
        if usual == as_usual(tag) != tag:
            yield _found(found.place("tags"), "tag-width", f"'{tag}' has letters of an unusual width", f"write '{usual}'")
        elif usual != tag:
            yield _found(found.place("tags"), "tag-spelling", f"'{tag}' is usually written '{usual}' here", f"write '{usual}'")
        if tag_address(tag) in seen:
            yield _found(found.place("tags"), "tag-twice", f"the tag '{tag}' stands twice", "keep one of the two")
        seen.add(tag_address(tag))
        if not tag_address(tag):
            yield _found(found.place("tags"), "tag-empty", f"'{tag}' gives no address", "write letters or digits")
        topics = [topic for topic in context.taxonomy.topics if topic.id in found.entry.topics] if context.taxonomy else []
        if any(fold(tag) in {fold(word) for word in (topic.id, *topic.title.values())} for topic in topics):
            yield _found(found.place("tags"), "tag-topic", f"the tag '{tag}' repeats the entry's topic", "remove the tag")


def note_links(found: Record, _: Context) -> Iterator[Problem]:
    """A note's links lead to http or https addresses, to its own headings, or to a mailbox."""
    if not note.may_link(found.entry.note):
        return
    for link in note.links(found.entry.note):
        fault = None if re.match(r"#|mailto:", link.url) else url.fault(link.url)
        if fault:
            place = found.place("note")
            yield _found(
                dataclasses.replace(place, line=place.line + link.line),
                "note-link",
                f"a link of the note leads nowhere: {fault[0]}",
                fault[1],
            )


def note_markup(found: Record, _: Context) -> Iterator[Problem]:
    """A note can be read as Markdown in a time that readers and builds have."""
    written = found.entry.note
    if note.is_heavy(written):
        message = f"the note holds more markup than is read as Markdown: {note.weight(written):,}, at most {note.MOST_MARKUP:,}"
        remedy = "shorten it, or put what is long behind a link; until then the note is shown as the text that it is"
        yield _found(found.place("note"), "note-markup", message, remedy)


def note_says(found: Record, _: Context) -> Iterator[Problem]:
    """A note says more than its title or a URL does, in the usual widths."""
    written = found.entry.note
    if not written:
        return
    place = found.place("note")
    said = _LIST_MARKS.sub("", written.rstrip(), count=1)
    if re.fullmatch(r"<?https?://[^\s<>]+>?", said):
        yield _found(place, "note-url", "the note is nothing but a URL", "say what is there, and why it is worth reading")
    elif len(said) < 2 * len(found.entry.title) and _plain(said) in {_plain(found.entry.title), _plain(_displayed(found))}:
        yield _found(place, "note-title", "the note only repeats the title", "say why it is worth reading, or leave the note out")
    if mixed_brackets(written) and (slip := mixed_brackets(_prose(written))):
        yield _found(place, "brackets-mixed", f"'{slip}' opens and closes in different widths", "write both in one width")
    if says_half_kana(written) and (kana := says_half_kana(_prose(written))):
        yield _found(place, "kana-half", f"half-width kana: '{kana}'", "write them full-width")


_LIST_MARKS = re.compile(r"\A[-*+>#\s]+")
"""What may stand before a note's first word."""


def _prose(written: str) -> str:
    """A note as readers see it, without its code."""
    return note.text(re.sub(r"(?ms)^[ \t]*(```|~~~).*?^[ \t]*\1|`[^`\n]+`", "", written))


def _displayed(found: Record) -> str:
    return source_of(url.host(found.entry.url)).displayed(found.entry.title)


def _plain(text: str) -> str:
    """Letters and digits alone, folded."""
    return re.sub(r"[\W_]+", "", fold(text))


def dates_past(found: Record, context: Context) -> Iterator[Problem]:
    """No day is yet to come."""
    for key in ("date", "added", "updated"):
        day = getattr(found.entry, key)
        if context.latest and day and day > context.latest:
            remedy = "write the day on which it was published, added or changed"
            yield _found(found.place(key), "date-future", f"{day} is yet to come", remedy)


def dates_order(found: Record, _: Context) -> Iterator[Problem]:
    """A record is not changed before it was added."""
    entry = found.entry
    if entry.added and entry.updated and entry.updated < entry.added:
        message = f"updated on {entry.updated}, before it was added on {entry.added}"
        yield _found(found.place("updated"), "dates-order", message, "correct one of the two")


def url_repeats(records: Iterable[Record]) -> Iterator[Problem]:
    """Two records lead to one address."""
    first: dict[str, Record] = {}
    for found in records:
        form, *others = url.alike(found.entry.url)
        # A part of a page may well be a work of its own.
        forms = [form, *(other for other in others if "#" not in form or "#" in other)]
        other = next((first[form] for form in forms if form in first), found)
        first.setdefault(forms[0], found)
        if other is not found:
            message = f"{other.place('url')} leads to the same address: {found.entry.url}"
            yield _found(found.place("url"), "url-repeat", message, "merge the two, or keep both if that is meant")


def tags_share_address(records: Iterable[Record]) -> Iterator[Problem]:
    """Two spellings of a tag would stand at one address: the less used is the one to change."""
    of: dict[str, dict[str, list[Place]]] = {}
    for found in records:
        for tag in found.entry.tags:
            of.setdefault(tag_address(tag), {}).setdefault(tag, []).append(found.place("tags"))
    for spellings in of.values():
        usual = max(spellings, key=lambda tag: (len(spellings[tag]), tag == as_usual(tag)))
        for tag in spellings.keys() - {usual}:
            remedy = f"write '{usual}', here or by `llmnotes tags rename` in all records"
            for place in spellings[tag]:
                yield _found(place, "tag-address", f"'{tag}' and '{usual}' ({spellings[usual][0]}) are one tag", remedy)


RECORD_RULES = (
    slug_form,
    title_space,
    text_invisible,
    title_japanese,
    url_tracking,
    archived_copy,
    topics_known,
    tags_spelling,
    note_markup,
    note_links,
    note_says,
    dates_past,
    dates_order,
)
LIST_RULES = (url_repeats, tags_share_address)


def _found(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule=rule, severity=TABLE[rule].severity, message=message, remedy=remedy)
