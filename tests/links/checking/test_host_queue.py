"""Tests for hosts that refuse requests or don't answer: requests to them pause, or they are skipped. The clock is simulated, so no test waits."""

from __future__ import annotations

import asyncio
import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_web import Web, of, run, simple, warnings

from llmnotes.links.check import Check, Outcome
from llmnotes.links.limits import Limits
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request
from llmnotes.web.url import host as host_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.web.fetch.answer import Fetcher


@pytest.mark.parametrize("status", [429, 503])
def test_header_retry_after_delays_only_requests_to_the_host_that_sent_it(status: int) -> None:
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


def test_header_retry_after_may_contain_a_date() -> None:
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
    """Return the outcomes of a link whose server refuses the first request with this Retry-After; empty if the host is skipped."""
    web = Web(
        lambda request, before: Answer(url=request.url, status=200 if before else 503, headers={} if before else {"retry-after": value})
    )
    outcomes, left = run(of("a.test", 1), web)
    assert [*outcomes, *left] == of("a.test", 1)
    return set(outcomes.values())


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:40])
def test_invalid_or_extreme_time_in_the_header_retry_after_raises_no_exception(value: str) -> None:
    assert after_a_refusal(value) <= {Outcome.OK, Outcome.SERVER_ERROR}


@given(st.text(max_size=80) | st.text("0123456789 :,+-.JanGMT", max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_value_of_the_header_retry_after_raises_no_exception(value: str) -> None:
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


TIMEOUT = 20.0


GOOD = [url for number in range(50) for url in of(f"good{number}.test", 4)]


class _OneSilent(Web):
    """A web in which all requests to `silent.test` time out, either while the connection is opened or after that.

    Each address at other hosts answers its first request with 503.
    """

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
def test_host_that_never_answers_costs_at_most_two_timeouts_and_delays_no_other_host(count: int, connects: bool) -> None:  # noqa: FBT001 - pytest passes the parameters of a test by name
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
    (reported,) = warnings(of("silent.test", 60) + GOOD, _OneSilent(connects=True), Limits())
    assert "silent.test" in reported
    assert "does not answer in time" in reported
    assert "Other links of this host that were not checked: 57" in reported
    refusing = Web(lambda request, _: Answer(url=request.url, status=429, headers={}))
    (reported,) = warnings(of("a.test", 50), refusing, Limits())
    assert "a.test" in reported
    assert "fewer requests" in reported


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


@pytest.mark.parametrize("at", [0, 5, 20])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_some_pages_that_always_refuse_do_not_stop_other_pages_of_their_host(at: int, count: int) -> None:
    urls = of("a.test", 41)
    bad = urls[at : at + count]
    web = Web(lambda request, _: Answer(url=request.url, status=429 if request.url in bad else 200, headers={}))
    outcomes, left = run(urls, web)
    assert not left
    assert {url for url, outcome in outcomes.items() if outcome is Outcome.RATE_LIMITED} == set(bad)
    assert sum(outcome is Outcome.OK for outcome in outcomes.values()) == 41 - count
    assert max(web.seen.values()) <= 4


def test_links_whose_redirects_lead_to_a_skipped_host_are_reported_with_the_name_of_that_host() -> None:
    async def visit(url: str, links: Sequence[str], fetcher: Fetcher) -> list[Check]:
        await fetcher.fetch(Request(url=url))
        return await simple(f"http://silent.test/{url.rpartition('/')[2]}", links, fetcher)

    reported = warnings(of("a.test", 40), _OneSilent(connects=True), Limits(), visit)
    assert len(reported) == 1
    assert reported[0].startswith(
        "silent.test: the host does not answer in time. Links of other hosts that redirect to this host and were not checked: 37."
    )


def test_links_of_other_hosts_are_checked_within_a_short_budget_although_one_host_never_answers() -> None:
    web = _OneSilent(connects=False)
    outcomes, _ = run(of("silent.test", 60) + GOOD, web, Limits(budget=40))
    assert all(outcomes[url] is Outcome.OK for url in GOOD)
