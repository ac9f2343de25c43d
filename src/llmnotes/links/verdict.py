"""Decide from a link's history whether the link is dead, suspect, unsure, moved, alive or unchecked. No other module decides that a link is dead.

A link is dead after three conclusive failures that are at least 20 hours apart from one another, and at least three days from first to last. Two such
failures suffice if each says that the page is gone, or that the host doesn't exist. Answers that are blocked, rate-limited, late or unclear never make a
link dead, however many there are. After one success, the link is alive or moved again. A manual verdict, which a person set with `llmnotes links mark`,
overrides all these rules.
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
    """The verdict on a link in one word.

    The members are in order, the worst first. Never change their texts: ledgers on disk, `link-health.json` and the search index contain them.
    """

    DEAD = "dead"
    SUSPECT = "suspect"
    UNSURE = "unsure"
    """No check since the last success shows whether the link works: it is blocked, rate-limited or unclear, timed out for less than 30 days, or not requested because its address is not allowed."""
    MOVED = "moved"
    ALIVE = "alive"
    UNCHECKED = "unchecked"


class Clause(enum.Enum):
    """The reasons for verdicts. Each verdict has one of them, and `llmnotes links explain` shows it."""

    MARK = enum.auto()
    """A person set the verdict with `llmnotes links mark`, which overrides all checks until this verdict ends."""
    LASTING_FAILURE = enum.auto()
    """Three failures, at least 20 hours apart from one another and over at least three days, make the link dead."""
    LASTING_LOSS = enum.auto()
    """Two failures, at least three days apart, make the link dead, because each shows that the page or its host is gone."""
    FAILURE = enum.auto()
    """A missing fragment, or a failure of a kind that can make links dead, makes the link suspect if no success came after it."""
    SILENCE = enum.auto()
    """All requests for the link have timed out for at least 30 days, so the link is suspect."""
    UNCLEAR = enum.auto()
    """No check since the last success shows whether the link works, so the link is unsure."""
    MOVE = enum.auto()
    """The last check had the outcome `moved`, so the link has moved."""
    SUCCESS = enum.auto()
    """The last check found the link, and not at a new address, so the link is alive."""
    NEVER_CHECKED = enum.auto()
    """The ledger has no check of the link, so the link is unchecked."""


def count_standings(standings: Iterable[Standing]) -> dict[Standing, int]:
    """Return how often each verdict occurs, the worst verdict first. A verdict that does not occur has the number 0."""
    counts = dict.fromkeys(Standing, 0)
    for standing in standings:
        counts[standing] += 1
    return counts


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The state of a link at one time, decided from its history."""

    standing: Standing
    clause: Clause
    outcome: Outcome | None = None
    """The outcome of the check that decided; None if a person set the verdict by hand, or if the link was never checked."""
    detail: str = ""
    """The detail of `outcome`, as in `Check.detail`; empty if `outcome` is None or has no detail."""
    since: datetime.datetime | None = None
    """The time at which the present state of the link began. None if the link was never checked.

    - For a link that fails: the first failure since the last success. Unclear answers and timeouts before a failure that makes the link suspect are ignored.
    - For a link that moved: the first check that found it at the new address.
    - For a link that is alive: the first check in the last unbroken sequence of successes.
    - For a link with a manual verdict: the time at which the person set it.
    """
    found: datetime.datetime | None = None
    """The time of the last success of a link that fails or has a manual verdict. None if there was no success, and for all other links."""
    failures: int = 0
    """The number of failures that can make the link dead and are at least 20 hours apart (see `counted`). 0 if the link does not fail, or has a manual verdict."""
    target: str = ""
    """The new address of a link that moved; otherwise empty."""
    lasting: bool = False
    """Whether the last three checks that found the link, or more, found it at `target`."""
    mark_reason: str = ""
    """The reason that the person gave for a manual verdict; empty for a verdict from checks."""


DAYS = datetime.timedelta(days=3)
"""The shortest time from the first to the last of the failures that make a link dead."""
APART = datetime.timedelta(hours=20)
"""Failures that are closer together than this count as one, because a fault of this machine's network may last for hours and affect two link checks.

Therefore, a check confirms a failure of a void link check (one whose failures are not believed) only if at least this time lies between them.
"""
SILENT = datetime.timedelta(days=30)
"""A link becomes suspect if all requests for the link during this time end with a timeout."""
STABLE = 3
"""The number of failures, as `counted` returns them, that make a link dead.

Also the number of consecutive successes at the same new address after which a move is lasting.
"""
STABLE_GONE = 2
"""The number of failures, as `counted` returns them, that make a link dead if each says that the page is gone, or that the host's name does not exist."""
ENOUGH = 8
"""If a history has at least this number of failures, a new failure is added only if it can make the link dead, or has an outcome that the others lack.

So the history may lack later failures, and can't show that all later requests timed out.
"""


def verdict(history: History, now: datetime.datetime) -> Verdict:
    """Return the verdict at `now` (UTC) on the link with this history."""
    mark = history.mark
    if mark and mark.holds(now):
        standing = Standing.DEAD if mark.said is Said.DEAD else Standing.ALIVE
        return Verdict(standing=standing, clause=Clause.MARK, since=mark.time, found=history.found, mark_reason=mark.reason)
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
    """Return for how long all requests for a link have timed out: the time from the first of its last consecutive timeouts to the last check.

    Return zero if the last failure is not a timeout, or if the history may lack failures with other outcomes.
    """
    row = list(itertools.takewhile(lambda sighting: sighting.outcome is Outcome.TIMEOUT, reversed(sightings)))
    full = (
        len(sightings) >= ENOUGH
    )  # later failures may not have been added, so the history does not show that all later requests timed out
    return checked - row[-1].time if row and checked is not None and not full else datetime.timedelta()


def _moved(history: History) -> Verdict:
    moves = sorted(history.moves)
    target = moves[-1].target
    same = list(itertools.takewhile(lambda move: move.target == target, reversed(moves)))
    return Verdict(
        standing=Standing.MOVED, clause=Clause.MOVE, outcome=Outcome.MOVED, since=same[-1].time, target=target, lasting=len(same) >= STABLE
    )


def counted(failures: Iterable[Sighting]) -> list[Sighting]:
    """Return the failures that can make a link dead, oldest first.

    Each has an outcome in `CONCLUSIVE`, and is at least 20 hours (`APART`) later than the returned failure before it.
    """
    counts: list[Sighting] = []
    for sighting in sorted(failures):
        if sighting.outcome in CONCLUSIVE and (not counts or sighting.time - counts[-1].time >= APART):
            counts.append(sighting)
    return counts


def lasts(counts: Sequence[Sighting]) -> bool:
    """Return whether the failures in `counts`, as `counted` returns them, make their link dead."""
    gone = [sighting for sighting in counts if sighting.outcome is Outcome.GONE]
    return _are_enough(counts, STABLE) or _are_enough(gone, STABLE_GONE)


def _are_enough(counts: Sequence[Sighting], number: int) -> bool:
    return len(counts) >= number and counts[-1].time - counts[0].time >= DAYS
