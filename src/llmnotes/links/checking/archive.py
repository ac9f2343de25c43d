"""Archived copies of dead links: the Wayback Machine says which there are, a request that one works.

Its CDX server knows all copies: https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server. Where that one doesn't answer (it is slow, and often
busy), its availability API knows one: https://archive.org/help/wayback_api.php.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from llmnotes.links.archives import DEFAULT
from llmnotes.links.checking.disguise import looks_like_wall, looks_missing, looks_parked
from llmnotes.links.checking.page import PageBody
from llmnotes.links.history import Copy
from llmnotes.web.fetch.answer import Answer, Request
from llmnotes.web.fetch.encoding import is_html
from llmnotes.web.url import MAX_LENGTH, host, path_and_query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.links.archives import Archives
    from llmnotes.web.fetch.answer import Failure, Fetcher

WAYBACK = "https://web.archive.org"
TRIES = 3
"""So many copies are looked at, the nearest first."""
_PATIENCE = 60.0
"""Seconds: the archive is slow."""
_STAMP = re.compile(r"\d{14}", re.ASCII)
_FOUND = 200


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """An archive with the two APIs of the Wayback Machine."""

    at: str = WAYBACK
    """Its address without a path. The availability API has the same address, but for the Wayback Machine, where it is one host above."""
    accepted: Archives = DEFAULT
    """The archives whose copies the list takes. A copy that these refuse counts as none."""


async def copy_of(url: str, near: datetime.date, fetcher: Fetcher, archive: Archive, *, today: datetime.date) -> Copy | None:
    """Find the copy of `url` made nearest to `near` that still opens and shows no error page; None if there is none, or the archive doesn't answer."""
    at = archive.at
    address, mark, fragment = url.partition("#")
    for stamp in (await _stamps(address, near, fetcher, at))[:TRIES]:
        copy = f"{at}/web/{stamp}/{address}{mark}{fragment}"
        if (
            len(copy) <= MAX_LENGTH
            and archive.accepted.fault(copy, url) is None
            and await _opens(f"{at}/web/{stamp}/{address}", address, fetcher)
        ):
            return Copy(today, copy)
    return None


async def _stamps(address: str, near: datetime.date, fetcher: Fetcher, at: str) -> Sequence[str]:
    """The times of copies that were pages when they were made, nearest first. The server's own order is best effort."""
    query = {
        "url": address, "output": "json", "fl": "timestamp,original", "filter": "statuscode:200", "sort": "closest", "closest": f"{near:%Y%m%d}000000", "limit": 10,
    }  # fmt: skip
    listed = _read(await fetcher.ask(Request(url=f"{at}/cdx/search/cdx?{urlencode(query)}", timeout=_PATIENCE)))
    if listed is None:
        query = {"url": address, "timestamp": f"{near:%Y%m%d}"}
        listed = _read(
            await fetcher.ask(Request(url=f"{at.replace('//web.', '//')}/wayback/available?{urlencode(query)}", timeout=_PATIENCE))
        )
    stamps = {stamp for stamp, original in _copies(listed) if _is_time(stamp) and _is_same(original, address)}
    return sorted(stamps, key=lambda stamp: (abs((_day(stamp) - near).days), stamp))


def _read(answer: Answer | Failure) -> Any:
    """The JSON of an answer; None where there is none. The CDX server says nothing at all of what it doesn't know."""
    if not isinstance(answer, Answer) or answer.status != _FOUND:
        return None
    try:
        return json.loads(answer.body or b"[]")
    except (ValueError, RecursionError):
        return None


def _copies(listed: Any) -> list[tuple[str, str]]:
    """Times and originals, of either API."""
    if isinstance(listed, list):
        return [
            (row[0], row[1]) for row in listed if isinstance(row, list) and len(row) > 1 and all(isinstance(field, str) for field in row)
        ]
    snapshots = listed.get("archived_snapshots") if isinstance(listed, dict) else None
    closest = snapshots.get("closest") if isinstance(snapshots, dict) else None
    if not isinstance(closest, dict) or not closest.get("available") or str(closest.get("status")) != "200":
        return []
    return [(str(closest.get("timestamp")), re.sub(r".*?/web/\d+/", "", str(closest.get("url")), count=1))]


def _is_same(original: str, address: str) -> bool:
    """Whether a copy is of this address. The archive takes http for https, and `www.` for none, but also knows pages by less."""
    return (host(original), *path_and_query(original)) == (host(address), *path_and_query(address))


def _is_time(stamp: str) -> bool:
    try:
        return _STAMP.fullmatch(stamp) is not None and _day(stamp) is not None
    except ValueError:
        return False


def _day(stamp: str) -> datetime.date:
    return datetime.date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))


async def _opens(copy: str, address: str, fetcher: Fetcher) -> bool:
    answer = await fetcher.ask(Request(url=copy, timeout=_PATIENCE))
    if not isinstance(answer, Answer) or answer.status != _FOUND:  # a redirect leads to another copy, or to what the page had become
        return False
    page = PageBody.of(answer) if is_html(answer) else None
    return page is None or not (looks_missing(page, path_and_query(address)[0]) or looks_parked(page) or looks_like_wall(page))
