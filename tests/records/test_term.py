"""Tests for the address and the limits of a tag."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.model import MAX_TAG
from llmnotes.records.term import MAX_ADDRESS, tag_address, tag_fault


def test_different_tags_have_different_addresses_and_equivalent_spellings_share_one() -> None:
    names = ["C", "C#", "C++", "埋め込み", "Node.js", "index", "..", "a/b", "a b"]
    assert len({tag_address(name) for name in names}) == len(names)
    assert tag_address("Ｎｏｄｅ．ｊｓ") == tag_address("node.js")
    assert not any("/" in tag_address(name) or tag_address(name) in {".", ".."} for name in names)


@pytest.mark.parametrize("tag", ["x" * MAX_TAG, "漢" * MAX_TAG, "😀" * (MAX_ADDRESS // 6)])
def test_a_tag_at_the_limit_of_characters_or_bytes_is_accepted_and_a_longer_tag_is_not(tag: str) -> None:
    assert tag_fault(tag) is None
    assert tag_fault(tag + tag[0]) is not None


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_address_of_an_accepted_tag_gives_file_names_within_the_limit_of_file_systems(tag: str) -> None:
    assert tag_fault(tag) or len(f"{tag_address(tag)}.log.md".encode()) <= 255
