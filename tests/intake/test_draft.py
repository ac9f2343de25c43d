"""Tests for drafts of records from submissions and page metadata."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from odd_urls import EXAMPLES, ODD_URLS

from llmnotes.intake.draft import DraftContext, RecordDraft, draft, title_of_address
from llmnotes.intake.page_metadata import PageMetadata
from llmnotes.intake.reading import Reading
from llmnotes.intake.submission import Submission
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.slug import SLUG

TODAY = datetime.date(2026, 11, 25)
URL = "https://a.example/articles/some-words?utm_source=x"


def drafted(submission: Submission, metadata: PageMetadata | None = None) -> RecordDraft:
    reading = Reading(url=submission.url, metadata=metadata) if metadata else None
    return draft(submission, reading, DraftContext(catalogue=Catalogue([]), taxonomy=None, language="ja", today=TODAY, taken=frozenset()))


def test_values_in_a_submission_override_values_of_the_linked_page() -> None:
    metadata = PageMetadata(title="The page's", date=datetime.date(2023, 1, 1), lang="en")
    entry = drafted(Submission(url=URL, title="Mine", date=datetime.date(2022, 2, 2), lang="de"), metadata).entry
    assert (entry.title, entry.date, entry.lang, entry.added) == ("Mine", datetime.date(2022, 2, 2), "de", TODAY)
    entry = drafted(Submission(url=URL), metadata).entry
    assert (entry.title, entry.date, entry.lang) == ("The page's", datetime.date(2023, 1, 1), "en")


def test_a_date_in_the_future_on_a_linked_page_is_ignored() -> None:
    future = drafted(Submission(url=URL), PageMetadata(title="題", date=datetime.date(2027, 1, 1)))
    assert (future.entry.date, future.guessed) == (TODAY, frozenset({"date"}))


def test_a_draft_says_that_its_title_was_made_from_the_url_and_that_its_date_is_today() -> None:
    bare = drafted(Submission(url=URL))
    assert (bare.entry.title, bare.entry.url, bare.guessed) == (
        "some words",
        "https://a.example/articles/some-words",
        frozenset({"title", "date"}),
    )
    assert bare.entry.lang is None


def test_a_linked_page_in_the_language_of_the_list_gives_a_record_without_the_key_lang() -> None:
    assert drafted(Submission(url=URL), PageMetadata(title="題", lang="ja")).entry.lang is None


@pytest.mark.parametrize(
    ("url", "title"),
    [("https://a.example/", "a.example"), ("https://a.example/%E8%AB%96%E6%96%87/", "論文"), ("https://a.example/a%0Ab%1B_c", "a b c")],
)
def test_a_page_without_a_title_gets_the_words_of_the_last_part_of_its_path_or_its_host_as_a_title(url: str, title: str) -> None:
    assert title_of_address(url) == title


@given(ODD_URLS)
@settings(max_examples=200, deadline=None)
def test_the_draft_for_an_unusual_url_has_a_title_and_a_valid_slug_and_url(url: str) -> None:
    found = drafted(Submission(url=url))
    assert found.entry.title
    assert SLUG.fullmatch(found.entry.slug)
    assert not [problem.message for problem in found.problems if problem.rule in {"url", "slug-form"}]


@pytest.mark.parametrize("url", EXAMPLES)
def test_the_draft_for_a_url_with_empty_parts_has_no_errors(url: str) -> None:
    assert not [problem for problem in drafted(Submission(url=url)).problems if problem.severity == "error"]
