"""A history → its verdict: the one rule by which a link is called dead.

A link is dead after three failures that count, at least 20 hours apart from one another and over at least three days; two are enough where the page or its host
is gone. Blocked, rate-limited, silent and unclear answers never make a link dead, however many. One success makes it alive again.
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
    """What a link's history makes of it, worst first. The values stand in runs, in `link-health.json`, and in the search's facet."""

    DEAD = "dead"
    SUSPECT = "suspect"
    UNSURE = "unsure"
    """The last answers told nothing: blocked, rate-limited, silent for less than 30 days, or never asked because we refuse to."""
    MOVED = "moved"
    ALIVE = "alive"
    UNCHECKED = "unchecked"


def count_standings(standings: Iterable[Standing]) -> dict[Standing, int]:
    """Return how often each standing occurs, worst first, with zeros."""
    counts = dict.fromkeys(Standing, 0)
    for standing in standings:
        counts[standing] += 1
    return counts


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What is said of a link today."""

    standing: Standing
    outcome: Outcome | None = None
    """What the last check that told something said; None if there was none, or a person decides."""
    detail: str = ""
    """As in `Check`."""
    since: datetime.datetime | None = None
    """The first failure of the row that still lasts (of those that tell something, where any does), or when it was first found where it is."""
    found: datetime.datetime | None = None
    """The last success, while it isn't well."""
    failures: int = 0
    """Failures that count: conclusive ones, at least 20 hours apart."""
    target: str = ""
    """Where it moved."""
    lasting: bool = False
    """Whether three checks or more saw it there."""
    by: str = ""
    """The reason that a person gave, where a person decides."""


DAYS = datetime.timedelta(days=3)
"""Failures must go on for so long before a link is dead."""
APART = datetime.timedelta(hours=20)
"""Failures less than so far apart count once: the two runs of one bad day. For the same reason a void run is confirmed only after so long."""
SILENT = datetime.timedelta(days=30)
"""A host that says nothing for so long is suspect."""
STABLE = 3
"""A move is lasting when so many checks saw it; a failure, when so many counted."""
STABLE_GONE = 2
"""Fewer are enough where the server itself says that the page is gone, or nobody knows its name."""
ENOUGH = 8
"""Of a link that fails in one way and another, no more changes than that are noted: what comes then is no silence."""


def verdict(history: History, now: datetime.datetime) -> Verdict:
    """What `history` makes of a link at `now` (UTC)."""
    mark = history.mark
    if mark and mark.holds(now):
        standing = Standing.DEAD if mark.said is Said.DEAD else Standing.ALIVE
        return Verdict(standing=standing, since=mark.time, found=history.found, by=mark.reason)
    if history.failures:
        return _failing(history)
    if history.moves:
        return _moved(history)
    if history.asked is None:
        return Verdict(standing=Standing.UNCHECKED)
    return Verdict(standing=Standing.ALIVE, outcome=Outcome.OK, since=history.well)


def _failing(history: History) -> Verdict:
    sightings = sorted(history.failures)
    counts = counted(sightings)
    telling = [sighting for sighting in sightings if sighting.outcome in CONCLUSIVE or sighting.outcome is Outcome.FRAGMENT]
    first, last = sightings[0], sightings[-1]
    if lasts(counts):
        standing, first, last = Standing.DEAD, telling[0], counts[-1]
    elif telling:
        standing, first, last = Standing.SUSPECT, telling[0], telling[-1]
    elif _silence(sightings, history.asked) >= SILENT:
        standing = Standing.SUSPECT
    else:
        standing = Standing.UNSURE
    return Verdict(standing=standing, outcome=last.outcome, detail=last.detail, since=first.time, found=history.found, failures=len(counts))


def _silence(sightings: Sequence[Sighting], asked: datetime.datetime | None) -> datetime.timedelta:
    """For how long nothing came but timeouts."""
    row = list(itertools.takewhile(lambda sighting: sighting.outcome is Outcome.TIMEOUT, reversed(sightings)))
    full = len(sightings) >= ENOUGH  # so later changes may not have been noted
    return asked - row[-1].time if row and asked is not None and not full else datetime.timedelta()


def _moved(history: History) -> Verdict:
    moves = sorted(history.moves)
    target = moves[-1].target
    same = list(itertools.takewhile(lambda move: move.target == target, reversed(moves)))
    return Verdict(standing=Standing.MOVED, outcome=Outcome.MOVED, since=same[-1].time, target=target, lasting=len(same) >= STABLE)


def counted(failures: Iterable[Sighting]) -> list[Sighting]:
    """The conclusive failures that count, oldest first: each at least `APART` from the one counted before it."""
    counts: list[Sighting] = []
    for sighting in sorted(failures):
        if sighting.outcome in CONCLUSIVE and (not counts or sighting.time - counts[-1].time >= APART):
            counts.append(sighting)
    return counts


def lasts(counts: Sequence[Sighting]) -> bool:
    """Whether these counted failures make a link dead."""
    gone = [sighting for sighting in counts if sighting.outcome is Outcome.GONE]
    return _enough(counts, STABLE) or _enough(gone, STABLE_GONE)


def _enough(counts: Sequence[Sighting], number: int) -> bool:
    return len(counts) >= number and counts[-1].time - counts[0].time >= DAYS
