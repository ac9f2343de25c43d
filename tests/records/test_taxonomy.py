from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from conftest import LIST, ROOT

from llmnotes.model import MAX_TAG, MAX_TAGS, MAX_TOPIC, Entry
from llmnotes.records import taxonomy as taxonomies
from llmnotes.records import taxonomy_file
from llmnotes.records.folder import Store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@pytest.fixture(scope="module")
def taxonomy() -> taxonomies.Taxonomy:
    found, problems = taxonomy_file.load(LIST / "topics.yml", "topics.yml")
    assert problems == []
    return found


def entry(title: str, note: str = "", url: str = "https://a.example/") -> Entry:
    return Entry(slug="s", title=title, url=url, date=datetime.date(2023, 1, 1), note=note)


@pytest.mark.parametrize(
    ("title", "wrong"),
    [
        ("プロンプトの著作権も保護される", "prompting"), ("コマンドプロンプトの使い方", "prompting"), ("機械学習の現場", "fine-tuning"), ("ファインチューニング不要のRAG", "fine-tuning"), ("STORAGE の話", "rag"),
        ("RAGなしで答える", "rag"), ("Agents without RAG", "rag"), ("jerryjliu/llama_index", "models"), ("llama-index 入門", "models"), ("DockerについてまとめてみたLLM", "primers"),
        ("React用語のまとめ", "primers"), ("JavaScriptのライブラリ", "building"), ("アクセシビリティのガイドライン", "legal"), ("週末のレポート", "adoption"), ("Webフレームワーク", "research"),
    ],
)  # fmt: skip
def test_generic_words_negated_phrases_and_parts_of_words_suggest_no_topic(taxonomy: taxonomies.Taxonomy, title: str, wrong: str) -> None:
    found = taxonomy.suggest(entry(title))
    assert wrong not in (*found.topics, *found.by_note)


@pytest.mark.parametrize(
    ("title", "note", "url", "expected"),
    [
        ("RAGの改良", "", "https://a.example/", (("rag",), ())),
        ("題", "- RAGの話", "https://a.example/", ((), ("rag",))),
        ("題", "- RAGなしで", "https://a.example/", ((), ())),
        ("論文", "- RAGの話", "https://a.example/", (("research",), ("rag",))),
        ("題", "", "https://arxiv.org/abs/2305.06424", (("research",), ())),
        ("RAGとAzure", "- プロンプトの話", "https://a.example/", (("rag", "azure"), ())),
    ],
)
def test_a_pattern_in_title_or_url_sets_a_topic_and_a_pattern_only_in_the_note_suggests_a_topic(
    taxonomy: taxonomies.Taxonomy, title: str, note: str, url: str, expected: tuple[object, object]
) -> None:
    found = taxonomy.suggest(entry(title, note, url))
    assert (found.topics, found.by_note) == expected


def test_latin_patterns_match_whole_words_and_japanese_patterns_match_anywhere(taxonomy: taxonomies.Taxonomy) -> None:
    assert "Hugging Face" not in taxonomy.suggest(entry("HuggingGPT")).tags
    assert taxonomy.suggest(entry("簡単なRAGを改良")).topics == ("rag",)
    assert "Embeddings" in taxonomy.suggest(entry("埋め込みを試す")).tags


@pytest.mark.parametrize(
    ("name", "remedy"), [("none.yml", "or create the file"), (f"{'n' * 300}.yml", "check the path and its permissions")]
)
def test_a_topics_file_that_cannot_be_read_is_reported_with_a_remedy_that_fits_the_cause(tmp_path: Path, name: str, remedy: str) -> None:
    _, (problem,) = taxonomy_file.load(tmp_path / name, "topics.yml")
    assert remedy in problem.remedy


@pytest.mark.shipped
def test_each_record_of_the_repository_has_one_or_two_known_topics_and_no_topic_has_more_than_a_third_of_the_records() -> None:
    taxonomy, problems = taxonomy_file.load(ROOT / "topics.yml", "topics.yml")
    assert problems == []
    loaded = Store(ROOT / "entries").load()
    assert (len(loaded.records) >= 36, loaded.problems) == (True, ())
    counts: dict[str, int] = {}
    for found in loaded.records.values():
        assert 1 <= len(found.entry.topics) <= 2, found.file
        for id_ in found.entry.topics:
            assert taxonomy.topic(id_)
            counts[id_] = counts.get(id_, 0) + 1
    assert max(counts.values()) <= len(loaded.records) / 3
    assert "2023-05-27-note-npaka-n1248a4202df0" in loaded.records


def test_faults_of_topics_yml_are_reported_with_their_lines() -> None:
    _, problems = taxonomy_file.read("topics:\n- id: A B\n- {id: x, patern: [y]}\ntags:\n- a\n- {name: b, aliases: [A]}\n", "t.yml")
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
def test_values_of_topics_yml_with_harmful_characters_are_reported_and_left_out(where: str, char: str) -> None:
    found, problems = taxonomy_file.read(where.format(f"x{char}y"), "topics.yml")
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
def test_a_value_of_topics_yml_that_has_only_invisible_characters_is_reported_and_left_out(where: str, empty: str) -> None:
    found, problems = taxonomy_file.read(where.format(empty), "topics.yml")
    assert len(problems) == 1
    assert [topic.title["ja"] for topic in found.topics] == ["a"] * len(found.topics)
    assert found.keywords == ()


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("topics: [{title: t}]", "'id' is missing", "write 'id: …'"),
        ("topics: [{id: a, patterns: ['']}]", "'pattern' is empty", "write a text, or remove the empty value"),
        ("tags: [{name: [a]}]", "'name' holds a list or keys instead of text", "write one text"),
    ],
)
def test_the_problem_of_a_faulty_value_in_topics_yml_says_whether_the_value_is_missing_empty_or_not_a_text(
    text: str, message: str, remedy: str
) -> None:
    (problem,) = taxonomy_file.read(text, "topics.yml")[1]
    assert problem.message == message
    assert problem.remedy.startswith(remedy)


def test_an_invisible_character_in_topics_yml_gives_a_warning_and_an_emoji_is_accepted() -> None:
    found, problems = taxonomy_file.read('topics: [{id: a, title: "R\\u200bAG"}, {id: b, title: "👩\u200d💻 ⚡️"}]', "topics.yml")
    assert [(problem.severity, problem.place.column) for problem in problems] == [("warning", 25)]
    assert [topic.title["ja"] for topic in found.topics] == ["R\u200bAG", "👩\u200d💻 ⚡️"]


def listed(words: Iterable[str]) -> str:
    return f"[{', '.join(words)}]"


def numbered(count: int, letter: str = "w") -> list[str]:
    return [f"{letter}{number}" for number in range(count)]


def topics_of(text: str) -> tuple[taxonomies.Taxonomy, list[str]]:
    found, problems = taxonomy_file.read(text, "t.yml")
    return found, [str(problem.place) for problem in problems]


@pytest.mark.parametrize(
    ("topic", "beyond"),
    [
        (f"id: {'a' * MAX_TOPIC}", f"id: {'a' * (MAX_TOPIC + 1)}"),
        (f"id: a, title: {'題' * taxonomy_file.MAX_TITLE}", f"id: a, title: {'題' * (taxonomy_file.MAX_TITLE + 1)}"),
        (f"id: a, title: {{en: {'t' * taxonomy_file.MAX_TITLE}}}", f"id: a, title: {{en: {'t' * (taxonomy_file.MAX_TITLE + 1)}}}"),
        (f"id: a, description: {'d' * taxonomy_file.MAX_DESCRIPTION}", f"id: a, description: {'d' * (taxonomy_file.MAX_DESCRIPTION + 1)}"),
        (
            f"id: a, description: {{ja: {'d' * taxonomy_file.MAX_DESCRIPTION}}}",
            f"id: a, description: {{ja: {'d' * (taxonomy_file.MAX_DESCRIPTION + 1)}}}",
        ),
        (
            f"id: a, patterns: {listed(numbered(taxonomy_file.MAX_PATTERNS))}",
            f"id: a, patterns: {listed(numbered(taxonomy_file.MAX_PATTERNS + 1))}",
        ),
        (f"id: a, patterns: [{'p' * taxonomy_file.MAX_PHRASE}]", f"id: a, patterns: [{'p' * (taxonomy_file.MAX_PHRASE + 1)}]"),
        (
            f"id: a, patterns: [{{url: {'p' * taxonomy_file.MAX_PHRASE}}}]",
            f"id: a, patterns: [{{url: {'p' * (taxonomy_file.MAX_PHRASE + 1)}}}]",
        ),
        (
            f"id: a, unless: {listed(numbered(taxonomy_file.MAX_UNLESS))}",
            f"id: a, unless: {listed(numbered(taxonomy_file.MAX_UNLESS + 1))}",
        ),
        (f"id: a, unless: [{'p' * taxonomy_file.MAX_PHRASE}]", f"id: a, unless: [{'p' * (taxonomy_file.MAX_PHRASE + 1)}]"),
        (
            f"id: a, formerly: {listed(numbered(taxonomy_file.MAX_NAMES))}",
            f"id: a, formerly: {listed(numbered(taxonomy_file.MAX_NAMES + 1))}",
        ),
        (f"id: a, formerly: [{'f' * MAX_TOPIC}]", f"id: a, formerly: [{'f' * (MAX_TOPIC + 1)}]"),
    ],
)
def test_a_topic_at_a_limit_is_read_and_a_topic_beyond_the_limit_gives_one_problem(topic: str, beyond: str) -> None:
    assert topics_of(f"topics:\n- {{{topic}}}\n")[1] == []
    _, problems = topics_of(f"topics:\n- {{{beyond}}}\n")
    assert len(problems) == 1
    assert problems[0].startswith("t.yml:2:")


@pytest.mark.parametrize(
    ("keyword", "beyond"),
    [
        ("k" * MAX_TAG, "k" * (MAX_TAG + 1)),
        (f"{{name: {'k' * MAX_TAG}}}", f"{{name: {'k' * (MAX_TAG + 1)}}}"),
        (f"{{name: {'😀' * 40}}}", f"{{name: {'😀' * 41}}}"),
        (f"{{name: k, aliases: [{'k' * MAX_TAG}]}}", f"{{name: k, aliases: [{'k' * (MAX_TAG + 1)}]}}"),
        (
            f"{{name: k, aliases: {listed(numbered(taxonomy_file.MAX_NAMES))}}}",
            f"{{name: k, aliases: {listed(numbered(taxonomy_file.MAX_NAMES + 1))}}}",
        ),
        (
            f"{{name: k, patterns: {listed(numbered(taxonomy_file.MAX_PATTERNS))}}}",
            f"{{name: k, patterns: {listed(numbered(taxonomy_file.MAX_PATTERNS + 1))}}}",
        ),
    ],
)
def test_a_tag_of_topics_yml_at_a_limit_is_read_and_a_tag_beyond_the_limit_gives_one_problem(keyword: str, beyond: str) -> None:
    assert topics_of(f"tags:\n- {keyword}\n")[1] == []
    assert len(topics_of(f"tags:\n- {beyond}\n")[1]) == 1


def test_too_many_topics_and_too_many_tags_give_one_problem_each_and_the_first_ones_are_read() -> None:
    made = ["topics:", *(f"- id: {id_}" for id_ in numbered(20_000 // 20)), "tags:", *(f"- {tag}" for tag in numbered(20_000 // 5, "k"))]
    found, problems = topics_of("\n".join(made))
    assert (len(found.topics), len(found.keywords)) == (taxonomy_file.MAX_TOPICS, taxonomy_file.MAX_KEYWORDS)
    assert problems == [f"t.yml:{2 + taxonomy_file.MAX_TOPICS}:3", f"t.yml:{1003 + taxonomy_file.MAX_KEYWORDS}:3"]


def test_a_topics_yml_that_is_too_large_gives_one_problem() -> None:
    assert topics_of("# x\n" * (taxonomy_file.MAX_BYTES // 4) + "x") == (taxonomies.Taxonomy(), ["t.yml"])


@pytest.mark.parametrize("former", ["../../x", "a/b", "..", "index", "A", "/etc/x", "a%2fb"])
def test_a_former_id_that_could_not_be_the_id_of_a_topic_is_reported_and_left_out(former: str) -> None:
    found, problems = topics_of(f"topics:\n- {{id: a, formerly: ['{former}', b]}}\n")
    assert (found.topics[0].formerly, len(problems)) == (("b",), 1)


def test_suggested_tags_stay_within_the_limit_of_a_record() -> None:
    words = numbered(3 * MAX_TAGS)
    found, _ = topics_of(f"tags: {listed(words)}\n")
    assert len(found.suggest(entry(" ".join(words))).tags) == MAX_TAGS


def test_only_the_beginning_of_a_long_note_is_searched_for_patterns() -> None:
    found, _ = topics_of("tags: [near, far]\n")
    assert found.suggest(entry("t", f"near {'x ' * taxonomies.SEARCHED} far")).tags == ("near",)


def test_the_search_for_a_pattern_of_words_and_hyphens_ends() -> None:
    """If hyphens could be divided between words in many ways, the regular expression would try each way, and the test would not end."""
    found, _ = taxonomy_file.read(
        'topics: [{id: a, patterns: ["AI - ML", "x - - - - - - - - y"], unless: ["- - - - - - - x"]}]', "topics.yml"
    )
    assert found.suggest(entry("AI - ML", "-" * 5_000 + " x" + "- " * 5_000)).topics == ("a",)


def test_a_name_and_an_alias_that_look_equal_give_a_problem_that_shows_their_difference() -> None:
    _, (problem,) = taxonomy_file.read("tags:\n- {name: がぞう}\n- {name: Image, aliases: [か\u3099ぞう]}\n", "topics.yml")
    assert "occurs twice, first at topics.yml:2:3" in problem.message
    assert "U+304B U+3099" in problem.message
    assert "U+304C" in problem.message
