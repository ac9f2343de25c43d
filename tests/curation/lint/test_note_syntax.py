"""Markdown that the site doesn't render."""

from __future__ import annotations

import datetime

import pytest

from llmnotes.curation import lint
from llmnotes.records import record


def problems_of(note: str) -> list[tuple[int, str]]:
    """Return line and message of each problem with the syntax of a note. The note begins on line 7."""
    text = f"---\ntitle: A\nurl: https://a.example/\ndate: 2023-01-01\n---\n\n{note}\n"
    found, _ = record.read(text.encode(), slug="2023-01-01-a", file="entries/2023/2023-01-01-a.md")
    assert found is not None
    context = lint.Context(None, datetime.date(2026, 1, 1))
    return [(problem.place.line, problem.message) for problem in lint.check({"a": found}, context) if problem.rule == "note-syntax"]


@pytest.mark.parametrize(
    ("note", "line", "name"),
    [
        ("A claim.[^1]\n\n[^1]: Its source is here", 7, "a footnote"),
        ("first\n\n- this is ==important== here", 9, "a highlight"),
        ("これは==重要==です", 7, "a highlight"),
        ("++new++", 7, "an insertion"),
        ("!!! note\n    text", 7, "an admonition"),
        ('??? warning "Title"\n    text', 7, "an admonition"),
        ("> [!NOTE]\n> text", 7, "an admonition"),
        ("::: tip\ntext\n:::", 7, "an admonition"),
        ("Term\n:   Definition", 8, "a definition list"),
        ("The HTML.\n\n*[HTML]: Hypertext", 9, "an abbreviation"),
        ("a paragraph\n{: .lead }", 8, "an attribute list"),
        ("# Title {#id}", 7, "an attribute list"),
        ("$$\nx = y\n$$", 7, "a formula"),
        ("see [[Another page]]", 7, "a wiki link"),
        ("[TOC]", 7, "a table of contents"),
        (":material-check: done", 7, "an icon"),
        ("a <b>bold</b> word", 7, "HTML"),
        ("one<br>two", 7, "HTML"),
        ('<img src="x.png">', 7, "HTML"),
        ("<details><summary>More</summary>\ntext\n</details>", 7, "HTML"),
    ],
)
def test_markdown_syntax_that_the_site_does_not_render_is_reported_at_its_line(note: str, line: int, name: str) -> None:
    ((at, message),) = problems_of(note)
    assert (at, name in message) == (line, True), message


@pytest.mark.parametrize(
    "note",
    [
        '~~old~~ **bold** *it* `==code==` [a](https://a.example/ "t")',
        "- [ ] open\n- [x] done",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "```\n[^1] ==x== <b>y</b> [[z]]\n!!! note\n```",
        "a == b, c == d; i++ and j++; C++/C++",
        "Array<string>, `<b>` and <T> and 1 < 2 > 0",
        "[[2305.06424] Bot or Human?](https://arxiv.org/abs/2305.06424)",
        "https://a.example/?a==b==c#[^1]",
        "1!!! really??? {x: 1} {a.b} costs $5 and $6",
        "10:30: begin\n12:00: end",
        "[text][1]\n\n[1]: https://a.example/",
    ],
)
def test_markdown_syntax_that_the_site_renders_and_ordinary_text_are_not_reported(note: str) -> None:
    assert problems_of(note) == []


def test_each_syntax_that_the_site_does_not_render_is_reported_once_in_a_note() -> None:
    assert [line for line, _ in problems_of("a[^1] b[^2]\n\n==c==\n\nd[^1]\n\n[^1]: one two\n")] == [7, 9]
