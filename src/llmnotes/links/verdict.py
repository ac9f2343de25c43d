"""Decide from a link's history whether it is dead, suspect, unsure, moved or alive. This is the only rule by which a link is called dead.

A link is dead after three failures that count: at least 20 hours apart from one another, and over at least three days. Two failures suffice if the page or its
host is gone. A link never dies because it is blocked, rate-limited, silent or unclear, however often. One success makes it alive again.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import itertools
from typing import TYPE_CHECKING

from llmnotes.links.check import CONCLUSIVE, Outcome
from llmnotes.links.history import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmnotes.links.history import History, Sighting


class Standing(enum.StrEnum):
    """The verdict on a link in one word, worst first. The values are written to ledgers, to `link-health.json` and to the search index: they never change."""

    DEAD = "dead"
    SUSPECT = "suspect"
    UNSURE = "unsure"
    """No check since the last success shows whether the link works: it is blocked, rate-limited, silent for less than 30 days, or refused by this tool."""
    MOVED = "moved"
    ALIVE = "alive"
    UNCHECKED = "unchecked"


class Clause(enum.Enum):
    """The part of the rule that gave a verdict."""

    MARK = enum.auto()
    """A person's mark decides while it holds."""
    LASTING_FAILURE = enum.auto()
    """Three failures that count, over at least three days."""
    LASTING_LOSS = enum.auto()
    """Two failures that count, over at least three days, by which the page or its host is gone."""
    FAILURE = enum.auto()
    """A failure or a missing fragment since the last success."""
    SILENCE = enum.auto()
    """Nothing but timeouts for 30 days."""
    UNCLEAR = enum.auto()
    """Nothing but unclear answers since the last success."""
    MOVE = enum.auto()
    """The last success was at another address."""
    SUCCESS = enum.auto()
    """The last check found the link."""
    NEVER_CHECKED = enum.auto()
    """The ledger has no check of the link."""


def count_standings(standings: Iterable[Standing]) -> dict[Standing, int]:
    """Return how often each standing occurs, worst first, with zeros."""
    counts = dict.fromkeys(Standing, 0)
    for standing in standings:
        counts[standing] += 1
    return counts


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The state of a link at one time, as its history shows it."""

    standing: Standing
    clause: Clause
    outcome: Outcome | None = None
    """The outcome of the last check that shows something; None without such a check, or if a person's mark decides."""
    detail: str = ""
    """The detail of that outcome, as in `Check`."""
    since: datetime.datetime | None = None
    """For a failing link: the first failure since the last success, unclear answers left out where others exist. For a link that is alive or moved: when it was first found there."""
    found: datetime.datetime | None = None
    """The last success of a link that is failing now."""
    failures: int = 0
    """The number of failures that count: conclusive ones, at least 20 hours apart."""
    target: str = ""
    """The new address of a link that moved."""
    lasting: bool = False
    """Whether three checks or more found the link at `target`."""
    by: str = ""
    """The reason that a person gave for a mark, if the mark decides."""


DAYS = datetime.timedelta(days=3)
"""The shortest time from the first to the last failure of a dead link."""
APART = datetime.timedelta(hours=20)
"""Failures closer than this count once, because two runs on one bad day prove no more than one. For the same reason a later run confirms a void run only after this time."""
SILENT = datetime.timedelta(days=30)
"""A host that answers no request for this time makes its links suspect."""
STABLE = 3
"""The number of checks that make a move lasting, and of failures that make a link dead."""
STABLE_GONE = 2
"""The number of failures that make a link dead if its server says that the page is gone, or its host's name does not exist."""
ENOUGH = 8
"""The most failures that are kept of a link whose outcomes alternate. A link with this many is not silent: later outcomes may be missing."""


def verdict(history: History, now: datetime.datetime) -> Verdict:
    """Return the verdict on a link at `now` (UTC)."""
    mark = history.mark
    if mark and mark.holds(now):
        standing = Standing.DEAD if mark.said is Said.DEAD else Standing.ALIVE
        return Verdict(standing=standing, clause=Clause.MARK, since=mark.time, found=history.found, by=mark.reason)
    if history.failures:
        return _failing(history)
    if history.moves:
        return _moved(history)
    if history.checked is None:
        return Verdict(standing=Standing.UNCHECKED, clause=Clause.NEVER_CHECKED)
    return Verdict(standing=Standing.ALIVE, clause=Clause.SUCCESS, outcome=Outcome.OK, since=history.well)


def _failing(history: History) -> Verdict:
    sightings = sorted(history.failures)
    counts = counted(sightings)
    telling = [sighting for sighting in sightings if sighting.outcome in CONCLUSIVE or sighting.outcome is Outcome.FRAGMENT]
    first, last = sightings[0], sightings[-1]
    if lasts(counts):
        standing, clause = Standing.DEAD, Clause.LASTING_FAILURE if _are_enough(counts, STABLE) else Clause.LASTING_LOSS
        first, last = telling[0], counts[-1]
    elif telling:
        standing, clause = Standing.SUSPECT, Clause.FAILURE
        first, last = telling[0], telling[-1]
    elif _silence(sightings, history.checked) >= SILENT:
        standing, clause = Standing.SUSPECT, Clause.SILENCE
    else:
        standing, clause = Standing.UNSURE, Clause.UNCLEAR
    return Verdict(
        standing=standing,
        clause=clause,
        outcome=last.outcome,
        detail=last.detail,
        since=first.time,
        found=history.found,
        failures=len(counts),
    )


def _silence(sightings: Sequence[Sighting], checked: datetime.datetime | None) -> datetime.timedelta:
    """Return the time from the first of the timeouts that end the history to the last check; zero if other outcomes may lie between them."""
    row = list(itertools.takewhile(lambda sighting: sighting.outcome is Outcome.TIMEOUT, reversed(sightings)))
    full = len(sightings) >= ENOUGH  # then later outcomes may not have been kept
    return checked - row[-1].time if row and checked is not None and not full else datetime.timedelta()


def _moved(history: History) -> Verdict:
    moves = sorted(history.moves)
    target = moves[-1].target
    same = list(itertools.takewhile(lambda move: move.target == target, reversed(moves)))
    return Verdict(
        standing=Standing.MOVED, clause=Clause.MOVE, outcome=Outcome.MOVED, since=same[-1].time, target=target, lasting=len(same) >= STABLE
    )


def counted(failures: Iterable[Sighting]) -> list[Sighting]:
    """Return the conclusive failures that count, oldest first: each at least `APART` after the one counted before it."""
    counts: list[Sighting] = []
    for sighting in sorted(failures):
        if sighting.outcome in CONCLUSIVE and (not counts or sighting.time - counts[-1].time >= APART):
            counts.append(sighting)
    return counts


def lasts(counts: Sequence[Sighting]) -> bool:
    """Return whether these counted failures make a link dead."""
    gone = [sighting for sighting in counts if sighting.outcome is Outcome.GONE]
    return _are_enough(counts, STABLE) or _are_enough(gone, STABLE_GONE)


def _are_enough(counts: Sequence[Sighting], number: int) -> bool:
    return len(counts) >= number and counts[-1].time - counts[0].time >= DAYS
