"""Tests for the pace of requests to each host, and for repeating failed visits. The clock is simulated, so no test waits."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_web import NOW, Web, gaps, hastily, of, run, simple

from llmnotes.links.check import Check, Outcome
from llmnotes.links.checking.schedule import Schedule, addresses
from llmnotes.links.limits import HostRule, Limits
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.web.fetch.answer import Fetcher


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
    """A fetcher that sends the first request late, as if it took long to resolve the host name and to open the connection."""

    async def fetch(self, request: Request) -> Answer | Failure:
        self.opening = 0.01 if self.asked or self.opening else 2.0
        return await super().fetch(request)


def test_pause_between_two_requests_is_counted_from_the_time_at_which_the_first_is_sent() -> None:
    web = _SlowToOpen()
    run(of("a.test", 10), web, Limits(interval=0.5))
    times = web.times("a.test")
    assert len(times) == 10
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.5


def test_links_of_a_host_are_requested_in_the_given_order() -> None:
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
def test_a_check_keeps_the_limits_of_concurrency_and_of_requests_and_the_interval_between_requests(
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


@pytest.mark.parametrize("cause", [None, Cause.RESET, Cause.TIMEOUT])
def test_link_with_a_transient_failure_is_requested_again_after_a_pause(cause: Cause | None) -> None:
    def answer(request: Request, before: int) -> Answer | Failure:
        if not request.url.endswith("/0") or before == 2:
            return Answer(url=request.url, status=200, headers={})
        return Failure(url=request.url, cause=cause, message="x") if cause else Answer(url=request.url, status=500, headers={})

    web = Web(answer)
    outcomes, _ = run(of("a.test", 5), web)
    assert set(outcomes.values()) == {Outcome.OK}
    assert [url for _, url in web.asked][-2:] == ["http://a.test/0"] * 2
    first, second = gaps([time for time, url in web.asked if url == "http://a.test/0"])
    if cause is not Cause.TIMEOUT:  # a host that has not answered yet needs no pause before its next attempt
        assert first >= 2
    assert second >= 2 * (2 if cause is not Cause.TIMEOUT else 1)


def test_second_request_for_a_link_that_failed_is_sent_before_the_waiting_requests_to_its_host() -> None:
    web = Web(lambda request, before: Answer(url=request.url, status=503 if request.url.endswith("/0") and not before else 200, headers={}))
    outcomes, _ = run(of("a.test", 100), web, Limits(interval=1.0, backoff=2.0))
    assert set(outcomes.values()) == {Outcome.OK}
    first, second = (time for time, url in web.asked if url == "http://a.test/0")
    assert 2 <= second - first <= 4


def test_missing_page_is_requested_once() -> None:
    web = Web(lambda request, _: Answer(url=request.url, status=404, headers={}))
    run(of("a.test", 3), web)
    assert len(web.asked) == 3


def test_link_check_that_runs_out_of_time_keeps_its_results_and_returns_the_unchecked_links() -> None:
    web = Web(lambda request, _: Answer(url=request.url, status=500 if request.url.endswith("/0") else 200, headers={}))
    outcomes, left = run(of("a.test", 100), web, Limits(interval=1.0, budget=10))
    assert outcomes["http://a.test/0"] is Outcome.SERVER_ERROR
    assert 8 <= len(outcomes) <= 11
    assert left == of("a.test", 100)[len(outcomes) :]


def test_interrupted_link_check_reports_its_results_and_returns_the_unchecked_links() -> None:
    checks: list[Check] = []

    async def work() -> list[str]:
        schedule = Schedule(addresses(of("a.test", 100)), simple, Web(), Limits(interval=1.0), time=NOW, report=checks.extend)
        task = asyncio.ensure_future(schedule.run())
        await asyncio.sleep(5.5)
        task.cancel()
        return await task

    left = hastily(work)
    assert (len(checks), len(left)) == (6, 94)


def test_redirects_to_another_host_keep_the_interval_between_requests_to_that_host() -> None:
    async def visit(url: str, links: Sequence[str], fetcher: Fetcher) -> list[Check]:
        await fetcher.fetch(Request(url=url))
        return await simple("http://target.test/", links, fetcher)

    web = Web()
    run([url for number in range(10) for url in of(f"a{number}.test", 3)], web, Limits(interval=0.5), visit)
    assert len(web.times("target.test")) == 30
    assert all(gap >= 0.5 - 1e-6 for gap in gaps(web.times("target.test")))


def test_limits_of_a_host_also_apply_if_the_first_request_for_a_link_goes_to_another_host_than_its_own() -> None:
    async def visit(_: str, links: Sequence[str], fetcher: Fetcher) -> list[Check]:
        return await simple("http://embed.test/", links, fetcher)

    web = Web()
    outcomes, _ = run(of("a.test", 4) + of("embed.test", 1), web, visit=visit)
    assert len(outcomes) == 5
    assert web.most["embed.test"] <= 2


def test_exception_in_the_check_of_one_link_does_not_end_the_checks_of_other_links() -> None:
    async def visit(url: str, links: Sequence[str], fetcher: Fetcher) -> list[Check]:
        if url.endswith("/1"):
            raise ZeroDivisionError
        return await simple(url, links, fetcher)

    outcomes, left = run(of("a.test", 3), Web(), visit=visit)
    assert outcomes == dict(zip(of("a.test", 3), [Outcome.OK, Outcome.UNSURE, Outcome.OK], strict=True))
    assert not left


@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize("count", [1, 3])
def test_link_becomes_unsure_if_a_task_of_its_check_is_cancelled(retries: int, count: int) -> None:
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
def test_exception_in_the_function_that_gets_the_results_ends_the_link_check_and_is_raised(
    error: Exception, count: int, status: int
) -> None:
    async def work() -> list[str]:
        def report(_: Sequence[Check]) -> None:
            raise error

        web = Web(lambda request, _: Answer(url=request.url, status=status, headers={}))
        return await Schedule(addresses(of("a.test", count)), simple, web, Limits(), time=NOW, report=report).run()

    with pytest.raises(type(error), match=str(error)):
        hastily(work)


def test_each_pattern_of_hosts_has_its_own_interval_between_requests() -> None:
    web = Web()
    run(
        of("a.slow.test", 5) + of("b.test", 5),
        web,
        Limits(interval=0.0, hosts=(HostRule(pattern="*.slow.test", interval=3.0, concurrency=1),)),
    )
    assert max(web.times("a.slow.test")) == pytest.approx(12)
    assert max(web.times("b.test")) < 1


def test_link_check_without_links_ends_at_once() -> None:
    assert run([], Web()) == ({}, [])


def test_second_request_for_a_link_that_failed_does_not_wait_for_other_hosts() -> None:
    def answer(request: Request, before: int) -> Answer:
        return Answer(url=request.url, status=200 if before or "long" in request.url else 503, headers={})

    web = Web(answer)
    outcomes, _ = run(of("long.test", 300) + of("a.test", 3), web, Limits(interval=1.0))
    assert set(outcomes.values()) == {Outcome.OK}
    assert max(web.times("a.test")) < 10
    assert max(web.times("long.test")) > 290
