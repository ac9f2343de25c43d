"""The values of a parsed log. Its parts, in their order, hold every line of the file."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from llmnotes.model import Place, Problem


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How the entries of a section are written."""

    marker: str = "###"
    """`#` to `######` for headings; `-`, `*` or `+` for top-level bullets."""
    gap: int = 1
    """How many blank lines separate an entry's first line from its note."""
    after: int = 1
    """How many blank lines follow an entry."""
    indent: int = 2
    """How many spaces indent the note of a bullet."""

    @property
    def bullets(self) -> bool:
        """Return whether entries are bullets, not headings."""
        return not self.marker.startswith("#")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """An entry in the log, with its content and its layout."""

    date: datetime.date
    title: str
    url: str
    note: str
    block: str
    """The entry's lines in the log, without the blank lines behind them."""
    style: Style
    place: Place
    """The entry's first line in the log."""

    @property
    def content(self) -> tuple[str, str, str, str]:
        """Return date, title, URL and note of the entry."""
        return self.date.isoformat(), self.title, self.url, self.note


class PartKind(enum.StrEnum):
    """The kind of a part's text."""

    PREAMBLE = "preamble"
    """Text in front of the first section."""
    SECTION = "section"
    """A heading with the text below it."""
    LEFT_OUT = "left-out"
    """Lines that look like an entry but have a fault, which a problem reports."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LogPart:
    """Some text and the entries that follow it."""

    kind: PartKind
    text: str
    """Whole lines, each with its line end. May be empty."""
    occurrences: tuple[Occurrence, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Log:
    """A parsed log."""

    name: str
    """The file's name without its ending."""
    file: str = ""
    """The path that messages show."""
    parts: tuple[LogPart, ...]
    problems: tuple[Problem, ...]
    bom: bool
    """Whether the file begins with a byte order mark."""
    crlf: bool
    """Whether lines end with CR LF."""
    ending: int
    """How many line ends follow the last line that is not blank."""

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Return all entries in the log's order."""
        return tuple(occurrence for part in self.parts for occurrence in part.occurrences)

    def lines_of(self, kind: PartKind) -> int:
        """Count the lines that are not blank in the texts of a kind."""
        return sum(bool(line.strip()) for part in self.parts if part.kind is kind for line in part.text.split("\n"))
