"""Tests for splitting texts for the search. The browser must pass the same cases (tests/browser/test_scripts.py)."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.records.term import tag_address
from llmnotes.search import bucket, cut
from llmnotes.web import url

SHARED: dict[str, list[list[Any]]] = json.loads((CASES / "browser.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "folded"), SHARED["fold"])
def test_fold_gives_the_results_that_python_and_the_browser_share(text: str, folded: str) -> None:
    assert cut.fold(text) == folded


@given(st.text(st.characters(codec="utf-8", exclude_characters="ıᎠ"), max_size=20))
def test_fold_gives_equal_results_for_texts_with_equal_case_folding(text: str) -> None:
    if not any("Ꭰ" <= char <= "ᏽ" or "ꭰ" <= char <= "ꮿ" for char in text):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        assert cut.fold(text) == cut.fold(folded)


@pytest.mark.parametrize(("query", "terms"), SHARED["terms"])
def test_terms_gives_the_results_that_python_and_the_browser_share(query: str, terms: list[str]) -> None:
    assert cut.terms(query) == terms


@pytest.mark.parametrize(("term", "grams"), SHARED["cover"])
def test_cover_gives_the_results_that_python_and_the_browser_share(term: str, grams: list[list[Any]]) -> None:
    assert cut.cover(term) == [tuple(gram) for gram in grams]


@pytest.mark.parametrize(("term", "expected"), SHARED["is_word"])
def test_is_word_accepts_only_words_that_can_have_a_key_in_the_index(term: str, expected: bool) -> None:  # noqa: FBT001 - pytest passes the parameters of a test by name
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
def test_words_returns_whole_runs_of_letters_and_words_with_their_punctuation(text: str, expected: set[str]) -> None:
    assert set(cut.words(text)) == expected


@given(st.text(min_size=1, max_size=12))
def test_the_grams_of_a_term_cover_the_whole_term(term: str) -> None:
    letters: dict[int, str] = {}
    for offset, gram in cut.cover(term):
        letters.update(enumerate(gram, offset))
    assert "".join(letters[place] for place in range(len(term))) == term


@pytest.mark.parametrize(("key", "buckets", "expected"), SHARED["bucket"])
def test_bucket_of_gives_the_results_that_python_and_the_browser_share(key: str, buckets: int, expected: int) -> None:
    assert bucket.of(key, buckets) == expected


@pytest.mark.parametrize(("tag", "address"), SHARED["tag_address"])
def test_tag_address_gives_the_results_that_python_and_the_browser_share(tag: str, address: str) -> None:
    assert tag_address(tag) == address


@pytest.mark.parametrize(("spelling", "forms"), SHARED["alike"])
def test_alike_gives_the_results_that_python_and_the_browser_share(spelling: str, forms: list[str]) -> None:
    assert list(url.alike(spelling)) == forms


@pytest.mark.parametrize(("spelling", "canonical"), SHARED["canonical"])
def test_canonical_gives_the_results_that_python_and_the_browser_share(spelling: str, canonical: str) -> None:
    assert url.canonical(spelling) == canonical
