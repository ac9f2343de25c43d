"""Draft a record from a submission and its page, without reading or writing. The person's words win over the page's, and these over suggestions."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from llmnotes.curation import lint
from llmnotes.model import Entry
from llmnotes.records import record
from llmnotes.records.slug import make_slug
from llmnotes.text.characters import replaced
from llmnotes.text.phrases import fold
from llmnotes.web.source import source_of
from llmnotes.web.url import host, path_and_query, without_tracking

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from llmnotes.intake.reading import Reading
    from llmnotes.intake.submission import Submission
    from llmnotes.model import Problem
    from llmnotes.records.catalogue import Catalogue
    from llmnotes.records.taxonomy import Reason, Taxonomy


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RecordDraft:
    """A record that is not written yet."""

    entry: Entry
    guessed: frozenset[str]
    """Keys that neither the submission nor the page gives: `title`, which is made from the URL, and `date`, which is today."""
    listed: Sequence[Entry]
    """Entries of the list that have the URL, in any of its spellings."""
    mentioned: Sequence[Entry]
    """Entries whose notes link to the URL."""
    reasons: Sequence[Reason]
    """Why the taxonomy suggests the topics and tags of the entry; empty for those of the submission."""
    by_note: Sequence[Reason]
    """Topics that only the note suggests, each with a reason: the record does not get them."""
    problems: Sequence[Problem]
    """The problems that lint finds in the record."""

    @property
    def text(self) -> str:
        """The record's text, as it is written to disk."""
        return record.write(self.entry)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DraftContext:
    """The list for which a record is drafted, and the day of drafting."""

    catalogue: Catalogue
    """The list's entries. A draft names those that have its URL or link to it."""
    taxonomy: Taxonomy | None
    """The source of suggested topics and tags; None for a list without topics."""
    language: str
    """The list's language. A record names the language of its page only where the two differ."""
    today: datetime.date
    """The day on which the entry joins the list, and its date if neither the submission nor the page gives one."""
    taken: frozenset[str]
    """Case-folded slugs that the list uses already."""


def draft(submission: Submission, reading: Reading | None, context: DraftContext) -> RecordDraft:
    """Draft the record of a submission. `reading` is None if the page was not requested."""
    catalogue, taxonomy, language, today = context.catalogue, context.taxonomy, context.language, context.today
    url = reading.url if reading else without_tracking(submission.url)
    page = reading.metadata if reading else None
    title = submission.title or (page.title if page else "")
    published = page.date if page and page.date and page.date <= today else None  # a date in the future is wrong
    date = submission.date or published
    guessed = frozenset({*([] if title else ["title"]), *([] if date else ["date"])})
    date = date or today
    lang = submission.lang or (page.lang if page else "")
    entry = Entry(
        slug=make_slug(date, url, source_of(host(url)).slug, context.taken.__contains__),
        title=title or title_of_address(url),
        url=url,
        date=date,
        added=today,
        topics=submission.topics,
        tags=_usual(submission.tags, taxonomy),
        lang=lang if lang and lang != language else None,
        via=submission.via or None,
        note=submission.note,
    )
    reasons: list[Reason] = []
    by_note: list[Reason] = []
    if taxonomy:
        suggested = taxonomy.suggest(entry)
        entry = dataclasses.replace(entry, topics=entry.topics or suggested.topics, tags=entry.tags or suggested.tags)
        terms = {*(() if submission.topics else entry.topics), *(() if submission.tags else entry.tags)}
        reasons = [reason for reason in suggested.reasons if reason.term in terms]
        by_note = [] if submission.topics else [next(one for one in suggested.reasons if one.term == id_) for id_ in suggested.by_note]
    return RecordDraft(
        entry=entry,
        guessed=guessed,
        listed=catalogue.alike(url) or catalogue.alike(submission.url),
        mentioned=catalogue.mentioning(url),
        reasons=reasons,
        by_note=by_note,
        problems=problems(record.write(entry), entry.slug, taxonomy, f"{entry.slug}.md"),
    )


def problems(text: str, slug: str, taxonomy: Taxonomy | None, file: str) -> list[Problem]:
    """Return the problems that lint finds in a record's text, without comparing it with other records. `file` is the path that problems show."""
    found, faults = record.read_partly(text.encode(), slug=slug, file=file)
    return faults if found is None else [*faults, *lint.check({slug: found}, lint.Context(taxonomy))]


def title_of_address(url: str) -> str:
    """Return a title for a page that has none: the words of the last part of its URL's path, or its host."""
    path, _ = path_and_query(url)
    last = unquote(path.rstrip("/").rpartition("/")[2], errors="replace")
    words = " ".join(replaced(re.sub(r"[-_+]+", " ", last), lambda _: " ").split())
    return words[:200] or host(url)


def _usual(tags: tuple[str, ...], taxonomy: Taxonomy | None) -> tuple[str, ...]:
    """Return tags in the spelling of topics.yml, each once."""
    spelling = taxonomy.spelling if taxonomy else {}
    return tuple(dict.fromkeys(spelling.get(fold(tag), tag) for tag in tags))
