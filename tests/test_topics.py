from __future__ import annotations

import datetime

import pytest
from conftest import ROOT

from llmnotes import topics
from llmnotes.model import Entry
from llmnotes.store import Store


@pytest.fixture(scope="module")
def taxonomy() -> topics.Taxonomy:
    found, problems = topics.load(ROOT / "topics.yml", "topics.yml")
    assert problems == []
    return found


def entry(title: str, note: str = "", url: str = "https://a.example/") -> Entry:
    return Entry(slug="s", title=title, url=url, date=datetime.date(2023, 1, 1), note=note)


@pytest.mark.parametrize(
    ("title", "note", "wrong"),
    [("t", "- プロンプトの著作権も保護される", "prompting"), ("機械学習の現場", "", "fine-tuning"), ("STORAGE の話", "", "rag")],
)
def test_traps(taxonomy: topics.Taxonomy, title: str, note: str, wrong: str) -> None:
    assert wrong not in taxonomy.suggest(entry(title, note)).topics


def test_words_have_bounds_in_latin_and_none_in_japanese(taxonomy: topics.Taxonomy) -> None:
    assert "Hugging Face" not in taxonomy.suggest(entry("HuggingGPT")).tags
    assert taxonomy.suggest(entry("簡単なRAGを改良")).topics == ("rag",)
    assert "Embeddings" in taxonomy.suggest(entry("埋め込みを試す")).tags


def test_the_shipped_list_is_curated(taxonomy: topics.Taxonomy) -> None:
    loaded = Store(ROOT / "entries").load()
    assert (len(loaded.records), loaded.problems) == (36, ())
    counts: dict[str, int] = {}
    for found in loaded.records.values():
        assert 1 <= len(found.entry.topics) <= 2, found.file
        for id_ in found.entry.topics:
            assert taxonomy.topic(id_)
            counts[id_] = counts.get(id_, 0) + 1
    assert max(counts.values()) <= 12
    assert "2023-05-27-note-npaka-n1248a4202df0" in loaded.records


def test_faults_of_the_file_have_places() -> None:
    _, problems = topics.read("topics:\n- id: A B\n- {id: x, patern: [y]}\ntags:\n- a\n- {name: b, aliases: [A]}\n", "t.yml")  # codespell:ignore patern
    assert [str(problem.place) for problem in problems] == ["t.yml:2:3", "t.yml:3:11", "t.yml:6:3"]
