"""How hosts are asked, as mkdocs.yml says it."""

from __future__ import annotations

import pytest

from llmnotes.links import limits
from llmnotes.links.limits import Limits


def test_a_pattern_has_its_own_values_and_all_others() -> None:
    found, faults = limits.read(
        {"interval": 3, "hosts": {"*.Example.org": {"concurrency": 1, "accept": [403], "headers": {"X-Token": "a"}}}}
    )
    assert not faults
    own, other = found.of("api.example.org"), found.of("example.org")
    assert (own.concurrency, own.interval, own.accept, dict(own.headers)) == (1, 3, frozenset({403}), {"x-token": "a"})
    assert (other.concurrency, other.interval, other.accept, dict(other.headers)) == (Limits().concurrency, 3, frozenset(), {})


def test_the_first_pattern_that_matches_counts() -> None:
    found, _ = limits.read({"hosts": {"a.example.org": {"interval": 1}, "*.example.org": {"interval": 2}}})
    assert (found.of("a.example.org").interval, found.of("b.example.org").interval) == (1, 2)


def test_secrets_come_from_the_environment_and_never_half() -> None:
    found, _ = limits.read(
        {"hosts": {"a.example": {"headers": {"authorization": "Bearer $TOKEN", "x-both": "${TOKEN} $OTHER", "x-plain": "1"}}}}
    )
    filled, missing = found.with_secrets({"TOKEN": "s3cret"})
    assert filled.of("a.example").headers == {"authorization": "Bearer s3cret", "x-plain": "1"}
    assert missing == ["OTHER"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"interval": "fast"}, "'interval': 'fast' won't do"),
        ({"interval": -1}, "won't do"),
        ({"concurrency": 0}, "whole number from 1 up"),
        ({"concurrency": True}, "won't do"),
        ({"retries": 1.5}, "whole number"),
        ({"timeout": float("nan")}, "won't do"),
        ({"colour": 1}, "'colour' is unknown; known are ledger, concurrency"),
        ({"controls": "https://example.com/"}, "list of URLs"),
        ({"hosts": ["a"]}, "by pattern of host"),
        ({"hosts": {"a b": {}}}, "write a host or a pattern"),
        ({"hosts": {"a": {"headers": {"x": "a\r\nb"}}}}, "write headers by name"),
        ({"hosts": {"a": {"accept": [42]}}}, "list of statuses"),
        ({"hosts": {"a": {"skip": " "}}}, "write why"),
    ],
)
def test_what_will_not_do_is_told_with_its_remedy(options: dict[str, object], told: str) -> None:
    (fault,) = limits.read(options)[1]
    assert told in fault
