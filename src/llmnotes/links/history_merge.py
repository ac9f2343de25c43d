"""How a history grows: by one more check, or by what another ledger knows.

Merging is the union of what both saw, less what a later sight overtook: all before the last success, and all before the last change of address. What is dropped
is always older than something that is kept (a doubt: than the last recorded check), so merging gives the same in any order and however often. `advanced` therefore takes nothing
out of the middle; it keeps histories short by not noting what can't change the verdict any more.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import TYPE_CHECKING, TypeVar

from llmnotes.links.check import CONCLUSIVE, Check, Outcome
from llmnotes.links.history import Copy, History, Mark, Move, Sighting
from llmnotes.links.verdict import APART, ENOUGH, STABLE, counted, lasts

if TYPE_CHECKING:
    from collections.abc import Iterable


def advanced(history: History, check: Check) -> History:
    """The history after one more check; one no newer than the last changes nothing."""
    if history.asked is not None and check.time <= history.asked:
        return history
    doubts = frozenset(doubt for doubt in history.doubts if doubt.time > check.time)
    after = dataclasses.replace(history, asked=check.time, doubts=doubts)
    if check.outcome is Outcome.MOVED:
        moves = _moved(history.moves, Move(check.time, check.target))
        return dataclasses.replace(after, found=check.time, failures=frozenset(), moves=moves)
    if check.outcome is Outcome.OK:
        unbroken = not history.failures and not history.moves
        well = history.well if history.well and unbroken else check.time
        return dataclasses.replace(after, found=check.time, well=well, failures=frozenset(), moves=frozenset())
    return dataclasses.replace(after, failures=_failed(history.failures, Sighting(check.time, check.outcome, check.detail)))


def doubted(history: History, check: Check) -> History:
    """The history after a failed check of a void run: the failure is kept beside the history, which stays as it was, so that a later check can confirm it.

    The first failure of each outcome is kept: a link whose outcomes alternate is confirmed, too.
    """
    if (history.asked is not None and check.time <= history.asked) or any(doubt.outcome is check.outcome for doubt in history.doubts):
        return history
    return dataclasses.replace(history, doubts=history.doubts | {Sighting(check.time, check.outcome, check.detail)})


def confirms(history: History, check: Check) -> bool:
    """Whether a void run saw the same of this link, at least `APART` before this check."""
    return any(doubt.outcome is check.outcome and check.time - doubt.time >= APART for doubt in history.doubts)


def _moved(before: frozenset[Move], new: Move) -> frozenset[Move]:
    latest = max(before, default=None)
    if latest and latest.target == new.target and sum(move.target == new.target for move in before) >= STABLE:
        return before
    return _since_the_last_change({*before, new})


def _since_the_last_change(moves: Iterable[Move]) -> frozenset[Move]:
    """The moves to the latest target in a row, and the one before them, which says to all ledgers that older ones are overtaken."""
    moves = frozenset(moves)
    latest = max(moves, default=None)
    other = max((move for move in moves if latest and move.target != latest.target), default=None)
    return frozenset(move for move in moves if move >= other) if other else moves


def _failed(before: frozenset[Sighting], new: Sighting) -> frozenset[Sighting]:
    counts = counted(before)
    if lasts(counts):
        return before
    if new.outcome in CONCLUSIVE:
        tells = not counts or new.time - counts[-1].time >= APART
    else:
        changed = not before or max(before).outcome is not new.outcome
        tells = changed and (len(before) < ENOUGH or all(new.outcome is not sighting.outcome for sighting in before))
    return before | {new} if tells else before


def merged(one: History, other: History) -> History:
    """What both know. Commutative, associative, idempotent."""
    found, well = _latest(one.found, other.found), _latest(one.well, other.well)
    asked = _latest(one.asked, other.asked)
    return History(
        asked=asked,
        found=found,
        well=well,
        moves=_since_the_last_change(move for move in one.moves | other.moves if well is None or move.time > well),
        failures=frozenset(sighting for sighting in one.failures | other.failures if found is None or sighting.time > found),
        doubts=frozenset(doubt for doubt in one.doubts | other.doubts if asked is None or doubt.time > asked),
        copy=_latest(one.copy, other.copy),
        mark=max(filter(None, (one.mark, other.mark)), key=_order, default=None),
    )


_Value = TypeVar("_Value", datetime.datetime, Copy)


def _latest(one: _Value | None, other: _Value | None) -> _Value | None:
    return other if one is None else one if other is None else max(one, other)


def _order(mark: Mark) -> tuple[object, ...]:
    return (mark.time, mark.said, mark.until is None, mark.until or datetime.date.max, mark.reason)
