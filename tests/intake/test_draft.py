"""What is made of a wish and of what its page says."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from odd_urls import EXAMPLES, ODD_URLS

from llmnotes.intake.draft import DraftContext, RecordDraft, draft, title_of_address
from llmnotes.intake.reading import Reading
from llmnotes.intake.telling import Telling
from llmnotes.intake.wish import Wish
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.slug import SLUG

TODAY = datetime.date(2026, 11, 25)
URL = "https://a.example/articles/some-words?utm_source=x"


def made(wish: Wish, said: Telling | None = None) -> RecordDraft:
    reading = Reading(url=wish.url, said=said) if said else None
    return draft(wish, reading, DraftContext(catalogue=Catalogue([]), taxonomy=None, language="ja", today=TODAY, taken=frozenset()))


def test_what_people_say_counts_before_what_the_page_says() -> None:
    said = Telling(title="The page's", date=datetime.date(2023, 1, 1), lang="en")
    entry = made(Wish(url=URL, title="Mine", date=datetime.date(2022, 2, 2), lang="de"), said).entry
    assert (entry.title, entry.date, entry.lang, entry.added) == ("Mine", datetime.date(2022, 2, 2), "de", TODAY)
    entry = made(Wish(url=URL), said).entry
    assert (entry.title, entry.date, entry.lang) == ("The page's", datetime.date(2023, 1, 1), "en")


def test_a_page_that_tells_a_day_to_come_tells_none() -> None:
    future = made(Wish(url=URL), Telling(title="題", date=datetime.date(2027, 1, 1)))
    assert (future.entry.date, future.guessed) == (TODAY, frozenset({"date"}))


def test_what_nobody_says_is_made_from_the_address_and_said_to_be() -> None:
    bare = made(Wish(url=URL))
    assert (bare.entry.title, bare.entry.url, bare.guessed) == (
        "some words",
        "https://a.example/articles/some-words",
        frozenset({"title", "date"}),
    )
    assert bare.entry.lang is None


def test_the_list_s_own_language_is_not_written() -> None:
    assert made(Wish(url=URL), Telling(title="題", lang="ja")).entry.lang is None


@pytest.mark.parametrize(
    ("url", "title"),
    [("https://a.example/", "a.example"), ("https://a.example/%E8%AB%96%E6%96%87/", "論文"), ("https://a.example/a%0Ab%1B_c", "a b c")],
)
def test_titles_of_addresses(url: str, title: str) -> None:
    assert title_of_address(url) == title


@given(ODD_URLS)
@settings(max_examples=200, deadline=None)
def test_an_odd_address_makes_an_entry(url: str) -> None:
    found = made(Wish(url=url))
    assert found.entry.title
    assert SLUG.fullmatch(found.entry.slug)
    assert not [problem.message for problem in found.problems if problem.rule in {"url", "slug-form"}]


@pytest.mark.parametrize("url", EXAMPLES)
def test_an_address_of_empty_parts_makes_an_entry(url: str) -> None:
    assert not [problem for problem in made(Wish(url=url)).problems if problem.severity == "error"]
