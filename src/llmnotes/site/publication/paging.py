"""Long lists on several pages, numbered from the oldest, so that a full page never changes."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Item = TypeVar("Item")

SIZE = 50
"""Entries on a numbered page. The list's own address shows the newest 50 to 99."""


@dataclasses.dataclass(frozen=True, slots=True)
class Leaf(Generic[Item]):
    """One page of a list."""

    number: int
    """From 1, the oldest; 0 for the list's own address."""
    items: Sequence[Item]
    """Newest first."""
    last: int
    """How many numbered pages there are."""

    @property
    def newer(self) -> int | None:
        """The number of the page with newer items, if any; 0 is the list's own."""
        if self.number == 0:
            return None
        return self.number + 1 if self.number < self.last else 0

    @property
    def older(self) -> int | None:
        """The number of the page with older items, if any."""
        number = (self.number or self.last + 1) - 1
        return number or None


def last(count: int) -> int:
    """How many numbered pages a list of so many items has."""
    return max(0, count // SIZE - 1)


def leaves(items: Sequence[Item]) -> Iterator[Leaf[Item]]:
    """The pages of a list that is given oldest first: its own address, then the numbered ones from the newest."""
    pages = last(len(items))
    yield Leaf(0, items[pages * SIZE :][::-1], pages)
    for number in range(pages, 0, -1):
        yield Leaf(number, items[(number - 1) * SIZE : number * SIZE][::-1], pages)
