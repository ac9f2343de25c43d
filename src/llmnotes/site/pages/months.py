"""The views for moving in time: the month strip, and the links between the numbered pages of a list."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, NamedTuple

from llmnotes.site.publication.paging import SIZE, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmnotes.model import Entry
    from llmnotes.records.catalogue import Catalogue
    from llmnotes.site.publication.paging import ListPage

LEVELS = 4
"""Number of shades in the month strip for months with entries."""
_NEAR = 2
"""Number of pages before and after a page to which its pager links. The pager also links to the newest and the oldest page."""


class Month(NamedTuple):
    """A month in the month strip of a list."""

    total: int
    """Number of the list's entries in this month."""
    number: int
    """Number of the list's page that shows the newest entry of the month."""


class YearRow(NamedTuple):
    """A row of the month strip: a year of a list."""

    year: int
    path: str
    """Path of the first page of the list that the row links to."""
    total: int
    months: tuple[Month, ...]
    """The twelve months, January first."""

    @property
    def newest(self) -> tuple[int, int]:
        """Return the newest month with entries (1 to 12), and the number of the list's page that shows its newest entry."""
        month = max(month for month, found in enumerate(self.months, 1) if found.total)
        return month, self.months[month - 1].number


class PageLink(NamedTuple):
    """A link to a numbered page of a list."""

    number: int
    """Number in the page's address; 0 for the list's first page."""
    shown: int
    """Number that readers see, from 1 for the oldest page. The list's first page has the highest."""
    month: str
    """Month of the newest entry of the page, as `month_id` returns it."""


def month_rows(path: str, entries: Sequence[Entry]) -> tuple[YearRow, ...]:
    """Return the month strip of a list, newest year first. `path` is the path of the list's first page; `entries` begin with the oldest."""
    places: dict[tuple[int, int], int] = {}
    counts: collections.Counter[tuple[int, int]] = collections.Counter()
    for place, entry in enumerate(entries):
        month = (entry.date.year, entry.date.month)
        counts[month] += 1
        places[month] = place  # entries begin with the oldest, so the newest entry of a month is the last
    rows = []
    for year in sorted({year for year, _ in counts}, reverse=True):
        keys = [(year, month) for month in range(1, 13)]
        months = tuple(Month(counts[key], page_of(places[key], len(entries))) if key in places else Month(0, 0) for key in keys)
        rows.append(YearRow(year=year, path=path, total=sum(month.total for month in months), months=months))
    return tuple(rows)


def year_rows(catalogue: Catalogue) -> tuple[YearRow, ...]:
    """Return the month strip of all entries, newest year first. Each month links to a page of the list of its year."""
    return tuple(row for year, entries in catalogue.by_year.items() for row in month_rows(f"years/{year}", entries))


def month_id(year: int, month: int) -> str:
    """Return a month as `YYYY-MM`, which is also the id of its heading in lists."""
    return f"{year}-{month:02}"


def level(count: int, most: int) -> int:
    """Return the shade of a month from 1 to `LEVELS`, in proportion to the month with the most entries."""
    return -(-count * LEVELS // most)


def page_links(page: ListPage[Entry], entries: Sequence[Entry]) -> tuple[PageLink, ...]:
    """Return links to the newest page, the pages near a page, and the oldest page, newest first; none for a list with a single page.

    Args:
        page: The page that shows the links.
        entries: All entries of the list, oldest first.

    """
    return tuple(_page_links(page, entries)) if page.last else ()


def _page_links(page: ListPage[Entry], entries: Sequence[Entry]) -> Iterator[PageLink]:
    newest = page.last + 1
    here = page.number or newest
    for shown in range(newest, 0, -1):
        if shown in {newest, 1} or abs(shown - here) <= _NEAR:
            entry = entries[-1] if shown == newest else entries[shown * SIZE - 1]
            yield PageLink(number=shown if shown < newest else 0, shown=shown, month=month_id(entry.date.year, entry.date.month))
