"""Tests for the decision, from the history of a link, whether the link is dead."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from llmnotes.links.check import Check, Outcome
from llmnotes.links.history import History, Mark, Said
from llmnotes.links.history_merge import advanced
from llmnotes.links.verdict import Standing, verdict

URL = "https://example.org/"


def at(hours: float) -> datetime.datetime:
    return datetime.datetime(2026, 11, 1, 4, 0, tzinfo=datetime.UTC) + datetime.timedelta(hours=hours)


def history_of(story: str) -> History:
    """Return the history that results from checks. `story` has the hour and the outcome of each check, such as `0 ok, 24 gone`; `moved>a` is a move to a."""
    history = History()
    for chapter in filter(None, (part.strip() for part in story.split(","))):
        hours, what = chapter.split()
        outcome, _, target = what.partition(">")
        history = advanced(
            history, Check(url=URL, outcome=Outcome(outcome), time=at(float(hours)), target=f"https://{target}/" if target else "")
        )
    return history


@pytest.mark.parametrize(
    ("story", "standing"),
    [
        ("", "unchecked"),
        ("0 ok", "alive"),
        ("0 gone, 24 ok", "alive"),
        ("0 gone, 24 gone, 96 gone, 120 ok", "alive"),
        ("0 moved>a", "moved"),
        ("0 moved>a, 24 ok", "alive"),
        ("0 ok, 24 moved>a", "moved"),
        # Neither one failure nor several failures on one day make a link dead.
        ("0 gone", "suspect"),
        ("0 ok, 24 gone", "suspect"),
        ("0 gone, 5 gone, 10 gone, 19 gone", "suspect"),
        ("0 server-error, 1 server-error, 2 server-error, 3 server-error", "suspect"),
        # Two counted failures over three days make a link dead if its page is gone.
        ("0 gone, 24 gone", "suspect"),
        ("0 gone, 71 gone", "suspect"),
        ("0 gone, 72 gone", "dead"),
        ("0 gone, 24 gone, 48 gone", "suspect"),
        ("0 gone, 24 gone, 48 gone, 72 gone", "dead"),
        ("0 gone, 168 gone", "dead"),
        # Three counted failures over three days make a link dead whatever their outcomes are.
        ("0 server-error, 72 server-error", "suspect"),
        ("0 server-error, 24 server-error, 48 server-error", "suspect"),
        ("0 server-error, 24 server-error, 72 server-error", "dead"),
        ("0 refused, 36 refused, 72 refused", "dead"),
        ("0 reset, 36 refused, 72 server-error", "dead"),
        ("0 dns, 36 dns, 72 dns", "dead"),
        ("0 tls-expired, 36 tls-expired, 72 tls-expired", "dead"),
        ("0 tls-wrong-host, 36 tls-wrong-host, 72 tls-wrong-host", "dead"),
        ("0 tls-untrusted, 36 tls-untrusted, 72 tls-untrusted", "dead"),
        ("0 tls-failed, 36 tls-failed, 72 tls-failed", "dead"),
        ("0 loop, 36 loop, 72 loop", "dead"),
        ("0 soft-404, 36 soft-404, 72 soft-404", "dead"),
        ("0 server-error, 19 server-error, 72 server-error", "suspect"),
        ("0 server-error, 19 server-error, 20 server-error, 72 server-error", "dead"),
        ("0 gone, 36 server-error", "suspect"),
        ("0 gone, 36 server-error, 72 server-error", "dead"),
        ("0 gone, 36 server-error, 72 gone", "dead"),
        # Unclear answers never make a link dead.
        ("0 blocked, 36 blocked, 72 blocked, 999 blocked", "unsure"),
        ("0 rate-limited, 36 rate-limited, 72 rate-limited, 999 rate-limited", "unsure"),
        ("0 unsure, 36 unsure, 72 unsure, 999 unsure", "unsure"),
        ("0 rejected, 999 rejected", "unsure"),
        ("0 ok, 24 blocked", "unsure"),
        ("0 timeout, 36 timeout, 72 timeout", "unsure"),
        ("0 timeout, 719 timeout", "unsure"),
        ("0 timeout, 720 timeout", "suspect"),
        ("0 timeout, 360 blocked, 720 timeout", "unsure"),
        ("0 timeout, 9999 timeout, 20000 timeout", "suspect"),
        ("0 blocked, 24 timeout, 743 timeout", "unsure"),
        ("0 blocked, 24 timeout, 744 timeout", "suspect"),
        ("0 timeout, 360 blocked, 1090 blocked", "unsure"),
        # Unclear answers don't remove conclusive failures.
        ("0 timeout, 24 server-error, 48 blocked, 72 timeout, 96 blocked, 120 timeout, 144 blocked, 168 timeout, 192 blocked", "suspect"),
        (
            "0 timeout, 24 blocked, 48 timeout, 72 blocked, 96 timeout, 120 blocked, 144 timeout, 168 blocked, 192 fragment-missing",
            "suspect",
        ),
        (", ".join(f"{hour} {'reset' if hour % 2 else 'refused'}" for hour in range(74)), "suspect"),
        (", ".join(f"{hour} {'reset' if hour % 2 else 'refused'}" for hour in range(82)), "dead"),
        ("0 gone, 36 blocked, 72 blocked", "suspect"),
        ("0 gone, 36 timeout, 72 gone", "dead"),
        ("0 fragment-missing, 36 fragment-missing, 72 fragment-missing", "suspect"),
        # A dead link stays dead until a check finds it.
        ("0 gone, 72 gone, 96 blocked, 120 timeout", "dead"),
        ("0 gone, 72 gone, 96 moved>a", "moved"),
    ],
)
def test_each_history_of_a_link_gives_the_expected_verdict(story: str, standing: str) -> None:
    history = history_of(story)
    assert verdict(history, at(30000)).standing == standing


def test_verdict_on_a_failing_link_has_the_time_of_the_first_failure_and_the_last_outcome() -> None:
    found = verdict(history_of("0 ok, 24 server-error, 48 gone, 120 gone"), at(130))
    assert (found.since, found.found, found.failures, found.outcome) == (at(24), at(0), 3, Outcome.GONE)


def test_link_counts_as_moved_permanently_after_three_consecutive_checks_at_the_new_address() -> None:
    assert not verdict(history_of("0 moved>a, 24 moved>a"), at(99)).lasting
    assert verdict(history_of("0 moved>a, 24 moved>a, 48 moved>a"), at(99)).lasting
    changed = verdict(history_of("0 moved>a, 24 moved>a, 48 moved>b, 72 moved>b"), at(99))
    assert (changed.lasting, changed.target, changed.since) == (False, "https://b/", at(48))


def test_manual_verdict_overrides_checks_until_its_last_day_is_over() -> None:
    until = at(240).date()
    alive = Mark(at(0), Said.ALIVE, "opens in my browser", until)
    history = dataclasses.replace(history_of("0 gone, 72 gone"), mark=alive)
    assert verdict(history, at(240)).standing is Standing.ALIVE
    assert verdict(history, at(240)).mark_reason == "opens in my browser"
    assert verdict(history, at(264)).standing is Standing.DEAD
    dead = dataclasses.replace(history_of("0 ok"), mark=Mark(at(0), Said.DEAD, "a parked domain"))
    assert verdict(dead, at(99999)).standing is Standing.DEAD
    taken_back = dataclasses.replace(dead, mark=Mark(at(1), Said.NOTHING, ""))
    assert verdict(taken_back, at(2)).standing is Standing.ALIVE


def test_history_of_a_dead_link_stops_growing_with_further_failures() -> None:
    dead = history_of("0 gone, 72 gone")
    later = history_of("0 gone, 72 gone, 96 gone, 120 server-error, 144 timeout, 960 gone")
    assert later == dataclasses.replace(dead, checked=at(960))


@pytest.mark.parametrize("pause", [1, 19, 30, 200])
def test_history_of_alternating_failures_stays_short(pause: int) -> None:
    ways = ["timeout", "blocked", "rate-limited", "fragment-missing", "unsure", "rejected"]
    story = ", ".join(f"{number * pause} {ways[number * number % 6]}" for number in range(200))
    assert len(history_of(story).failures) <= 14


def test_verdict_on_a_link_with_only_unclear_answers_has_the_date_of_the_first_of_them() -> None:
    assert verdict(history_of("0 timeout, 30 blocked, 60 timeout, 90 blocked"), at(9999)).since == at(0)


def test_dead_link_has_the_date_of_its_first_conclusive_failure_and_not_of_earlier_unclear_answers() -> None:
    assert verdict(history_of("0 blocked, 240 gone, 312 gone"), at(400)).since == at(240)
