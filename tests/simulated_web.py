"""Simulate a web and its clock, and check links in it. Because the clock is simulated, a link check takes no real time."""

from __future__ import annotations

import asyncio
import collections
import datetime
import itertools
import selectors
from typing import TYPE_CHECKING, Any, TypeVar

from loopback import aside

from llmnotes.links.check import Check, Outcome
from llmnotes.links.checking.schedule import Schedule, addresses
from llmnotes.links.limits import Limits
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request
from llmnotes.web.url import host as host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from llmnotes.web.fetch.answer import Fetcher

NOW = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)


OUTCOMES = {200: Outcome.OK, 404: Outcome.GONE, 429: Outcome.RATE_LIMITED}


Value = TypeVar("Value")


class HastySelector(selectors.DefaultSelector):
    """A selector that advances a simulated clock instead of waiting."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


def hastily(work: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
    selector = HastySelector()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign] # the timers of the loop use this clock

    def run() -> Value:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(work())

    return aside(run)


class Web:
    """A web that logs requests. The function `answer` gets each request and the number of earlier requests for its URL, and returns the answer."""

    def __init__(
        self, answer: Callable[[Request, int], Answer | Failure] | None = None, latency: float = 0.05, opening: float = 0.0
    ) -> None:
        self.answer = answer or (lambda request, _: Answer(url=request.url, status=200, headers={}))
        self.latency = latency
        self.opening = opening
        self.asked: list[tuple[float, str]] = []
        self.seen: collections.Counter[str] = collections.Counter()
        self.active: collections.Counter[str] = collections.Counter()
        self.most: collections.Counter[str] = collections.Counter()

    async def fetch(self, request: Request) -> Answer | Failure:
        loop, host = asyncio.get_running_loop(), host_of(request.url)
        before = self.seen[request.url]
        self.seen[request.url] += 1
        await asyncio.sleep(self.opening)
        request.on_its_way()
        self.asked.append((loop.time(), request.url))
        for name in (host, ""):
            self.active[name] += 1
            self.most[name] = max(self.most[name], self.active[name])
        try:
            await asyncio.sleep(self.latency)
            return self.answer(request, before)
        finally:
            self.active.subtract([host, ""])

    def times(self, host: str) -> list[float]:
        return [time for time, url in self.asked if host_of(url) == host]


async def simple(url: str, links: Sequence[str], fetcher: Fetcher) -> list[Check]:
    answer = await fetcher.fetch(Request(url=url))
    if isinstance(answer, Failure):
        outcome = Outcome.RESET if answer.cause is Cause.RESET else Outcome.TIMEOUT
    else:
        outcome = OUTCOMES.get(answer.status, Outcome.SERVER_ERROR)
    return [Check(url=link, outcome=outcome, time=NOW) for link in links]


def run(urls: Sequence[str], web: Web, limits: Limits | None = None, visit: Any = simple) -> tuple[dict[str, Outcome], list[str]]:
    checks: list[Check] = []
    limits = limits or Limits(interval=0.1)

    async def work() -> list[str]:
        return await Schedule(addresses(urls), visit, web, limits, time=NOW, report=checks.extend, chance=lambda: 0.5).run()

    left = hastily(work)
    assert len({check.url for check in checks}) == len(checks)
    return {check.url: check.outcome for check in checks}, left


def warnings(urls: Sequence[str], web: Web, limits: Limits, visit: Any = simple) -> list[str]:
    """Check links in a simulated web, and return the warnings."""
    reported: list[str] = []

    async def work() -> list[str]:
        return await Schedule(
            addresses(urls), visit, web, limits, time=NOW, report=lambda _: None, warn=reported.append, chance=lambda: 0.5
        ).run()

    hastily(work)
    return reported


def of(host: str, count: int) -> list[str]:
    return [f"http://{host}/{number}" for number in range(count)]


def gaps(times: Sequence[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(times)]
