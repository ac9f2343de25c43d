"""The views of the month table and of the links between the numbered pages of a list.

The month table has a row for each year, with a link to each month that has entries.
"""

from __future__ import annotations

import collections
import itertools
from typing import TYPE_CHECKING, NamedTuple

from llmnotes.site.publication.paging import SIZE, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmnotes.model import Entry
    from llmnotes.records.catalogue import Catalogue
    from llmnotes.site.publication.paging import ListPage

LEVELS = 4
"""Number of shades for months with entries in the month table. The fourth shade means the most entries."""
_NEAR = 2
"""Number of pages before and after a page to which this page links. It also links to the newest and the oldest page of the list."""


class Month(NamedTuple):
    """A month in the month table of a list. The table has a row for each year, with a link to each month that has entries."""

    total: int
    """Number of the list's entries in this month."""
    number: int
    """Number of the list's page that shows the newest entry of the month; 0 for the list's first page, and for a month without entries."""


class YearRow(NamedTuple):
    """A row of a list's month table: a year with links to its months."""

    year: int
    path: str
    """Path of the first page of the list to which the months link, such as `topics/rag`."""
    total: int
    months: tuple[Month, ...]
    """The twelve months, January first."""

    @property
    def newest(self) -> tuple[int, int]:
        """Return the newest month (1 to 12) of the year that has entries, and the number of the list's page that shows the month's newest entry."""
        month = max(month for month, found in enumerate(self.months, 1) if found.total)
        return month, self.months[month - 1].number


class PageLink(NamedTuple):
    """A link to a numbered page of a list."""

    number: int
    """Number in the page's address; 0 for the list's first page, whose address has no number."""
    shown: int
    """Number that readers see: 1 for the page with the oldest entries. The list's first page, with the newest entries, has the highest number."""
    month: str
    """Month of the newest entry on the page, such as `2023-06`."""


def month_rows(path: str, entries: Sequence[Entry]) -> tuple[YearRow, ...]:
    """Return the rows of a list's month table, newest year first.

    Args:
        path: Path of the list's first page.
        entries: All entries of the list, oldest first.

    """
    counts = collections.Counter([(entry.date.year, entry.date.month) for entry in entries])
    # For each month, the number of entries up to its end. Its newest entry is the last of them.
    ends = dict(zip(counts, itertools.accumulate(counts.values()), strict=True))
    rows = []
    for year in sorted({year for year, _ in counts}, reverse=True):
        keys = [(year, month) for month in range(1, 13)]
        months = tuple(Month(counts[key], page_of(ends[key] - 1, len(entries))) if key in ends else Month(0, 0) for key in keys)
        rows.append(YearRow(year=year, path=path, total=sum(month.total for month in months), months=months))
    return tuple(rows)


def year_rows(catalogue: Catalogue) -> tuple[YearRow, ...]:
    """Return the rows of the month table of all entries, newest year first. Each month links to a page of the list of its year's entries."""
    return tuple(row for year, entries in catalogue.by_year.items() for row in month_rows(f"years/{year}", entries))


def month_id(year: int, month: int) -> str:
    """Return a month as `YYYY-MM`, such as `2023-06`. This is also the id of the month's heading in lists of entries."""
    return f"{year}-{month:02}"


def level(count: int, most: int) -> int:
    """Return the shade in which a month table shows a month with at least one entry, from 1 to `LEVELS` (4).

    `count` is the number of the month's entries; `most` is the largest such number in the table.
    """
    return -(-count * LEVELS // most)


def page_links(page: ListPage[Entry], entries: Sequence[Entry]) -> tuple[PageLink, ...]:
    """Return links from one page of a list to the newest page, the pages near this page, this page itself, and the oldest page, newest first.

    Return no links if the list has a single page.

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
