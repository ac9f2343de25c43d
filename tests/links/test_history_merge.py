"""Tests for merging the histories that two ledgers have of one link."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from llmnotes.links.check import FOUND, Check, Outcome
from llmnotes.links.history import Copy, History, Mark, Said
from llmnotes.links.history_merge import advanced, doubted, merged

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
        # These failures are added as doubts, as if a void link check had found them.
        in_doubt = check.detail == "nxdomain" and check.outcome not in FOUND
        history = doubted(history, check) if in_doubt else advanced(history, check)
    return history


unions = st.builds(merged, histories(), histories()) | histories()


@given(unions, unions, unions)
def test_histories_merge_to_the_same_result_in_any_order_and_if_repeated(one: History, two: History, three: History) -> None:
    assert merged(one, two) == merged(two, one)
    assert merged(merged(one, two), three) == merged(one, merged(two, three))
    assert merged(one, one) == one
    assert merged(merged(one, two), two) == merged(one, two)


@given(unions, st.lists(checks, min_size=1, max_size=8))
def test_merge_of_a_history_with_an_earlier_state_of_the_history_changes_nothing(before: History, later: list[Check]) -> None:
    after = before
    for check in sorted(later, key=lambda check: check.time):
        after = advanced(after, check)
    assert merged(before, after) == after


@given(unions, checks)
def test_check_that_is_not_newer_than_the_last_check_changes_no_history(history: History, check: Check) -> None:
    after = advanced(history, check)
    assert advanced(after, check) is after


def test_history_keeps_only_the_last_two_moves_of_a_link_even_after_a_merge_with_an_older_history() -> None:
    def moved(history: History, day: int, to: str) -> History:
        time = BEGIN + datetime.timedelta(days=day)
        return advanced(history, Check(url="https://example.org/", outcome=Outcome.MOVED, time=time, target=f"https://{to}.example/"))

    old = moved(moved(moved(History(), 1, "a"), 2, "a"), 3, "a")
    new = moved(moved(old, 4, "b"), 5, "c")
    assert sorted(move.target for move in new.moves) == ["https://b.example/", "https://c.example/"]
    assert merged(old, new) == new
