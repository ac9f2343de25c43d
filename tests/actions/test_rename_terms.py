"""Listing, renaming, merging and splitting the terms of a list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from llmnotes.actions.reading_list import ReadingList
from llmnotes.actions.rename_terms import RenamePlan, RenameTerms, carry_out_rename, list_terms
from llmnotes.errors import RefusalError, StoreError, UnknownSlugError
from llmnotes.records import schema

if TYPE_CHECKING:
    from llmnotes.curation.terms.moving import Key

TOPICS = """\
topics:
- {id: rag, title: RAG}
- {id: tuning, title: Tuning}
tags:
- LoRA
"""
RECORDS = {
    "2023-01-01-a": "topics: [rag]\ntags: [LoRA, Agents]   # stays\n",
    "2023-01-02-b": "topics: [tuning, rag]\ntags: [lora]\n",
    "2023-01-03-c": "topics: [tuning]\ntags: [Agent]\n",
}
A, B, C = (f"entries/2023/{slug}.md" for slug in RECORDS)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "topics.yml").write_text(TOPICS, encoding="utf-8")
    (tmp_path / "entries" / "2023").mkdir(parents=True)
    for slug, terms in RECORDS.items():
        text = f"---\ntitle: t\nurl: https://example.org/{slug}\ndate: 2023-01-01\n{terms}---\n"
        (tmp_path / "entries" / "2023" / f"{slug}.md").write_text(text, encoding="utf-8")
    return tmp_path


def terms(key: Key = "tags") -> RenameTerms:
    return RenameTerms(ReadingList.open(None), key)


def carried_out(plan: RenamePlan) -> ReadingList:
    carry_out_rename(ReadingList.open(None), plan)
    return ReadingList.open(None)


def tags(found: ReadingList) -> list[tuple[str, ...]]:
    return [entry.tags for entry in found.entries]


def test_renaming_a_tag_changes_it_in_topics_yml_and_in_all_records() -> None:
    plan = terms().rename("LoRA", "Low-Rank")
    assert ([one.file for one in plan.rewrites], plan.records, plan.others) == (["topics.yml", A, B], 2, ["topics.yml"])
    after = carried_out(plan)
    assert tags(after) == [("Low-Rank", "Agents"), ("Low-Rank",), ("Agent",)]
    assert after.taxonomy
    assert after.taxonomy.spelling["lora"] == "Low-Rank"
    assert "tags: [Low-Rank, Agents]   # stays\n" in Path(A).read_text(encoding="utf-8")


def test_planning_to_rename_merge_or_split_terms_writes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    terms().rename("LoRA", "Low-Rank")
    terms("topics").merge(["rag"], "tuning")
    terms().split("LoRA", "QLoRA", ["2023-01-02-b"])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_merging_a_topic_into_another_replaces_it_in_all_records_and_in_topics_yml() -> None:
    after = carried_out(terms("topics").merge(["rag"], "tuning"))
    assert [entry.topics for entry in after.entries] == [("tuning",)] * 3
    assert after.taxonomy
    assert [(topic.id, tuple(topic.formerly)) for topic in after.taxonomy.topics] == [("tuning", ("rag",))]


def test_splitting_a_tag_changes_only_the_named_records() -> None:
    plan = terms().split("LoRA", "QLoRA", ["2023-01-02-b"])
    assert ([one.file for one in plan.rewrites], plan.records, plan.others) == ([B], 1, [])
    assert tags(carried_out(plan)) == [("LoRA", "Agents"), ("QLoRA",), ("Agent",)]


@pytest.mark.parametrize("fresh", [True, False])
def test_renaming_a_topic_rewrites_a_file_made_from_topics_yml_only_if_that_file_was_up_to_date(folder: Path, *, fresh: bool) -> None:
    opened = ReadingList.open(None)
    text = schema.text(opened.taxonomy, opened.settings.language) if fresh else "{}"
    path = folder / "entries" / schema.NAME
    path.write_text(text, encoding="utf-8")
    plan = terms("topics").rename("rag", "retrieval")
    assert plan.others == (["topics.yml", f"entries/{schema.NAME}"] if fresh else ["topics.yml"])
    after = carried_out(plan)
    assert path.read_text(encoding="utf-8") == (schema.text(after.taxonomy, after.settings.language) if fresh else "{}")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nope", "x", "neither a record nor topics.yml has the tag 'nope'"),
        ("LoRA", "LoRA", "the old and the new name are equal"),
        ("LoRA", "Agents", "merge 'LoRA' 'Agents'`"),
        ("LoRA", "x" * 51, "the tag has 51 characters"),
    ],
)
def test_renaming_an_unknown_tag_or_renaming_to_an_unusable_name_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(RefusalError, match=message):
        terms().rename(old, new)


def test_splitting_a_tag_in_an_unknown_record_is_refused() -> None:
    with pytest.raises(UnknownSlugError, match="these records do not exist: none, nor"):
        terms().split("LoRA", "QLoRA", ["2023-01-02-b", "none", "nor"])


def test_renaming_a_tag_plans_no_change_and_reports_a_problem_if_a_record_cannot_be_edited(folder: Path) -> None:
    renaming = terms()
    path = folder / A
    path.write_text(path.read_text(encoding="utf-8").replace("[LoRA, Agents]", "[LoRA]"), encoding="utf-8")
    plan = renaming.rename("LoRA", "Low-Rank")
    assert [(problem.rule, problem.place.file) for problem in plan.problems] == [("term-edit", A)]
    assert not plan.rewrites


def test_renaming_a_tag_writes_nothing_if_a_record_changed_after_the_plan_was_made(folder: Path) -> None:
    plan = terms().rename("LoRA", "Low-Rank")
    path = folder / B
    path.write_text(path.read_text(encoding="utf-8") + "\nmore\n", encoding="utf-8")
    with pytest.raises(StoreError):
        carry_out_rename(ReadingList.open(None), plan)
    assert (folder / "topics.yml").read_text(encoding="utf-8") == TOPICS


def test_tags_and_topics_are_listed_with_the_number_of_their_entries_and_similar_terms() -> None:
    found = {term.name: term for term in list_terms(ReadingList.open(None), "tags")}
    assert {name: (term.count, term.known) for name, term in found.items()} == {
        "LoRA": (1, True),
        "lora": (1, False),
        "Agents": (1, False),
        "Agent": (1, False),
    }
    assert found["Agent"].near == (("Agents", "plural"),)
    assert [(term.name, term.count) for term in list_terms(ReadingList.open(None), "topics")] == [("rag", 2), ("tuning", 2)]


def test_listing_or_renaming_topics_is_refused_in_a_list_without_topics(folder: Path) -> None:
    (folder / "mkdocs.yml").write_text("site_name: A list\nplugins:\n- llmnotes: {topics: false}\n", encoding="utf-8")
    opened = ReadingList.open(None)
    with pytest.raises(RefusalError, match="this list has no topics"):
        RenameTerms(opened, "topics")
    with pytest.raises(RefusalError, match="this list has no topics"):
        list_terms(opened, "topics")
    assert RenameTerms(opened, "tags").rename("LoRA", "Low-Rank").others == []
