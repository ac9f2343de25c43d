"""Archived copies of dead links: the Wayback Machine's CDX server says which there are, a request that one works.

https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
"""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from llmnotes.checker.page import Page, is_html, looks_missing, looks_parked
from llmnotes.fetch.answer import Answer, Request
from llmnotes.health.history import Copy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.fetch.answer import Fetcher

WAYBACK = "https://web.archive.org"
TRIES = 3
"""So many copies are looked at, the nearest first."""
_PATIENCE = 60.0
"""Seconds: the archive is slow."""
_STAMP = re.compile(r"\d{14}", re.ASCII)


async def copy_of(url: str, near: datetime.date, fetcher: Fetcher, *, today: datetime.date, at: str = WAYBACK) -> Copy | None:
    """The copy of `url` made nearest to `near` that still opens and shows no error page; None if there is none, or the archive doesn't answer."""
    query = {
        "url": url, "output": "json", "fl": "timestamp", "filter": "statuscode:200", "sort": "closest", "closest": f"{near:%Y%m%d}000000", "limit": 10,
    }  # fmt: skip
    listed = await fetcher.ask(Request(url=f"{at}/cdx/search/cdx?{urlencode(query)}", timeout=_PATIENCE))
    for stamp in _stamps(listed, near)[:TRIES] if isinstance(listed, Answer) and listed.status == 200 else []:  # noqa: PLR2004 - found
        copy = f"{at}/web/{stamp}/{url}"
        if await _opens(copy, fetcher):
            return Copy(today, copy)
    return None


def _stamps(listed: Answer, near: datetime.date) -> Sequence[str]:
    """The times of copies, nearest first. The server's own order is best effort."""
    try:
        rows = json.loads(listed.body)
    except ValueError:
        return []
    stamps = {str(row[0]) for row in rows[1:] if isinstance(row, list) and row} if isinstance(rows, list) else set()
    return sorted(filter(_is_time, stamps), key=lambda stamp: (abs((_day(stamp) - near).days), stamp))


def _is_time(stamp: str) -> bool:
    try:
        return _STAMP.fullmatch(stamp) is not None and _day(stamp) is not None
    except ValueError:
        return False


def _day(stamp: str) -> datetime.date:
    return datetime.date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))


async def _opens(copy: str, fetcher: Fetcher) -> bool:
    answer = await fetcher.ask(Request(url=copy, timeout=_PATIENCE))
    if not isinstance(answer, Answer) or answer.status != 200:  # noqa: PLR2004 - found; a redirect leads to another copy
        return False
    page = Page.of(answer) if is_html(answer) else None
    return page is None or not (looks_missing(page) or looks_parked(page))
