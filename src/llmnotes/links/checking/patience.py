"""Read from the Retry-After header of an answer how long the server asks to wait."""

from __future__ import annotations

import datetime
import email.utils
from typing import TYPE_CHECKING

from llmnotes.web.fetch.answer import Answer

if TYPE_CHECKING:
    from llmnotes.web.fetch.answer import Failure

TOO_MANY, UNAVAILABLE = 429, 503
"""The statuses of refusals, which are answers that ask for a pause. An answer with status 503 is a refusal only if it has a Retry-After header."""
_LONGEST = 64
"""The maximum number of characters that are read of a Retry-After header. Every valid date and every useful number of seconds is shorter.

A longer date is invalid. Of a longer number, only the first digits are read.
"""


def retry_after(answer: Answer | Failure) -> str | None:
    """Return the Retry-After header of an answer, as written; None if the answer has no such header, or if no answer came."""
    return answer.headers.get("retry-after") if isinstance(answer, Answer) else None


def patience(answer: Answer | Failure) -> float | None:
    """Return the number of seconds that the Retry-After header of an answer asks to wait; 0 for a date in the past. None without a valid Retry-After.

    The header is a number of seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after.
    """
    stated = retry_after(answer)
    if stated is None:
        return None
    text = stated.strip()
    if text.isascii() and text.isdecimal():
        return float(text.lstrip("0")[:_LONGEST] or 0)
    if len(text) > _LONGEST:
        return None
    try:
        date = email.utils.parsedate_to_datetime(text)
    except (
        ValueError,
        TypeError,
        IndexError,
        OverflowError,
    ):
        # parsedate_to_datetime raises these exceptions for dates with numbers that are too large, and for dates with too few or too many numbers.
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return max(0.0, (date - datetime.datetime.now(datetime.UTC)).total_seconds())
