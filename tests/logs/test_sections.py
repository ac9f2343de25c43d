"""The sections of a log, which become tags of its entries."""

from __future__ import annotations

import pytest

from llmnotes.logs import grammar
from llmnotes.logs.sections import sections_of

ENTRY = "### [2023-01-01 {n}](https://a.example/{n})\n\n"


def sections(text: str) -> list[tuple[str, ...]]:
    return list(sections_of(grammar.parse(text.encode(), "log", "log.md")).values())


def test_the_sections_of_an_entry_are_the_headings_above_it_without_the_title_of_the_log() -> None:
    text = "# Log\n\n- [2023-01-01 0](https://a.example/0)\n\n## LLM\n\n### *RAG* [x](y) ##\n\n- [2023-01-01 1](https://a.example/1)\n\n## Other\n\n- [2023-01-01 2](https://a.example/2)\n"
    assert sections(text) == [(), ("LLM", "RAG x"), ("Other",)]


@pytest.mark.parametrize("heading", ["2023", "2023-06", "2023年6月", "June 2023", "Jun. 2023", "2023/06/09", "Week 12", "Q1 2023"])
def test_a_heading_of_a_log_that_only_names_a_period_is_not_a_section(heading: str) -> None:
    assert sections(f"# Log\n\n## {heading}\n\n" + ENTRY.format(n=1)) == [()]


def test_a_heading_of_a_log_with_a_period_and_other_words_is_a_section() -> None:
    assert sections("# Log\n\n## Best of 2023\n\n" + ENTRY.format(n=1)) == [("Best of 2023",)]
