"""Read days from the dates and times that other programs write: ISO 8601, RFC 5322, other usual forms, and numbers.

A number counts seconds, milliseconds, microseconds or nanoseconds since 1970, or microseconds since 1601.
"""

from __future__ import annotations

import datetime
import email.utils
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 100
"""The number of characters at the beginning of a text in which a date is looked for. The rest is ignored."""
_NUMBER = re.compile(r"[0-9]{1,20}(?:\.[0-9]{0,20})?")
_DIGITS = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])")
"""Matches a day without separators, such as 20230609. Such numbers are not read as seconds since 1970, which would give a day in 1970."""
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.年]\s?([0-9]{1,2})[-/.月]\s?([0-9]{1,2})(?![0-9])")
_NAMED_MONTH = re.compile(
    r"(?:([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})|([0-9]{1,2}) ([A-Za-z]{3,9})\.?,? ([0-9]{4}))(?![0-9])"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_LAST = re.compile(r"\s*+([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})(?![0-9])")
_YEAR_AND_MONTH = re.compile(r"([0-9]{4})(?:[-/. ]([0-9]{1,2}|[A-Za-z]{3,9}))?\.?")

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_SECONDS_FROM_1601 = 11_644_473_600
_UNITS = ((10**11, 1), (10**14, 10**3), (10**16, 10**6))
"""The units in which numbers count the time since 1970: seconds, milliseconds and microseconds. Each pair has a limit and the number of units in a second.
A number has the first unit whose limit is higher than the number; a number above all limits counts nanoseconds. Each limit is a time after the year 2280."""
_WEBKIT = (10**16, 2 * 10**16)
"""Range of numbers that are read as microseconds since 1601, which Chromium writes. The range covers the years 1917 to 2234."""
_NANOSECONDS = 10**9
_FIRST_SECOND = 10**8
"""The minimum number that is read as seconds since 1970, which is a time in 1973. Smaller numbers, such as 2023, are not read as times."""
FIRST_SAVED = datetime.date(1990, 1, 1)
"""The first day on which a person can have bookmarked a web page. Earlier days are faults, such as 1970-01-01 for the number 0."""


def saved(value: object) -> datetime.date | None:
    """Return the day on which a bookmark was made, from a number or a text; None if the value is not a full date, or the day is before `FIRST_SAVED`."""
    day = read(value)
    return day if day and day >= FIRST_SAVED else None


def read(value: object) -> datetime.date | None:
    """Return the day of a number or a text; None if the value is not a full date.

    A time with an offset gives the day as written. A number of eight digits such as 20230609 gives the day that it names, and another number the day in UTC.
    """
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()[:_LONGEST]
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        digits = _DIGITS.fullmatch(text)
        return _day(*map(int, digits.groups())) if digits else _of_number(float(text))
    return _of_text(text)


def is_day_first(texts: Iterable[str]) -> bool | None:
    """Return whether dates such as 31/01/2024 begin with their day, not their month; None if no text shows it, or if some texts contradict others.

    A date shows it if it has a number above 12, or points: dates with points, such as 1.2.2024, begin with their day.
    """
    dates = [found.groups() for text in texts if (found := _YEAR_LAST.match(text))]
    begins_with_day = any(int(first) > len(_MONTHS) or mark == "." for first, mark, _, _ in dates)
    begins_with_month = any(int(second) > len(_MONTHS) for _, _, second, _ in dates)
    return begins_with_day if begins_with_day != begins_with_month else None


def year_first(text: str, *, day_first: bool | None) -> str:
    """Rewrite a date such as 31/01/2024 as 2024-01-31. Other texts stay the same, as do all texts if `day_first` is None, which means that the order is not known."""
    found = _YEAR_LAST.match(text)
    if not found or day_first is None:
        return text
    day, month_ = (found[1], found[3]) if day_first else (found[3], found[1])
    return f"{found[4]}-{month_}-{day}"


def first_of(text: str) -> datetime.date | None:
    """Return the first day of a year, or of a year and a month: `2023`, `2023-05`, `2023 May`. None for other texts."""
    found = _YEAR_AND_MONTH.fullmatch(text.strip()[:_LONGEST])
    if not found:
        return None
    number = month(found[2]) if found[2] else 1
    return _day(int(found[1]), number, 1) if number else None


def month(text: str) -> int | None:
    """Return the number of a month, given as a number or as an English name of which only the first three letters are compared; None for another text."""
    text = text.strip().lower()
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= len("12") and 1 <= int(text) <= len(_MONTHS) else None
    return _MONTHS.index(text[:3]) + 1 if text[:3] in _MONTHS else None


def seconds(day: datetime.date) -> int:
    """Return the beginning of a day in UTC as seconds since 1970."""
    return (day - _EPOCH.date()).days * 86_400


def _of_number(number: float) -> datetime.date | None:
    if number < _FIRST_SECOND:
        return None
    if _WEBKIT[0] <= number < _WEBKIT[1]:
        number = number / 10**6 - _SECONDS_FROM_1601
    else:
        number /= next((unit for limit, unit in _UNITS if number < limit), _NANOSECONDS)
    try:
        return (_EPOCH + datetime.timedelta(seconds=number)).date()
    except OverflowError:
        return None


def _of_text(text: str) -> datetime.date | None:
    try:
        return datetime.datetime.fromisoformat(text).date()
    except ValueError:
        pass
    if found := _YEAR_FIRST.match(text):
        return _day(*map(int, found.groups()))
    if found := _NAMED_MONTH.search(text):
        month_first, day_first = found.groups()[:3], found.groups()[3:]
        name, day, year = month_first if month_first[0] else (day_first[1], day_first[0], day_first[2])
        number = month(name)
        return _day(int(year), number, int(day)) if number else None
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _day(year: int, month_: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month_, day)
    except ValueError:
        return None
