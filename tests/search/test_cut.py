"""Tests for splitting texts for the search. The browser must pass the same cases (tests/browser/test_scripts.py)."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from conftest import CASES
from hypothesis import example, given
from hypothesis import strategies as st

from llmnotes.records.term import tag_address
from llmnotes.search import bucket, cut
from llmnotes.web import url

SHARED: dict[str, list[list[Any]]] = json.loads((CASES / "browser.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "folded"), SHARED["fold"])
def test_texts_are_folded_for_the_search_in_the_same_way_by_python_and_the_browser(text: str, folded: str) -> None:
    assert cut.fold(text) == folded


@example("STRAẞE")
@given(st.text(st.characters(codec="utf-8", exclude_characters="ı𝚤"), max_size=20))
def test_texts_that_differ_only_in_case_are_folded_to_the_same_text(text: str) -> None:
    if not any("Ꭰ" <= char <= "ᏽ" or "ꭰ" <= char <= "ꮿ" for char in text):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        assert cut.fold(text) == cut.fold(folded)


@pytest.mark.parametrize(("query", "terms"), SHARED["terms"])
def test_queries_are_split_into_the_same_terms_by_python_and_the_browser(query: str, terms: list[str]) -> None:
    assert cut.terms(query) == terms


@pytest.mark.parametrize(("term", "grams"), SHARED["cover"])
def test_the_same_grams_are_looked_up_for_a_term_by_python_and_the_browser(term: str, grams: list[list[Any]]) -> None:
    assert cut.cover(term) == [tuple(gram) for gram in grams]


@pytest.mark.parametrize(("term", "expected"), SHARED["is_word"])
def test_only_words_of_4_to_24_letters_and_digits_can_have_a_separate_key_for_frequent_words(term: str, expected: bool) -> None:  # noqa: FBT001 - pytest passes the parameters of a test by name
    assert cut.is_word(term) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ragの話、storage", {"rag", "storage"}),
        ("サーバーとサーバ", {"サーバー", "サーバ"}),
        ("c++とc#、c++11", {"c", "c++", "c#", "11"}),
        ("asp.netと.net。...net", {"asp", "net", ".net"}),
        ("café größe", {"café", "größe"}),
        ("検索する", set()),
    ],
)
def test_a_text_is_split_into_runs_of_letters_and_words_with_their_punctuation(text: str, expected: set[str]) -> None:
    assert set(cut.words(text)) == expected


@given(st.text(min_size=1, max_size=12))
def test_the_grams_to_look_up_for_a_term_cover_the_whole_term(term: str) -> None:
    letters: dict[int, str] = {}
    for offset, gram in cut.cover(term):
        letters.update(enumerate(gram, offset))
    assert "".join(letters[place] for place in range(len(term))) == term


@pytest.mark.parametrize(("key", "buckets", "expected"), SHARED["bucket"])
def test_the_same_bucket_of_the_index_is_read_for_a_key_by_python_and_the_browser(key: str, buckets: int, expected: int) -> None:
    assert bucket.of(key, buckets) == expected


@pytest.mark.parametrize(("tag", "address"), SHARED["tag_address"])
def test_tags_have_the_same_addresses_in_python_and_in_the_browser(tag: str, address: str) -> None:
    assert tag_address(tag) == address


@pytest.mark.parametrize(("spelling", "forms"), SHARED["alike"])
def test_the_same_urls_count_as_urls_of_one_page_in_python_and_in_the_browser(spelling: str, forms: list[str]) -> None:
    assert list(url.alike(spelling)) == forms


@pytest.mark.parametrize(("spelling", "canonical"), SHARED["canonical"])
def test_urls_have_the_same_canonical_form_in_python_and_in_the_browser(spelling: str, canonical: str) -> None:
    assert url.canonical(spelling) == canonical
