"""The latest day that a date may name."""

from __future__ import annotations

import datetime


def latest_day() -> datetime.date:
    """Return today in UTC+14. A later date lies in the future everywhere."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date()
