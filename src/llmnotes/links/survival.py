"""Compute for groups of entries, such as those of one year, the share of entries whose links can still be read."""

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
    """For a group of entries, such as those of one year: the number of entries whose own link was checked, and the number of these entries whose link can still be read."""

    readable: int
    checked: int
    """The number of entries whose own link was ever checked; at least one."""

    @property
    def percent(self) -> int:
        """The share of checked links that can be read, in percent. It is rounded down, so that 100 means all links."""
        return 100 * self.readable // self.checked


def survival(entries: Iterable[Entry], ledger: Ledger, now: datetime.datetime, group: Callable[[Entry], Group]) -> dict[Group, Survival]:
    """Return the survival of each group of entries.

    Entries whose link was never checked are left out. A link that was checked counts as readable unless it is dead.

    Args:
        entries: The entries.
        ledger: The histories of their links.
        now: The time (UTC) at which verdicts are given.
        group: Returns the group of an entry, such as its year.

    Returns:
        The survival by group, in the order in which groups first occur among the entries.

    """
    counts: dict[Group, list[int]] = {}
    for entry in entries:
        standing = ledger.verdict(key(entry.url), now).standing
        if standing is not Standing.UNCHECKED:
            count = counts.setdefault(group(entry), [0, 0])
            count[0] += standing is not Standing.DEAD
            count[1] += 1
    return {name: Survival(*count) for name, count in counts.items()}
