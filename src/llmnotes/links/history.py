"""The checks of one link that a ledger keeps."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from llmnotes.links.check import Outcome


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A check that failed, as the ledger keeps it."""

    time: datetime.datetime
    """The beginning of the run: UTC, whole minutes."""
    outcome: Outcome
    detail: str = ""
    """The reason in a word, as in `Check`."""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Move:
    """A check that found a link at another address."""

    time: datetime.datetime
    target: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Copy:
    """An archived copy that opened on a day."""

    verified: datetime.date
    url: str


class Said(enum.StrEnum):
    """The values of a mark."""

    ALIVE = "alive"
    DEAD = "dead"
    NOTHING = "nothing"
    """Withdraws an earlier mark."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A person's decision about a link, which overrides all checks."""

    time: datetime.datetime
    """When the mark was set: UTC, whole minutes."""
    said: Said
    reason: str
    """Why the person decided so, in one line."""
    until: datetime.date | None = None
    """The last day on which the mark holds; None if it holds until it is withdrawn."""

    def holds(self, now: datetime.datetime) -> bool:
        """Return whether the mark decides at `now` (UTC)."""
        return self.said is not Said.NOTHING and (self.until is None or now.date() <= self.until)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """Everything that a ledger keeps about one link."""

    checked: datetime.datetime | None = None
    """The time of the run that last checked the link. None if the link has only a mark."""
    found: datetime.datetime | None = None
    """The last success, at the link's own address or another; equal to `checked` if the last check succeeded."""
    well: datetime.datetime | None = None
    """The first success of the last unbroken row of successes at the link's own address."""
    moves: frozenset[Move] = frozenset()
    """The moves after `well`."""
    failures: frozenset[Sighting] = frozenset()
    """The failures after `found`."""
    doubts: frozenset[Sighting] = frozenset()
    """Failures that void runs saw after `checked`, one of each outcome. They count for no verdict until a check at least `verdict.APART` later has the same outcome."""
    copy: Copy | None = None
    mark: Mark | None = None

    def until(self, end: datetime.datetime) -> History:
        """Return the history without everything that is dated after `end`, except the mark. The last check that is left becomes the last check."""
        sightings = (*self.failures, *self.doubts)
        dated = [self.checked, self.found, self.well, *(move.time for move in self.moves), *(sighting.time for sighting in sightings)]
        if all(time is None or time <= end for time in dated):
            return self
        moves = frozenset(move for move in self.moves if move.time <= end)
        failures = frozenset(sighting for sighting in self.failures if sighting.time <= end)
        doubts = frozenset(doubt for doubt in self.doubts if doubt.time <= end)
        found, well, checked = (time if time is not None and time <= end else None for time in (self.found, self.well, self.checked))
        if checked is None:
            left = [found, well, *(move.time for move in moves), *(sighting.time for sighting in failures)]
            checked = max((time for time in left if time is not None), default=None)
        found = found or (None if failures else checked)
        return dataclasses.replace(self, checked=checked, found=found, well=well, moves=moves, failures=failures, doubts=doubts)
