"""Draft a record from a submission and the metadata of the linked page. This module accesses neither disk nor network.

Values of the submission override values of the linked page. If the submission has no topics or no tags, the record gets those that the taxonomy suggests.
"""

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
    """A record that is not on disk yet, with the reasons for its values and the problems that lint finds in it."""

    entry: Entry
    guessed: frozenset[str]
    """Those of the keys `title` and `date` that neither the submission nor the linked page gives. The title is then made from the URL, and the date is today.

    A date in the future on the page is not used.
    """
    listed: Sequence[Entry]
    """The entries of the reading list that have the draft's URL or another spelling of it; if there are none, those that have the submitted URL."""
    mentioned: Sequence[Entry]
    """The entries of the reading list whose notes link to the draft's URL."""
    reasons: Sequence[Reason]
    """The reasons for the topics and tags that the record gets from the taxonomy. Topics and tags from the submission have no reasons."""
    by_note: Sequence[Reason]
    """The topics whose patterns occur only in the note, not in the title or the URL, each with a reason. The record doesn't get these topics. Empty if the submission has topics."""
    problems: Sequence[Problem]
    """The problems that lint finds in the record without comparing it with other records."""

    @property
    def text(self) -> str:
        """The text of the record's file: front matter and note."""
        return record.write(self.entry)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DraftContext:
    """The current day, and the data of a reading list that are needed to draft a record."""

    catalogue: Catalogue
    """The entries of the reading list. A draft names the entries that have the draft's URL or link to it."""
    taxonomy: Taxonomy | None
    """The taxonomy that suggests topics and tags; None for a reading list without topics."""
    language: str
    """The language of the reading list. A record has `lang` only if the language of the linked page differs from this language."""
    today: datetime.date
    """The day on which the entry joins the reading list. This day is also the entry's date if neither the submission nor the linked page has a date."""
    taken: frozenset[str]
    """The case-folded slugs that are in use, so the new record can't have one of them."""


def draft(submission: Submission, reading: Reading | None, context: DraftContext) -> RecordDraft:
    """Draft the record of a submission. `reading` has the metadata of the linked page; None if the page was not requested."""
    catalogue, taxonomy, language, today = context.catalogue, context.taxonomy, context.language, context.today
    url = reading.url if reading else without_tracking(submission.url)
    page = reading.metadata if reading else None
    title = submission.title or (page.title if page else "")
    # If the page states a date in the future, ignore it: it can't be the day of publication.
    published = page.date if page and page.date and page.date <= today else None
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
    """Return the problems that lint finds in the text of one record. Other records are not compared, so duplicates are not found.

    `file` is the record's path, as messages show it.
    """
    found, faults = record.read_partly(text.encode(), slug=slug, file=file)
    return faults if found is None else [*faults, *lint.check({slug: found}, lint.Context(taxonomy))]


def title_of_address(url: str) -> str:
    """Return a title for a page without a title: at most 200 characters of the last part of the URL's path, or the host if this part has no words."""
    path, _ = path_and_query(url)
    last = unquote(path.rstrip("/").rpartition("/")[2], errors="replace")
    words = " ".join(replaced(re.sub(r"[-_+]+", " ", last), lambda _: " ").split())
    return words[:200] or host(url)


def _usual(tags: tuple[str, ...], taxonomy: Taxonomy | None) -> tuple[str, ...]:
    """Replace each tag that topics.yml has in another spelling or as an alias with the usual spelling in topics.yml, then remove duplicates."""
    spelling = taxonomy.spelling if taxonomy else {}
    return tuple(dict.fromkeys(spelling.get(fold(tag), tag) for tag in tags))
