"""Tests that text from strangers stays text in Markdown, and triggers nothing on GitHub."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from llmnotes.text.markdown import code, destination, document, inert, link, text
from llmnotes.text.terminal import line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

TOKENS = (
    "`", "``", "*", "_", "[", "]", "(", ")", "!", "<", ">", "&", "#", "@", "~", "|", "$", "-", "+", "=", ":", "/", "\\", "\n", "\r\n", " ", "\t",
    "1.", "1)", "a", "team", "org/repo", "closes", "Fixes", "gh-1", "#1", "https://", "evil.example", "www.", "mailto:", "<!--", "<script>", "&lt;",
    "[skip ci]", "skip ci", "::error::", "\u202e", "\u3000", "\x00", "^", "{", "}", "'", '"', "\u2028",
)  # fmt: skip
ANYTHING = st.text(st.characters(codec=None)) | st.lists(st.sampled_from(TOKENS)).map("".join)
GITHUB = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(["table", "strikethrough", "linkify"])


def tokens(markdown: str) -> Iterator[Token]:
    for token in GITHUB.parse(markdown):
        yield token
        yield from token.children or ()


def kinds(markdown: str) -> set[str]:
    return {token.type for token in tokens(markdown)} - {"paragraph_open", "paragraph_close", "inline", "text"}


def calls(markdown: str) -> bool:
    """Whether GitHub or GitLab finds a mention, a reference or a command in rendered Markdown."""
    shown = "".join(token.content for token in tokens(markdown) if token.type in {"text", "code_inline"})
    return does_something(shown)


def does_something(shown: str) -> bool:
    return bool(
        re.search(
            r"(?i)[@#]\w|!\d|\bgh-\d|://\S|\bwww\.|\[[^\[\]]*(?<![a-z])(?:skip|no|ci)(?![a-z])[^\[\]]*\]|no_ci|(?:skip|request)-checks",
            shown,
        )
    )


@given(ANYTHING)
def test_escaped_text_is_displayed_as_written_everywhere_in_markdown(words: str) -> None:
    # The text is tested at the beginning of a line, in a heading, in a list, and inside other text.
    assert not kinds(text(words))
    assert kinds(f"### {text(words)}") <= {"heading_open", "heading_close"}
    assert kinds(f"- {text(words)}") <= {"bullet_list_open", "list_item_open", "list_item_close", "bullet_list_close"}
    assert not kinds(f"before {text(words)} after")
    assert not calls(text(words))
    assert "\n" not in text(words)
    shown = "".join(token.content for token in tokens(f"({text(words)})") if token.type == "text")
    assert shown.replace("\u2060", "") == f"({' '.join(line(words, 400).split())})"


@given(ANYTHING)
def test_text_with_backticks_becomes_one_code_span(words: str) -> None:
    assert kinds(f"x {code(words)} y") <= {"code_inline"}
    assert sum(token.type == "code_inline" for token in tokens(f"({code(words)})")) == bool(code(words))
    assert not calls(code(words))
    assert "\n" not in code(words)


@given(ANYTHING, ANYTHING)
def test_a_link_has_its_url_as_target_or_is_text_if_the_url_is_invalid(words: str, url: str) -> None:
    assert not kinds(link(words, url)) or link(words, url).endswith(")")
    made = link(words, f"https://a.example/{url}")
    found = [token for token in tokens(f"x {made} y") if token.type == "link_open"]
    assert len(found) == 1
    assert str(found[0].attrs["href"]).startswith("https://a.example/")
    assert kinds(made) <= {"link_open", "link_close"}


@given(ANYTHING)
def test_a_commit_title_has_no_effect_on_github(words: str) -> None:
    title = inert(words)
    assert len(title.splitlines()) <= 1
    assert not does_something(title)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "javascript&colon;alert(1)", "//evil.example", "data:text/html,x", "", "https:///x", "vbscript:x"]
)
def test_only_http_urls_become_links(url: str) -> None:
    assert destination(url) == ""
    assert "](" not in link("x", url)


def test_the_target_of_a_link_is_unchanged_except_for_characters_with_a_meaning_in_markdown() -> None:
    assert destination("https://ja.example/検索?a=1&b=2#part") == "https://ja.example/検索?a=1&b=2#part"
    assert destination("https://a.example/(x) \u202e&quot;") == "https://a.example/%28x%29%20%E2%80%AE&amp;quot;"


@pytest.mark.parametrize(
    "slug", ["2023-06-09-closes-1", "2023-01-01-gh-1-no-ci", "2023-01-01-gist-0123456789abcdef0123456789abcdef01234567"]
)
def test_a_slug_in_code_is_unchanged(slug: str) -> None:
    assert code(slug) == f"`{slug}`"


def test_a_name_with_backticks_and_line_breaks_stays_in_its_code_span() -> None:
    name = "a`\n\n# APPROVED by @maintainer\n\nCloses #1\n![x](https://evil.example/x.png)`"
    html = GITHUB.render(f"- record: {code(name)}")
    assert html.count("<code>") == 1
    assert not re.search("<h1|<img|<a ", html)
    assert not calls(code(name))
    assert r"\n\n# APPROVED" in html.replace("\u2060", "")


@pytest.mark.parametrize(
    "words",
    [
        "x [skip ci]", "x [ci skip]", "x [no ci]", "x [skip actions]", "x [actions skip]", "x [SKIP CI]", "x [ skip\u00a0ci ]", "x [skip\u3000ci]", "x [ci-skip]", "x [[skip ci]]",
        "x [CF-Pages-Skip]", "x [skip azurepipelines]", "x ***NO_CI***", "x\n\nskip-checks: true", "skip-checks:true", "closes #1", "Fixes owner/repo#1",
        "resolves https://github.com/a/b/issues/1", "GH-1", "@team/x", "!12", "fixup! x", "squash! x", "amend! x", "x\n\nCo-authored-by: a <a@b.example>",
    ],
)  # fmt: skip
def test_words_with_an_effect_on_github_are_split_but_stay_readable(words: str) -> None:
    title = inert(words)
    assert "\n" not in title
    assert "\u2060" in title
    assert not does_something(title)
    assert not re.match(r"(fixup|squash|amend)!", title)
    if "\n" not in words:
        assert title.replace("\u2060", "") == " ".join(words.split())


@given(ANYTHING)
def test_a_document_of_escaped_parts_is_safe_to_print(words: str) -> None:
    whole = f"# T\n\n- {text(words)} ({code(words)})\n"
    assert document(whole).count("\n") == 3
    if "##" not in words:
        assert document(whole) == whole
