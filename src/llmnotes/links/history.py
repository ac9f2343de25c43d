"""The history of one link: everything that a ledger keeps about the checks of the link, and a manual verdict.

A manual verdict is a person's decision that a link is alive or dead, set with `llmnotes links mark`.
"""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from llmnotes.links.check import Outcome


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A failed check, reduced to the parts that the ledger keeps."""

    time: datetime.datetime
    """The time at which the link check with this failed check began: UTC, whole minutes."""
    outcome: Outcome
    detail: str = ""
    """The reason for the outcome in one word, as in `Check.detail`."""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Move:
    """A check with the outcome `moved`, reduced to the parts that the ledger keeps."""

    time: datetime.datetime
    """The time at which the link check with this check began: UTC, whole minutes."""
    target: str
    """The new address, as in `Check.target`."""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Copy:
    """An archived copy of a link, and the day on which a link check found and opened the copy."""

    verified: datetime.date
    url: str


class Said(enum.StrEnum):
    """The decisions about a link that a person can make with `llmnotes links mark`."""

    ALIVE = "alive"
    DEAD = "dead"
    NOTHING = "nothing"
    """A person removed the manual verdict, so checks decide again."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A manual verdict: a person's decision about a link. It overrides all checks until its last day is over, or until a person clears it."""

    time: datetime.datetime
    """When the person set the verdict: UTC, whole minutes."""
    said: Said
    reason: str
    """The person's reason for the decision, in one line. It may be empty if the person removed the manual verdict."""
    until: datetime.date | None = None
    """The last day (UTC) on which the manual verdict overrides checks; None if it does so until a person removes it."""

    def holds(self, now: datetime.datetime) -> bool:
        """Return whether this manual verdict overrides all checks at the time `now` (UTC). False if it was removed, or if its last day is over."""
        return self.said is not Said.NOTHING and (self.until is None or now.date() <= self.until)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """Everything that a ledger keeps about one link."""

    checked: datetime.datetime | None = None
    """The time of the last check that was believed; None if no check was. Checks in `doubts` are not believed."""
    found: datetime.datetime | None = None
    """The time of the last check with the outcome `ok` or `moved`; None if there is none."""
    well: datetime.datetime | None = None
    """The time of the first check in the last unbroken sequence of checks with the outcome `ok`; None if no check had this outcome."""
    moves: frozenset[Move] = frozenset()
    """The checks with the outcome `moved` that are later than `well`. Checks that can't change the verdict are left out."""
    failures: frozenset[Sighting] = frozenset()
    """The failed checks that are later than `found`, the last success. Checks that can't change the verdict are left out."""
    doubts: frozenset[Sighting] = frozenset()
    """Failed checks later than `checked` that verdicts ignore, because many links failed with the same outcome in the same link check.

    If a check at least 20 hours later (`verdict.APART`) has the same outcome, this check is believed: it is added to `failures`, and the doubt is removed.
    """
    copy: Copy | None = None
    mark: Mark | None = None

    def until(self, end: datetime.datetime) -> History:
        """Return the history without the checks that are dated after `end`, but with the manual verdict and the archived copy.

        If the last check is removed, `checked` becomes the time of the last check that remains.
        """
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
