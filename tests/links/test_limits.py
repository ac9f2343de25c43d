"""Tests for reading the pace of requests and the rules for hosts from mkdocs.yml."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from llmnotes.links import limit_options
from llmnotes.links.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path


def test_host_gets_the_options_of_its_pattern_and_the_general_values_for_options_that_the_pattern_lacks() -> None:
    found, faults = limit_options.read(
        {"interval": 3, "hosts": {"*.Example.org": {"concurrency": 1, "accept": [403], "headers": {"X-Token": "a"}}}}
    )
    assert not faults
    own, other = found.of("api.example.org"), found.of("example.org")
    assert (own.concurrency, own.interval, own.accept, dict(own.headers)) == (1, 3, frozenset({403}), {"x-token": "a"})
    assert (other.concurrency, other.interval, other.accept, dict(other.headers)) == (Limits().concurrency, 3, frozenset(), {})


def test_first_pattern_that_matches_a_host_applies() -> None:
    found, _ = limit_options.read({"hosts": {"a.example.org": {"interval": 1}, "*.example.org": {"interval": 2}}})
    assert (found.of("a.example.org").interval, found.of("b.example.org").interval) == (1, 2)


def test_header_whose_environment_variable_is_missing_is_left_out_and_the_variable_is_named() -> None:
    found, _ = limit_options.read(
        {"hosts": {"a.example": {"headers": {"authorization": "Bearer $TOKEN", "x-both": "${TOKEN} $OTHER", "x-plain": "1"}}}}
    )
    filled, missing = found.with_secrets({"TOKEN": "s3cret"})
    assert filled.of("a.example").headers == {"authorization": "Bearer s3cret", "x-plain": "1"}
    assert missing == ["OTHER"]


@pytest.mark.parametrize(
    ("options", "reported"),
    [
        ({"interval": "fast"}, "'interval': 'fast' is invalid"),
        ({"interval": -1}, "is invalid"),
        ({"concurrency": 0}, "whole number that is at least 1"),
        ({"concurrency": True}, "is invalid"),
        ({"retries": 1.5}, "whole number"),
        ({"timeout": float("nan")}, "is invalid"),
        ({"colour": 1}, "'colour' is unknown; write one of ledger, concurrency"),
        ({"controls": "https://example.com/"}, "list of URLs"),
        ({"hosts": ["a"]}, "write patterns of hosts"),
        ({"hosts": {"a b": {}}}, "write a host or a pattern"),
        ({"hosts": {"a": {"headers": {"x": "a\r\nb"}}}}, "write the name and the value of each header"),
        ({"hosts": {"a": {"accept": [42]}}}, "list of statuses"),
        ({"hosts": {"a": {"skip": " "}}}, "write in one line why"),
        ({"hosts": {"a": {"fragments": "no"}}}, "true or false"),
        ({"hosts": {"a": {"ca_bundle": ""}}}, "a file of certificates"),
        ({"hosts": {"a.example/x/*": {"interval": 3}}}, "all pages of a host share one pace: write `interval` below the host 'a.example'"),
        ({"hosts": {"ftp://a.example/*": {}}}, "write a host or a pattern"),
        ({"hosts": {"/x/*": {}}}, "write a host or a pattern"),
    ],
)
def test_invalid_option_of_the_link_check_is_reported(options: dict[str, object], reported: str) -> None:
    (fault,) = limit_options.read(options)[1]
    assert reported in fault


def test_pattern_of_urls_overrides_a_pattern_of_hosts_and_both_override_the_pattern_with_only_a_star() -> None:
    found, faults = limit_options.read(
        {
            "hosts": {
                "*": {"timeout": 9, "headers": {"x-all": "1", "x-own": "1"}},
                "a.example": {"interval": 2, "accept": [403], "headers": {"x-own": "2"}},
                "www.A.example/App/*": {"skip": "a script", "fragments": False},
                "https://b.example/?id=*": {"accept": [404]},
            }
        }
    )
    assert not faults
    app, other, elsewhere = (found.for_url(url) for url in ("https://a.example/App/x?y=1", "https://a.example/app/x", "https://c.example/"))
    assert (app.skip, app.fragments, app.accept, app.timeout, app.interval) == ("a script", False, frozenset({403}), 9, 2)
    assert dict(app.headers) == {"x-all": "1", "x-own": "2"}
    assert (other.skip, other.fragments, other.timeout) == ("", None, 9)
    assert (elsewhere.timeout, elsewhere.interval, dict(elsewhere.headers)) == (9, Limits().interval, {"x-all": "1", "x-own": "1"})
    assert found.for_url("https://www.b.example/?id=7").accept == {404}
    assert found.for_url("http://b.example/?id=7").accept == frozenset()
    assert found.of("a.example").interval == 2


def test_pattern_with_a_port_matches_only_that_port_and_other_patterns_of_urls_match_every_port() -> None:
    found, faults = limit_options.read(
        {
            "hosts": {
                "a.example:8080/x/*": {"skip": "1"},
                "b.example:8080": {"skip": "2"},
                "c.example:443/*": {"skip": "3"},
                "d.example/*": {"skip": "4"},
            }
        }
    )
    assert not faults
    skipped = ("http://a.example:8080/x/y", "http://www.b.example:8080/", "https://c.example/", "http://d.example:81/")
    assert [found.for_url(url).skip for url in skipped] == ["1", "2", "3", "4"]
    others = ("http://a.example:8081/x/y", "http://a.example/x/y", "http://b.example/", "http://c.example/", "http://e.example:8080/")
    assert [found.for_url(url).skip for url in others] == [""] * 5
    (fault,) = limit_options.read({"hosts": {"a.example:8080": {"interval": 3}}})[1]
    assert "write `interval` below the host 'a.example'" in fault


def test_host_is_requested_if_its_pattern_has_skip_false_although_a_wider_pattern_skips_it() -> None:
    found, faults = limit_options.read({"hosts": {"*": {"skip": "offline"}, "a.example": {"skip": False}, "b.example": {"interval": 1}}})
    assert not faults
    assert [found.for_url(f"https://{name}.example/").skip for name in "abc"] == ["", "offline", "offline"]


def test_patterns_that_match_no_link_are_reported() -> None:
    found, _ = limit_options.read({"hosts": {"*": {}, "a.example": {}, "*.b.example": {}, "c.example/x/*": {}, "c.example/y/*": {}}})
    assert found.unmatched(["https://www.a.example/", "https://b.example/", "https://c.example/x/1"]) == ["*.b.example", "c.example/y/*"]


def test_unreadable_ca_bundle_is_reported_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "own.pem").write_text("no certificate", encoding="ascii")
    for name in ("own.pem", "absent.pem"):
        (fault,) = limit_options.read({"hosts": {"a.example": {"ca_bundle": name}}}, tmp_path)[1]
        assert str(tmp_path / name) in fault
        assert "PEM" in fault
