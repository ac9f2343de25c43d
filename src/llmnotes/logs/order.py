"""Which dates of a log stand out of order, and what they probably should be."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from llmnotes.model import Problem

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from llmnotes.logs.shape import Occurrence

ORDERED = 0.8
"""A log is taken to be ordered where so much of it is; in another one no date is out of order."""


def out_of_order(occurrences: Sequence[Occurrence]) -> Iterator[Problem]:
    """A warning for each entry outside the longest run of ordered dates, oldest or newest first."""
    keys = [occurrence.date.toordinal() for occurrence in occurrences]
    kept, rising = max((_longest_run(keys), True), (_longest_run([-key for key in keys]), False), key=lambda run: (len(run[0]), run[1]))
    if len(kept) < 3 or len(kept) < ORDERED * len(keys):  # noqa: PLR2004 - two dates are always in some order
        return
    inside = set(kept)
    for index in (index for index in range(len(keys)) if index not in inside):
        next_kept = bisect.bisect(kept, index)
        before = occurrences[kept[next_kept - 1]] if next_kept else None
        after = occurrences[kept[next_kept]] if next_kept < len(kept) else None
        yield _warning(occurrences[index], before, after, rising=rising)


def is_rising(dates: Sequence[datetime.date]) -> bool:
    """Whether dates run from old to new, as far as they run at all."""
    keys = [date.toordinal() for date in dates]
    return len(_longest_run(keys)) >= len(_longest_run([-key for key in keys]))


def _longest_run(keys: Sequence[int]) -> list[int]:
    """Indices of a longest subsequence that never falls, by patience sorting in O(n log n)."""
    tails: list[int] = []  # the smallest key that ends a run of each length
    ends: list[int] = []  # the index of that key
    before: list[int] = []
    for index, key in enumerate(keys):
        length = bisect.bisect_right(tails, key)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [key]
        ends[length : length + 1] = [index]
    run = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(index)
        index = before[index]
    return run[::-1]


def _warning(occurrence: Occurrence, before: Occurrence | None, after: Occurrence | None, *, rising: bool) -> Problem:
    earliest, latest = (before, after) if rising else (after, before)
    neighbours = " and ".join(str(one.date) for one in (before, after) if one)
    likely = _likely(occurrence.date, earliest.date if earliest else None, latest.date if latest else None)
    message = f"{occurrence.date} stands out of order, {'between' if before and after else 'beside'} {neighbours}: {occurrence.title}"
    remedy = f"probably {likely}; correct the log if so" if likely else "check the date; correct the log if it is wrong"
    return Problem.warning(occurrence.place, "log-order", message, remedy)


def _likely(date: datetime.date, earliest: datetime.date | None, latest: datetime.date | None) -> datetime.date | None:
    """The date that one slip of the pen would have made of it: another year, another month, or day and month swapped."""
    neighbours = [near for near in (earliest, latest) if near]
    slips = [{"year": near.year} for near in neighbours]
    slips += [{"month": near.month} for near in neighbours]
    slips += [{"year": near.year, "month": near.month} for near in neighbours]
    slips += [{"month": date.day, "day": date.month}]
    for slip in slips:
        try:
            candidate = date.replace(**slip)
        except ValueError:
            continue
        if (earliest is None or earliest <= candidate) and (latest is None or candidate <= latest):
            return candidate
    return None
