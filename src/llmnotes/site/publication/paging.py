"""Split a long list of entries into numbered pages.

Page 1 has the oldest entries, so a new entry doesn't change the pages with older entries.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Item = TypeVar("Item")

SIZE = 50
"""Number of entries on a numbered page.

The first page of a list has no number. It shows the newest 50 to 99 entries, or all entries of a list with fewer than 100 entries.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class ListPage(Generic[Item]):
    """One page of a long list."""

    number: int
    """Number of the page: 1 for the page with the oldest entries; 0 for the list's first page, which has the newest entries."""
    items: Sequence[Item]
    """Entries of the page, newest first."""
    last: int
    """Highest number of a page of the list.

    The page with this number has the newest entries that are not on the list's first page. 0 if there is only one page.
    """

    @property
    def newer(self) -> int | None:
        """Return the number of the page with the next newer items; 0 means the list's first page. Return None if this page is the first page."""
        if self.number == 0:
            return None
        return self.number + 1 if self.number < self.last else 0

    @property
    def older(self) -> int | None:
        """Return the number of the page with the next older items; None if this page has the oldest items."""
        number = (self.number or self.last + 1) - 1
        return number or None


def last(count: int) -> int:
    """Return how many numbered pages a list with `count` items has. The first page of a list has no number, and is not counted."""
    return max(0, count // SIZE - 1)


def numbered(path: str, number: int) -> str:
    """Return the path of a list's page, such as `topics/rag/3`. `path` is the path of the list's first page, which has the number 0."""
    return f"{path}/{number}" if number else path


def page_of(place: int, count: int) -> int:
    """Return the number of the page that shows an item of a list.

    Page 1 has the oldest items. 0 stands for the list's first page, which has the newest items.

    Args:
        place: Index of the item in the list. The oldest item has the index 0.
        count: Number of items in the list.

    """
    number = place // SIZE + 1
    return number if number <= last(count) else 0


def list_pages(items: Sequence[Item]) -> Iterator[ListPage[Item]]:
    """Split `items`, which are in order from the oldest to the newest, into pages. Yield the pages from the newest to the oldest."""
    pages = last(len(items))
    yield ListPage(0, items[pages * SIZE :][::-1], pages)
    for number in range(pages, 0, -1):
        yield ListPage(number, items[(number - 1) * SIZE : number * SIZE][::-1], pages)
