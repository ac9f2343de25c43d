"""The measurement of topics that patterns find in titles and URLs, against labels."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import LIST, ROOT

from llmnotes.model import Entry
from llmnotes.records import taxonomy_file

sys.path.append(str(ROOT / "bench" / "topics"))

import agreement

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.shipped
def test_nine_of_ten_topics_suggested_for_the_list_are_right_and_few_right_topics_are_missed() -> None:
    found = agreement.of_log()
    assert found.precision >= 0.9, found.differing
    assert found.share_kept >= 0.85, found.differing


@pytest.mark.parametrize(("sample", "topics", "entries"), [("log", LIST / "topics.yml", 36), ("jser", agreement.HERE / "jser.yml", 280)])
def test_the_topics_that_people_chose_for_a_sample_of_entries_exist_in_its_taxonomy(sample: str, topics: Path, entries: int) -> None:
    found, problems = taxonomy_file.load(topics, topics.name)
    labels = agreement.labels_of(sample)
    known = {topic.id for topic in found.topics}
    assert (problems, len(labels)) == ([], entries)
    assert {id_ for label in labels.values() for ids in label.values() for id_ in ids} <= known


def test_measuring_suggestions_counts_and_names_wrong_and_missing_topics() -> None:
    found, _ = taxonomy_file.read("topics: [{id: a, patterns: [alpha]}, {id: b, patterns: [beta]}]\n", "t.yml")
    entries = [Entry(slug="s", title="alpha", url="https://a.example/", date=datetime.date(2023, 1, 1), note="beta")]
    counted = agreement.measure(entries, found, {"https://a.example/": {"right": ["b"], "before": ["a", "b"]}})
    assert (counted.written, counted.right, counted.before, counted.kept) == (1, 0, 1, 0)
    assert counted.differing == ["wrong a: alpha | https://a.example/", "lost b: alpha | https://a.example/"]
