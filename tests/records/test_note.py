from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmnotes.records import note


def test_a_list_item_that_is_indented_by_two_spaces_is_nested() -> None:
    assert note.html("- a\n  - b", prefix="p") == "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("<script>alert(1)</script>", "<script"),
        ('<img src=x onerror="alert(1)">', "<img"),
        ("[x](javascript:alert(1))", "href"),
        ("[x](data:text/html,hi)", "href"),
        ("![x](https://a.example/x.png)", "<img"),
        ("<!-- hidden -->", "hidden"),
        ("a <!-- hidden --> b", "hidden"),
        ("| a |\n|:-:|\n| b |", "style="),
    ],
)
def test_html_scripts_images_comments_and_styles_of_a_note_are_not_rendered(text: str, bad: str) -> None:
    assert bad not in note.html(text, prefix="p")


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("https://a.example/fooを参照", "https://a.example/foo"),
        ("（https://a.example/foo）", "https://a.example/foo"),
        ("<https://a.example/論文>", "https://a.example/%E8%AB%96%E6%96%87"),
        ("[[2305.06424] Bot?](https://a.example/%7E)", "https://a.example/%7E"),
    ],
)
def test_a_bare_url_ends_before_japanese_text_and_other_links_keep_their_whole_target(text: str, href: str) -> None:
    assert f'href="{href}"' in note.html(text, prefix="p")


def test_a_name_with_a_dot_does_not_become_a_link() -> None:
    assert "href" not in note.html("Node.js と socket.io", prefix="p")


def test_headings_begin_at_the_given_level_and_have_unique_ids() -> None:
    assert note.html("# A\n\n### B\n\n# A", prefix="s", heading=3) == '<h3 id="s--a">A</h3>\n<h4 id="s--b">B</h4>\n<h3 id="s--a-2">A</h3>'


def test_each_link_of_a_note_is_returned_with_its_url_text_and_line() -> None:
    text = "- [x **y**](https://a.example/1)\n- ![i](https://a.example/2)"
    assert [(link.url, link.text, link.line) for link in note.links(text)] == [
        ("https://a.example/1", "x y", 0),
        ("https://a.example/2", "i", 1),
    ]
    assert note.text(text) == "x y\ni"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "- a\n" * 10_000,
        "*a* " * 10_000,
        "https://a.example/(" * 1_000,
        "a" + "\u0020" * 100_000 + "*b*",
        f"{'|a' * 200}|\n{'|-' * 200}|\n" + "a\n" * 200,
        "1. " * 6_000,
    ],
    ids=["brackets", "items", "emphasis", "addresses", "spaces", "cells", "numbers"],
)
def test_a_note_with_too_much_markup_is_shown_as_text(text: str) -> None:
    assert note.is_heavy(text)
    assert note.html(text, prefix="p") == f"<pre><code>{text}</code></pre>"
    assert note.text(text) == text
    assert note.links(text) == ()
    shown, long = note.summary(text, prefix="p")
    assert (shown, long) == (f"<pre><code>{text[: note.LONG]}…</code></pre>", True)


def test_html_in_a_note_with_too_much_markup_is_escaped() -> None:
    html = note.html("<script>alert(1)</script>\n" * 5_000, prefix="p")
    assert "<script" not in html
    assert html.startswith("<pre><code>&lt;script&gt;")


@pytest.mark.parametrize("text", ["words " * 100_000, "。" * 100_000, "\n\n".join("a" * 100_000), f"*a* {'words ' * 100_000}"])
def test_a_long_note_with_little_markup_is_parsed(text: str) -> None:
    assert not note.is_heavy(text)
    assert note.html(text, prefix="p").startswith("<p>")


def test_headings_with_the_same_text_have_different_ids() -> None:
    html = note.html("# a\n" * 3 + "# a 2\n# a\n# a 2\n", prefix="s")
    assert re.findall('id="([^"]*)"', html) == ["s--a", "s--a-2", "s--a-3", "s--a-2-2", "s--a-4", "s--a-2-3"]


def test_an_image_inside_a_link_is_text_and_a_later_image_is_a_link() -> None:
    html = note.html("[a ![b](https://a.example/b)](https://a.example/a) ![c](https://a.example/c)", prefix="p")
    assert re.findall('href="([^"]*)"', html) == ["https://a.example/a", "https://a.example/c"]


@pytest.mark.no_cover  # other tests run the same lines, so this slow test is left out when coverage is measured
@given(st.text(max_size=200))
def test_any_note_gives_safe_html_and_raises_no_exception(text: str) -> None:
    html = note.html(text, prefix="p").lower()
    assert "<script" not in html
    assert 'href="javascript:' not in html
    note.links(text)
    note.text(text)


@settings(max_examples=500)
@given(
    st.text(st.sampled_from("ab漢あ　。「 \u00a0\u20281.)-+#=|:>!(]$`'\"<&;{}^%/?\n"), max_size=16).filter(lambda text: "```" not in text)
)
def test_a_plain_note_has_the_same_html_and_text_with_and_without_the_markdown_parser(text: str) -> None:
    beside_a_comment = f"{text}\n\n<!-- which makes it one for the parser -->"
    assert note.html(text, prefix="p") == note.html(beside_a_comment, prefix="p")
    assert note.text(text).rstrip("\n") == note.text(beside_a_comment).rstrip("\n")
    assert note.links(text) == note.links(beside_a_comment)


@pytest.mark.parametrize(
    "long",
    [
        "語" * 50_000,
        "& " * 20_000,
        "- \n" * 5_000,
        "> " * 90 + "x",
        "- a\n  - b\n" * 300,
        "**a** " * 2_000,
        "[a](https://a.example/) " * 1_000,
    ],
)
def test_the_summary_of_any_note_has_a_limited_length(long: str) -> None:
    shown, cut = note.summary(long, prefix="s")
    assert len(shown) <= note.MOST_SHOWN
    assert cut or note.html(long, prefix="s") == shown


def test_a_summary_that_ends_inside_a_long_paragraph_is_escaped_text_of_the_note() -> None:
    shown, cut = note.summary("<script> & *words* " * 1_000, prefix="s")
    assert cut
    assert shown.startswith("<p>&lt;script&gt; &amp; words &lt;script&gt;")
    assert shown.endswith("…</p>")


def test_a_task_in_a_note_is_rendered_with_the_character_of_an_empty_or_a_ticked_box() -> None:
    assert (
        note.html("- [ ] open\n- [x] done\n- [X] **done**", prefix="p")
        == "<ul>\n<li>☐ open</li>\n<li>☑ done</li>\n<li>☑ <strong>done</strong></li>\n</ul>"
    )
    assert note.text("1. [x] done") == "☑ done"
    for text in ("[ ] no list", "- a [ ] box", "- [y] other", "- [ ](https://a.example/)", "- `[ ]` code"):
        assert "☐" not in note.html(text, prefix="p")


def test_headings_of_notes_whose_slugs_share_a_beginning_have_different_ids() -> None:
    ids = [
        re.findall('id="([^"]*)"', note.html(text, prefix=slug))
        for slug, text in (("2024-01-02-a", "# b c\n\n# b c"), ("2024-01-02-a-b", "# c"))
    ]
    assert ids == [["2024-01-02-a--b-c", "2024-01-02-a--b-c-2"], ["2024-01-02-a-b--c"]]
    assert '<a href="#2024-01-02-a--b-c"' in note.html("[there](#b-c)\n\n# b c", prefix="2024-01-02-a")
