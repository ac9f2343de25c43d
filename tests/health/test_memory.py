"""Two memories of one link become one."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from llmnotes.health.check import Check, Outcome
from llmnotes.health.history import Copy, History, Mark, Said
from llmnotes.health.memory import advanced, merged

BEGIN = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
times = st.integers(0, 2000).map(lambda hours: BEGIN + datetime.timedelta(hours=hours))
checks = st.builds(
    Check,
    url=st.just("https://example.org/"),
    outcome=st.sampled_from(list(Outcome)),
    time=times,
    detail=st.sampled_from(["", "404", "nxdomain"]),
    target=st.sampled_from(["https://a.example/", "https://b.example/"]),
)
marks = st.builds(Mark, times, st.sampled_from(list(Said)), st.text(max_size=5), st.none() | times.map(lambda time: time.date()))
copies = st.builds(Copy, times.map(lambda time: time.date()), st.sampled_from(["https://web.archive.org/1", "https://web.archive.org/2"]))


@st.composite
def histories(draw: st.DrawFn) -> History:
    history = History(mark=draw(st.none() | marks), copy=draw(st.none() | copies))
    for check in sorted(draw(st.lists(checks, max_size=12)), key=lambda check: check.time):
        history = advanced(history, check)
    return history


@given(histories(), histories(), histories())
def test_in_any_order_and_however_often_the_same_comes_out(one: History, two: History, three: History) -> None:
    assert merged(one, two) == merged(two, one)
    assert merged(merged(one, two), three) == merged(one, merged(two, three))
    assert merged(one, one) == one
    assert merged(merged(one, two), two) == merged(one, two)


@given(histories(), checks)
def test_a_ledger_swallows_an_older_copy_of_itself_without_a_changed_verdict(before: History, check: Check) -> None:
    after = advanced(before, check)
    both = merged(before, after)
    assert (both.asked, both.found) == (after.asked, after.found)
    assert after.failures <= both.failures
    assert not (both.failures and not after.failures)


@given(histories(), checks)
def test_an_older_check_changes_nothing(history: History, check: Check) -> None:
    if history.asked and check.time <= history.asked:
        assert advanced(history, check) is history
