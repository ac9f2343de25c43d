"""Tests for each rule: the problems that it finds, and the valid values that it accepts."""

from __future__ import annotations

import datetime

import pytest

from llmnotes.curation import lint
from llmnotes.curation.lint.fixing import fixed
from llmnotes.records import record, taxonomy, taxonomy_file

LATEST = datetime.date(2026, 1, 1)
TOPICS, _ = taxonomy_file.read("topics:\n- {id: rag, title: RAG, patterns: [検索]}\n- {id: azure, title: Azure}\n", "topics.yml")


def text_of(note: str = "", **values: str) -> str:
    front = {"title": "A", "url": "https://example.org/a", "date": "2023-01-01"} | values
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in front.items() if value) + f"---\n\n{note}\n"


def read(text: str, file: str = "entries/2023/2023-01-01-a.md") -> record.Record:
    found, problems = record.read(text.encode(), slug=file.rpartition("/")[2].removesuffix(".md"), file=file)
    assert found is not None, problems
    return found


def rules_of(*texts: str) -> list[str]:
    records = {str(number): read(text) for number, text in enumerate(texts)}
    return [problem.rule for problem in lint.check(records, lint.Context(None, LATEST))]


def fix(text: str) -> str:
    return fixed(text, read(text), None, lambda found: {one.rule for one in lint.check({"a": found}, lint.Context(None, LATEST))})[0]


@pytest.mark.parametrize(
    ("title", "rule", "right"),
    [
        ("Q&amp;A", "title-entity", "Q&A"),
        ("It&#39;s &lt;b&gt;", "title-entity", "It's <b>"),
        ("Foo&nbsp;Bar", "title-entity", "Foo Bar"),
        ("About &nbsp; and others", None, ""),
        ("The `&amp;` of HTML", None, ""),
        ("'**RAG** with [LangChain](https://example.org/)'", "title-markup", "'RAG with LangChain'"),
        ("src/**/*.js,test/**", None, ""),
        ("'## Head'", "title-markup", "'Head'"),
        ("~~old~~ new", "title-markup", "old new"),
        ("C# 入門", None, ""),
        ("'#1 reason'", None, ""),
        ("index.html", "title-server", ""),
        ("Home", "title-server", ""),
        ("お探しのページは見つかりません。", "title-server", ""),
        ("Home automation", None, ""),
        ("www.example.com/a", "title-url", ""),
        ("'`**bold**` and `[a](https://a.example)`'", None, ""),
        ("[論文] RAG", None, ""),
        ("CafÃ© itâ€™s", "title-damaged", "Café it’s"),
        ("讀懃ｴ｢縺ｮ", "title-damaged", "検索の"),
        ("a \ufffd b", "title-damaged", ""),
        ("繧繝彩色とは", None, ""),
        ("Café «é» ÇÃO", None, ""),
        ("Just a moment...", "title-server", ""),
        ("404 Not Found", "title-server", ""),
        ("Redirecting...", "title-server", ""),
        ("Untitled", "title-server", ""),
        ("Attention Required! | Cloudflare", "title-server", ""),
        ("404 Not Found の対処法", None, ""),
        ("'Just a moment: a history'", None, ""),
        ("https://example.org/a", "title-url", ""),
        ("example.org/a", "title-url", ""),
        ("three.js/examples", None, ""),
    ],
)
def test_each_faulty_title_breaks_one_rule_and_lint_fix_corrects_it_or_leaves_it(title: str, rule: str | None, right: str) -> None:
    text = text_of(title=f'"{title}"' if title.startswith("[") else title)
    assert rules_of(text) == ([rule] if rule else [])
    assert fix(text) == (text_of(title=right) if right else text)


@pytest.mark.parametrize(
    ("url", "rule", "right"),
    [
        ("https://example.org/?a=1&amp;b=2", "url-entity", "https://example.org/?a=1&b=2"),
        ("https://example.org/a)", "url-end", "https://example.org/a"),
        ("https://example.org/a).", "url-end", "https://example.org/a"),
        ("https://example.org/a（b）」。", "url-end", "https://example.org/a（b）"),
        ("https://en.wikipedia.org/wiki/Go_(game)", None, ""),
        ("https://en.wikipedia.org/wiki/Apple_Inc.", None, ""),
        ("https://en.wikipedia.org/wiki/Robert_J.", None, ""),
        ("https://example.org/a...", "url-end", ""),
        ("https://example.org/a(b", "url-end", ""),
        ("https://example.org/a(b)", None, ""),
        ("https://foo.invalid/a", "url-private", ""),
        ("https://example.org/a%20", "url-space", "https://example.org/a"),
        ("https://example.org/a%20b", None, ""),
        ("https://example.org/a%0Ab", "url-space", "https://example.org/ab"),
        ("https://ｅxample.org/a", "url-wide", "https://example.org/a"),
        ("https://example.org/ａｂ？c", "url-wide", "https://example.org/ab?c"),
        ("https://ja.wikipedia.org/wiki/東京（Ｃ）", None, ""),
        ("http://192.168.0.1/a", "url-private", ""),
        ("http://localhost:8000/a", "url-private", ""),
        ("http://wiki/a", "url-private", ""),
        ("http://nas.local/a", "url-private", ""),
        ("http://[::1]/a", "url-private", ""),
        ("http://8.8.8.8/a", None, ""),
        ("https://bit.ly/abc", "url-short", ""),
        ("https://en.m.wikipedia.org/wiki/RAG", "url-mobile", "https://en.wikipedia.org/wiki/RAG"),
        ("https://m.youtube.com/watch?v=1", "url-mobile", "https://www.youtube.com/watch?v=1"),
        ("https://m.example.org/a", None, ""),
        ('"https://example.org/a\u200b"', "text-invisible", '"https://example.org/a"'),
    ],
)
def test_each_faulty_url_breaks_one_rule_and_lint_fix_corrects_it_or_leaves_it(url: str, rule: str | None, right: str) -> None:
    text = text_of(url=url)
    assert rules_of(text) == ([rule] if rule else [])
    assert fix(text) == (text_of(url=right) if right else text)


@pytest.mark.parametrize(
    ("note", "rule", "line"),
    [
        ("<<<<<<< HEAD\n- mine\n=======\n- theirs\n>>>>>>> other", "note-conflict", 7),
        ("- a\n\n```\n<<<<<<< HEAD\n=======\n>>>>>>> other\n```", None, 0),
        ("a\n\n---\ntitle: B\nurl: https://b.example/\n---\n", "note-front-matter", 9),
        ("a\n\n---\n\nb: c\n\n---", None, 0),
        ("- a\n\n```python\nprint(1)", "note-fence", 9),
        ("- a\n\n  ~~~\n  b\n\nafter", "note-fence", 9),
        ("> ```\n> a\n> ```", None, 0),
        ("||||||| base\n- a", "note-conflict", 7),
        ("||||||| base |\n- a", None, 0),
        ("[続編]()", "note-target", 7),
        *((f"- [a]({scheme}b.example.org/)", "note-scheme", 7) for scheme in ("https:/", "https:://", "http:", "ttps://", "hxxp://")),
        ("std: http::status and ttps://b.example.org/", None, 0),
        *((placeholder, "note-placeholder", 7) for placeholder in ("メモ", "なし", "(note)", "- [ ]", "lorem ipsum dolor sit amet")),
        ("メモリの話", None, 0),
        ("a\n[続編]() はこちら", "note-target", 8),
        ("[続編] (https://example.org/)", "note-target", 7),
        ("[続編][1]", "note-target", 7),
        ("[続編][1]\n\n[1]: https://example.org/", None, 0),
        ("[追記] 図が増えた (a)", None, 0),
        ("`a[1][2]` と `[x]()`", None, 0),
        ("ここ htps://example.org/b", "note-scheme", 7),
        ("[x](htps://example.org/b)", "note-scheme", 7),
        ("ttp://example.org/b", None, 0),
        ("-", "note-placeholder", 7),
        ("- TODO", "note-placeholder", 7),
        ("TODO を使うと便利", None, 0),
    ],
)
def test_each_faulty_note_breaks_one_rule_at_the_line_of_the_fault(note: str, rule: str | None, line: int) -> None:
    found = lint.check({"a": read(text_of(note))}, lint.Context(None, LATEST))
    reported = [(problem.rule, problem.place.line) for problem in found if problem.rule != "note-link"]
    assert reported == ([(rule, line)] if rule else [])


def test_lint_fix_removes_a_note_of_punctuation_and_corrects_url_schemes_if_no_code_has_a_wrong_one() -> None:
    assert fix(text_of("-")) == text_of("").rstrip("\n") + "\n"
    assert fix(text_of("- TODO")) == text_of("- TODO")
    assert fix(text_of("- [x](htps://example.org/b) htttp://a.example/")) == text_of("- [x](https://example.org/b) http://a.example/")
    assert fix(text_of("`htps://a` htps://a.example/")) == text_of("`htps://a` htps://a.example/")


@pytest.mark.parametrize(
    ("values", "rule", "right"),
    [
        ({"date": "1923-01-01"}, "date-past", {}),
        ({"date": "2023-01-01", "added": "2022-12-31"}, "date-added", {}),
        ({"date": "2022-01-01"}, "date-slug", {}),
        ({"lang": "jp"}, "lang-unknown", {"lang": "ja"}),
        ({"lang": "eng-GB"}, "lang-unknown", {"lang": "en-GB"}),
        ({"lang": "en-UK"}, "lang-unknown", {"lang": "en-GB"}),
        ({"lang": "uk"}, None, {}),
        ({"lang": "xx"}, "lang-unknown", {}),
        ({"lang": "zh-Hant"}, None, {}),
        ({"lang": "ain"}, None, {}),
        ({"archived": "https://example.org/a"}, "archived-copy", {"archived": ""}),
        ({"via": "htps://example.org/b"}, "via-url", {}),
        ({"via": "www.example.org/b"}, "via-url", {}),
        ({"via": "example.org/b"}, "via-url", {}),
        ({"via": "Hacker News"}, None, {}),
        ({"via": "lobste.rs"}, None, {}),
        ({"via": "'a friend: see https://example.org/b'"}, None, {}),
        ({"tags": "['#LoRA']"}, "tag-marks", {"tags": "['LoRA']"}),
        ({"tags": "['RAG、検索']"}, "tag-marks", {}),
        ({"tags": "['C#', '1,000']"}, None, {}),
    ],
)
def test_each_faulty_date_language_archived_copy_value_of_via_or_tag_breaks_one_rule_and_lint_fix_corrects_it_or_leaves_it(
    values: dict[str, str], rule: str | None, right: dict[str, str]
) -> None:
    text = text_of(**values)
    assert set(rules_of(text)) - ({"date-slug"} if rule == "date-past" else set()) == ({rule} if rule else set())
    assert fix(text) == (text_of(**{**values, **right}) if right else text)


def remedies(text: str) -> list[str]:
    return [problem.remedy for problem in lint.check({"a": read(text)}, lint.Context(None, LATEST))]


def test_the_remedy_for_a_bare_url_with_a_japanese_host_is_to_write_it_between_angle_brackets() -> None:
    assert remedies(text_of("see https://日本.example/ too")) == ["write the whole URL between < and >, such as <https://日本.example/>"]
    assert remedies(text_of("see <https://日本.example/> too")) == []
    assert remedies(text_of("see [this](https://) too")) == ["write the whole address, such as https://example.org/page"]


def test_the_remedy_for_an_archived_copy_names_the_option_archives_only_if_this_option_lacks_the_archive() -> None:
    (other_page,) = remedies(text_of(archived="https://web.archive.org/web/20230609000000/https://other.example/"))
    (other_archive,) = remedies(text_of(archived="https://archive.example/x"))
    assert ("archives:" in other_page, "archives:" in other_archive) == (False, True)


def test_the_message_about_a_long_placeholder_is_short() -> None:
    (problem,) = lint.check({"a": read(text_of(f"lorem ipsum\n{'dolor ' * 1_000}"))}, lint.Context(None, LATEST))
    assert problem.rule == "note-placeholder"
    assert len(problem.message) < 100
    assert "\n" not in problem.message


def test_the_message_about_two_spellings_of_a_tag_in_a_record_names_both() -> None:
    problems = lint.check({"a": read(text_of(tags="[LoRA, lora]"))}, lint.Context(None, LATEST))
    assert "'LoRA' and 'lora' are the same tag" in [problem.message for problem in problems]


def test_a_record_in_the_folder_of_another_year_is_reported() -> None:
    found = read(text_of(), "entries/2022/2023-01-01-a.md")
    assert [one.rule for one in lint.check({"a": found}, lint.Context(None, LATEST))] == ["folder-year"]
    found = read(text_of(), "entries/web/2023-01-01-a.md")
    assert lint.check({"a": found}, lint.Context(None, LATEST)) == []


def test_records_of_one_site_and_year_with_one_title_give_a_problem_unless_they_are_parts_editions_or_a_series() -> None:
    one, two = text_of(title="Guide"), text_of(title="guide", url="https://example.org/b")
    assert rules_of(one, two) == ["title-repeat"]
    assert rules_of(one, text_of(title="Guide", url="https://b.example/")) == []
    assert rules_of(one, text_of(title="Guide", url="http://example.org/a")) == ["url-repeat"]
    for url in ("https://example.org/a/part", "https://example.org/", "https://example.org/ja/a", "https://example.org/preview/a"):
        # A part, a translation or a preview of a work may have the same title as the work.
        assert rules_of(one, text_of(title="Guide", url=url)) == []
    assert rules_of(one.replace("org/a", "org/#/a"), text_of(title="Guide", url="https://example.org/")) == ["title-repeat"]
    series = text_of(title="Weekly News")
    assert rules_of(series, series.replace("org/a", "org/b")) == []


def test_lint_suggests_a_missing_topic_only_if_a_topic_fits() -> None:
    def remedy(title: str, note: str = "") -> str:
        (problem,) = lint.check({"a": read(text_of(title=title) + note)}, lint.Context(TOPICS, LATEST))
        assert problem.rule == "topic-missing"
        return problem.remedy

    assert "topics: [rag]" in remedy("検索の話")
    assert "topics: [rag]" in remedy("A", "\n- 検索の話\n")
    assert "rag" not in remedy("A")
    assert "azure" not in remedy("A")


def test_the_remedy_for_a_former_id_of_a_topic_is_its_present_id() -> None:
    topics, _ = taxonomy_file.read("topics:\n- {id: rag, formerly: [retrieval]}\n", "topics.yml")
    (problem,) = lint.check({"a": read(text_of(topics="[retrieval]"))}, lint.Context(topics, LATEST))
    assert (problem.rule, problem.remedy) == ("topic-unknown", "write 'rag'")


def test_the_remedy_for_a_title_of_only_markdown_syntax_asks_for_the_title_of_the_work() -> None:
    assert remedies(text_of(title="'![](https://a.example/x.png)'")) == ["write the title of the work"]


def test_lint_does_not_check_topics_if_topics_yml_cannot_be_read() -> None:
    found = read(text_of(topics="[rag]"))
    assert lint.check({"a": found}, lint.Context(taxonomy.Taxonomy(), LATEST, has_topics=False)) == []


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ({"title": "がぞう"}, {"title": "か\u3099ぞう", "url": "https://example.org/b"}, "title-repeat"),
        ({"url": "https://が.example/"}, {"url": "https://か\u3099.example/"}, "url-repeat"),
    ],
)
def test_the_message_about_two_titles_or_urls_that_look_equal_shows_their_difference(
    one: dict[str, str], other: dict[str, str], rule: str
) -> None:
    records = {str(number): read(text_of(**values)) for number, values in enumerate((one, other))}
    (problem,) = lint.check(records, lint.Context(None, LATEST))
    assert problem.rule == rule
    assert "U+304B U+3099" in problem.message
    assert "U+304C" in problem.message


def test_the_message_about_a_tag_or_note_that_looks_equal_to_a_title_shows_their_difference() -> None:
    topics, _ = taxonomy_file.read("topics:\n- {id: image, title: がぞう}\n", "topics.yml")
    found = read(text_of("か\u3099ぞう入門", title="がぞう入門", topics="[image]", tags="[か\u3099ぞう]"))
    problems = lint.check({"a": found}, lint.Context(topics, LATEST))
    assert {problem.rule for problem in problems} == {"tag-topic", "note-title"}
    assert all("U+304B U+3099" in problem.message and "U+304C" in problem.message for problem in problems)


def test_the_message_about_tags_that_look_equal_shows_their_difference() -> None:
    found = lint.check({"a": read(text_of(tags="[がぞう, か\u3099ぞう]"))}, lint.Context(None, LATEST))
    assert {problem.rule for problem in found} == {"tag-twice", "tag-address"}
    assert all("U+304B U+3099" in problem.message and "U+304C" in problem.message for problem in found)


RULES_ON_VALUES = ["yaml", "yaml-alias", "yaml-anchor", "yaml-tag", "value-type", "value-empty", "value-comment", "value-control", "date", "url", "lang", "topic-id", "key-unknown"]  # fmt: skip


@pytest.mark.parametrize("rule", RULES_ON_VALUES)
def test_the_bad_example_of_a_rule_on_values_breaks_only_this_rule_and_the_good_example_breaks_none(rule: str) -> None:
    def broken(example: str) -> set[str]:
        key, _, value = example.partition(": ")
        return {problem.rule for problem in record.read(text_of(**{key: value}).encode(), slug="2023-01-01-a", file="a.md")[1]}

    assert (broken(lint.TABLE[rule].bad), broken(lint.TABLE[rule].good)) == ({rule}, set())
