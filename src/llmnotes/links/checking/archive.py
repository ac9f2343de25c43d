"""Archived copies of dead links: the Wayback Machine says which there are, a request that one works.

Its CDX server knows all copies: https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server. Where that one doesn't answer (it is slow, and often
busy), its availability API knows one: https://archive.org/help/wayback_api.php.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import json
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from llmnotes.links.archives import DEFAULT
from llmnotes.links.checking.disguise import looks_like_wall, looks_missing, looks_parked, says_missing_in_text
from llmnotes.links.checking.page import PageBody
from llmnotes.links.checking.patience import TOO_MANY, UNAVAILABLE, patience
from llmnotes.links.history import Copy
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request
from llmnotes.web.fetch.encoding import is_html
from llmnotes.web.url import MAX_LENGTH, host, path_and_query

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from llmnotes.links.archives import Archives
    from llmnotes.web.fetch.answer import Fetcher

WAYBACK = "https://web.archive.org"
TRIES = 3
"""So many copies are looked at, the nearest first."""
_PATIENCE = 60.0
"""Seconds: the archive is slow."""
_STAMP = re.compile(r"\d{14}", re.ASCII)
_FOUND = 200


_A_MINUTE = 24
"""Requests to the Wayback Machine: it answers 429 above, and bars who goes on for an hour."""
_ELSEWHERE = 60
"""Requests a minute to any other archive."""
_LONGEST_WAIT = 120.0
"""Seconds: an archive that asks for more patience is left for the next run."""
_TROUBLES = 3
"""So many refusals or failures in a row end the search for copies."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """An archive with the two APIs of the Wayback Machine."""

    at: str = WAYBACK
    """Its address without a path. The availability API has the same address, but for the Wayback Machine, where it is one host above."""
    accepted: Archives = DEFAULT
    """The archives whose copies the list takes. A copy that these refuse counts as none."""

    @property
    def requests_a_minute(self) -> int:
        """How many requests it gets in a minute at most."""
        return _A_MINUTE if self.at == WAYBACK else _ELSEWHERE


@dataclasses.dataclass(eq=False, kw_only=True)
class PacedArchive:
    """Sends requests to an archive, one after another, at its pace and with the patience that it asks for.

    Invariants:
        - Two requests begin at least `60 / requests_a_minute` seconds apart, and none before the time that a Retry-After names.
        - Once `trouble` is set, nothing is sent any more.

    """

    fetcher: Fetcher
    requests_a_minute: int
    clock: Callable[[], float] = time.monotonic
    """Seconds."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    trouble: str = ""
    """Why no more copies are looked for, as a part of a sentence; empty while they are."""

    def __post_init__(self) -> None:
        self._ready = float("-inf")
        self._refusals = 0
        self._failures = 0

    async def ask(self, request: Request) -> Answer | Failure:
        """Send a request when its turn comes, and again where the archive asks for patience."""
        while not self.trouble:
            await self.sleep(max(0.0, self._ready - self.clock()))
            self._ready = self.clock() + 60 / self.requests_a_minute
            answer = await self.fetcher.ask(request)
            if not self._is_refused(answer):
                return answer
        return Failure(url=request.url, cause=Cause.TIMEOUT, message=self.trouble)

    def _is_refused(self, answer: Answer | Failure) -> bool:
        """Whether the request is to be sent again, or none any more."""
        if isinstance(answer, Failure):
            self._failures += 1
            if self._failures >= _TROUBLES:
                self.trouble = f"it can't be reached ({answer.message})"
            return False
        self._failures = 0
        wait = patience(answer)
        if answer.status != TOO_MANY and (answer.status != UNAVAILABLE or wait is None):
            self._refusals = 0
            return False
        self._refusals += 1
        wait = 60.0 if wait is None else wait
        if wait > _LONGEST_WAIT or self._refusals >= _TROUBLES:
            self.trouble = f"it wants to be asked more slowly ({answer.status})"
        self._ready = max(self._ready, self.clock() + wait)
        return True


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
    """Whether a copy is of this address. The scheme, `www.` and a slash at the end count for nothing, but the archive also knows pages by less."""
    return _identity(original) == _identity(address)


def _identity(url: str) -> tuple[str, str, str]:
    path, query = path_and_query(url if "//" in url else f"http://{url}")
    return host(url if "//" in url else f"http://{url}"), path.rstrip("/"), query


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
    if page is None:
        return True
    # An archive has no address beside this one that can't exist, so the text of a doubtful copy decides alone.
    is_missing = looks_missing(page, path_and_query(address)[0]) or says_missing_in_text(page)
    return not (is_missing or looks_parked(page) or looks_like_wall(page))
