"""For how long a server asks to be left alone."""

from __future__ import annotations

import datetime
import email.utils
from typing import TYPE_CHECKING

from llmnotes.web.fetch.answer import Answer

if TYPE_CHECKING:
    from llmnotes.web.fetch.answer import Failure

TOO_MANY, UNAVAILABLE = 429, 503
"""Statuses by which servers ask for patience; 503 only with a Retry-After."""
_LONGEST = 64
"""Characters of a Retry-After: a date in any form of HTTP has at most 40, and so many digits mean for ever."""


def retry_after(answer: Answer | Failure) -> str | None:
    """The Retry-After header of an answer, as written; None where there is none."""
    return answer.headers.get("retry-after") if isinstance(answer, Answer) else None


def patience(answer: Answer | Failure) -> float | None:
    """The seconds for which an answer asks by Retry-After, given in seconds or as a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after. None where it says neither."""
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
    except (ValueError, TypeError, IndexError, OverflowError):  # the parser looks at neither the size of a number nor how many there are
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return max(0.0, (date - datetime.datetime.now(datetime.UTC)).total_seconds())
