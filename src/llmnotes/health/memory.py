"""How a history grows: by one more check, or by what another ledger knows.

Merging is the union of what both saw, less what a later success overtook, so it gives the same in any order and however often. Nothing is
therefore thinned when histories merge; `advanced` keeps them short instead, by noting only what can still change the verdict.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import TypeVar

from llmnotes.health.check import CONCLUSIVE, Check, Outcome
from llmnotes.health.history import Copy, History, Mark, Move, Sighting
from llmnotes.health.verdict import APART, STABLE, counted, lasts

ENOUGH = 8
"""So many sightings are kept of a failing link. Three make a verdict; more come from outcomes that change."""


def advanced(history: History, check: Check) -> History:
    """The history after one more check; an older one than the last changes nothing."""
    if history.asked is not None and check.time <= history.asked:
        return history
    after = dataclasses.replace(history, asked=check.time)
    if check.outcome is Outcome.MOVED:
        moves = _moved(history.moves, Move(check.time, check.target))
        return dataclasses.replace(after, found=check.time, failures=frozenset(), moves=moves)
    if check.outcome is Outcome.OK:
        unbroken = not history.failures and not history.moves
        well = history.well if history.well and unbroken else check.time
        return dataclasses.replace(after, found=check.time, well=well, failures=frozenset(), moves=frozenset())
    return dataclasses.replace(after, failures=_failed(history.failures, Sighting(check.time, check.outcome, check.detail)))


def _moved(before: frozenset[Move], new: Move) -> frozenset[Move]:
    same = {move for move in before if move.target == new.target}
    return frozenset(same if len(same) >= STABLE else {*same, new})


def _failed(before: frozenset[Sighting], new: Sighting) -> frozenset[Sighting]:
    counts = counted(before)
    if lasts(counts):
        return before
    same = bool(before) and max(before).outcome is new.outcome
    if same and not (new.outcome in CONCLUSIVE and (not counts or new.time - counts[-1].time >= APART)):
        return before
    kept = sorted({*before, new})
    # The first says since when, the last ones what holds now.
    return frozenset(kept if len(kept) <= ENOUGH else [kept[0], *kept[1 - ENOUGH :]])


def merged(one: History, other: History) -> History:
    """What both know. Commutative, associative, idempotent."""
    found, well = _latest(one.found, other.found), _latest(one.well, other.well)
    return History(
        asked=_latest(one.asked, other.asked),
        found=found,
        well=well,
        moves=frozenset(move for move in one.moves | other.moves if well is None or move.time > well),
        failures=frozenset(sighting for sighting in one.failures | other.failures if found is None or sighting.time > found),
        copy=_latest(one.copy, other.copy),
        mark=max(filter(None, (one.mark, other.mark)), key=_order, default=None),
    )


_Value = TypeVar("_Value", datetime.datetime, Copy)


def _latest(one: _Value | None, other: _Value | None) -> _Value | None:
    return other if one is None else one if other is None else max(one, other)


def _order(mark: Mark) -> tuple[object, ...]:
    return (mark.time, mark.said, mark.until or datetime.date.max, mark.reason)
