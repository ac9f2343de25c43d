"""What a ledger remembers of one link."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from llmnotes.links.check import Outcome


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A check that found nothing, as remembered."""

    time: datetime.datetime
    """UTC, whole minutes."""
    outcome: Outcome
    detail: str = ""
    """As in `Check`."""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Move:
    """A check that found a link at another address."""

    time: datetime.datetime
    target: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Copy:
    """An archived copy that was seen to work."""

    verified: datetime.date
    url: str


class Said(enum.StrEnum):
    """What a person may say of a link."""

    ALIVE = "alive"
    DEAD = "dead"
    NOTHING = "nothing"
    """Takes an earlier word back."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """What a person said of a link: a check of its own kind."""

    time: datetime.datetime
    """UTC, whole minutes."""
    said: Said
    reason: str
    """One line."""
    until: datetime.date | None = None
    """The last day that it holds; none: until somebody says otherwise."""

    def holds(self, now: datetime.datetime) -> bool:
        """Whether it decides at `now` (UTC)."""
        return self.said is not Said.NOTHING and (self.until is None or now.date() <= self.until)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """All that is remembered of one link."""

    asked: datetime.datetime | None = None
    """When it was last asked: the run's time. None if only a person ever spoke of it."""
    found: datetime.datetime | None = None
    """The last success, at its own address or another; equal to `asked` while the link is well."""
    well: datetime.datetime | None = None
    """The first success of the last unbroken row in which it was found at its own address."""
    moves: frozenset[Move] = frozenset()
    """Seen after `well`."""
    failures: frozenset[Sighting] = frozenset()
    """Seen after `found`."""
    doubts: frozenset[Sighting] = frozenset()
    """Failures of void runs since `asked`, one of each outcome. They count for no verdict. A check at least `verdict.APART` later with the same outcome is believed."""
    copy: Copy | None = None
    mark: Mark | None = None

    def until(self, end: datetime.datetime) -> History:
        """Return the history without everything that is dated after `end`, except the mark. The last check is then the last one that is left."""
        kept: dict[str, datetime.datetime | None] = {
            name: time if time is not None and time <= end else None for name, time in (("found", self.found), ("well", self.well))
        }
        moves = frozenset(move for move in self.moves if move.time <= end)
        failures = frozenset(sighting for sighting in self.failures if sighting.time <= end)
        asked = self.asked
        if asked is not None and asked > end:
            dated = [*kept.values(), *(move.time for move in moves), *(sighting.time for sighting in failures)]
            asked = max((time for time in dated if time is not None), default=None)
        found = kept["found"] or (None if failures else asked)
        doubts = frozenset(doubt for doubt in self.doubts if doubt.time <= end)
        return dataclasses.replace(self, asked=asked, found=found, well=kept["well"], moves=moves, failures=failures, doubts=doubts)
