"""Tests for recognising kinds of pages by their addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from odd_urls import EXAMPLES, ODD_URLS

from llmnotes.web import url, url_kinds


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://a.example/b"),
        ("https://user:word@b.example/x?y#z", "https://b.example/x?y#z"),
        ("//user@b.example", "https://b.example/"),
        ("https://a.example/@user", "https://a.example/@user"),
        ("ftp://user:word@b.example/", "ftp://b.example/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("http://b.example:99999/", None),
        ("http://[::1", None),
    ],
)
def test_target_of_a_redirect_is_read_as_in_browsers_but_without_its_password(location: str, target: str | None) -> None:
    assert url_kinds.joined("https://a.example/a", location) == target


def test_address_with_a_password_must_not_be_written_into_a_record() -> None:
    assert url_kinds.is_worth_writing("https://b.example/x", "https://a.example/x")
    assert not url_kinds.is_worth_writing("https://user:word@b.example/x", "https://a.example/x")


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("https://a.example/x", True),
        ("https://a.example/y?id=1&page=2", True),
        ("https://a.example/x?id=1&page=2", False),
        ("https://a.example/x?id=2", False),
        ("https://a.example/y?sid=2", False),
    ],
)
def test_new_address_that_differs_only_in_parameters_or_has_a_session_id_must_not_be_written_into_a_record(
    target: str, *, written: bool
) -> None:
    assert url_kinds.is_worth_writing(target, "https://a.example/x?id=1") is written


@pytest.mark.no_cover  # other tests run the same lines, so this slow test is left out when coverage is measured
@given(ODD_URLS, ODD_URLS)
@settings(max_examples=300, deadline=None)
def test_classifying_an_unusual_url_raises_no_exception(one: str, other: str) -> None:
    for ask in (url_kinds.is_file, url_kinds.is_entrance, url_kinds.is_home, url_kinds.is_error_page, url_kinds.is_one_of_many):
        assert ask(one) in {True, False}
    assert url_kinds.is_worth_writing(one, other) in {True, False}
    assert url_kinds.are_of_one_site(one, other) is url_kinds.are_of_one_site(other, one)
    assert url_kinds.joined(one, other) == url_kinds.joined(other, other)
    beside = url_kinds.sibling(one, "0")
    assert beside is None or url.host(beside) == url.host(one)


@pytest.mark.parametrize("address", EXAMPLES)
def test_url_with_empty_parts_counts_neither_as_a_file_nor_as_a_login_page(address: str) -> None:
    assert not url_kinds.is_file(address)
    assert not url_kinds.is_entrance(address)


@pytest.mark.parametrize(
    "address", ["https://a.example//b", "https://a.example//b/", "https://a.example///b.php?id=1", "https://a.example//.php?id=1"]
)
def test_url_that_is_made_up_to_detect_missing_pages_stays_on_the_host_even_beside_a_url_with_empty_segments(address: str) -> None:
    beside = url_kinds.sibling(address, "0")
    assert beside is not None
    assert url.host(beside) == "a.example"
    assert "#" not in beside
