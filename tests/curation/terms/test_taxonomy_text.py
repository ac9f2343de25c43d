"""Tests for edits of the text of topics.yml."""

from __future__ import annotations

import pytest

from llmnotes.curation.terms.taxonomy_text import with_tag
from llmnotes.errors import RefusalError


def test_a_tag_is_renamed_although_topics_yml_has_an_invisible_character() -> None:
    text = 'tags:\n- Old\n- "RA\\u200bG"\n'
    assert with_tag(text, "Old", "New") == text.replace("- Old", "- {name: New, aliases: [Old]}")


def test_renaming_a_tag_in_an_invalid_topics_yml_is_refused_with_the_fault_and_its_remedy() -> None:
    with pytest.raises(
        RefusalError, match=r"'A B' can't be the id of a topic \(topics.yml:1:10\)\. To correct it, write lower-case letters"
    ):
        with_tag("topics: [{id: A B}]\ntags: [Old]\n", "Old", "New")
