"""The latest date that an entry, a removal or a mark may have."""

from __future__ import annotations

import datetime


def latest_day() -> datetime.date:
    """Return the present date in the time zone UTC+14. A later date is in the future everywhere."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date()
