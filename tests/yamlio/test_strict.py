from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from llmnotes.model import Place
from llmnotes.yamlio import strict

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The loader with the parser that `strict` uses, which is libyaml if PyYAML has it. Unlike PyYAML's own parser, libyaml accepts a tab as white space."""
_MARKS = st.sampled_from(
    [*":#-?,[]{}\"'\\ &*!|>%@`~=<\t", ": ", " #", ", ", "- ", "[a, b]", '"a"', "\x85", "\u2028", "\ufeff", "\ufffe", "…", "日本"]
)
_VALUES = st.lists(_MARKS | st.text(max_size=3), max_size=5).map("".join)
_KEYS = st.sampled_from(["title", "url", "tags", "a", "a b", "", "-", "NO", "k" * 100, "k" * 1100])


@given(
    st.lists(st.tuples(_KEYS, st.sampled_from([": ", ":", ":  ", " : "]), _VALUES).map("".join) | _VALUES, max_size=3),
    st.sampled_from(["", "\n"]),
)
@example(["tags: [a:, b]", "k: [a?, ?b, c:d, e#f]"], "")
@example(["tags: [what:?x, b]"], "")
@example(["title: \t"], "")
@example(["title: a\u2029b"], "")
@example(["title: a\uffffb"], "")
@example(["", "title: a", "", "url: b: ", "title: a"], "\n")
def test_a_document_without_problems_has_the_values_of_pyyaml(lines: list[str], end: str) -> None:
    text = "\n".join(lines) + end
    found, problems = strict.read(text, "f", first_line=3)
    if not problems:
        assert _plain(found) == yaml.load(text, Loader=_LOADER)  # noqa: S506 - this loader is safe: it loads every scalar as a string


def _plain(node: strict.Node | None) -> object:
    if isinstance(node, strict.MappingNode):
        return {key: _plain(value) for key, value in node.items.items()}
    if isinstance(node, strict.SequenceNode):
        return [_plain(item) for item in node.items]
    return node.value if node else None


def test_usual_lines_of_yaml_are_parsed_with_their_values_and_places() -> None:
    text = 'title: A "title" - of C# and a:b\nurl: https://a.example/?x=1#y\ndate: 2023-06-09\ntopics: []\ntags: [C++, Node.js, 日本語]\nvia: "NO: "\n'
    found, problems = strict.read(text, "f")
    assert not problems
    assert isinstance(found, strict.MappingNode)
    assert _plain(found) == {
        "title": 'A "title" - of C# and a:b', "url": "https://a.example/?x=1#y", "date": "2023-06-09", "topics": [],
        "tags": ["C++", "Node.js", "日本語"], "via": "NO: ",
    }  # fmt: skip
    assert found.keys["tags"] == Place("f", 5, 1)
    tags = found.items["tags"]
    assert isinstance(tags, strict.SequenceNode)
    assert [item.place for item in tags.items] == [Place("f", 5, 8), Place("f", 5, 13), Place("f", 5, 22)]


@pytest.mark.parametrize(
    "value",
    ["[1706.03762] Attention", "@user says", "`code` here", "%percent", "{a} b", '"Quoted" and more', "'One' and more", "- dash: x"],
)
@pytest.mark.parametrize("before", ["", "title: t\n"])
def test_the_remedy_for_a_value_that_begins_with_yaml_syntax_shows_the_value_in_quotes(value: str, before: str) -> None:
    root, [problem] = strict.read(f"{before}via: {value}\ndate: 2023-01-01\n", "a.md", first_line=2)
    assert root is None
    assert (problem.rule, problem.place.line, problem.place.column) == ("yaml", 2 + before.count("\n"), 6)
    assert problem.remedy == f"put the value in quotes: via: {strict.quoted(value)}"
    read, none = strict.read(f"via: {strict.quoted(value)}\n", "a.md")
    assert none == []
    assert isinstance(read, strict.MappingNode)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("tags: [@a, b]", "put each item that is not a plain word in quotes"),
        ("title: {{ x }}", "put text that begins with '{', '[' or '?' in quotes"),
        ("tags: [\n  a,\n  @b\n]\ntitle: t", "check quotes, brackets, indentation"),
        ("tags: [\n  a,\n  b\ntitle: @t", "put the value in quotes: title:"),
        ("topics:\n- id: a: b", "put the value in quotes"),
        ("topics:\n- id: a\n  title: x #b\n   d: e", "check quotes, brackets, indentation"),
        ("title: t\n\turl: u", "replace the tab with spaces"),
        ("topics:\n- id: 'a\tb", "check quotes, brackets, indentation"),
        ("title:t\nurl: u", "the space after each colon"),
    ],
)
def test_the_message_about_invalid_yaml_has_a_remedy_that_fits_the_cause(text: str, remedy: str) -> None:
    _, (problem, *_) = strict.read(text, "a.yml")
    assert remedy in problem.remedy
