"""Read and write bookmarks as CSV (RFC 4180), with any of the usual separators."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from typing import TYPE_CHECKING

from llmnotes.exchange import days, folders, html_note
from llmnotes.exchange.bookmark import FORMAT, Bookmark, BookmarkFile, counted, unreadable
from llmnotes.exchange.csv_layouts import KEYS, OWN, layout_of
from llmnotes.model import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmnotes.exchange.bookmark import ReadingOptions
    from llmnotes.exchange.csv_layouts import CsvLayout
    from llmnotes.model import Entry

_SEPARATORS = ",;\t|"
_HINT = re.compile(r"\ufeff?sep=([,;|\t])\n", re.IGNORECASE)
"""Matches the first line `sep=;`, with which files of Excel name the separator."""
_LARGEST_CELL = 32 * 1024 * 1024
"""The maximum number of characters in a cell. Python's default limit is 131,072, but a cell with many highlights can be longer."""
_LONGEST_HEADER = 10_000
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_DAYS = frozenset({"date", "saved", "added", "updated"})
"""The keys of columns with dates."""
_HTML_NOTE = re.compile(r"\s*+<(?:p|div|h[1-6]|ul|ol|blockquote)\b")
"""Matches a note in HTML, as Zotero writes it."""
_FALSE = frozenset({"", "0", "false", "no", "n", "off", "[]", "public", "いいえ", "公開"})

_GUARDED = re.compile(r"['=+\-@＝＋－＠\t\r\n]")
"""Matches the first character of a cell that a spreadsheet may execute as a formula, and the quote that this module writes before such a cell:
https://owasp.org/www-community/attacks/CSV_Injection."""


def is_csv(text: str) -> bool:
    """Return whether the first line of a text has names of columns, and one of them is the column of the URL.

    If this column is the only one, the text must have a second line. Otherwise a text that consists of one word, such as `link`, would count as CSV.
    """
    columns = _Table.of(text).columns
    return "url" in layout_of(columns).columns and (len(columns) > 1 or text.strip().count("\n") > 0)


def has_layout(text: str, layout: str) -> bool:
    """Return whether the first line of a text has the column names of a bookmark service. `layout` is the name of its layout, such as `raindrop`."""
    return layout_of(_Table.of(text).columns).name == layout


class _Table:
    """The rows of a CSV file, and the names of its columns in lower case."""

    def __init__(self, text: str, separator: str, skipped: int) -> None:
        self._lines, self._skipped = io.StringIO(text, newline=""), skipped
        self._reader = csv.reader(self._lines, delimiter=separator)
        self._start = self._skipped
        self.columns: list[str] = []
        with _large_cells(), contextlib.suppress(csv.Error, StopIteration):
            self.columns = [name.strip().lower() for name in next(self._reader)]

    @classmethod
    def of(cls, text: str) -> _Table:
        """Return the table in a text. The separator is that of a first line such as `sep=;`, or else the one that splits the first line into the most cells."""
        hint = _HINT.match(text)
        start = hint.end() if hint else len(text) - len(text.lstrip("\n\ufeff"))
        head = text[start : start + _LONGEST_HEADER].split("\n", 1)[0]
        separator = hint[1] if hint else max(_SEPARATORS, key=lambda one: _cells(head, one))
        return cls(text[start:], separator, text.count("\n", 0, start))

    @property
    def line(self) -> int:
        """The number of the line on which the last row that was read begins."""
        return self._start

    def rows(self) -> Iterator[Mapping[str, str]]:
        """Yield the cells of each row that is not empty, by the names of the columns. Raises csv.Error if a cell is too large."""
        while True:
            last, self._start = self._start, self._skipped + self._reader.line_num + 1
            with _large_cells():
                row = next(self._reader, None)
            if row is None:
                self._start = last
                return
            if any(row):
                yield dict(zip(self.columns, row, strict=False))


def _cells(line: str, separator: str) -> int:
    """Return the number of cells of a line; 0 for a line that can't be read."""
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return 0


@contextlib.contextmanager
def _large_cells() -> Iterator[None]:
    """Allow large cells in a `with` block. Python has one limit for the whole process, so the former limit is restored after the block."""
    before = csv.field_size_limit(_LARGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def read(text: str, file: str, options: ReadingOptions, layout: str = "") -> BookmarkFile:
    """Read a CSV file. `layout` is the name of its layout; empty to recognise the layout by the columns. `options.columns` overrides columns of the layout."""
    table = _Table.of(text)
    chosen = layout_of(table.columns, layout)
    named = {key: name.strip().lower() for key, name in options.columns.items()}
    columns = {**chosen.columns, **named}
    place = Place(file, 1)
    shown = ", ".join(table.columns)[:200]
    unknown = [name for name in named.values() if name not in table.columns]
    if unknown:
        return unreadable(
            place, f"the file has no column '{unknown[0]}'; its columns are: {shown}", "name one of these columns with --column"
        )
    if "url" not in columns:
        message = f"the file has no column for the URL; its columns are: {shown}"
        return unreadable(
            place, message, f"name the columns with --column KEY=NAME, such as --column url=NAME; the keys are {', '.join(KEYS)}"
        )
    problems: list[Problem] = []
    rows: list[tuple[int, Mapping[str, str]]] = []
    try:
        for row in table.rows():
            rows.append((table.line, row))  # noqa: PERF401 - if a row can't be read, the rows above it are kept
    except csv.Error as error:
        remedy = (
            "correct the quotes of this row, or shorten its longest cell, and import the file again; only the rows above this row were read"
        )
        problems.append(Problem.error(Place(file, table.line), FORMAT, f"the row can't be read: {error}", remedy))
    if text.count('"') % 2:
        message = "the number of quotes in the file is odd, so a cell of this row or of a row above may hold several rows"
        remedy = (
            "write each quote inside a cell twice, and put the cell in quotes; "
            "check that the number of bookmarks below is the number of rows in the file"
        )
        problems.append(Problem.warning(Place(file, table.line), FORMAT, message, remedy))
    unread = {name: f"column '{name[:40]}'" for name in table.columns if name and name not in {*columns.values(), "id"}} | dict(
        chosen.not_kept
    )
    not_kept = counted([what for name, what in unread.items() if row.get(name, "").strip().lower() not in _FALSE] for _, row in rows)
    day_first = {key: days.is_day_first(row.get(name, "") for _, row in rows) for key, name in columns.items() if key in _DAYS}
    is_own = chosen is OWN and not options.columns
    bookmarks = []
    for line, row in rows:
        cells = {key: row.get(name, "") for key, name in columns.items()}
        cells |= {key: days.year_first(cells[key], day_first=first) for key, first in day_first.items()}
        bookmarks.append(_own(cells, Place(file, line)) if is_own else _bookmark(cells, Place(file, line), chosen))
    return BookmarkFile(file=file, bookmarks=bookmarks, problems=problems, not_kept=not_kept)


def _bookmark(cells: Mapping[str, str], place: Place, layout: CsvLayout) -> Bookmark:
    path = [name.strip() for name in cells.get("folder", "").split(" / ")]
    date, saved = cells.get("date", ""), cells.get("saved", "")
    private = cells.get("private", "").strip().lower()
    return Bookmark(
        place=place,
        url=cells.get("url", "").strip(),
        title=cells.get("title", ""),
        note="\n\n".join(part for part in (_note(cells.get("note", "")), cells.get("description", "").strip()) if part),
        tags=tuple(_tags(cells.get("tags", ""), layout.tag_separator)),
        folders=tuple(name for name in path if name and not folders.is_common(name)),
        saved=days.saved(saved),
        published=days.read(date),
        vague_date="" if days.read(date) else date.strip() or ("" if days.saved(saved) else saved.strip()),
        private=private not in (_FALSE if layout.public is None or "private" not in cells else layout.public),
        to_read=cells.get("to-read", "").strip().lower() in layout.to_read or any(map(folders.is_to_read, path)),
    )


def _note(cell: str) -> str:
    return html_note.markdown(cell) if _HTML_NOTE.match(cell) else cell.strip()


def _tags(cell: str, separator: str) -> Iterable[str]:
    cell = cell.strip()
    if cell.startswith("[") and cell.endswith("]"):  # Readwise writes the tags as a list in the syntax of JSON or Python
        return [one or other for one, other in _QUOTED.findall(cell)]
    # If a cell doesn't contain the layout's separator, split it at another usual separator. Never split it at spaces, because many tags have two words.
    return cell.split(next((one for one in (separator, ",", ";", "|", "、", "，") if one in cell), ","))


def _own(cells: Mapping[str, str], place: Place) -> Bookmark:
    """Return the bookmark of a row that llmnotes wrote, without the single quotes that `write` adds before cells."""
    value = {key: _unguarded(cell) for key, cell in cells.items()}
    return Bookmark(
        place=place,
        slug=value.get("slug", ""),
        url=value["url"],
        title=value["title"],
        published=days.read(value["date"]),
        vague_date="" if days.read(value["date"]) else value["date"],
        saved=days.read(value["added"]),
        updated=days.read(value.get("updated")),
        topics=tuple(_words(value["topics"])),
        tags=tuple(_words(value.get("tags", ""))),
        lang=value.get("lang") or None,
        via=value.get("via") or None,
        archived=value.get("archived") or None,
        note=value["note"],
    )


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell, 1) else cell


def _words(cell: str) -> Sequence[str]:
    with _large_cells():
        return next(csv.reader([cell], skipinitialspace=True), []) if cell else []


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield entries as lines of CSV, the names of the columns first.

    A single quote is written before each cell that a spreadsheet could execute as a formula, or that begins with a single quote. `read` removes this quote.
    """
    yield _row([*OWN.columns])
    for entry in entries:
        cells = [getattr(entry, key) for key in OWN.columns]
        yield _row([_guarded(_joined(cell) if isinstance(cell, tuple) else str(cell or "")) for cell in cells])


def _joined(words: Sequence[str]) -> str:
    doubled = ((word, word.replace('"', '""')) for word in words)
    return ", ".join(f'"{quoted}"' if re.search(r"^\s|\s$|[,\"]", word) else word for word, quoted in doubled)


def _guarded(cell: str) -> str:
    return f"'{cell}" if _GUARDED.match(cell) else cell


def _row(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
