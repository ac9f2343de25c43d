"""The values that all packages use: entries, and problems in files that people write."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

# Real lists stay far below these limits: of 12,939 entries, the longest title has 365 characters, and no entry has more than 9 tags.
# Each tag and topic of an entry has a page that shows the entry with all its tags.
# So the text that an entry adds to the site grows with the square of its number of tags.
MAX_TITLE = 1_500
"""The maximum number of characters of an entry's title."""
MAX_VIA = 1_500
"""The maximum number of characters of `via`, and of the reason of a removal."""
MAX_LANG = 35
"""The maximum number of characters of a language tag: https://www.rfc-editor.org/rfc/rfc5646#section-4.4.1."""
MAX_TOPICS = 10
"""The maximum number of topics of an entry."""
MAX_TOPIC = 50
"""The maximum number of characters of a topic's id."""
MAX_TAGS = 40
"""The maximum number of tags of an entry."""
MAX_TAG = 50
"""The maximum number of characters of a tag."""
LANGUAGES = ("ja", "en")
"""The codes of the languages in which llmnotes has an interface, and in which topics can have titles and descriptions."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One annotated link of the reading list."""

    slug: str
    """The stem of the record's file and the last part of the entry's address: ASCII, at most 80 characters. The slug never changes after publication."""
    title: str
    """The title of the linked work, exactly as the source gives it."""
    url: str
    """The URL to which the entry's title links, as written in the record."""
    date: datetime.date
    """The day on which the source published the work."""
    added: datetime.date | None = None
    """The day on which the entry was added to the reading list; None if this day is not known, as for entries of an imported log."""
    updated: datetime.date | None = None
    """The day of the last change of the entry that its author wants readers to notice; None if there was no such change."""
    topics: tuple[str, ...] = ()
    """The ids of the entry's topics in topics.yml. The topic that fits best comes first."""
    tags: tuple[str, ...] = ()
    """Free keywords in their usual spelling."""
    lang: str | None = None
    """The language of the linked work (BCP 47) if it differs from the language of the reading list."""
    via: str | None = None
    """The place where the author of the reading list found the work, as text or as a URL; None if the record doesn't give it."""
    archived: str | None = None
    """The URL of an archived copy of the linked page; None if the record names no copy."""
    note: str = ""
    """What the author of the reading list wrote about the work, in CommonMark, without blank lines at the beginning and end."""

    @property
    def listed(self) -> datetime.date:
        """The day by which feeds and pages of new entries are sorted: `added`, or `date` if `added` is None."""
        return self.added or self.date


class Severity(enum.StrEnum):
    """The severity of a problem. Only problems of severity error make a command fail."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file. Lines and columns are counted from 1. Line 0 means the whole file, and column 0 means the whole line."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `file:line:column`, the form that editors and terminals recognise. A line or column that is 0 is left out."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A fault in a file that people write, with its place."""

    place: Place
    rule: str
    """The id of the rule that the fault breaks, such as `date-future`."""
    severity: Severity
    message: str
    """What is wrong, such as `the date 2999-01-01 is in the future`."""
    remedy: str
    """What the author can do about it, such as `write the day of publication`."""

    @classmethod
    def error(cls, place: Place, rule: str, message: str, remedy: str) -> Problem:
        """Return a problem of severity error, which makes a command fail."""
        return cls(place=place, rule=rule, severity=Severity.ERROR, message=message, remedy=remedy)

    @classmethod
    def warning(cls, place: Place, rule: str, message: str, remedy: str) -> Problem:
        """Return a problem of severity warning: it should be corrected, but does not make a command fail."""
        return cls(place=place, rule=rule, severity=Severity.WARNING, message=message, remedy=remedy)

    @classmethod
    def advice(cls, place: Place, rule: str, message: str, remedy: str) -> Problem:
        """Return a problem of severity advice, which does not make a command fail. The author may have intended what it reports."""
        return cls(place=place, rule=rule, severity=Severity.ADVICE, message=message, remedy=remedy)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of severity error, which make a command fail."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]
