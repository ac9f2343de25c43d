"""Explaining one link: its requests, its rule, its history and its verdict."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from loopback import Loopback, aside, page, reply

from actions.listing import CONFIG, write_list
from llmnotes.actions.explain_link import LinkExplanation, explain_link
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import RefusalError
from llmnotes.links.check import Outcome
from llmnotes.links.checking.workers import RequestOptions
from llmnotes.links.verdict import Clause, Standing

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.datetime(2026, 11, 20, 4, 0, tzinfo=datetime.UTC)
ONE, TWO, LATER = ("2026-11-01T04:00Z", "2026-11-03T04:00Z", "2026-11-05T04:00Z")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def explained(url: str, **options: bool) -> LinkExplanation:
    opened = ReadingList.open(None)
    asking = RequestOptions(limits=opened.settings.limits, time=NOW, allow_private=True)
    return aside(lambda: explain_link(opened, url, asking, **options))


def test_explaining_a_link_shows_each_request_with_its_answer_and_ip_address_and_both_verdicts_and_records_nothing(
    folder: Path, server: Loopback
) -> None:
    middle = server.route("/middle", reply(302, location="/gone"), host="127.0.0.2")
    first = server.route("/first", reply(301, location=middle), host="127.0.0.1")
    write_list(folder, {"first": first})
    found = explained(first)
    assert [(hop.method, hop.url, hop.status, hop.location, [*hop.addresses]) for hop in found.hops] == [
        ("GET", first, 301, middle, ["127.0.0.1"]),
        ("GET", middle, 302, "/gone", ["127.0.0.2"]),
        (
            "GET",
            server.url("/gone", "127.0.0.2"),
            404,
            "",
            [],
        ),  # no address was tried, because the connection of the first request is still open
    ]
    assert all(hop.seconds > 0 for hop in found.hops)
    assert found.check
    assert (found.check.outcome, found.verdict.standing) == (Outcome.GONE, Standing.UNCHECKED)
    assert found.new_verdict
    assert found.new_verdict.standing is Standing.SUSPECT
    assert [place.file for place in found.places] == ["entries/2023/2023-06-09-first.md"]
    assert not (folder / "links").exists()


def test_explaining_a_link_shows_why_a_request_got_no_answer(folder: Path) -> None:
    write_list(folder, {})
    (hop,) = explained("http://127.0.0.3:65000/").hops
    assert (hop.status, hop.message, [*hop.addresses]) == (None, "the host refuses connections", ["127.0.0.3"])


@pytest.mark.parametrize(("rules", "options"), [("", {"sends_request": False}), ("127.0.0.1/well*: {skip: behind a login}, ", {})])
def test_explaining_a_link_sends_no_request_if_the_caller_or_a_rule_in_mkdocs_yml_forbids_it(
    folder: Path, server: Loopback, rules: str, options: dict[str, bool]
) -> None:
    url = server.route("/well", page())
    write_list(folder, {"well": url}, CONFIG.replace("controls: []", f"controls: [], hosts: {{{rules}'*': {{timeout: 9}}}}"))
    found = explained(url, **options)
    assert (found.check, found.new_verdict, [*found.hops], server.asked) == (None, None, [], [])
    assert found.rule.timeout == 9
    assert [*found.patterns] == [*(["127.0.0.1/well*"] if rules else []), "*"]


@pytest.mark.parametrize(
    ("line", "clause"),
    [
        ("", Clause.NEVER_CHECKED),
        (f"well={ONE}", Clause.SUCCESS),
        (f"moved={ONE},https://b.example/", Clause.MOVE),
        (f"failed={ONE},server-error/500", Clause.FAILURE),
        (f"failed={ONE},fragment-missing", Clause.FAILURE),
        (f"failed={ONE},gone/404 failed={LATER},gone/404", Clause.LASTING_LOSS),
        (f"failed={ONE},reset failed={TWO},reset failed={LATER},reset", Clause.LASTING_FAILURE),
        (f"failed={ONE},blocked/403", Clause.UNCLEAR),
        ("failed=2026-09-01T04:00Z,timeout", Clause.SILENCE),
        (f'failed={ONE},blocked/403 marked={TWO},alive reason="opens here"', Clause.MARK),
    ],
)
def test_explaining_a_link_names_the_reason_for_its_verdict(folder: Path, line: str, clause: Clause) -> None:
    write_list(folder, {"a": "https://a.example/"})
    (folder / "links").mkdir()
    (folder / "links" / "asked.txt").write_text(f"{LATER} *\n", encoding="utf-8")
    (folder / "links" / "ledger.txt").write_text(f"https://a.example/ {line}\n" if line else "", encoding="utf-8")
    assert explained("https://a.example/", sends_request=False).verdict.clause is clause


def test_explaining_a_text_that_is_not_a_url_is_refused(folder: Path) -> None:
    write_list(folder, {})
    with pytest.raises(RefusalError, match="has no scheme"):
        explained("nonsense")
