"""What a log is made of, as parsed. The pieces in their order hold every line of the file."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from llmnotes.model import Place, Problem


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How a section writes its entries."""

    marker: str = "###"
    """`#` to `######` for headings, `-`, `*` or `+` for top-level bullets."""
    gap: int = 1
    """Blank lines between an entry's first line and its note."""
    after: int = 1
    """Blank lines after an entry."""
    indent: int = 2
    """Spaces before a bullet's note."""

    @property
    def bullets(self) -> bool:
        """Whether entries are bullets."""
        return not self.marker.startswith("#")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """An entry as it stands in the log."""

    date: datetime.date
    title: str
    url: str
    note: str
    block: str
    """Its lines in the log, without the blank lines after them."""
    style: Style
    place: Place

    @property
    def says(self) -> tuple[str, str, str, str]:
        """What it says of the entry: date, title, URL, note."""
        return self.date.isoformat(), self.title, self.url, self.note


class PartKind(enum.StrEnum):
    """What a part's text is."""

    PREAMBLE = "preamble"
    SECTION = "section"
    LEFT_OUT = "left-out"
    """Lines that look like an entry but are none; a problem tells of each."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LogPart:
    """Some text and the entries that follow it."""

    kind: PartKind
    text: str
    """Whole lines, each with its line end; may be empty."""
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
    crlf: bool
    ending: int
    """Line ends after the last line that is not blank."""

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """All entries in the log's order."""
        return tuple(occurrence for part in self.parts for occurrence in part.occurrences)

    def lines_of(self, kind: PartKind) -> int:
        """How many lines that are not blank stand in the text of a kind."""
        return sum(bool(line.strip()) for part in self.parts if part.kind is kind for line in part.text.split("\n"))
