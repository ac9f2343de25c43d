"""Tests for reading the HTML of pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.web import markup

PIECES = st.sampled_from(
    ["<h1>", "</h1>", "<svg>", "</svg>", "<template>", "</template>", "<title>T", "</title>", "<textarea>x", "</textarea>", "<!--", "-->", "<p id=a>", "<", "w "]
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "title", "heading"),
    [
        ("<title> One\n &amp;  two </title>", "One & two", ""),
        ("<title>One</title><title>Two</title>", "One", ""),
        ("<svg><title>Drawing</title></svg><title>Page</title>", "Page", ""),
        ("</svg></svg><svg></svg><title>Page</title>", "Page", ""),
        ("<title></title><title>Two</title>", "", ""),
        ("<h1>One <b>bold</b></h1><h1>Two</h1>", "", "One bold"),
        ("</h1><h1>One</h1> text", "", "One"),
        ("<h1>One<h1> and</h1> more</h1>", "", "One and"),
        ("<h1><template>unseen</template>One</h1>", "", "One"),
    ],
)
def test_title_and_heading_of_a_page_are_the_first_ones_outside_of_svg_and_template_elements(source: str, title: str, heading: str) -> None:
    found = markup.read(source)
    assert (found.title, found.heading) == (title, heading)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("one<p>two</p>three", "one two three"),
        ("<noscript>one</noscript>two", "two"),
        ("</noscript></template>one<template><template>two</template>three</template>four", "one four"),
        ("<textarea><b>one</textarea><xmp><i></xmp>", "<b>one <i>"),
        ("<template><textarea>one</textarea></template>", ""),
        ("<script>one</script><style>two</style><!-- three --><!doctype four>five", "five"),
        ("1 < 2 &lt; 3", "1 < 2 < 3"),
    ],
)
def test_text_of_a_page_is_what_the_page_shows_before_scripts_change_it(source: str, words: str) -> None:
    assert " ".join(markup.read(source).text.split()) == words


def test_read_html_has_the_anchors_of_a_page_and_whether_it_has_scripts_media_and_a_refresh() -> None:
    found = markup.read('<p id="a&amp;b"><a name=c><img name=d><script src=x></script><meta http-equiv="Refresh" content="0">')
    assert found.parts == {"a&b", "c"}
    assert (found.has_script, found.has_media, found.refreshes) == (True, True, True)
    nothing = markup.read("<p>refresh <a href=x>script img</a>")
    assert (nothing.parts, nothing.has_script, nothing.has_media, nothing.refreshes) == (frozenset(), False, False, False)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_text_of_a_page_is_read_after_any_nesting_of_tags(source: str) -> None:
    """Read text after comments, elements of raw text and hidden elements that are not closed."""
    closed = f"{source}--></title></textarea>{'</template>' * 30}<p id=last>shown"
    found = markup.read(closed)
    assert found.text.endswith(" shown")
    assert "last" in found.parts
