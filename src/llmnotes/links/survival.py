"""Compute for groups of entries, such as those of one year, the share of entries whose own links are not dead."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeVar

from llmnotes.links.links import key
from llmnotes.links.verdict import Standing

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable

    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Entry

Group = TypeVar("Group")


@dataclasses.dataclass(frozen=True, slots=True)
class Survival:
    """For a group of entries, such as those of one year: the number of entries with a verdict on their own link, and the number of these whose link is not dead."""

    readable: int
    """The number of entries whose own link is neither unchecked nor dead."""
    checked: int
    """The number of entries whose own link is not unchecked; at least one."""

    @property
    def percent(self) -> int:
        """The share of the checked links that are readable, in percent. It is rounded down, so that 100 means all links."""
        return 100 * self.readable // self.checked


def survival(entries: Iterable[Entry], ledger: Ledger, now: datetime.datetime, group: Callable[[Entry], Group]) -> dict[Group, Survival]:
    """Return the survival of each group of entries.

    Entries whose link has the verdict `unchecked` are left out. Any other link counts as readable unless it is dead.

    Args:
        entries: The entries.
        ledger: The histories of their links.
        now: The time (UTC) at which verdicts are given.
        group: Returns the group of an entry, such as its year.

    Returns:
        The survival by group, in the order in which groups first occur among the entries. A group in which all links are unchecked is left out.

    """
    counts: dict[Group, list[int]] = {}
    for entry in entries:
        standing = ledger.verdict(key(entry.url), now).standing
        if standing is not Standing.UNCHECKED:
            count = counts.setdefault(group(entry), [0, 0])
            count[0] += standing is not Standing.DEAD
            count[1] += 1
    return {name: Survival(*count) for name, count in counts.items()}
