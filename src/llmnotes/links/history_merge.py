"""Add a check to a history, and merge the histories of two ledgers.

A merge unites two histories, and drops only checks that a later check has replaced, such as failures before the last success. So merges give the same result in
any order, also if they are repeated. This property would be lost if a merge dropped other checks. Therefore `advanced` keeps histories short in another way: it
doesn't add checks that can't change the verdict.
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
    """Return the history after one more check. If the check is not newer than the last check, return the history unchanged.

    A success removes the failures before it; a success at the link's own address also removes the moves. The check also removes older doubts (failures that
    verdicts ignore until they are confirmed). If a failure or a move can't change the verdict, only its time is recorded, in `History.checked`.
    """
    if history.checked is not None and check.time <= history.checked:
        return history
    doubts = frozenset(doubt for doubt in history.doubts if doubt.time > check.time)
    after = dataclasses.replace(history, checked=check.time, doubts=doubts)
    if check.outcome is Outcome.MOVED:
        moves = _moved(history.moves, Move(check.time, check.target))
        return dataclasses.replace(after, found=check.time, failures=frozenset(), moves=moves)
    if check.outcome is Outcome.OK:
        unbroken = not history.failures and not history.moves
        well = history.well if history.well and unbroken else check.time
        return dataclasses.replace(after, found=check.time, well=well, failures=frozenset(), moves=frozenset())
    return dataclasses.replace(after, failures=_failed(history.failures, Sighting(check.time, check.outcome, check.detail)))


def doubted(history: History, check: Check) -> History:
    """Return the history with one more doubt: a failed check that verdicts ignore until a later check confirms it.

    Return the history unchanged if it has a doubt with the same outcome already, or a check that is not older than `check`. So the first doubt of each
    outcome is kept. A later check can confirm it even if the link has failed with another outcome meanwhile.
    """
    if (history.checked is not None and check.time <= history.checked) or any(doubt.outcome is check.outcome for doubt in history.doubts):
        return history
    return dataclasses.replace(history, doubts=history.doubts | {Sighting(check.time, check.outcome, check.detail)})


def confirms(history: History, check: Check) -> bool:
    """Return whether a failed check confirms a doubt, an earlier failure that verdicts ignore: it has the same outcome, at least 20 hours (`APART`) later."""
    return any(doubt.outcome is check.outcome and check.time - doubt.time >= APART for doubt in history.doubts)


def stays_in_doubt(history: History, check: Check) -> bool:
    """Return whether a failed check comes too soon to confirm a doubt: it has the same outcome, but is less than 20 hours (`APART`) later.

    A doubt is an earlier failure that verdicts ignore until it is confirmed. Two failures at so short a distance may have one cause, such as a network fault
    that lasts for hours. So verdicts ignore the later failure too, even if there is no other reason to doubt it.
    """
    return not confirms(history, check) and any(doubt.outcome is check.outcome for doubt in history.doubts)


def _moved(before: frozenset[Move], new: Move) -> frozenset[Move]:
    latest = max(before, default=None)
    if latest and latest.target == new.target and sum(move.target == new.target for move in before) >= STABLE:
        return before
    return _since_the_last_change({*before, new})


def _since_the_last_change(moves: Iterable[Move]) -> frozenset[Move]:
    """Return the last consecutive moves to the same address, and the one move before them. If all moves have the same address, return all.

    The move before them is kept for merges: it shows that older moves in another ledger are out of date.
    """
    moves = frozenset(moves)
    latest = max(moves, default=None)
    other = max((move for move in moves if latest and move.target != latest.target), default=None)
    return frozenset(move for move in moves if move >= other) if other else moves


def _failed(before: frozenset[Sighting], new: Sighting) -> frozenset[Sighting]:
    counts = counted(before)
    if lasts(counts):
        return before
    if new.outcome in CONCLUSIVE:
        is_news = not counts or new.time - counts[-1].time >= APART
    else:
        changed = not before or max(before).outcome is not new.outcome
        is_news = changed and (len(before) < ENOUGH or all(new.outcome is not sighting.outcome for sighting in before))
    return before | {new} if is_news else before


def merged(one: History, other: History) -> History:
    """Return the merge of two histories of one link. The operation is commutative, associative and idempotent."""
    found, well = _latest(one.found, other.found), _latest(one.well, other.well)
    checked = _latest(one.checked, other.checked)
    return History(
        checked=checked,
        found=found,
        well=well,
        moves=_since_the_last_change(move for move in one.moves | other.moves if well is None or move.time > well),
        failures=frozenset(sighting for sighting in one.failures | other.failures if found is None or sighting.time > found),
        doubts=frozenset(doubt for doubt in one.doubts | other.doubts if checked is None or doubt.time > checked),
        copy=_latest(one.copy, other.copy),
        mark=max(filter(None, (one.mark, other.mark)), key=_order, default=None),
    )


_Value = TypeVar("_Value", datetime.datetime, Copy)


def _latest(one: _Value | None, other: _Value | None) -> _Value | None:
    return other if one is None else one if other is None else max(one, other)


def _order(mark: Mark) -> tuple[object, ...]:
    return (mark.time, mark.said, mark.until is None, mark.until or datetime.date.max, mark.reason)
