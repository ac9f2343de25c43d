"""Find dates of a Markdown log that are out of order, and guess the right dates. Also decide whether the dates of a log rise or fall."""

from __future__ import annotations

import bisect
import contextlib
import datetime
import re
from typing import TYPE_CHECKING

from llmnotes.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmnotes.logs.shape import Occurrence

ORDERED = 0.8
"""The minimum share of entries that must be in order, here 80 %. A log with a lower share counts as unordered, and no dates are reported."""


def out_of_order(occurrences: Sequence[Occurrence]) -> Iterator[Problem]:
    """Yield a warning for each entry whose date is out of order: each entry outside the longest sequence of entries whose dates never fall, or never rise.

    Yield nothing if this sequence has fewer than three entries, or a smaller share of all entries than `ORDERED`.
    """
    keys = [occurrence.date.toordinal() for occurrence in occurrences]
    kept, rising = max((_longest_run(keys), True), (_longest_run([-key for key in keys]), False), key=lambda run: (len(run[0]), run[1]))
    if len(kept) < 3 or len(kept) < ORDERED * len(keys):  # noqa: PLR2004 - two dates always either rise or fall, so only three dates show an order
        return
    inside = set(kept)
    for index in (index for index in range(len(keys)) if index not in inside):
        next_kept = bisect.bisect(kept, index)
        before = occurrences[kept[next_kept - 1]] if next_kept else None
        after = occurrences[kept[next_kept]] if next_kept < len(kept) else None
        yield _warning(occurrences[index], before, after, rising=rising)


def is_rising(dates: Sequence[datetime.date]) -> bool:
    """Return whether the dates of a Markdown log rise rather than fall: whether at least as many dates are in order from old to new as from new to old.

    Also return true if there are no dates.
    """
    keys = [date.toordinal() for date in dates]
    return len(_longest_run(keys)) >= len(_longest_run([-key for key in keys]))


def _longest_run(keys: Sequence[int]) -> list[int]:
    """Return the indices of the longest subsequence in which no key is less than the key before it. Uses patience sorting, which takes O(n log n)."""
    tails: list[int] = []  # the smallest last key of all such subsequences of length 1, of length 2, and so on
    ends: list[int] = []  # the index in `keys` of each key in `tails`
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
    neighbours = " and ".join(str(one.date) for one in (before, after) if one)
    likely = _likely(occurrence, before, after, rising=rising)
    message = f"{occurrence.date} is out of order {'between' if before and after else 'after' if before else 'before'} {neighbours}: {occurrence.title}"
    remedy = (
        f"the date is probably {likely}; if so, correct the Markdown log"
        if likely
        else "check the date; correct the Markdown log if it is wrong"
    )
    return Problem.warning(occurrence.place, "log-order", message, remedy)


_CLOSE = datetime.timedelta(days=31)
"""The maximum distance between the dates before and after an entry. With a greater distance, `_likely` doesn't guess the entry's date from them."""
_URL_DATE = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})(?:([/_-])(0[1-9]|1[0-2])\2(0[1-9]|[12][0-9]|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01]))(?![0-9])"
)
_ARXIV = re.compile(
    r"(?i)//(?:[a-z]+\.)?(?:arxiv\.org|alphaxiv\.org|ar5iv\.[a-z.]+)/(?:[a-z]+/)+([0-9]{2})(0[1-9]|1[0-2])\.[0-9]{4,5}(?![0-9])"
)
"""Matches a URL with the id of a paper at arXiv. The id begins with year and month of submission: https://info.arxiv.org/help/arxiv_identifier.html."""
_STATUS = re.compile(r"(?i)//(?:[a-z]+\.)?(?:twitter|x)\.com/[^/]+(?:/web)?/status(?:es)?/([0-9]{15,19})(?![0-9])")
"""Matches the URL of a post at Twitter (X). The post's id holds the time of the post: https://docs.x.com/fundamentals/x-ids."""
_SNOWFLAKE_START = datetime.datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=datetime.UTC)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def _likely(occurrence: Occurrence, before: Occurrence | None, after: Occurrence | None, *, rising: bool) -> datetime.date | None:
    """Guess the right date of an entry that is out of order; None if no date is probable.

    - If the URL has the entry's present date, return None, because this date is probably right.
    - If the URL has other dates, return the one that fits between the dates of `before` and `after`, or None if none or several of them fit.
    - If the URL has no date, correct one usual mistake: a wrong year, a wrong month, or day and month swapped. Return the corrected date if the dates of
      `before` and `after` are close, if exactly one correction fits between them, and if the title and the URL don't contradict it.

    Args:
        occurrence: The entry out of order.
        before: The nearest entry above it that is in order; None if there is none.
        after: The nearest entry below it that is in order; None if there is none.
        rising: Whether the dates of the Markdown log rise.

    """
    date, said = occurrence.date, _url_dates(occurrence.url)
    earliest, latest = (before, after) if rising else (after, before)

    def fits(candidate: datetime.date) -> bool:
        return (earliest is None or earliest.date <= candidate) and (latest is None or candidate <= latest.date)

    if date in said:
        return None
    if agreed := [one for one in said if fits(one)]:
        return agreed[0] if len(set(agreed)) == 1 else None
    if said or earliest is None or latest is None or latest.date - earliest.date > _CLOSE:
        return None
    slips = [{"year": near.date.year} for near in (earliest, latest)] if earliest.date.year == latest.date.year else []
    slips += [{"month": near.date.month} for near in (earliest, latest)] if earliest.date.month == latest.date.month else []
    slips += [{"month": date.day, "day": date.month}]
    candidates = []
    for slip in slips:
        with contextlib.suppress(ValueError):
            candidates.append(date.replace(**slip))
    fitting = set(filter(fits, candidates))
    candidate = fitting.pop() if len(fitting) == 1 else None
    # If the title or the URL of the entry has a year, but not the year of the candidate date, the candidate date is probably wrong.
    years = {int(year) for year in _YEAR.findall(f"{occurrence.title} {occurrence.url}")}
    if candidate is None or (years and candidate.year not in years) or _is_denied(candidate, occurrence.url):
        return None
    return candidate


def _url_dates(url: str) -> list[datetime.date]:
    """Return the dates that a URL contains, such as 2023-06-09 in `/2023/06/09/title` or `/20230609`. Days that don't exist are left out."""
    found = []
    for match in _URL_DATE.finditer(url):
        with contextlib.suppress(ValueError):
            found.append(datetime.date(int(match[1]), int(match[3] or match[5]), int(match[4] or match[6])))
    return found


def _is_denied(candidate: datetime.date, url: str) -> bool:
    """Return whether a date is improbable for a URL of arXiv or Twitter, because of the time in its id; false for other URLs.

    For a post at Twitter, a date more than two days before or after the post is improbable; for a paper at arXiv, a date before the month in its id, or
    long after it.
    """
    if found := _ARXIV.search(url):
        first = datetime.date(2000 + int(found[1]), int(found[2]), 1)
        return not datetime.timedelta(days=-1) <= candidate - first <= datetime.timedelta(days=62)
    if found := _STATUS.search(url):
        day = (_SNOWFLAKE_START + datetime.timedelta(milliseconds=int(found[1]) >> 22)).date()
        return abs(candidate - day) > datetime.timedelta(days=2)
    return False
