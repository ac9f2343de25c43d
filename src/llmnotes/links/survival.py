"""How many links can still be read, by year, by source, or by anything else."""

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
    """Of some entries."""

    readable: int
    checked: int
    """Entries whose own link was ever checked; more than none."""

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all."""
        return 100 * self.readable // self.checked


def survival(entries: Iterable[Entry], ledger: Ledger, now: datetime.datetime, group: Callable[[Entry], Group]) -> dict[Group, Survival]:
    """Each group's survival, in the order in which groups first come. A link can be read unless it is dead; those never checked aren't counted."""
    counts: dict[Group, list[int]] = {}
    for entry in entries:
        standing = ledger.verdict(key(entry.url), now).standing
        if standing is not Standing.UNCHECKED:
            count = counts.setdefault(group(entry), [0, 0])
            count[0] += standing is not Standing.DEAD
            count[1] += 1
    return {name: Survival(*count) for name, count in counts.items()}
