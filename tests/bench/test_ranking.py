"""The expected results and the figures in the measurement of search ranking."""

from __future__ import annotations

import sys

from conftest import ROOT

sys.path.append(str(ROOT / "bench" / "search"))

import ranking

TEXTS = [("RAGの話", "storage"), ("leveraging", "RAG、サーバー"), ("storage", "サーバ"), ("話", "話")]


def test_the_test_of_the_search_ranking_draws_whole_words_from_titles_and_other_texts() -> None:
    truths = {truth.word: truth for truth in ranking.draw(TEXTS, seed=1)["1–9"]}
    rag = truths["rag"]
    assert rag == ranking.Truth(word="rag", in_titles=frozenset({0}), elsewhere=frozenset({1}), inside=True)
    assert truths["サーバ"].everywhere == {2}
    assert not truths["leveraging"].inside


def test_the_test_of_the_search_ranking_counts_results_with_the_whole_word_among_the_first_ten() -> None:
    truth = ranking.Truth(word="rag", in_titles=frozenset({1, 2}), elsewhere=frozenset({3, 4}), inside=True)
    row = ranking.row_of("1–9", [(truth, [1, 2, 3, 4, 9]), (truth, [9, 1, 2]), (truth, [])])
    assert row == "| 1–9 | 3 | 3 | 0.500 | 0.667 | 1 |"
