"""The values that everything else speaks of: entries, and problems in what people wrote."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

# What an entry may have at most: four times what real lists have (of 12,939 entries, the longest title has 365 characters, and 9 is the most tags).
# Each tag and topic has a page that shows the entry with all of its tags, so a site grows with the square of their number.
MAX_TITLE = 1_500
"""Characters of a title."""
MAX_VIA = 1_500
"""Characters of where an entry was found, or of why one was removed."""
MAX_LANG = 35
"""Characters of a language tag: https://www.rfc-editor.org/rfc/rfc5646#section-4.4.1."""
MAX_TOPICS = 10
MAX_TOPIC = 50
"""Characters of a topic's id."""
MAX_TAGS = 40
MAX_TAG = 50
"""Characters of a tag."""
LANGUAGES = ("ja", "en")
"""Languages of the interface, and of the titles and descriptions of topics."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One annotated link of the list."""

    slug: str
    """Stable file stem and part of the address: ASCII, at most 80 characters."""
    title: str
    """The linked work's title, verbatim."""
    url: str
    """Where the title leads, as written."""
    date: datetime.date
    """When the source published it."""
    added: datetime.date | None = None
    """When it joined the list; none after an import."""
    updated: datetime.date | None = None
    """When its authors last changed the record in a way that readers should notice."""
    topics: tuple[str, ...] = ()
    """Ids of the taxonomy's topics, most fitting first."""
    tags: tuple[str, ...] = ()
    """Free keywords in their usual spelling."""
    lang: str | None = None
    """Language of the linked work (BCP 47) where it differs from the list's."""
    via: str | None = None
    """Where its author found it: words or a URL."""
    archived: str | None = None
    """URL of an archived copy."""
    note: str = ""
    """What the list's author wrote, in CommonMark, without blank lines around it."""

    @property
    def listed(self) -> datetime.date:
        """The day by which new entries are ordered: `added`, else `date`."""
        return self.added or self.date


class Severity(enum.StrEnum):
    """How much a problem matters. Only errors make a command fail."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file. Lines and columns count from 1; 0 means the whole file or line."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`file:line:column`, as editors and terminals know it."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A located fault in what people wrote."""

    place: Place
    rule: str
    """The rule's id, such as `date-future`."""
    severity: Severity
    message: str
    """What is wrong."""
    remedy: str
    """What to do about it."""

    @classmethod
    def error(cls, place: Place, rule: str, message: str, remedy: str) -> Problem:
        """A problem that makes a command fail."""
        return cls(place=place, rule=rule, severity=Severity.ERROR, message=message, remedy=remedy)

    @classmethod
    def warning(cls, place: Place, rule: str, message: str, remedy: str) -> Problem:
        """A problem that should be corrected."""
        return cls(place=place, rule=rule, severity=Severity.WARNING, message=message, remedy=remedy)

    @classmethod
    def advice(cls, place: Place, rule: str, message: str, remedy: str) -> Problem:
        """A problem that may be intended."""
        return cls(place=place, rule=rule, severity=Severity.ADVICE, message=message, remedy=remedy)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those problems that make a command fail."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]
