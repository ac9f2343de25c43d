"""Tests for the output of `llmnotes links explain`."""

from __future__ import annotations

import datetime

from llmnotes.links.check import Check, Outcome
from llmnotes.links.checking.quirks import quirk_of
from llmnotes.links.checking.trace import Hop
from llmnotes.links.formats import explanation
from llmnotes.links.history import Copy, History, Mark, Said
from llmnotes.links.history_merge import advanced, doubted
from llmnotes.links.limits import HostRule, Limits
from llmnotes.links.verdict import Clause, verdict

NOW = datetime.datetime(2026, 11, 1, 4, 0, tzinfo=datetime.UTC)


def check(outcome: Outcome, days: int, detail: str = "") -> Check:
    return Check(url="https://a.example/", outcome=outcome, time=NOW + datetime.timedelta(days=days), detail=detail)


def test_explanation_of_a_link_shows_the_options_of_its_rule_and_the_names_but_not_the_values_of_headers() -> None:
    rule = HostRule(
        pattern="github.com", accept=frozenset({403}), headers={"authorization": "Bearer s3cret"}, fragments=False, ca_bundle="own.pem"
    )
    limits = Limits(hosts=(rule,))
    text = "\n".join(explanation.rule_lines(["github.com"], limits.for_url("https://github.com/a"), quirk_of("https://github.com/a")))
    for part in (
        "github.com",
        "403",
        "authorization",
        "own.pem",
        "fragments are not checked: the link check does not look for the parts of the page that they name",
        "quirk: GitHub",
    ):
        assert part in text
    assert "s3cret" not in text


def test_explanation_of_a_link_shows_each_requests_status_or_failure_and_its_duration_and_ip_addresses() -> None:
    hops = [
        Hop(method="HEAD", url="https://a.example/", addresses=["192.0.2.1", "192.0.2.2"], status=301, location="/b", seconds=0.25),
        Hop(method="GET", url="https://a.example/b", addresses=[], message="no answer in time", seconds=20),
    ]
    assert list(explanation.hop_lines(hops)) == [
        "1. HEAD https://a.example/",
        "   301, to /b, after 0.250 s, addresses tried: 192.0.2.1, 192.0.2.2",
        "2. GET https://a.example/b",
        "   no answer: no answer in time, after 20.000 s, no new connection",
    ]


def test_explanation_of_a_link_lists_its_history_by_time_then_its_archived_copy_and_its_last_check() -> None:
    history = History(copy=Copy(NOW.date(), "https://web.archive.org/web/2023/https://a.example/"))
    for one in (check(Outcome.OK, 0), check(Outcome.OK, 1), check(Outcome.GONE, 2, "404")):
        history = advanced(history, one)
    history = doubted(history, check(Outcome.RESET, 3))
    history = History(**{name: getattr(history, name) for name in History.__slots__} | {"mark": Mark(NOW, Said.ALIVE, "opens here")})
    text = "\n".join(explanation.history_lines(history))
    facts = (
        "first success",
        "marked the link as alive: opens here",
        "found for the last time",
        "gone (404)",
        "found by a link check with too many failures",
        "archived copy",
        "last check recorded: 2026-11-03T04:00Z",
    )
    places = [text.index(fact) for fact in facts]
    assert places[2:] == sorted(places[2:])


def test_explanation_of_a_link_says_that_a_person_removed_its_manual_verdict() -> None:
    text = "\n".join(explanation.history_lines(History(mark=Mark(NOW, Said.NOTHING, ""))))
    assert text.splitlines() == ["2026-11-01T04:00Z  a person removed the manual verdict", "last check recorded: never"]


def test_each_reason_for_a_verdict_has_an_explanation() -> None:
    assert set(explanation.CLAUSES) == set(Clause)
    assert explanation.verdict_line(verdict(History(), NOW)).startswith("unchecked: ")
