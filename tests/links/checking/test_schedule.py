"""Send requests at the right times. The clock is simulated, so no test waits."""

from __future__ import annotations

import asyncio
import collections
import datetime
import itertools
import selectors
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import aside

from llmnotes.links.check import Check, Outcome
from llmnotes.links.checking.schedule import Schedule, addresses
from llmnotes.links.limits import HostRule, Limits
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request
from llmnotes.web.url import host as host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from llmnotes.web.fetch.answer import Fetcher

NOW = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
OUTCOMES = {200: Outcome.OK, 404: Outcome.GONE, 429: Outcome.RATE_LIMITED}
Value = TypeVar("Value")


class _Hasty(selectors.DefaultSelector):
    """A selector that moves a simulated clock forward in place of waiting."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


def hastily(work: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
    selector = _Hasty()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign] # the clock that the loop's timers go by
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return aside(lambda: runner.run(work()))


class Web:
    """A web that logs requests. `answer` gets each request, and the number of earlier requests for its URL."""

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


def warnings(urls: Sequence[str], web: Web, limits: Limits) -> list[str]:
    """Return the warnings of a run."""
    told: list[str] = []

    async def work() -> list[str]:
        return await Schedule(
            addresses(urls), simple, web, limits, time=NOW, report=lambda _: None, warn=told.append, chance=lambda: 0.5
        ).run()

    hastily(work)
    return told


def of(host: str, count: int) -> list[str]:
    return [f"http://{host}/{number}" for number in range(count)]


def gaps(times: Sequence[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def test_links_that_differ_only_in_their_fragment_share_one_request() -> None:
    web = Web()
    outcomes, _ = run(["http://a.test/x#1", "http://a.test/x#2", "http://a.test/x"], web)
    assert (len(outcomes), len(web.asked)) == (3, 1)


def test_host_with_many_links_delays_no_other_host() -> None:
    web = Web()
    outcomes, left = run(
        of("a.test", 600) + [url for number in range(60) for url in of(f"b{number}.test", 10)], web, Limits(interval=0.1, requests=32)
    )
    assert len(outcomes) == 1200
    assert not left
    assert max(time for time, url in web.asked if "//b" in url) < 3
    assert max(web.times("a.test")) > 29


def test_hosts_listed_one_after_another_are_requested_at_the_same_time() -> None:
    web = Web()
    run(of("a.test", 100) + of("b.test", 100) + of("c.test", 100), web)
    assert max(time for time, _ in web.asked) < 12


class _SlowToOpen(Web):
    """A web whose first request is sent late, as if its name were looked up and its connection opened."""

    async def fetch(self, request: Request) -> Answer | Failure:
        self.opening = 0.01 if self.asked or self.opening else 2.0
        return await super().fetch(request)


def test_pause_begins_when_a_request_is_sent() -> None:
    web = _SlowToOpen()
    run(of("a.test", 10), web, Limits(interval=0.5))
    times = web.times("a.test")
    assert len(times) == 10
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.5


def test_links_of_a_host_are_requested_in_their_order() -> None:
    web = Web()
    run(of("a.test", 20), web)
    assert [url for _, url in web.asked] == of("a.test", 20)


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcde"), st.integers(0, 40), min_size=1),
    st.integers(1, 3),
    st.sampled_from([0.0, 0.1, 0.7]),
    st.sampled_from([0.01, 0.3, 2.0]),
    st.integers(1, 5),
)
def test_concurrency_interval_and_requests_are_never_exceeded(
    sizes: dict[str, int], concurrency: int, interval: float, latency: float, requests: int
) -> None:
    web = Web(latency=latency)
    urls = [url for name, count in sizes.items() for url in of(f"{name}.test", count)]
    outcomes, left = run(urls, web, Limits(concurrency=concurrency, interval=interval, requests=requests))
    assert set(outcomes) == set(urls)
    assert not left
    for name in sizes:
        assert all(gap >= interval - 1e-6 for gap in gaps(web.times(f"{name}.test")))
        assert web.most[f"{name}.test"] <= concurrency
    assert web.most[""] <= requests


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_delays_only_its_own_host(status: int) -> None:
    def answer(request: Request, _: int) -> Answer:
        if "//slow" in request.url and asyncio.get_running_loop().time() < 6:
            return Answer(url=request.url, status=status, headers={"retry-after": "6"})
        return Answer(url=request.url, status=200, headers={})

    web = Web(answer)
    outcomes, left = run(of("slow.test", 40) + of("a.test", 20), web)
    assert set(outcomes.values()) == {Outcome.OK}
    assert not left
    assert [time for time in web.times("slow.test") if 0.2 < time < 6] == []
    assert max(web.times("a.test")) < 3


def test_retry_after_may_be_a_date() -> None:
    soon = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=60)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    web = Web(
        lambda request, before: Answer(url=request.url, status=200 if before else 429, headers={} if before else {"retry-after": soon})
    )
    outcomes, _ = run(of("a.test", 1), web)
    assert outcomes == {"http://a.test/0": Outcome.OK}
    assert web.times("a.test")[1] > 50


HOSTILE = [
    *("Wed, 01 Jan 99999999999 00:00:00 GMT", "Wed, 01 Jan 10000 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Wed, 01 Jan 0000 00:00:00 GMT"),
    *("Wed, 01 Jan 0001 00:00:00 +2359", "Wed, 01 Jan 2026 00:00:00 +99999999999999", "Wed, 01 Jan 2026 00:00:00 -9999", "Wed, 01 Jan -1 00:00:00 GMT"),
    *(f"Wed, 01 Jan 2026 {'9' * 30}:00:00 GMT", f"Wed, {'9' * 5000} Jan 2026 00:00:00 GMT", "1 1 1", "Jan", ",", ":", "0", "-5", "+5", "1.5", "1e400"),
    *("inf", "nan", "9" * 19, "9" * 5000, "0" * 5000, "٣", "5, 5", "\x00", "\ufffd"),
]  # fmt: skip


def after_a_refusal(value: str) -> set[Outcome]:
    """Return the outcome of a link whose server first refuses with this Retry-After; empty if the host is skipped."""
    web = Web(
        lambda request, before: Answer(url=request.url, status=200 if before else 503, headers={} if before else {"retry-after": value})
    )
    outcomes, left = run(of("a.test", 1), web)
    assert [*outcomes, *left] == of("a.test", 1)
    return set(outcomes.values())


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:40])
def test_odd_retry_after_raises_no_exception(value: str) -> None:
    assert after_a_refusal(value) <= {Outcome.OK, Outcome.SERVER_ERROR}


@given(st.text(max_size=80) | st.text("0123456789 :,+-.JanGMT", max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_retry_after_raises_no_exception(value: str) -> None:
    assert after_a_refusal(value) <= {Outcome.OK, Outcome.SERVER_ERROR}


def test_host_with_a_long_retry_after_is_skipped() -> None:
    web = Web(lambda request, _: Answer(url=request.url, status=429, headers={"retry-after": "86400"}))
    outcomes, left = run(of("a.test", 10), web)
    assert set(outcomes.values()) == {Outcome.RATE_LIMITED}
    assert sorted([*outcomes, *left]) == sorted(of("a.test", 10))
    assert len(web.asked) <= 2


def test_host_that_refuses_every_request_is_skipped() -> None:
    web = Web(lambda request, _: Answer(url=request.url, status=429, headers={}))
    outcomes, left = run(of("a.test", 50), web)
    assert len(web.asked) < 15
    assert len(outcomes) + len(left) == 50
    assert left


@pytest.mark.parametrize("cause", [None, Cause.RESET, Cause.TIMEOUT])
def test_transient_failure_is_requested_again_after_the_other_links(cause: Cause | None) -> None:
    def answer(request: Request, before: int) -> Answer | Failure:
        if not request.url.endswith("/0") or before == 2:
            return Answer(url=request.url, status=200, headers={})
        return Failure(url=request.url, cause=cause, message="x") if cause else Answer(url=request.url, status=500, headers={})

    web = Web(answer)
    outcomes, _ = run(of("a.test", 5), web)
    assert set(outcomes.values()) == {Outcome.OK}
    assert [url for _, url in web.asked][-2:] == ["http://a.test/0"] * 2
    first, second = gaps(web.times("a.test"))[-2:]
    assert (first >= 2, second >= 4) == (True, True)


def test_missing_page_is_requested_once() -> None:
    web = Web(lambda request, _: Answer(url=request.url, status=404, headers={}))
    run(of("a.test", 3), web)
    assert len(web.asked) == 3


def test_end_of_the_budget_keeps_all_checks_and_returns_the_other_links() -> None:
    web = Web(lambda request, _: Answer(url=request.url, status=500 if request.url.endswith("/0") else 200, headers={}))
    outcomes, left = run(of("a.test", 100), web, Limits(interval=1.0, budget=10))
    assert outcomes["http://a.test/0"] is Outcome.SERVER_ERROR
    assert 8 <= len(outcomes) <= 11
    assert left == of("a.test", 100)[len(outcomes) :]


def test_interrupted_run_reports_its_checks_and_returns_the_other_links() -> None:
    checks: list[Check] = []

    async def work() -> list[str]:
        schedule = Schedule(addresses(of("a.test", 100)), simple, Web(), Limits(interval=1.0), time=NOW, report=checks.extend)
        task = asyncio.ensure_future(schedule.run())
        await asyncio.sleep(5.5)
        task.cancel()
        return await task

    left = hastily(work)
    assert (len(checks), len(left)) == (6, 94)


def test_request_to_another_host_takes_a_turn_of_that_host() -> None:
    async def visit(url: str, links: Sequence[str], fetcher: Fetcher) -> list[Check]:
        await fetcher.fetch(Request(url=url))
        return await simple("http://target.test/", links, fetcher)

    web = Web()
    run([url for number in range(10) for url in of(f"a{number}.test", 3)], web, Limits(interval=0.5), visit)
    assert len(web.times("target.test")) == 30
    assert all(gap >= 0.5 - 1e-6 for gap in gaps(web.times("target.test")))


def test_visit_can_begin_at_another_host() -> None:
    async def visit(_: str, links: Sequence[str], fetcher: Fetcher) -> list[Check]:
        return await simple("http://embed.test/", links, fetcher)

    web = Web()
    outcomes, _ = run(of("a.test", 4) + of("embed.test", 1), web, visit=visit)
    assert len(outcomes) == 5
    assert web.most["embed.test"] <= 2


def test_exception_in_one_visit_does_not_end_the_run() -> None:
    async def visit(url: str, links: Sequence[str], fetcher: Fetcher) -> list[Check]:
        if url.endswith("/1"):
            raise ZeroDivisionError
        return await simple(url, links, fetcher)

    outcomes, left = run(of("a.test", 3), Web(), visit=visit)
    assert outcomes == dict(zip(of("a.test", 3), [Outcome.OK, Outcome.UNSURE, Outcome.OK], strict=True))
    assert not left


@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize("count", [1, 3])
def test_cancellation_inside_a_visit_loses_no_link(retries: int, count: int) -> None:
    async def cancelled(url: str, links: Sequence[str], fetcher: Fetcher) -> list[Check]:
        if url.endswith("/0"):
            waited_for = asyncio.get_running_loop().create_future()
            waited_for.cancel()
            await waited_for
        return await simple(url, links, fetcher)

    outcomes, left = run(of("a.test", count), Web(), Limits(retries=retries), cancelled)
    assert not left
    assert outcomes == {url: Outcome.UNSURE if url.endswith("/0") else Outcome.OK for url in of("a.test", count)}


@pytest.mark.parametrize("error", [OSError("the disk is full"), TimeoutError("a slow disk")])
@pytest.mark.parametrize(("count", "status"), [(1, 200), (30, 200), (1, 500)])
def test_exception_of_the_report_function_ends_the_run_and_is_raised(error: Exception, count: int, status: int) -> None:
    async def work() -> list[str]:
        def report(_: Sequence[Check]) -> None:
            raise error

        web = Web(lambda request, _: Answer(url=request.url, status=status, headers={}))
        return await Schedule(addresses(of("a.test", count)), simple, web, Limits(), time=NOW, report=report).run()

    with pytest.raises(type(error), match=str(error)):
        hastily(work)


def test_each_pattern_of_hosts_has_its_own_pace() -> None:
    web = Web()
    run(
        of("a.slow.test", 5) + of("b.test", 5),
        web,
        Limits(interval=0.0, hosts=(HostRule(pattern="*.slow.test", interval=3.0, concurrency=1),)),
    )
    assert max(web.times("a.slow.test")) == pytest.approx(12)
    assert max(web.times("b.test")) < 1


def test_run_without_links_ends_at_once() -> None:
    assert run([], Web()) == ({}, [])


TIMEOUT = 20.0
GOOD = [url for number in range(50) for url in of(f"good{number}.test", 4)]


class _OneSilent(Web):
    """A web in which `silent.test` gives no answer before the timeout, with or without a connection. Each other address answers 503 the first time."""

    def __init__(self, *, connects: bool) -> None:
        super().__init__(lambda request, before: Answer(url=request.url, status=200 if before else 503, headers={}))
        self.connects = connects

    async def fetch(self, request: Request) -> Answer | Failure:
        if host_of(request.url) != "silent.test":
            return await super().fetch(request)
        self.asked.append((asyncio.get_running_loop().time(), request.url))
        if self.connects:
            request.on_its_way()
        await asyncio.sleep(TIMEOUT)
        return Failure(url=request.url, cause=Cause.TIMEOUT, message="no answer in time")


@pytest.mark.parametrize("connects", [True, False], ids=["connects", "never-connects"])
@pytest.mark.parametrize("count", [1, 2, 3, 60, 1000])
def test_silent_host_costs_at_most_two_timeouts_and_delays_no_other_host(count: int, connects: bool) -> None:  # noqa: FBT001 - a parameter
    alone, web = _OneSilent(connects=connects), _OneSilent(connects=connects)
    run(GOOD, alone, Limits())
    outcomes, left = run(of("silent.test", count) + GOOD, web, Limits())
    assert all(outcomes[url] is Outcome.OK for url in GOOD)
    good = [time for time, url in web.asked if "silent" not in url]
    assert max(good) <= max(time for time, _ in alone.asked) + 1
    assert max(web.times("silent.test")) + TIMEOUT <= 2 * TIMEOUT + 1
    assert len(web.times("silent.test")) <= 4
    silent = {url for url in outcomes if "silent" in url}
    assert {outcomes[url] for url in silent} == {Outcome.TIMEOUT}
    assert len(silent) + len(left) == count
    assert set(left) == set(of("silent.test", count)) - silent


def test_skipped_host_is_reported_with_the_reason_and_the_number_of_links() -> None:
    (told,) = warnings(of("silent.test", 60) + GOOD, _OneSilent(connects=True), Limits())
    assert "silent.test" in told
    assert "no answer in time" in told
    assert "57 other links" in told
    refusing = Web(lambda request, _: Answer(url=request.url, status=429, headers={}))
    (told,) = warnings(of("a.test", 50), refusing, Limits())
    assert "a.test" in told
    assert "fewer requests" in told


@pytest.mark.parametrize("slow", [1, 2])
def test_host_with_some_slow_pages_is_not_skipped(slow: int) -> None:
    def answer(request: Request, _: int) -> Answer | Failure:
        if int(request.url.rpartition("/")[2]) % 20 < slow:
            return Failure(url=request.url, cause=Cause.TIMEOUT, message="no answer in time")
        return Answer(url=request.url, status=200, headers={})

    outcomes, left = run(of("a.test", 60), Web(answer))
    assert not left
    assert sum(outcome is Outcome.OK for outcome in outcomes.values()) == 60 - 3 * slow


@pytest.mark.parametrize("headers", [{}, {"retry-after": "6"}, {"retry-after": "86400"}], ids=["nothing", "soon", "tomorrow"])
@pytest.mark.parametrize("at", [0, 20, 40])
def test_page_that_always_refuses_does_not_stop_other_pages_of_its_host(at: int, headers: dict[str, str]) -> None:
    urls = of("a.test", 41)
    web = Web(lambda request, _: Answer(url=request.url, status=429 if request.url == urls[at] else 200, headers=headers))
    outcomes, left = run(urls, web)
    assert not left
    assert [url for url, outcome in outcomes.items() if outcome is not Outcome.OK] == [urls[at]]
    assert outcomes[urls[at]] is Outcome.RATE_LIMITED
    assert web.seen[urls[at]] <= 4


def test_further_attempts_do_not_wait_for_other_hosts() -> None:
    def answer(request: Request, before: int) -> Answer:
        return Answer(url=request.url, status=200 if before or "long" in request.url else 503, headers={})

    web = Web(answer)
    outcomes, _ = run(of("long.test", 300) + of("a.test", 3), web, Limits(interval=1.0))
    assert set(outcomes.values()) == {Outcome.OK}
    assert max(web.times("a.test")) < 10
    assert max(web.times("long.test")) > 290


def test_silent_host_with_a_short_budget_makes_no_other_host_suspect() -> None:
    web = _OneSilent(connects=False)
    outcomes, _ = run(of("silent.test", 60) + GOOD, web, Limits(budget=40))
    assert all(outcomes[url] is Outcome.OK for url in GOOD)
