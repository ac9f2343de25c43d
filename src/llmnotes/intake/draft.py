"""Wish and reading → an entry: pure. What people say counts before what the page says, and that before what the text suggests."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from llmnotes.curation import lint
from llmnotes.model import Entry
from llmnotes.records import record
from llmnotes.records.slug import make_slug
from llmnotes.records.taxonomy import fold
from llmnotes.text.characters import replaced
from llmnotes.web.source import source_of
from llmnotes.web.url import host, path_and_query, without_tracking

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from llmnotes.intake.reading import Reading
    from llmnotes.intake.wish import Wish
    from llmnotes.model import Problem
    from llmnotes.records.catalogue import Catalogue
    from llmnotes.records.taxonomy import Reason, Taxonomy


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RecordDraft:
    """A record that could be written."""

    entry: Entry
    guessed: frozenset[str]
    """Keys whose value nobody said and no page told: `title` made from the address, `date` that is today."""
    listed: Sequence[Entry]
    """Entries of that address, however it is spelled."""
    mentioned: Sequence[Entry]
    """Entries whose notes mention it."""
    reasons: Sequence[Reason]
    """Why topics and tags are suggested; none for those that somebody named."""
    problems: Sequence[Problem]
    """What lint would say of it."""

    @property
    def text(self) -> str:
        """The record's text."""
        return record.write(self.entry)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DraftContext:
    """The list for which a record is drafted, and the day."""

    catalogue: Catalogue
    """The list's entries: a draft names those that have or mention its URL."""
    taxonomy: Taxonomy | None
    """Suggests topics and tags; None for a list without topics."""
    language: str
    """The list's language. A record names its page's language only if it is another one."""
    today: datetime.date
    """When the entry joins the list; also its date where neither a person nor the page names one."""
    taken: frozenset[str]
    """Case-folded slugs that the record can't get."""


def draft(wish: Wish, reading: Reading | None, context: DraftContext) -> RecordDraft:
    """Draft the record of a wish. `reading` is None if the page was not read."""
    catalogue, taxonomy, language, today = context.catalogue, context.taxonomy, context.language, context.today
    url = reading.url if reading else without_tracking(wish.url)
    said = reading.said if reading else None
    title = wish.title or (said.title if said else "")
    told = said.date if said and said.date and said.date <= today else None  # a page that tells tomorrow tells nothing
    date = wish.date or told
    guessed = frozenset({*([] if title else ["title"]), *([] if date else ["date"])})
    date = date or today
    lang = wish.lang or (said.lang if said else "")
    entry = Entry(
        slug=make_slug(date, url, source_of(host(url)).slug, context.taken.__contains__),
        title=title or title_of_address(url),
        url=url,
        date=date,
        added=today,
        topics=wish.topics,
        tags=_usual(wish.tags, taxonomy),
        lang=lang if lang and lang != language else None,
        via=wish.via or None,
        note=wish.note,
    )
    reasons: list[Reason] = []
    if taxonomy:
        suggested = taxonomy.suggest(entry)
        entry = dataclasses.replace(entry, topics=entry.topics or suggested.topics, tags=entry.tags or suggested.tags)
        terms = {*(() if wish.topics else entry.topics), *(() if wish.tags else entry.tags)}
        reasons = [reason for reason in suggested.reasons if reason.term in terms]
    return RecordDraft(
        entry=entry,
        guessed=guessed,
        listed=catalogue.alike(url) or catalogue.alike(wish.url),
        mentioned=catalogue.mentioning(url),
        reasons=reasons,
        problems=problems(record.write(entry), entry.slug, taxonomy, f"{entry.slug}.md"),
    )


def problems(text: str, slug: str, taxonomy: Taxonomy | None, file: str) -> list[Problem]:
    """Return what lint says of a record's text by itself. `file` is the path that problems name."""
    found, faults = record.read_partly(text.encode(), slug=slug, file=file)
    return faults if found is None else [*faults, *lint.check({slug: found}, lint.Context(taxonomy))]


def title_of_address(url: str) -> str:
    """What an address itself is called, for pages that tell no title: the last words of its path, else its host."""
    path, _ = path_and_query(url)
    last = unquote(path.rstrip("/").rpartition("/")[2], errors="replace")
    words = " ".join(replaced(re.sub(r"[-_+]+", " ", last), lambda _: " ").split())
    return words[:200] or host(url)


def _usual(tags: tuple[str, ...], taxonomy: Taxonomy | None) -> tuple[str, ...]:
    spelling = taxonomy.spelling if taxonomy else {}
    return tuple(dict.fromkeys(spelling.get(fold(tag), tag) for tag in tags))
