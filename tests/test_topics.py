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
    _, problems = topics.read(
        "topics:\n- id: A B\n- {id: x, patern: [y]}\ntags:\n- a\n- {name: b, aliases: [A]}\n", "t.yml"
    )  # codespell:ignore patern
    assert [str(problem.place) for problem in problems] == ["t.yml:2:3", "t.yml:3:11", "t.yml:6:3"]


@pytest.mark.parametrize(
    "char", ["\\0", "\\e", "\\n", "\\r", "\\x7f", "\\x85", "\\u202E", "\\u2066", "\\u200F", "\\uE0F0", "\\uE0F1", "\\uFFFF", "\\U000F0000"]
)
@pytest.mark.parametrize(
    "where",
    [
        'topics: [{{id: "{0}"}}]', 'topics: [{{id: a, title: "{0}"}}]', 'topics: [{{id: a, title: {{ja: "{0}"}}}}]', 'topics: [{{id: a, description: "{0}"}}]',
        'topics: [{{id: a, patterns: ["{0}"]}}]', 'topics: [{{id: a, patterns: [{{title: "{0}"}}]}}]', 'topics: [{{id: a, unless: ["{0}"]}}]',
        'topics: [{{id: a, formerly: ["{0}"]}}]', 'tags: ["{0}"]', 'tags: [{{name: "{0}"}}]', 'tags: [{{name: a, aliases: ["{0}"]}}]', 'tags: [{{name: a, patterns: ["{0}"]}}]',
    ],
)  # fmt: skip
def test_characters_that_do_harm_are_refused_and_go_nowhere(where: str, char: str) -> None:
    found, problems = topics.read(where.format(f"x{char}y"), "topics.yml")
    assert [problem.place.line for problem in problems if problem.severity == "error"][:1] == [1]
    assert all(problem.remedy for problem in problems)
    assert "x" not in [
        word[0]
        for topic in found.topics
        for word in (topic.id, *topic.title.values(), *topic.description.values(), *topic.unless, *topic.formerly)
        if word
    ]
    patterns = [pattern for topic in found.topics for pattern in topic.patterns] + [
        pattern for word in found.keywords for pattern in word.patterns
    ]
    assert not [pattern for pattern in patterns if pattern.phrase.startswith("x")]
    assert not [word for keyword in found.keywords for word in (keyword.name, *keyword.aliases) if word.startswith("x")]


@pytest.mark.parametrize("empty", ["''", "' '", "'\u3000'", '"\\u200b"'])
@pytest.mark.parametrize(
    "where",
    ["topics: [{{id: a, title: {0}}}]", "topics: [{{id: a, description: {0}}}]", "tags: [{0}]", "topics: [{{id: a, patterns: [{0}]}}]"],
)
def test_words_that_show_nothing_are_missing(where: str, empty: str) -> None:
    found, problems = topics.read(where.format(empty), "topics.yml")
    assert len(problems) == 1
    assert [topic.title["ja"] for topic in found.topics] == ["a"] * len(found.topics)
    assert found.keywords == ()


def test_what_cannot_be_seen_is_a_warning_and_emoji_are_fine() -> None:
    found, problems = topics.read('topics: [{id: a, title: "R\\u200bAG"}, {id: b, title: "👩\u200d💻 ⚡️"}]', "topics.yml")
    assert [(problem.severity, problem.place.column) for problem in problems] == [("warning", 25)]
    assert [topic.title["ja"] for topic in found.topics] == ["R\u200bAG", "👩\u200d💻 ⚡️"]
