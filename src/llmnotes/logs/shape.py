"""The values of a parsed Markdown log. The parts of a log together hold all lines of the file in order, except for blank lines at its end."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from llmnotes.model import Place, Problem


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """The layout of an entry in a Markdown log, or the usual layout of the entries in a part of a log."""

    marker: str = "###"
    """The characters that begin an entry: `#` to `######` for a heading; `-`, `*` or `+` for a top-level bullet."""
    gap: int = 1
    """The number of blank lines between an entry's first line and its note."""
    after: int = 1
    """The number of blank lines after an entry."""
    indent: int = 2
    """The number of spaces that indent the note of a bullet. A heading has 2 here, which has no effect."""

    @property
    def bullets(self) -> bool:
        """Return whether the entries are bullets. If not, they are headings."""
        return not self.marker.startswith("#")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """An entry as it occurs in a Markdown log, with its content and layout."""

    date: datetime.date
    title: str
    url: str
    note: str
    block: str
    """The entry's lines in the Markdown log, without the blank lines after them."""
    style: Style
    place: Place
    """The place of the entry's first line in the log."""

    @property
    def content(self) -> tuple[str, str, str, str]:
        """Return date, title, URL and note of the entry."""
        return self.date.isoformat(), self.title, self.url, self.note


class PartKind(enum.StrEnum):
    """The kinds of parts of a log. A part consists of a text, such as a heading, and entries; its kind is the kind of the text."""

    PREAMBLE = "preamble"
    """Text above the first heading that isn't an entry. It may follow entries."""
    SECTION = "section"
    """A heading that isn't an entry, with the text below it; or text that follows the entries of a section."""
    LEFT_OUT = "left-out"
    """Lines that look like an entry but aren't imported. A problem reports the reason."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LogPart:
    """A part of a Markdown log: lines that are not entries, such as a heading, and the entries between these lines and the next part."""

    kind: PartKind
    text: str
    """The lines before the part's first entry, each followed by LF, also in a Markdown log with CR LF; empty if the part begins with an entry."""
    occurrences: tuple[Occurrence, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Log:
    """A Markdown log in parsed form."""

    name: str
    """The name of the Markdown log's file without its ending."""
    file: str = ""
    """The path of the Markdown log's file, as messages show it."""
    parts: tuple[LogPart, ...]
    problems: tuple[Problem, ...]
    bom: bool
    """Whether the Markdown log's file begins with a byte order mark."""
    crlf: bool
    """Whether at least one line of the Markdown log ends with CR LF. If so, an export ends all lines with CR LF."""
    ending: int
    """The number of line endings at the end of the Markdown log, such as 2 if one empty line follows its last line of text."""

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Return all entries of the Markdown log, in the order of the log."""
        return tuple(occurrence for part in self.parts for occurrence in part.occurrences)

    def lines_of(self, kind: PartKind) -> int:
        """Return the number of lines in the texts of the Markdown log's parts of this kind. Blank lines and lines of entries aren't counted."""
        return sum(bool(line.strip()) for part in self.parts if part.kind is kind for line in part.text.split("\n"))
