"""The latest date that a record may have."""

from __future__ import annotations

import datetime


def latest_day() -> datetime.date:
    """Return the present date in the time zone UTC+14, in which each day begins first. A later date is in the future everywhere."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date()
