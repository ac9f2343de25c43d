"""Tests for the search for phrases in texts."""

from __future__ import annotations

import pytest

from llmnotes.text import phrases


def occurs(phrase: str, text: str) -> bool:
    return phrases.occurs(phrase, phrases.fold(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("RAG", "簡単なRAGを改良"), ("RAG", "ＲＡＧ"), ("LLaMA", "Llama-2を試す"), ("LLaMA", "LLaMA、Alpaca"), ("fine tuning", "Fine-Tuning"), ("LLM", "0518会_LLMの話"),
        ("まとめ", "LLMのまとめ"), ("まとめ", "論文まとめなど"), ("まとめ", "まとめのまとめ"),
    ],
)  # fmt: skip
def test_a_phrase_is_found_in_any_case_and_width_between_word_boundaries(phrase: str, text: str) -> None:
    assert occurs(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("RAG", "STORAGEの話"), ("LLaMA", "jerryjliu/llama_index"), ("LLaMA", "StackLLaMA"), ("LLaMA", "my_llama を公開"), ("AI", "OpenAI"),
        ("まとめ", "プロンプトについてまとめてみた"), ("まとめ", "論文をまとめました"), ("まとめ", "ログをまとめる方法"), ("まとめ", "まとめられた"), ("まとめ", "まとめない"), ("まとめ", "要点をまとめよう"),
    ],
)  # fmt: skip
def test_a_phrase_is_not_found_as_a_part_of_a_longer_word(phrase: str, text: str) -> None:
    assert not occurs(phrase, text)


@pytest.mark.parametrize(
    "text",
    [
        "ファインチューニング不要のモデル", "ファインチューニングは不要", "ファインチューニングなしで", "ファインチューニング無しでRAG", "ファインチューニングせずに済ます", "ファインチューニングしない選択",
        "ファインチューニングを使わない", "ファインチューニングは必要ない", "ファインチューニングいらず", "ファインチューニングではなくRAG", "「ファインチューニング」ではない方法", "ファインチューニング以外の手法",
        "ファインチューニングを行わずに", "ファインチューニングに頼らない", "脱ファインチューニング", "非ファインチューニング", "ファインチューニングレス",
        "ファインチューニングをやめた", "ファインチューニングやめました", "ファインチューニングの代わりにRAG", "ファインチューニングフリー", "ファインチューニングからの卒業",
    ],
)  # fmt: skip
def test_a_phrase_that_is_negated_in_japanese_is_not_found(text: str) -> None:
    assert not occurs("ファインチューニング", text)


@pytest.mark.parametrize(
    "text",
    [
        "Agents without fine-tuning", "No fine-tuning needed", "Without any fine-tuning", "You don't need fine-tuning", "You might not need fine-tuning", "Fine-tuning-free models",
        "Prompts instead of fine-tuning", "Prompts, not fine-tuning", "Fine-tuning is not required", "A non-fine-tuning approach", "Stop using fine-tuning", "Why we stopped fine-tuning", "RAG rather than “fine-tuning”",
    ],
)  # fmt: skip
def test_a_phrase_that_is_negated_in_english_is_not_found(text: str) -> None:
    assert not occurs("fine-tuning", text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("RAG", "RAGの限界"), ("RAG", "RAGだけではなく長い文脈も"), ("RAG", "RAG不要論への反論: RAGを使う"), ("テスト", "是非テストを書こう"), ("test", "To test or not to test"),
        ("Azure", "Azureで失敗しない設計"), ("RAG", "RAGになった理由"), ("testing", "Testing without mocks"), ("RAG", "Notion RAG"), ("RAG", "RAGの代わり映えしない話"), ("RAG", "RAGエンジニアのフリーランス"), ("RAG", "Non-stop. RAG"), ("RAG", "Why RAG does not fail"),
    ],
)  # fmt: skip
def test_a_phrase_is_found_if_a_negation_beside_it_belongs_to_another_word(phrase: str, text: str) -> None:
    assert occurs(phrase, text)


def test_a_long_text_of_words_that_may_belong_to_a_negation_is_searched_in_linear_time() -> None:
    """The test would not end if, for each occurrence, the whole text before it were searched for a negation."""
    assert occurs("x", "no the " * 20_000 + "y x" + " x" * 100_000)


def test_each_occurrence_of_a_phrase_is_replaced_with_a_line_feed() -> None:
    hidden = phrases.without(["プロンプトの著作権", "AI - ML"], {"title": "プロンプトの著作権とai ml", "note": ""})
    assert hidden == {"title": "\nと\n", "note": ""}
