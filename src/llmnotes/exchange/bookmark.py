"""The values that all readers of bookmark files return."""

from __future__ import annotations

import collections
import dataclasses
from typing import TYPE_CHECKING

from llmnotes.model import Problem

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.model import Place

FORMAT, URL, DATE, VALUE = "bookmark-format", "bookmark-url", "bookmark-date", "bookmark-value"
"""The ids of the rules for faults in files of bookmarks. `curation/lint/bookmarks.py` explains them."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Bookmark:
    """A link in a file of bookmarks. Its values are not checked, and all but `place` may be empty."""

    place: Place
    """The place of the bookmark in the file."""
    url: str
    title: str = ""
    note: str = ""
    """What a person wrote about the link, or a description of it, in Markdown."""
    tags: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    """The names of the folders that hold the bookmark, the outermost first. Folders that browsers and services make by themselves are left out."""
    saved: datetime.date | None = None
    """The day on which the bookmark was made; None if the file doesn't give it."""
    published: datetime.date | None = None
    """The day on which the source published the work; None if the file doesn't give a full date."""
    vague_date: str = ""
    """The date of the work, or else of the bookmark, as written in the file, if it can't be read as a full date, such as `2023` or `2023-05`; else empty."""
    private: bool = False
    to_read: bool = False
    topics: tuple[str, ...] = ()
    """Ids of topics. Nearly all files with values for `topics`, `updated`, `lang`, `via`, `archived` or `slug` were written by llmnotes."""
    updated: datetime.date | None = None
    lang: str | None = None
    via: str | None = None
    archived: str | None = None
    slug: str = ""
    """The slug that the entry had in the reading list from which the file was exported."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class BookmarkFile:
    """The bookmarks of a file, with its problems."""

    file: str
    """The path of the file, as messages show it."""
    bookmarks: Sequence[Bookmark] = ()
    problems: Sequence[Problem] = ()
    not_kept: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """Names of values that the file has but a record can't hold, such as `cover images`, each with the number of bookmarks that have such a value."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReadingOptions:
    """Options that the user gives for reading a file."""

    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """For CSV files: the name of the column that holds each value, by the key of the value, such as `url` or `tags`."""


def counted(found: Iterable[Iterable[str]]) -> dict[str, int]:
    """Count the bookmarks with each kind of value that a record can't hold, such as `cover images`. The most frequent kind comes first.

    Each item of `found` names the kinds of such values that one bookmark has.
    """
    counts = collections.Counter(name for names in found for name in dict.fromkeys(names))
    return dict(counts.most_common())


def unreadable(place: Place, message: str, remedy: str) -> BookmarkFile:
    """Return the result for a file that can't be read: no bookmarks, and one `bookmark-format` error with this place, message and remedy."""
    return BookmarkFile(file=place.file, problems=[Problem.error(place, FORMAT, message, remedy)])
