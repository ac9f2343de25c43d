"""Tests for the rules that compare the URLs of records."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from odd_urls import EXAMPLES, ODD_URLS

from llmnotes.curation import lint
from llmnotes.model import Entry
from llmnotes.records import record

if TYPE_CHECKING:
    from collections.abc import Sequence


def found(urls: Sequence[str]) -> list[str]:
    """Return the ids of the rules that records with these URLs break."""
    records = {}
    for number, url in enumerate(urls, 1):
        slug = f"2023-01-01-n{number}"
        written = url.replace("\\", "\\\\")  # Markdown reads a backslash before punctuation as an escape
        entry = Entry(slug=slug, title="t", url=url, date=datetime.date(2023, 1, 1), note=f"- [a part](<{written}>) of it")
        one, problems = record.read(record.write(entry).encode(), slug=slug, file=f"{slug}.md")
        assert one is not None, problems
        records[slug] = one
    return [problem.rule for problem in lint.check(records, lint.Context(None))]


@given(ODD_URLS, ODD_URLS)
@settings(max_examples=200, deadline=None)
def test_lint_accepts_any_valid_url_in_a_note_and_reports_a_second_record_with_this_url(one: str, other: str) -> None:
    assert "note-link" not in found([one, other])
    assert "url-repeat" in found([one, other, one])


@pytest.mark.parametrize("url", EXAMPLES)
def test_a_url_with_empty_parts_is_a_repetition_only_if_another_record_has_the_same_url(url: str) -> None:
    assert found([url]).count("url-repeat") == 0
    assert found([url, url]).count("url-repeat") == 1


@pytest.mark.parametrize(
    ("one", "other", "repeats"),
    [
        ("https://a.example/x", "https://a.example/x#", 1),
        ("https://a.example/x#", "https://a.example/x", 1),
        ("https://a.example/x?#", "http://www.a.example/x", 1),
        ("https://a.example/x#part", "https://a.example/x", 0),
        ("https://a.example/x#part", "https://a.example/x#", 0),
        ("https://a.example/x#part", "http://a.example/x#part", 1),
    ],
)
def test_an_empty_fragment_makes_no_different_url_and_a_fragment_with_text_does(one: str, other: str, repeats: int) -> None:
    assert found([one, other]).count("url-repeat") == repeats
