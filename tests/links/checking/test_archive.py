"""Tests for the search for copies of dead links, at the pace of an archive. The clock is simulated, so no test waits."""

from __future__ import annotations

import asyncio
import datetime
import itertools
import json
from typing import TYPE_CHECKING

import pytest
from loopback import aside

from llmnotes.links.checking.archive import Archive, PacedArchive, copy_of
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmnotes.links.history import Copy

DAY = datetime.date(2026, 11, 1)
LINK = "https://www.dead.example/page/"


class Wayback:
    """An archive with a simulated clock. The function `answer` returns the answer to a request; it gets the number of the request, counted from 1."""

    def __init__(self, answer: Callable[[int], Answer | Failure]) -> None:
        self.answer = answer
        self.now = 0.0
        self.times: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def fetch(self, request: Request) -> Answer | Failure:  # noqa: ARG002 - every fetcher has a method with these parameters
        self.times.append(self.now)
        return self.answer(len(self.times))

    def paced(self) -> PacedArchive:
        return PacedArchive(fetcher=self, requests_a_minute=Archive().requests_a_minute, clock=lambda: self.now, sleep=self.sleep)


def answered(status: int = 200, **headers: str) -> Answer:
    return Answer(url="https://web.archive.org/", status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})


def asked(archive: PacedArchive, count: int) -> list[Answer | Failure]:
    async def work() -> list[Answer | Failure]:
        return [await archive.fetch(Request(url="https://web.archive.org/")) for _ in range(count)]

    return aside(lambda: asyncio.run(work()))


def test_wayback_machine_gets_at_most_24_requests_a_minute() -> None:
    web = Wayback(lambda _: answered())
    asked(web.paced(), 60)
    assert min(later - earlier for earlier, later in itertools.pairwise(web.times)) >= 2.5


@pytest.mark.parametrize("status", [429, 503])
def test_archive_gets_no_request_before_the_time_that_its_retry_after_names(status: int) -> None:
    web = Wayback(lambda number: answered(status, retry_after="90") if number == 2 else answered())
    archive = web.paced()
    assert [one.status for one in asked(archive, 3) if isinstance(one, Answer)] == [200, 200, 200]
    assert web.times[2] - web.times[1] >= 90
    assert not archive.trouble


@pytest.mark.parametrize(
    ("answer", "requests", "reported"),
    [
        (answered(429), 3, "fewer requests (status 429)"),
        (answered(429, retry_after="3600"), 1, "fewer requests (status 429)"),
        (
            Failure(url="", cause=Cause.REFUSED, message="the host refuses connections"),
            3,
            "can't be reached (the host refuses connections)",
        ),
        (answered(502), 3, "an internal error (status 502)"),
        (answered(503), 3, "an internal error (status 503)"),
        (answered(content_type="text/html"), 3, "a page in place of a list of copies"),
    ],
)
def test_search_for_archived_copies_ends_with_a_reason_if_the_archive_fails_repeatedly_or_asks_for_a_long_wait(
    answer: Answer | Failure, requests: int, reported: str
) -> None:
    web = Wayback(lambda _: answer)
    archive = web.paced()
    asked(archive, 10)
    assert len(web.times) == requests
    assert reported in archive.trouble


@pytest.mark.parametrize(
    "original", ["http://dead.example/page", "https://www.dead.example:443/page/", "http://www.dead.example/page", "dead.example/page/"]
)
def test_archived_copy_is_found_if_the_url_of_its_page_differs_only_in_scheme_port_www_or_last_slash(original: str) -> None:
    listed = json.dumps([["timestamp", "original"], ["20200102030405", original]]).encode()

    async def work() -> Copy | None:
        web = Wayback(lambda number: Answer(url="", status=200, headers={}, body=listed if number == 1 else b"a page"))
        return await copy_of(LINK, DAY, web, Archive(), today=DAY)

    assert aside(lambda: asyncio.run(work()))


def test_archived_copy_of_another_page_is_ignored() -> None:
    listed = json.dumps([["20200102030405", "http://dead.example/other"]]).encode()

    async def work() -> Copy | None:
        return await copy_of(LINK, DAY, Wayback(lambda _: Answer(url="", status=200, headers={}, body=listed)), Archive(), today=DAY)

    assert aside(lambda: asyncio.run(work())) is None


@pytest.mark.parametrize(
    ("link", "body", "kept"),
    [
        ("https://dead.example/how-to-404", "<title>404 Not Found</title><h1>404 Not Found</h1>", False),
        ("https://dead.example/page", "<title>Example</title><h1>Page not found</h1><p>Go back to the home page.", False),
        ("https://dead.example/soft", "<title>Example</title><h1>Oops</h1><p>ページが見つかりません。", False),
        ("https://dead.example/how-to-404", "<title>How to build a 404 page</title><h1>404 Not Found</h1>", True),
        ("https://dead.example/how-to-404", f"<title>404 Not Found</title><h1>404 Not Found</h1>{'Words of an article. ' * 80}", True),
        ("https://dead.example/page", "<title>Example</title><h1>A page</h1><p>Some words.", True),
    ],
)
def test_archived_copy_is_used_unless_its_title_or_its_text_says_that_the_page_is_missing(link: str, body: str, *, kept: bool) -> None:
    listed = json.dumps([["20200102030405", link]]).encode()
    html = {"content-type": "text/html"}

    async def work() -> Copy | None:
        web = Wayback(lambda number: Answer(url="", status=200, headers=html, body=listed if number == 1 else body.encode()))
        return await copy_of(link, DAY, web, Archive(), today=DAY)

    assert (aside(lambda: asyncio.run(work())) is not None) is kept
