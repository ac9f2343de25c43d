"""Turn a bookmark of another program into the values of an entry: clean its texts, and check its URL, its date and its tags."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import itertools
import re
from typing import TYPE_CHECKING

from llmnotes.exchange import bookmark as rules
from llmnotes.exchange import days
from llmnotes.intake.draft import title_of_address
from llmnotes.model import MAX_TAGS, MAX_TITLE, MAX_TOPICS, Entry, Problem
from llmnotes.records import fields, record
from llmnotes.records.slug import SLUG
from llmnotes.text import characters
from llmnotes.text.phrases import fold
from llmnotes.web.url import redacted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.exchange.bookmark import Bookmark
    from llmnotes.records.taxonomy import Taxonomy

_LONGEST_NOTE = 200_000
"""The maximum number of characters of a note. A character takes up to four bytes, so a record with such a note stays below 1 MiB, the limit for records."""
_SHOWN = 100


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class BookmarkOptions:
    """The options of an import of bookmarks."""

    today: datetime.date
    """The current day in UTC."""
    date: datetime.date | None = None
    """The date that an entry gets if its bookmark has no usable date; None to leave out such bookmarks."""
    completes: bool = False
    """Whether a bookmark with only a year or a month gets the first day of this year or month as its date, such as 2023-06-01 for June 2023."""
    with_private: bool = False
    """Whether to import private bookmarks."""
    to_read: str = ""
    """The tag that entries of unread bookmarks get; empty for no tag."""
    with_topics: bool = True
    """Whether new entries get topics. If false, names of topics in bookmarks become tags.

    An entry gets the topics that the topics, folders and tags of its bookmark name. If they name no topic, it gets the topics whose patterns in topics.yml
    occur in its title or URL, but not if llmnotes exported the file with the bookmark.
    """

    @property
    def latest(self) -> datetime.date:
        """The latest date that an entry may have: tomorrow in UTC, because tomorrow has already begun in some time zones."""
        return self.today + datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class BookmarkTerms:
    """Chooses the tags and topics that bookmarks get in a reading list."""

    spelling: Mapping[str, str]
    """The usual spelling of each tag, by its folded form: the same for spellings that differ only in case and width, such as `AI` and `ai`."""
    topics: Mapping[str, str]
    """The id of each topic, by the folded forms of its id, its titles and its former ids."""

    @classmethod
    def of(cls, taxonomy: Taxonomy | None, used: Mapping[str, str] | None = None, *, with_topics: bool = True) -> BookmarkTerms:
        """Return the tags and topics that bookmarks can get in a reading list.

        Args:
            taxonomy: The taxonomy of the reading list; None for a list without topics.
            used: The spelling of each tag in the list's entries, by the tag in lower case and normal width; None for no tags. The taxonomy takes precedence.
            with_topics: Whether bookmarks get topics. If false, the names of topics become tags.

        """
        used = used or {}
        if taxonomy is None:
            return cls(spelling=used, topics={})
        names = ((word, topic.id) for topic in taxonomy.topics for word in (*topic.title.values(), *topic.formerly, topic.id))
        return cls(spelling={**used, **taxonomy.spelling}, topics={fold(word): id_ for word, id_ in names} if with_topics else {})

    def spelt(self, words: Iterable[str]) -> BookmarkTerms:
        """Return a copy of this object that also knows a spelling for each of the tags `words`. Tags that differ only in case or width get the same spelling.

        A spelling that this object already knows is kept. Otherwise, the most frequent spelling in `words` is chosen.
        """
        counts = collections.Counter(_word(word) for word in words)
        frequent = {fold(word): word for word, _ in reversed(counts.most_common())}
        return dataclasses.replace(self, spelling={**frequent, **self.spelling})

    def sorted(self, words: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return the ids of the topics, and the tags, that the names of a bookmark's folders, sections and tags become.

        A name that is the id, a title or a former id of a topic becomes this topic. Any other name becomes a tag in its usual spelling. Differences of case and
        width don't matter, a `#` at the beginning of a name is removed, and empty names are left out.
        """
        topics: dict[str, None] = {}
        tags: dict[str, str] = {}
        for word in words:
            tag = _word(word)
            if fold(tag) in self.topics:
                topics.setdefault(self.topics[fold(tag)])
            elif tag:
                tags.setdefault(fold(tag), self.spelling.get(fold(tag), tag))
        return list(topics), list(dict.fromkeys(tags.values()))


def url_problem(bookmark: Bookmark) -> Problem | None:
    """Return the problem of a bookmark that is left out because an entry can't have its URL, such as `javascript:`; None for a valid URL."""
    address = bookmark.url
    found = fields.fault("url", address)
    if not found:
        return None
    shown = address if len(address) <= _SHOWN else f"{address[:_SHOWN]}…"
    quoted_title = f" '{_line(bookmark.title)[:_SHOWN]}'" if bookmark.title.strip() else ""
    reason = found[0] if len(found[0]) <= 2 * _SHOWN else f"the URL can't be used: {redacted(shown)}"
    return Problem.warning(bookmark.place, rules.URL, f"the bookmark{quoted_title} is left out: {reason}", found[1])


def date_of(bookmark: Bookmark, options: BookmarkOptions) -> datetime.date | None:
    """Return the date of a bookmark's entry: the day on which the source published the work, or otherwise the day on which the bookmark was made.

    If the bookmark has only the year or the month of publication, the date is the first day of this year or month, but only if `options.completes` is true;
    the day on which the bookmark was made is not used. Days in the future are ignored. If no day is left, the date is `options.date`, which may be None.
    """
    return next((day for day in (*_days_of(bookmark, options), options.date) if day and day <= options.latest), None)


def _days_of(bookmark: Bookmark, options: BookmarkOptions) -> tuple[datetime.date | None, ...]:
    """Return the possible dates of a bookmark's entry, the preferred one first. They may be in the future. None stands for an unknown day."""
    first = days.first_of(bookmark.vague_date)
    return bookmark.published, first if options.completes else None, None if first else bookmark.saved


def date_problem(bookmark: Bookmark, options: BookmarkOptions) -> Problem:
    """Return the problem of a bookmark that is left out because its date is missing, incomplete or in the future."""
    remedy = "give such bookmarks a date with --date YYYY-MM-DD"
    future = next((day for day in _days_of(bookmark, options) if day and day > options.latest), None)
    if future:
        message = f"the bookmark is left out, because its date {future} is in the future"
    elif days.first_of(bookmark.vague_date):
        message = f"the bookmark is left out, because its date '{_line(bookmark.vague_date)[:_SHOWN]}' is not a full date"
        remedy = "give such bookmarks a date with --date YYYY-MM-DD, or their first day with --date first, such as 2023-06-01 for June 2023"
    elif bookmark.vague_date.strip():
        message = f"the bookmark is left out, because its date '{_line(bookmark.vague_date)[:_SHOWN]}' can't be read"
        remedy = "write dates as YYYY-MM-DD, or give such bookmarks a date with --date YYYY-MM-DD"
    else:
        message = "the bookmark is left out, because it has no date"
    return Problem.warning(bookmark.place, rules.DATE, f"{message}: {redacted(bookmark.url)}", remedy)


def entry_of(bookmark: Bookmark, date: datetime.date, terms: BookmarkTerms, options: BookmarkOptions) -> tuple[Entry, list[Problem]]:
    """Return the entry of a bookmark, and a problem for a title or a note that was cut, for each invalid tag, and for too many tags.

    Other values that an entry can't have, such as an invalid language or a day in the future, are left out without a problem. The entry's slug is the bookmark's
    slug if this slug is valid and begins with the entry's date; otherwise it is empty.

    Args:
        bookmark: A bookmark with a valid URL.
        date: The entry's date.
        terms: The tags and topics of the reading list.
        options: The options of the import.

    """
    problems: list[Problem] = []

    def left_out(message: str, remedy: str) -> None:
        problems.append(Problem.warning(bookmark.place, rules.VALUE, f"{message}: {redacted(bookmark.url)}", remedy))

    title = _line(bookmark.title)
    if len(title) > MAX_TITLE:
        left_out(f"the title has {len(title):,} characters, and was cut to {MAX_TITLE:,}", "shorten the title in the record")
        title = title[:MAX_TITLE].rstrip()
    note = _note(bookmark.note)
    if len(note) > _LONGEST_NOTE:
        left_out(f"the note has {len(note):,} characters, and was cut to {_LONGEST_NOTE:,}", "shorten the note in the record")
        note = record.blank_ends(note[:_LONGEST_NOTE])
    topics, tags = _terms(bookmark, terms, options)
    for tag in tags:
        if found := fields.fault("tags", tag):
            reason = found[0]
            left_out(f"the tag '{tag[:_SHOWN]}' was left out: {reason}", "add a shorter tag to the record")
    tags = [tag for tag in tags if not fields.fault("tags", tag)]
    if len(tags) > MAX_TAGS:
        left_out(f"{len(tags) - MAX_TAGS:,} tags were left out; the limit is {MAX_TAGS}", "keep the tags that describe the entry best")
    added = bookmark.saved if bookmark.saved and bookmark.saved <= options.latest else None
    entry = Entry(
        slug=bookmark.slug if SLUG.fullmatch(bookmark.slug) and bookmark.slug.startswith(date.isoformat()) else "",
        title=title or title_of_address(bookmark.url),
        url=bookmark.url,
        date=date,
        added=added,
        updated=bookmark.updated,
        topics=tuple(topics[:MAX_TOPICS]),
        tags=tuple(tags[:MAX_TAGS]),
        lang=_valid("lang", bookmark.lang),
        via=_valid("via", bookmark.via),
        archived=_valid("archived", bookmark.archived),
        note=note,
    )
    return entry, problems


def _terms(bookmark: Bookmark, terms: BookmarkTerms, options: BookmarkOptions) -> tuple[list[str], list[str]]:
    """Return the topics and the tags of a bookmark's entry.

    A file that llmnotes exported names topics and tags separately, so its tags stay tags. In other files, a tag or folder with the name of a topic becomes
    this topic. An unread bookmark also gets the tag `options.to_read`.
    """
    to_read = [options.to_read] if bookmark.to_read and options.to_read else []
    if not bookmark.slug:
        topics, tags = terms.sorted((*bookmark.folders, *bookmark.tags, *to_read))
        named, unknown = terms.sorted(bookmark.topics)
        return list(dict.fromkeys((*named, *topics))), list(dict.fromkeys((*tags, *unknown)))
    topics, unknown = terms.sorted(bookmark.topics)
    tags = [spelt for tag in bookmark.tags if (spelt := terms.spelling.get(fold(tag), _line(tag)))]
    return topics, list(dict.fromkeys((*tags, *unknown, *to_read)))


def _word(text: str) -> str:
    return _line(text).removeprefix("#").strip()


def _line(text: str) -> str:
    """Return a text from a file of bookmarks as one line, without control characters, invisible characters, and spaces at its ends."""
    if characters.forbidden(text) or characters.hidden(text):
        text = characters.replaced(text, lambda char: " " if char.isspace() or ord(char) < ord(" ") else "")
    return " ".join(text.split("\n")).strip() if "\n" in text else text.strip()


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def _note(text: str) -> str:
    """Return a note with LF line endings, without other control characters than tabs, and without blank lines at its beginning and end."""
    return record.blank_ends(_CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _valid(key: str, value: str | None) -> str | None:
    return value if value and not fields.fault(key, value) else None


def merged(bookmarks: Sequence[Bookmark]) -> Bookmark:
    """Merge the bookmarks of one page, of which there is at least one.

    The result has the notes, tags, folders and topics of all, and the earliest of the days on which they were made. It is unread only if all are. The URL and
    all other values are those of the first, but a title, a date of publication, a language, `via` or an archived copy that it lacks come from the next that has it.
    """
    first, *others = bookmarks
    if not others:
        return first
    return dataclasses.replace(
        first,
        title=next((one.title for one in bookmarks if one.title.strip()), ""),
        note="\n\n".join(dict.fromkeys(note for one in bookmarks if (note := one.note.strip()))),
        tags=_union(one.tags for one in bookmarks),
        folders=_union(one.folders for one in bookmarks),
        topics=_union(one.topics for one in bookmarks),
        saved=min((one.saved for one in bookmarks if one.saved), default=None),
        published=next((one.published for one in bookmarks if one.published), None),
        vague_date=next((one.vague_date for one in bookmarks if one.vague_date), ""),
        to_read=all(one.to_read for one in bookmarks),
        lang=next((one.lang for one in bookmarks if one.lang), None),
        via=next((one.via for one in bookmarks if one.via), None),
        archived=next((one.archived for one in bookmarks if one.archived), None),
    )


def _union(words: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(itertools.chain.from_iterable(words)))
