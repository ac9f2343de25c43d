"""Splits long lists into pages, numbered from the oldest, so that the entries of a full page never change."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Item = TypeVar("Item")

SIZE = 50
"""Number of entries on a numbered page. The list's first page shows the newest 50 to 99 entries."""


@dataclasses.dataclass(frozen=True, slots=True)
class ListPage(Generic[Item]):
    """One page of a list."""

    number: int
    """Number of the page, from 1 for the oldest entries; 0 for the list's first page, with the newest."""
    items: Sequence[Item]
    """Entries of the page, newest first."""
    last: int
    """Number of numbered pages, which is also the number of the newest one."""

    @property
    def newer(self) -> int | None:
        """Return the number of the page with newer items; 0 for the list's first page, None if there is none."""
        if self.number == 0:
            return None
        return self.number + 1 if self.number < self.last else 0

    @property
    def older(self) -> int | None:
        """Return the number of the page with older items; None if there is none."""
        number = (self.number or self.last + 1) - 1
        return number or None


def last(count: int) -> int:
    """Return the number of numbered pages of a list with `count` items."""
    return max(0, count // SIZE - 1)


def numbered(path: str, number: int) -> str:
    """Return the path of a page of a list. `path` is the path of the list's first page, which has the number 0."""
    return f"{path}/{number}" if number else path


def page_of(place: int, count: int) -> int:
    """Return the number of the page that shows an item; 0 is the list's first page.

    Args:
        place: Place of the item in the list, from 0 for the oldest.
        count: Number of items in the list.

    """
    number = place // SIZE + 1
    return number if number <= last(count) else 0


def list_pages(items: Sequence[Item]) -> Iterator[ListPage[Item]]:
    """Split items, oldest first, into pages. Yield the list's first page, then the numbered pages from the newest."""
    pages = last(len(items))
    yield ListPage(0, items[pages * SIZE :][::-1], pages)
    for number in range(pages, 0, -1):
        yield ListPage(number, items[(number - 1) * SIZE : number * SIZE][::-1], pages)
