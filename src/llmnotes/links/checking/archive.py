"""Find archived copies of dead links in the Wayback Machine, and request each copy to see whether it opens.

The CDX server of the Wayback Machine returns all copies of a page: https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server. The CDX server is slow
and often busy. If it gives no answer, the availability API is requested, which returns one copy: https://archive.org/help/wayback_api.php.
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
"""The maximum number of copies that are requested for one link, until one of them opens."""
_PATIENCE = 60.0
"""The longest time in seconds for a request to the archive. This is longer than for other hosts, because the archive is slow."""
_COPY = re.compile(r"https?://[^/]+/web/")
"""Matches the beginning of the address of a copy. All other addresses that are requested at an archive return lists of copies."""
_STAMP = re.compile(r"\d{14}", re.ASCII)
_FOUND = 200


_A_MINUTE = 24
"""The maximum number of requests a minute to the Wayback Machine.

If a client sends more requests, the Wayback Machine answers 429 (too many requests). If the client then continues, it is refused for an hour.
"""
_ELSEWHERE = 60
"""The maximum number of requests a minute to an archive that is not the Wayback Machine."""
_LONGEST_WAIT = 120.0
"""The longest wait in seconds. If an archive asks for a longer wait, the search for copies ends, and the next link check continues it."""
_TROUBLES = 3
"""The number of consecutive refusals, or of consecutive failures, that ends the search for copies."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """A web archive that has the CDX server and the availability API of the Wayback Machine."""

    at: str = WAYBACK
    """The address of the archive, without a path. The availability API has the same host, but without a leading `web.`."""
    accepted: Archives = DEFAULT
    """The archives whose copies the reading list accepts. Other copies are ignored."""

    @property
    def requests_a_minute(self) -> int:
        """The maximum number of requests a minute to this archive."""
        return _A_MINUTE if self.at == WAYBACK else _ELSEWHERE


@dataclasses.dataclass(eq=False, kw_only=True)
class PacedArchive:
    """Sends requests to a web archive, one after another, not faster than the archive allows.

    Invariants:
        - Two requests begin at least `60 / requests_a_minute` seconds apart, and none begins before the time that a Retry-After names.
        - After `trouble`, the message about a fault of the archive, is set, no request is sent.

    """

    fetcher: Fetcher
    requests_a_minute: int
    clock: Callable[[], float] = time.monotonic
    """A function that returns the present time in seconds."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    trouble: str = ""
    """The reason why no more requests are sent to the archive, as part of a sentence; empty while requests may be sent."""

    def __post_init__(self) -> None:
        self._ready = float("-inf")
        self._refusals = 0
        self._failures = 0

    async def fetch(self, request: Request) -> Answer | Failure:
        """Send a request as soon as the pace allows it.

        If the archive refuses the request, repeat it after the pause that the archive asks for, or after a minute. If `trouble` is set before the archive
        answers, return a Failure with the text of `trouble`.
        """
        while not self.trouble:
            await self.sleep(max(0.0, self._ready - self.clock()))
            self._ready = self.clock() + 60 / self.requests_a_minute
            answer = await self.fetcher.fetch(request)
            if not self._is_refused(request, answer):
                return answer
        return Failure(url=request.url, cause=Cause.TIMEOUT, message=self.trouble)

    def _is_refused(self, request: Request, answer: Answer | Failure) -> bool:
        """Return whether the archive refused the request. Also count consecutive refusals and failures, and set `trouble` if there are too many."""
        wait = patience(answer)
        is_refusal = isinstance(answer, Answer) and (answer.status == TOO_MANY or (answer.status == UNAVAILABLE and wait is not None))
        failure = "" if is_refusal else _failure(request, answer)
        self._failures = self._failures + 1 if failure else 0
        if self._failures >= _TROUBLES:
            self.trouble = failure
        if not isinstance(answer, Answer) or not is_refusal:
            self._refusals = 0
            return False
        self._refusals += 1
        wait = 60.0 if wait is None else wait
        if wait > _LONGEST_WAIT or self._refusals >= _TROUBLES:
            self.trouble = f"the archive asks for fewer requests (status {answer.status})"
        self._ready = max(self._ready, self.clock() + wait)
        return True


def _failure(request: Request, answer: Answer | Failure) -> str:
    """Return what the answer shows to be wrong with the archive, as part of a sentence, such as "the archive can't be reached"; empty if the archive works."""
    if isinstance(answer, Failure):
        return f"the archive can't be reached ({answer.message})"
    if answer.status >= 500:  # noqa: PLR2004 - RFC 9110: statuses from 500 on mean errors of the server
        return f"the archive reports an internal error (status {answer.status})"
    if answer.status == _FOUND and is_html(answer) and not _COPY.match(request.url):
        return "the archive sends a page in place of a list of copies"
    return ""


async def copy_of(url: str, near: datetime.date, fetcher: Fetcher, archive: Archive, *, today: datetime.date) -> Copy | None:
    """Find the archived copy of a page that was made nearest to a date.

    Copies that don't open are left out. So are copies that show an error page, a wall against bots or a parked domain, and copies that the reading list does
    not accept. At most `TRIES` copies are tried.

    Args:
        url: The link, with or without a fragment.
        near: The date.
        fetcher: Sends the requests.
        archive: The archive to search.
        today: The day that is recorded as the day on which the copy opened.

    Returns:
        The copy. None if the archive has no copy, if it gives no answer, or if no copy that was tried can be used.

    """
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
    """Return the times of copies of `address` that have status 200, the nearest to the date `near` first. Empty if the archive gives no answer.

    `at` is the address of the archive. The times are sorted here, because the archive's order is not reliable.
    """
    query = {
        "url": address, "output": "json", "fl": "timestamp,original", "filter": "statuscode:200", "sort": "closest", "closest": f"{near:%Y%m%d}000000", "limit": 10,
    }  # fmt: skip
    listed = _read(await fetcher.fetch(Request(url=f"{at}/cdx/search/cdx?{urlencode(query)}", timeout=_PATIENCE)))
    if listed is None:
        query = {"url": address, "timestamp": f"{near:%Y%m%d}"}
        listed = _read(
            await fetcher.fetch(Request(url=f"{at.replace('//web.', '//')}/wayback/available?{urlencode(query)}", timeout=_PATIENCE))
        )
    stamps = {stamp for stamp, original in _copies(listed) if _is_time(stamp) and _is_same(original, address)}
    return sorted(stamps, key=lambda stamp: (abs((_day(stamp) - near).days), stamp))


def _read(answer: Answer | Failure) -> Any:
    """Return the parsed JSON of an answer; None if no answer came, if its status is not 200, or if it is not JSON. An empty body counts as an empty list.

    The CDX server sends an empty body for a page without copies.
    """
    if not isinstance(answer, Answer) or answer.status != _FOUND:
        return None
    try:
        return json.loads(answer.body or b"[]")
    except (ValueError, RecursionError):
        return None


def _copies(listed: Any) -> list[tuple[str, str]]:
    """Return the time and the original address of each copy in `listed`, the parsed answer of the CDX server or of the availability API."""
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
    """Return whether `original`, the address of a copied page, is `address`. Differences in scheme, port, `www.` and a slash at the end are ignored.

    The comparison is necessary, because the archive also returns copies of addresses that differ in other ways.
    """
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
    answer = await fetcher.fetch(Request(url=copy, timeout=_PATIENCE))
    # A redirect does not open this copy: it leads to another copy, or to the page that later replaced the copied page.
    if not isinstance(answer, Answer) or answer.status != _FOUND:
        return False
    page = PageBody.of(answer) if is_html(answer) else None
    if page is None:
        return True
    # The check of a link also compares the page with the answer to a made-up address. An archive has no comparable address for a copy.
    # So here, an error page is recognised only by its words.
    is_missing = looks_missing(page, path_and_query(address)[0]) or says_missing_in_text(page)
    return not (is_missing or looks_parked(page) or looks_like_wall(page))
