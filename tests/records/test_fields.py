"""Tests for the values that the keys of a record accept."""

from __future__ import annotations

import pytest

from llmnotes.model import MAX_TAGS
from llmnotes.records import fields
from llmnotes.text import characters


@pytest.mark.parametrize(
    "title", ["👩\u200d💻 と ⚡️", "第22回\u3000JavaScript", "O\u00a0Reilly", "葛\U000e0100飾", "می\u200cخواهم", "naïve", "ＧＰＴ"]
)
def test_characters_of_real_titles_are_accepted(title: str) -> None:
    assert fields.fault("title", title) is None
    assert characters.hidden(title) is None


@pytest.mark.parametrize("title", ["", " ", "\u3000", "\u200b", "\u00ad\u2060", "\u3164", "\u200b \ufeff"])
def test_a_title_of_invisible_characters_is_refused_as_empty(title: str) -> None:
    fault = fields.fault("title", title)
    assert fault is not None
    assert "empty" in fault[0]


def test_a_yaml_list_with_too_many_values_gives_one_fault_for_its_length() -> None:
    assert fields.list_faults("tags", ["ok"] * MAX_TAGS) == []
    assert [fault[0] for fault in fields.list_faults("tags", ["ok"] * 20_000)] == ["20,000 tags; the limit is 40"]
    assert len(fields.list_faults("tags", ["x" * 51] * 20_000)) == 1 + MAX_TAGS
