"""Tests for the slug of a new record."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from conftest import CASES

from llmnotes.records.slug import SLUG, SLUG_LENGTH, make_slug
from llmnotes.web import url
from llmnotes.web.source import source_of

SHARED: dict[str, list[list[Any]]] = json.loads((CASES / "browser.json").read_text(encoding="utf-8"))
"""Entries with the slug that both Python and JavaScript must make. tests/browser/test_scripts.py tests the JavaScript."""


@pytest.mark.parametrize(("date", "address", "taken", "slug"), SHARED["slug"])
def test_a_slug_is_made_from_the_date_the_source_and_the_url(date: str, address: str, taken: list[str], slug: str) -> None:
    source = source_of(url.host(address)).slug
    assert make_slug(datetime.date.fromisoformat(date), address, source, taken.__contains__) == slug


def test_new_slugs_are_unique_and_within_the_limit_of_characters() -> None:
    taken: set[str] = set()
    for _ in range(12):
        slug = make_slug(datetime.date(2023, 6, 9), f"https://a.example/{'word-' * 40}", "", taken.__contains__)
        assert SLUG.fullmatch(slug)
        assert len(slug) <= SLUG_LENGTH
        taken.add(slug)
    assert len(taken) == 12


@pytest.mark.parametrize(
    "slug", ["2023-01-01-a\n", "２０２３-01-01-a", "2023-01-01-a\u200b", "2023-01-01-", "2023-01-01-A", "2023-01-01-a`b", "2023-01-01-é"]
)
def test_a_text_of_another_form_is_not_a_slug(slug: str) -> None:
    assert not SLUG.fullmatch(slug)
