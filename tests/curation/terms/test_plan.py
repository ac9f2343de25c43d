"""Tests for the reasons with which a rename or a split is refused."""

from __future__ import annotations

import re

import pytest

from llmnotes.curation.terms.plan import Terms, rename, split
from llmnotes.errors import RefusalError
from llmnotes.records import record, taxonomy_file

TOPICS, _ = taxonomy_file.read(
    "topics:\n- {id: rag, formerly: [search]}\ntags:\n- LoRA\n- {name: Vectors, aliases: [Embedding]}\n", "topics.yml"
)
FOUND, _ = record.read(
    b"---\ntitle: t\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [rag]\ntags: [LoRA]\n---\n", slug="a", file="a.md"
)
assert FOUND
TAGS = Terms(key="tags", records={"a": FOUND}, taxonomy=TOPICS)
IDS = Terms(key="topics", records={"a": FOUND}, taxonomy=TOPICS)


def test_renaming_an_alias_or_a_former_id_is_refused_with_the_present_name() -> None:
    with pytest.raises(RefusalError, match=re.escape("'Embedding' is an alias of the tag 'Vectors' in topics.yml: write 'Vectors'")):
        rename(TAGS, "Embedding", "x", None)
    with pytest.raises(RefusalError, match=re.escape("'search' is a former id of the topic 'rag' in topics.yml: write 'rag'")):
        rename(IDS, "search", "x", None)


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("lora", "'lora' and 'LoRA' are the same tag: write a different new tag"),
        ("vectors", "topics.yml spells the tag 'vectors' as 'Vectors': write 'Vectors' in the command"),
        ("Embedding", "as an alias of 'Vectors': write 'Vectors' in the command, or remove the alias"),
    ],
)
def test_splitting_a_tag_into_another_spelling_or_an_alias_is_refused_with_the_reason(new: str, message: str) -> None:
    with pytest.raises(RefusalError, match=re.escape(message)):
        split(TAGS, "LoRA", new, ["a"])
