"""Start a list with topics that the user names."""

from __future__ import annotations

from llmnotes.actions.init_from import topics_of


def test_the_id_of_a_topic_is_its_title_in_ascii_or_else_a_number_that_no_other_topic_has() -> None:
    titles = ["Topic 2", "読書", "Machine Learning!", "machine learning?", "Index", " ", "topic 2"]
    assert [(topic.id, topic.title) for topic in topics_of(titles)] == [
        ("topic-2", "topic 2"),
        ("topic-3", "読書"),
        ("machine-learning", "Machine Learning!"),
        ("topic-4", "machine learning?"),
        ("topic-5", "Index"),
    ]
