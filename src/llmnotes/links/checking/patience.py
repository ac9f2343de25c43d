"""Read how long a server asks to wait."""

from __future__ import annotations

import datetime
import email.utils
from typing import TYPE_CHECKING

from llmnotes.web.fetch.answer import Answer

if TYPE_CHECKING:
    from llmnotes.web.fetch.answer import Failure

TOO_MANY, UNAVAILABLE = 429, 503
"""Statuses of refusals: answers that ask for a pause. 503 only with a Retry-After."""
_LONGEST = 64
"""The most characters of a Retry-After that are read. A date in any form of HTTP has at most 40, and a number with more digits means for ever."""


def retry_after(answer: Answer | Failure) -> str | None:
    """Return the Retry-After header of an answer, as written; None if it has none."""
    return answer.headers.get("retry-after") if isinstance(answer, Answer) else None


def patience(answer: Answer | Failure) -> float | None:
    """Return the seconds that an answer asks to wait by Retry-After, a number or a date; None if it asks for no time.

    See https://www.rfc-editor.org/rfc/rfc9110#field.retry-after.
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
    except (ValueError, TypeError, IndexError, OverflowError):  # the parser checks neither the size nor the count of the numbers
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return max(0.0, (date - datetime.datetime.now(datetime.UTC)).total_seconds())
