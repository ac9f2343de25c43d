"""Import files of bookmarks into a reading list."""

from __future__ import annotations

import collections
import dataclasses
from typing import TYPE_CHECKING

from llmnotes.actions.bookmark_entry import BookmarkTerms, date_of, date_problem, entry_of, merged, url_problem
from llmnotes.actions.faulty_notes import faulty_notes
from llmnotes.errors import BookmarkError
from llmnotes.exchange import bookmark as rules
from llmnotes.exchange import decoding, formats
from llmnotes.exchange.bookmark import ReadingOptions
from llmnotes.logs import other_format
from llmnotes.model import Place, Problem, Severity, errors
from llmnotes.records import record
from llmnotes.records.slug import make_slug
from llmnotes.system import regular_files
from llmnotes.system.files import message_of, show
from llmnotes.system.regular_files import UnfitFile
from llmnotes.text.phrases import fold
from llmnotes.web.source import source_of
from llmnotes.web.url import alike, canonical, host

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from llmnotes.actions.bookmark_entry import BookmarkOptions
    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.exchange.bookmark import Bookmark, BookmarkFile
    from llmnotes.exchange.formats import BookmarkFormat
    from llmnotes.model import Entry
    from llmnotes.records.folder import Store
    from llmnotes.records.taxonomy import Taxonomy

MAX_BYTES = 64 * 1024 * 1024
"""The maximum size of a file of bookmarks in bytes. For comparison: 2,000 bookmarks with icons have 5 MiB."""

_TABLES = frozenset({".csv", ".tsv"})
"""The endings of the names of files that are tables, whatever the names of their columns are."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReadFile:
    """A file of bookmarks that was read: its format and its content."""

    format: BookmarkFormat
    content: BookmarkFile


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ListedEntries:
    """The taxonomy, URLs, slugs and tags of a reading list before an import of bookmarks."""

    taxonomy: Taxonomy | None = None
    urls: Collection[str] = frozenset()
    """The URLs of all entries, including those of records with errors, each in the canonical form, which all spellings of a URL share."""
    removed: Collection[str] = frozenset()
    """The URLs of removed entries, each in the canonical form."""
    taken: Collection[str] = frozenset()
    """The case-folded slugs of entries and removed entries. No new entry may have one of these slugs."""
    tags: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The spelling of each tag in use, by its folded form: the same for spellings that differ only in case and width, such as `AI` and `ai`."""


@dataclasses.dataclass(slots=True)
class BookmarkCounts:
    """The numbers of bookmarks of one file, by what the import does with them."""

    found: int = 0
    """The number of bookmarks in the file: the sum of the fields from `added` to `unfit`."""
    added: int = 0
    """The number of bookmarks that became new entries."""
    merged: int = 0
    """The number of bookmarks that were merged with another bookmark of the same page."""
    listed: int = 0
    """The number of bookmarks that were left out because the reading list has an entry for the page."""
    removed: int = 0
    """The number of bookmarks that were left out because the entry for the page was removed from the reading list."""
    private: int = 0
    """The number of private bookmarks that were left out."""
    without_url: int = 0
    """The number of bookmarks that were left out because they have no usable URL."""
    without_date: int = 0
    """The number of bookmarks that were left out because they have no usable date: none, an incomplete one, or one in the future."""
    unfit: int = 0
    """The number of bookmarks that were left out because their records would be invalid."""
    to_read: int = 0
    """The number of added entries whose bookmarks were unread; 0 if the options give such entries a tag."""
    guessed: int = 0
    """The number of added entries whose titles were made from URLs, because their bookmarks have no title."""
    given_date: int = 0
    """The number of added entries whose date is the one in the option `--date`, because their bookmarks have no usable date."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class BookmarkPlan:
    """The planned changes of an import of bookmarks."""

    files: Sequence[ReadFile]
    counts: Sequence[BookmarkCounts]
    """The numbers of bookmarks of each file, in the order of `files`."""
    entries: Sequence[Entry]
    """The new entries, in the order of the files."""
    problems: Sequence[Problem]

    @property
    def faulty_notes(self) -> int:
        """The number of new entries in whose notes `llmnotes lint` finds errors."""
        return faulty_notes(self.entries)


def is_log(path: Path, name: str | None = None) -> bool:
    """Return whether to import a file as a dated Markdown log: whether `name` is `log`, or `name` is None and the file may be a Markdown log.

    A file may be a Markdown log if it is a text that is neither a table nor in a format that only programs write, such as JSON.

    `name` is the format that the user chose; None for no choice. Raises BookmarkError if the file can't be read.
    """
    if name is not None:
        return name == "log"
    try:
        text = decoding.text_of(_content(path))
    except decoding.NotText:
        return False
    return _format_of(text, path) is None and not other_format.machine_format_of(text)


def _format_of(text: str, path: Path) -> BookmarkFormat | None:
    """Return the format of a text that was read from `path`; None if it is a Markdown log or has no known format.

    If the text alone shows no format, but the name of the file ends with .csv or .tsv, the text is a table.
    """
    return formats.recognised(text) or (formats.by_name("csv") if path.suffix.lower() in _TABLES else None)


def read_bookmarks(path: Path, name: str | None = None, options: ReadingOptions | None = None) -> ReadFile | Problem:
    """Read a file of bookmarks.

    Args:
        path: The path of the file.
        name: The name of the file's format; None to recognise the format by the content.
        options: Options for reading; None for no options.

    Returns:
        The bookmarks and every problem in them; or one problem, if the file is not text or has no known format.

    Raises:
        BookmarkError: The file can't be read from disk.

    """
    place = Place(show(path))
    try:
        text = decoding.text_of(_content(path))
    except decoding.NotText as error:
        return Problem.error(place, rules.FORMAT, f"the file is {error}", error.remedy)
    options = options or ReadingOptions()
    chosen = formats.by_name(name) if name else _format_of(text, path)
    if chosen is None:
        other = other_format.machine_format_of(text)
        message = f"the file looks like {other or 'text'}, but its format is not a bookmark format that llmnotes reads"
        remedy = f"export your bookmarks as HTML or CSV; if the file is damaged, name its format with --format: {', '.join(formats.NAMES)}"
        return Problem.error(place, rules.FORMAT, message, remedy)
    return ReadFile(format=chosen, content=chosen.read(text, place.file, options))


def listed_entries(reading_list: ReadingList) -> ListedEntries:
    """Return the taxonomy, URLs, slugs and tags of a reading list."""
    return ListedEntries(
        taxonomy=reading_list.taxonomy,
        urls=frozenset(canonical(found.entry.url) for found in (*reading_list.records.values(), *reading_list.damaged)),
        removed=frozenset(canonical(one.url) for one in reading_list.removals.values()),
        taken=frozenset(reading_list.store.slugs()),
        tags={fold(tag): tag for entry in reading_list.entries for tag in entry.tags},
    )


def plan_bookmarks(files: Sequence[ReadFile], before: ListedEntries, options: BookmarkOptions) -> BookmarkPlan:
    """Plan the import of files of bookmarks. Nothing is written.

    Bookmarks of the same page become one entry. Exception: in files that llmnotes exported, each bookmark becomes a separate entry. A bookmark is left out if
    the reading list has an entry for its page, or had one that was removed.
    """
    planner = _Planner(before, options, len(files))
    problems: list[Problem] = []
    for number, file in enumerate(files):
        problems += file.content.problems
        problems += planner.take(number, file.content.bookmarks)
    problems += planner.finish()
    for file, counts in zip(files, planner.counts, strict=True):
        problems += _no_bookmark(file, counts)
    return BookmarkPlan(files=files, counts=planner.counts, entries=planner.entries, problems=problems)


def carry_out_bookmarks(store: Store, plan: BookmarkPlan, progress: Callable[[], None] = lambda: None) -> None:
    """Write all records of a plan, or none. `progress` is called after each written file. Raises StoreError if a file can't be written."""
    store.save_all([(entry, store.path(entry)) for entry in plan.entries], progress=progress)


class _Planner:
    """Collects bookmarks, and turns them into entries.

    Invariants:
        - `_groups` has the bookmarks that may become entries, each with the number of its file. All bookmarks of a group are of the same page. Bookmarks of the
          same page are in one group, except if both come from files that llmnotes exported: there, the author of the list decided to have two entries for one page.
        - `_by_form` has the index of each group in `_groups`, by the canonical form of the URL of its first bookmark.

    """

    def __init__(self, before: ListedEntries, options: BookmarkOptions, files: int) -> None:
        self._before, self._options = before, options
        self._groups: list[list[tuple[int, Bookmark]]] = []
        self._by_form: dict[str, int] = {}
        self.counts = [BookmarkCounts() for _ in range(files)]
        self.entries: list[Entry] = []

    def take(self, number: int, bookmarks: Iterable[Bookmark]) -> Iterator[Problem]:
        """Add the bookmarks of the file with the index `number`. Yield a problem for each bookmark without a usable URL."""
        counts = self.counts[number]
        for bookmark in bookmarks:
            counts.found += 1
            # Private bookmarks are left out first, so that their notes and tags are not merged into a public bookmark.
            if bookmark.private and not self._options.with_private:
                counts.private += 1
            elif problem := url_problem(bookmark):
                counts.without_url += 1
                yield problem
            else:
                self._add(number, bookmark)

    def _add(self, number: int, bookmark: Bookmark) -> None:
        counts, forms = self.counts[number], _forms(bookmark.url)
        if any(form in self._before.urls for form in forms):
            counts.listed += 1
        elif any(form in self._before.removed for form in forms):
            counts.removed += 1
        else:
            known = next((self._by_form[form] for form in forms if form in self._by_form), None)
            if known is not None and not (bookmark.slug and self._groups[known][0][1].slug):
                self._groups[known].append((number, bookmark))
            else:
                self._by_form[forms[0]] = len(self._groups)
                self._groups.append([(number, bookmark)])

    def finish(self) -> Iterator[Problem]:
        """Turn the added bookmarks into `entries`. Yield a problem for each bookmark that is left out, or whose values change, such as a cut title."""
        terms = BookmarkTerms.of(self._before.taxonomy, self._before.tags, with_topics=self._options.with_topics)
        bookmarks = [merged([bookmark for _, bookmark in group]) for group in self._groups]
        terms = terms.spelt(word for one in bookmarks if not one.slug for word in (*one.folders, *one.tags))
        used = set(self._before.taken)
        last: dict[str, int] = {}
        for group, bookmark in zip(self._groups, bookmarks, strict=True):
            counts, *others = (self.counts[number] for number, _ in group)
            date = date_of(bookmark, self._options)
            if date is None:
                for one in (counts, *others):
                    one.without_date += 1
                yield date_problem(bookmark, self._options)
                continue
            entry, problems = entry_of(bookmark, date, terms, self._options)
            if not entry.slug or entry.slug in used:
                slug = make_slug(date, entry.url, source_of(host(entry.url)).slug, used.__contains__, last)
                entry = dataclasses.replace(entry, slug=slug)
            entry = self._with_suggestions(entry, bookmark)
            if faults := record.read(record.write(entry).encode(), slug=entry.slug, file=bookmark.place.file)[1]:
                for one in (counts, *others):
                    one.unfit += 1
                yield _unfit(bookmark, faults)
                continue
            yield from problems
            used.add(entry.slug)
            self.entries.append(entry)
            counts.added += 1
            for one in others:
                one.merged += 1
            counts.guessed += not bookmark.title.strip()
            counts.to_read += bookmark.to_read and not self._options.to_read
            counts.given_date += date == self._options.date and date not in {bookmark.published, bookmark.saved}

    def _with_suggestions(self, entry: Entry, bookmark: Bookmark) -> Entry:
        """Return an entry that has no topics with the topics that its title and URL suggest. Entries with topics stay the same.

        An entry from a file that llmnotes exported also stays the same, because it has no topics only if its author chose none.
        """
        taxonomy = self._before.taxonomy
        if taxonomy is None or bookmark.slug or entry.topics or not self._options.with_topics:
            return entry
        return dataclasses.replace(entry, topics=taxonomy.suggest(entry).topics)


def _forms(url: str) -> list[str]:
    """Return the canonical forms of all URLs that open the same page as `url`. A URL with a fragment and the URL without it count as two pages."""
    form, *others = alike(url)
    return [form, *(other for other in others if "#" not in form or "#" in other)]


def _unfit(bookmark: Bookmark, faults: Sequence[Problem]) -> Problem:
    message = f"the bookmark is left out, because its record would be invalid: {faults[0].message}"
    return Problem.warning(bookmark.place, rules.VALUE, message, faults[0].remedy)


def _no_bookmark(file: ReadFile, counts: BookmarkCounts) -> Iterator[Problem]:
    """Yield an error if no bookmark of a file can be imported, or a warning if the file has no bookmarks.

    There is no error if the reading list has, or had, the page of a bookmark of the file.
    """
    place = Place(file.content.file)
    if counts.found and not counts.added + counts.merged + counts.listed + counts.removed:
        reasons = collections.Counter(
            {
                "use --private to import private bookmarks": counts.private,
                "give the bookmarks a date with --date YYYY-MM-DD": counts.without_date,
                "correct the URLs that are reported above": counts.without_url,
                "correct the values that are reported above": counts.unfit,
            }
        )
        remedy = "; ".join(reason for reason, count in reasons.most_common() if count)
        yield Problem.error(place, rules.FORMAT, f"no bookmark in the file can be imported (bookmarks found: {counts.found:,})", remedy)
    elif not counts.found and not errors(file.content.problems):
        message = f"the file was read as {file.format.title}, but has no bookmarks"
        yield Problem(
            place=place,
            rule=rules.FORMAT,
            severity=Severity.WARNING,
            message=message,
            remedy="export your bookmarks from the browser or the service again, or name another format with --format",
        )


def _content(path: Path) -> bytes:
    try:
        return regular_files.read(path, limit=MAX_BYTES)
    except UnfitFile as error:
        raise BookmarkError(message_of(error)) from error
    except OSError as error:
        raise BookmarkError(f"{show(path)}: {error.strerror}. Check the path and its permissions") from error
