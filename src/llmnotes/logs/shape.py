"""The values of a parsed log. The parts of a log together hold every line of the file, in order."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from llmnotes.model import Place, Problem


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """The layout of the entries of a section of a log."""

    marker: str = "###"
    """The characters that begin an entry: `#` to `######` for headings; `-`, `*` or `+` for top-level bullets."""
    gap: int = 1
    """The number of blank lines between an entry's first line and its note."""
    after: int = 1
    """The number of blank lines after an entry."""
    indent: int = 2
    """The number of spaces that indent the note of a bullet."""

    @property
    def bullets(self) -> bool:
        """Return whether the entries are bullets. If not, they are headings."""
        return not self.marker.startswith("#")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """An entry in the log, with its content and layout."""

    date: datetime.date
    title: str
    url: str
    note: str
    block: str
    """The entry's lines in the log, without the blank lines after them."""
    style: Style
    place: Place
    """The place of the entry's first line in the log."""

    @property
    def content(self) -> tuple[str, str, str, str]:
        """Return date, title, URL and note of the entry."""
        return self.date.isoformat(), self.title, self.url, self.note


class PartKind(enum.StrEnum):
    """The kinds of parts of a log, named after the text with which the part begins."""

    PREAMBLE = "preamble"
    """The text before the first section of the log."""
    SECTION = "section"
    """A heading of the log with the text below it, up to the first entry."""
    LEFT_OUT = "left-out"
    """Lines that look like an entry but have a fault, which a problem reports."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LogPart:
    """A part of a log: lines that are not entries, such as a heading, and the entries between these lines and the next part."""

    kind: PartKind
    text: str
    """The lines before the part's first entry, each with its line ending; empty if the part begins with an entry."""
    occurrences: tuple[Occurrence, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Log:
    """A log in parsed form."""

    name: str
    """The name of the log's file without its ending."""
    file: str = ""
    """The path of the log's file, as messages show it."""
    parts: tuple[LogPart, ...]
    problems: tuple[Problem, ...]
    bom: bool
    """Whether the log's file begins with a byte order mark."""
    crlf: bool
    """Whether the lines of the log end with CR LF."""
    ending: int
    """The number of line endings at the end of the log, after the text of the last line that is not blank."""

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Return all entries of the log, in the order of the log."""
        return tuple(occurrence for part in self.parts for occurrence in part.occurrences)

    def lines_of(self, kind: PartKind) -> int:
        """Return the number of lines, without blank lines, in the texts of the log's parts of this kind."""
        return sum(bool(line.strip()) for part in self.parts if part.kind is kind for line in part.text.split("\n"))
