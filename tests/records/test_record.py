from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
import yaml
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.model import MAX_LANG, MAX_TAG, MAX_TAGS, MAX_TITLE, MAX_TOPIC, MAX_TOPICS, MAX_VIA, Entry
from llmnotes.records import fields, record
from llmnotes.yamlio import strict

SHARED: dict[str, list[list[Any]]] = json.loads((CASES / "browser.json").read_text(encoding="utf-8"))
"""Values with the YAML text that both Python and JavaScript must render. tests/browser/test_scripts.py tests the JavaScript."""

_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda text: fields.fault("via", text) is None  # title and tags accept the same characters as `via`
)
_NOTES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=80).map(record.blank_ends)
_DATES = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1))


@given(title=_WORDS, date=_DATES, tags=st.lists(_WORDS, max_size=3), note=_NOTES, via=st.none() | _WORDS)
def test_a_rendered_record_parses_to_an_equal_entry(title: str, date: datetime.date, tags: list[str], note: str, via: str | None) -> None:
    entry = Entry(slug="s", title=title, url="https://a.example/", date=date, tags=tuple(tags), via=via, note=note)
    found, problems = record.read(record.write(entry).encode(), slug="s", file="s.md")
    assert problems == []
    assert found is not None
    assert found.entry == entry


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"---\n{text}\n---\n".encode()))
def test_reading_any_bytes_as_a_record_raises_no_exception(content: bytes) -> None:
    found, problems = record.read(content, slug="s", file="s.md")
    assert (found is None) == bool(problems)


def test_other_yaml_parsers_read_the_values_of_a_written_record_as_text() -> None:
    entry = Entry(
        slug="s", title="a: b #c", url="https://a.example/", date=datetime.date(2023, 6, 9), topics=("rag",), tags=("NO", "b, c", "😀"), note="    code"
    )  # fmt: skip
    text = record.write(entry)
    assert text == (
        '---\ntitle: "a: b #c"\nurl: https://a.example/\ndate: 2023-06-09\ntopics: [rag]\ntags: ["NO", "b, c", 😀]\n---\n\n    code\n'
    )
    assert yaml.safe_load(text.split("---")[1])["tags"] == ["NO", "b, c", "😀"]


@pytest.mark.parametrize(
    ("front", "rule", "place"),
    [
        ("title: a: b", "yaml", "r.md:2:8"),
        ("title: t\ntitle: u\nurl: https://a.example/\ndate: 2023-01-01", "duplicate-key", "r.md:3:1"),
        ("title: t\nurl: https://a.example/\ndate: 2023-09-31", "date", "r.md:4:7"),
        ("title: t\nurl: https://a.example/\ndate: 12:30:00", "date", "r.md:4:7"),
        ("title: t\nurl: javascript:alert(1)\ndate: 2023-01-01", "url", "r.md:3:6"),
        ("title: &x t\nurl: https://a.example/\ndate: 2023-01-01\nvia: *x", "yaml-alias", "r.md:5:6"),
        ("title: t\nurl: https://a.example/\ndate: 2023-01-01\nlink_ok: true", "key-unknown", "r.md:5:1"),
        ("title: t\nurl: https://a.example/\ndate: 2023-01-01\ntags: a, b", "value-type", "r.md:5:7"),
        ("title: !!python/name:os.system t\nurl: https://a.example/\ndate: 2023-01-01", "yaml-tag", "r.md:2:8"),
        ("title: t\ndate: 2023-01-01", "key-missing", "r.md:1"),
    ],
)
def test_each_fault_of_a_record_has_a_place_and_a_remedy(front: str, rule: str, place: str) -> None:
    found, problems = record.read(f"---\n{front}\n---\n".encode(), slug="s", file="r.md")
    assert found is None
    assert (rule, place) in [(problem.rule, str(problem.place)) for problem in problems]
    assert all(problem.remedy for problem in problems)


def test_a_record_with_bom_and_crlf_is_read() -> None:
    found, _ = record.read(
        "\ufeff---\r\ntitle: NO\r\nurl: https://a.example/\r\ndate: 2023-01-01\r\n---\r\n\r\n- a\r\n".encode(), slug="s", file="r.md"
    )
    assert found is not None
    assert (found.entry.title, found.entry.note) == ("NO", "- a")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"---\ntitle: \xff\n---\n", "utf-8"),
        (b"# no front matter", "front-matter"),
        (b"x" * (record.MAX_BYTES + 1), "record-size"),
        (b"", "front-matter"),
    ],
)
def test_a_file_that_is_too_large_not_utf_8_or_without_front_matter_gives_one_problem(content: bytes, rule: str) -> None:
    found, problems = record.read(content, slug="s", file="r.md")
    assert found is None
    assert [problem.rule for problem in problems] == [rule]


@pytest.mark.parametrize(("value", "flow", "written"), SHARED["word"])
def test_a_value_is_quoted_only_if_necessary(value: str, written: str, *, flow: bool) -> None:
    assert strict.word(value, flow=flow) == written


@pytest.mark.parametrize(("values", "text"), SHARED["write"])
def test_a_record_is_written_as_in_the_cases_that_also_test_the_browsers_writer(values: dict[str, Any], text: str) -> None:
    entry = {"slug": "s", **values}
    entry |= {key: datetime.date.fromisoformat(values[key]) for key in ("date", "added") if key in values}
    entry |= {key: tuple(values[key]) for key in ("topics", "tags") if key in values}
    assert record.write(Entry(**entry)) == text


HARMFUL = [*map(chr, range(0x20)), "\x7f", "\x80", "\x85", "\x9b", "\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)),
           "\ue000", "\ue0f0", "\uf8ff", "\ufdd0", "\uffff", "\U0001fffe", "\U000f0000", "\U0010fffd"]  # fmt: skip


@pytest.mark.parametrize("char", HARMFUL)
@pytest.mark.parametrize("key", ["title", "tags", "via"])
def test_harmful_characters_in_a_record_are_reported_with_their_line(key: str, char: str) -> None:
    assert fields.fault(key, f"a{char}b") is not None
    written = "".join(f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}" for char in f"a{char}b")
    value = f'["{written}"]' if key == "tags" else f'"{written}"'
    front = {"title": "t", "url": "https://a.example/", "date": "2023-01-01", key: value}
    text = "---\n" + "".join(f"{name}: {one}\n" for name, one in front.items()) + "---\n"
    found, problems = record.read(text.encode(), slug="2023-01-01-a", file="f.md")
    assert found is None
    assert [problem.rule for problem in problems] == ["value-control"]
    assert problems[0].place.line == list(front).index(key) + 2
    assert f"U+{ord(char):04X}" in problems[0].message


def problems_of(**values: str) -> list[tuple[str, str]]:
    """Return the rule and the place of each problem of a record with these values."""
    lines = {"title": "t", "url": "https://a.example/", "date": "2023-01-01", **values}
    front = "\n".join(f"{key}: {value}" for key, value in lines.items())
    found, problems = record.read(f"---\n{front}\n---\n".encode(), slug="s", file="r.md")
    assert (found is None) == bool(problems)
    return [(problem.rule, str(problem.place)) for problem in problems]


@pytest.mark.parametrize(
    ("key", "within", "beyond"),
    [
        ("title", "題" * MAX_TITLE, "題" * (MAX_TITLE + 1)),
        ("via", "😀" * MAX_VIA, "😀" * (MAX_VIA + 1)),
        ("lang", "en-" + "-".join(["a2345678"] * 3 + ["a2345"[: MAX_LANG - 30]]), "en-" + "-".join(["a2345678"] * 4)),
        ("topics", f"[{'a' * MAX_TOPIC}]", f"[{'a' * (MAX_TOPIC + 1)}]"),
        ("topics", f"[{', '.join(f't{n}' for n in range(MAX_TOPICS))}]", f"[{', '.join(f't{n}' for n in range(MAX_TOPICS + 1))}]"),
        ("tags", f"[{'漢' * MAX_TAG}]", f"[{'漢' * (MAX_TAG + 1)}]"),
        ("tags", f"[{', '.join(f't{n}' for n in range(MAX_TAGS))}]", f"[{', '.join(f't{n}' for n in range(MAX_TAGS + 1))}]"),
        ("tags", f"[{'😀' * 40}]", f"[{'😀' * 41}]"),  # the address of a tag must fit into a file name
    ],
)
def test_a_value_at_its_limit_is_read_and_a_longer_value_gives_one_problem(key: str, within: str, beyond: str) -> None:
    assert problems_of(**{key: within}) == []
    assert len(problems_of(**{key: beyond})) == 1


def test_too_many_tags_give_one_problem_at_the_first_tag_beyond_the_limit() -> None:
    for separator in (", ", "\n- "):  # a YAML list in brackets, and one with an item on each line
        tags = separator.join(f"t{number}" for number in range(20_000))
        (found,) = problems_of(tags=f"[{tags}]" if separator == ", " else f"{separator}{tags}")
        assert found == (
            "values-many",
            f"r.md:5:{8 + len(tags[: tags.index(f't{MAX_TAGS}')])}" if separator == ", " else f"r.md:{6 + MAX_TAGS}:3",
        )


def test_all_faults_of_long_lists_and_values_are_reported_with_their_places() -> None:
    long = "x" * (MAX_TAG + 1)
    assert problems_of(title="t" * 10_000, tags=f"[ok, {long}, ok2, {long}]", topics=f"[{'a, ' * MAX_TOPICS}b]") == [
        ("value-long", "r.md:2:8"),
        ("tag-long", "r.md:5:12"),
        ("tag-long", f"r.md:5:{19 + len(long)}"),
        ("values-many", f"r.md:6:{10 + 3 * MAX_TOPICS}"),
    ]


def test_the_message_about_a_long_value_is_short() -> None:
    for key in ("title", "via", "lang", "topics", "tags"):
        value = "a b" * 100_000
        _, problems = record.read(
            f"---\n{key}: {f'[{value}]' if key in {'topics', 'tags'} else value}\n---\n".encode(), slug="s", file="r.md"
        )
        assert all(len(problem.message) < 200 for problem in problems)


@pytest.mark.parametrize("line", ["k{0}: x", "- x{0}", "tags: [*a{0}]"])
def test_the_number_of_problems_of_one_record_is_limited(line: str) -> None:
    front = "\n".join(line.format(number) for number in range(5_000))
    found, problems = record.read(f"---\n{front}\n---\n".encode(), slug="s", file="r.md")
    assert found is None
    assert 1 <= len(problems) <= record.MAX_PROBLEMS + 1


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("title: a: b", 'put the value in quotes: title: "a: b"'),
        ("title: it's: x", 'put the value in quotes: title: "it\'s: x"'),
        ("title: a:", 'put the value in quotes: title: "a:"'),
        ("title: # a", 'put the value in quotes: title: "# a"'),
    ],
)
def test_the_remedy_for_a_value_with_a_colon_or_hash_shows_the_quoted_line(line: str, remedy: str) -> None:
    problems = record.read(f"---\n{line}\nurl: https://a.example/\ndate: 2023-01-01\n---\n".encode(), slug="s", file="r.md")[1]
    assert [problem.remedy for problem in problems] == [remedy]


def test_a_line_of_more_than_three_hyphens_around_front_matter_is_reported() -> None:
    front = "title: t\nurl: https://a.example/\ndate: 2023-01-01"
    for opening, closing, line in (("---", "----", 5), ("-----", "---", 1)):
        problems = record.read(f"{opening}\n{front}\n{closing}\n\nnote\n\n-----\n".encode(), slug="s", file="r.md")[1]
        assert [(problem.rule, problem.place.line) for problem in problems] == [("front-matter", line)]
    assert not record.read(f"---\n{front}\n---\n\nnote\n\n-----\n".encode(), slug="s", file="r.md")[1]


def test_front_matter_that_is_too_long_gives_one_problem() -> None:
    text = f"---\ndate: {'1' * record.MAX_FRONT}\n---\n"
    assert [problem.rule for problem in record.read(text.encode(), slug="s", file="r.md")[1]] == ["record-size"]
    assert all(len(problem.message) < 200 for problem in record.read(f"---\ndate: {'1' * 9_000}\n---\n".encode(), slug="s", file="r.md")[1])


@pytest.mark.parametrize("key", ["title", "url", "via"])
@pytest.mark.parametrize("gap", [" ", "   "])
def test_a_comment_after_an_unquoted_text_or_url_is_an_error_that_shows_the_corrected_line(key: str, gap: str) -> None:
    values = {"title": "t", "url": "https://example.org/", "date": "2023-01-01", "via": "v"}
    values[key] += f"{gap}#reinvent"
    content = "---\n" + "".join(f"{name}: {value}\n" for name, value in values.items()) + "---\n"
    found, [problem] = record.read(content.encode(), slug="2023-01-01-a", file="a.md")
    assert (found, problem.rule, problem.place.line) == (None, "value-comment", list(values).index(key) + 2)
    assert ("url: https://example.org/#reinvent" if key == "url" else '#reinvent"') in problem.remedy  # a URL can't hold a space
    assert "remove" in problem.remedy


@pytest.mark.parametrize(
    "lines",
    ["date: 2023-01-01 # a day", "date: 2023-01-01\ntags: [a, b] # words", 'date: 2023-01-01\nvia: "v" # quoted', "date: 2023-01-01\nvia: v#1", "date: 2023-01-01\n# a line"],
)  # fmt: skip
def test_a_comment_after_a_date_a_list_or_a_quoted_value_is_allowed(lines: str) -> None:
    found, problems = record.read(f"---\ntitle: t\nurl: https://example.org/\n{lines}\n---\n".encode(), slug="2023-01-01-a", file="a.md")
    assert problems == []
    assert found is not None


@pytest.mark.parametrize("note", ["\nA note\n", "A note\n", ""])
def test_unclosed_front_matter_is_reported_with_the_line_where_it_ends(note: str) -> None:
    text = f"---\ntitle: No end\nurl: https://example.org/\ndate: 2023-01-01\n{note}"
    found, (problem,) = record.read(text.encode(), slug="a", file="a.md")
    assert found is None
    assert (problem.rule, problem.place.line, problem.message) == ("front-matter", 5, "the line '---' after the front matter is missing")


def partly(text: str) -> tuple[record.Record | None, list[str]]:
    """Return a record with the values that could be parsed, and the rule and line of each problem."""
    found, problems = record.read_partly(text.encode(), slug="2023-01-01-a", file="r.md")
    return found, [f"{problem.rule}:{problem.place.line}" for problem in problems]


SOUND = ["title: t", "url: https://a.example/", "date: 2023-01-01", "topics: [rag]", "tags: [a]", "lang: en", "via: v"]


@pytest.mark.parametrize(
    ("line", "key", "rule"),
    [
        ("title: @t", "title", "yaml"),
        ("title: 'open", "title", "yaml"),
        ("title: a: b", "title", "yaml"),
        ("title: t #1", "title", "value-comment"),
        ("url: example.org", "url", "url"),
        ("date: 2023-13-01", "date", "date"),
        ("topics: rag", "topics", "value-type"),
        ("topics: [A]", "topics", "topic-id"),
        ("tags: [a, b", "tags", "yaml"),
        ("tags: *x", "tags", "yaml-alias"),
        ("lang: 日本語", "lang", "lang"),
        ("via: [a]", "via", "value-type"),
    ],
)
def test_a_faulty_line_of_front_matter_leaves_the_other_values_readable(line: str, key: str, rule: str) -> None:
    lines = [line if one.startswith(f"{key}:") else one for one in SOUND]
    front = "\n".join(lines)
    found, problems = partly(f"---\n{front}\n---\n\nnote\n")
    assert problems == [f"{rule}:{lines.index(line) + 2}"]
    assert found
    assert found.unread == {key}
    whole = record.read("---\n{}\n---\n\nnote\n".format("\n".join(SOUND)).encode(), slug="2023-01-01-a", file="r.md")[0]
    assert whole
    others = {"title", "url", "date", "topics", "tags", "lang", "via", "note"} - {key}
    assert [getattr(found.entry, one) for one in others] == [getattr(whole.entry, one) for one in others]
    assert [found.place(one).line for one in others] == [whole.place(one).line for one in others]


def test_a_faulty_list_on_several_lines_leaves_the_other_values_readable() -> None:
    found, problems = partly("---\ntitle: t\nurl: https://a.example/\ndate: 2023-01-01\ntags: [\n  a,\n  @b\n]\nlang: en\n---\n")
    assert problems == ["yaml:7"]
    assert found
    assert (found.entry.lang, found.unread) == ("en", frozenset({"tags"}))


def test_a_closed_list_on_several_lines_is_not_reported_for_a_fault_after_the_list() -> None:
    _, problems = partly("---\ntitle: t\nurl: https://a.example/\ndate: 2023-01-01\ntags: [a,\n  b]\n  lang: en\n---\n")
    assert problems == ["yaml:7"]


def test_faults_of_every_kind_in_one_record_are_reported_together() -> None:
    text = "---\ntitle: @t\nurl: example.org\ndate: 2023-13-01\ntopic: rag\ntags: a\nlang: x\nlang: y\nvia: v #1\n---\n\na\0b\n"
    found, problems = partly(text)
    assert problems == ["yaml:2", "duplicate-key:8", "url:3", "date:4", "key-unknown:5", "value-type:6", "lang:7", "value-comment:9", "value-control:0"]  # fmt: skip
    assert found
    assert found.unread == {"title", "url", "date", "tags", "lang", "via", "note"}


def test_the_keys_of_front_matter_without_a_closing_line_are_checked() -> None:
    assert partly("---\ntitle: t\nurl: https://a.example/\ndate: 2023-13-01\nA note\n")[1] == ["front-matter:5", "date:4"]
    assert partly("---\ntitle: t\nurl: https://a.example/\ndate: 2023-01-01\n- a note\n")[1] == ["front-matter:6"]


def test_the_keys_of_front_matter_without_an_opening_line_are_checked() -> None:
    found, problems = partly("title: t\nurl: https://a.example/\ndate: 2023-13-01\n---\n\nA note\n")
    assert problems == ["front-matter:1", "date:3"]
    assert found
    assert (found.entry.title, found.entry.note, found.place("note").line) == ("t", "A note", 6)


def test_valid_topics_of_a_record_are_read_beside_invalid_ones() -> None:
    found, problems = partly("---\ntitle: t\nurl: https://a.example/\ndate: 2023-01-01\ntopics: [RAG, rag]\n---\n")
    assert problems == ["topic-id:5"]
    assert found
    assert (found.entry.topics, found.unread) == (("rag",), frozenset())


def test_a_fault_in_yaml_that_cannot_be_located_on_one_line_gives_one_problem() -> None:
    found, problems = partly("---\ntitle: t\n  url: https://a.example/\n\tdate: 2023-01-01\n---\n\nnote\n")
    assert len(problems) == 1
    assert found
    assert (found.entry.note, found.unread) == ("note", frozenset(fields.BY_KEY))
