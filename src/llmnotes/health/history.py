"""What a ledger remembers of one link, how a further check changes it, and how two memories become one.

Merging is the union of what both saw, less what a later success overtook, so it gives the same in any order and however often. Nothing is
therefore thinned when two histories merge; `advanced` keeps a history short instead, by noting only what can still change its verdict.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmnotes.health.check import Check, Outcome

APART = datetime.timedelta(hours=20)
"""Failures less than so far apart count once."""
ENOUGH = 8
"""So many sightings are kept of a failing link. Three make a verdict; more come from outcomes that change."""
STABLE = 3
"""A move counts as lasting when so many checks saw it."""


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


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Mark:
    """What a person said of a link: a check of its own kind."""

    time: datetime.datetime
    """UTC, whole minutes."""
    said: Said
    reason: str
    """One line."""
    until: datetime.date | None = None
    """The last day that it holds; none: until somebody says otherwise. Not compared where equal marks differ only in it being none."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """All that is remembered of one link."""

    asked: datetime.datetime | None = None
    """When it was last asked: the run's time. None if only a person ever spoke of it."""
    found: datetime.datetime | None = None
    """The last success, at its own address or another; equal to `asked` while the link is well."""
    settled: datetime.datetime | None = None
    """The first success of the unbroken row that it was found at its own address, or None while it isn't."""
    moves: frozenset[Move] = frozenset()
    """Seen after `settled`, all to one target within one ledger; merged ones may hold others, of which the last counts."""
    failures: frozenset[Sighting] = frozenset()
    """Seen after `found`."""
    copy: Copy | None = None
    mark: Mark | None = None


def advanced(history: History, check: Check) -> History:
    """The history after one more check, which is no older than it. A rejected link was never asked: that leaves no trace but a failure."""
    raise NotImplementedError


def merged(one: History, other: History) -> History:
    """What both know. Commutative, associative, idempotent."""
    raise NotImplementedError
