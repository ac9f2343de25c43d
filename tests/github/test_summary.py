"""Tests for the summary of a pull request's changes to entries: it is complete, and triggers nothing on GitHub."""

from __future__ import annotations

import dataclasses
import datetime
import re
from html import unescape

from conftest import LIST
from hypothesis import given, settings
from markdown_it import MarkdownIt
from odd_urls import ODD_URLS

from llmnotes.github import markdown, summary
from llmnotes.github.summary import ReviewedList
from llmnotes.model import Entry
from llmnotes.records.removal import Removal
from llmnotes.records.taxonomy_file import load
from llmnotes.text import markdown as markdown_text

TAXONOMY = load(LIST / "topics.yml", "topics.yml")[0]
OLD = Entry(
    slug="2023-01-01-old", title="Old", url="https://arxiv.org/pdf/2305.06424", date=datetime.date(2023, 1, 1), note="<https://b.example/x>"
)
NEW = Entry(
    slug="2024-01-01-new", title="RAGの評価 - Qiita", url="https://qiita.com/a/items/1", date=datetime.date(2024, 1, 1), topics=("models",),
    tags=("LangChain",), note="- 一\n  - **二**\n\n```\na\n\nb\n```",
)  # fmt: skip
HOSTILE = "</blockquote><script>alert(1)</script> @everyone closes #1 Fixes GH-1 owner/name#2 `x` $(id) ${{ github.token }}\n\n<!-- x --> ![i](https://evil.example/i.png)"


def summary_of(before: list[Entry], after: list[Entry]) -> str:
    return summary.render(summary.change(before, after), ReviewedList(entries=after, taxonomy=TAXONOMY, language="ja"))


def test_the_summary_shows_a_new_entry_as_on_the_site_with_suggested_topics() -> None:
    text = summary_of([OLD], [OLD, NEW])
    assert "1 new." in text
    assert "### [RAGの評価](https://qiita.com/a/items/1)" in text
    assert "**モデル**" in text
    assert "<strong>二</strong>" in text
    assert "suggested topic: RAG・検索 (`rag`), because “RAG” is in the title" in text


def test_the_summary_names_the_entry_with_the_same_url_even_in_another_spelling_or_in_a_note() -> None:
    again = dataclasses.replace(NEW, url="https://arxiv.org/abs/2305.06424v2")
    assert "already listed as [Old]" in summary_of([OLD], [OLD, again])
    mentioned = dataclasses.replace(NEW, url="https://b.example/x?utm_source=y")
    assert "already listed in the note of [Old]" in summary_of([OLD], [OLD, mentioned])
    assert "already" not in summary_of([OLD], [OLD, NEW])


def test_the_summary_shows_the_changed_keys_of_entries_and_the_reasons_of_removals() -> None:
    text = summary_of([OLD, NEW], [dataclasses.replace(NEW, title="N", tags=())])
    assert "1 changed, 1 removed." in text
    assert "(`2024-01-01-new`): title, tags" in text
    assert "- removed: Old" in text
    assert "use `llmnotes remove`, which keeps a page with the reason" in text
    gone = Removal(slug=OLD.slug, url=OLD.url, title=OLD.title, date=OLD.date, removed=datetime.date(2024, 2, 1), reason="@author asked")
    after = ReviewedList(entries=[], taxonomy=TAXONOMY, language="ja", removals={OLD.slug: gone})
    with_reason = summary.render(summary.change([OLD], []), after)
    assert "- removed: Old (`2023-01-01-old`): @\u2060author asked" in with_reason


def test_a_complete_url_in_escaped_text_does_not_become_a_link_and_the_text_https_stays_readable() -> None:
    assert "https:// on" in markdown_text.text("write it in full, from https:// on")
    assert "https://" not in markdown_text.text("https://evil.example/")


def test_hostile_texts_in_an_entry_have_no_effect_in_a_summary_on_github() -> None:
    entry = dataclasses.replace(NEW, title=f"# {HOSTILE}".replace("\n", " "), via=HOSTILE, tags=("`@team`", "#3"), note=HOSTILE)
    html = MarkdownIt("commonmark", {"html": True}).render(summary_of([], [entry]))
    visible = re.sub(r"<code>[^<]*</code>", "", html)
    assert not re.search(r"@\w", visible)
    assert not re.search(r"#\d", re.sub(r'href="[^"]*"', "", visible))
    assert not re.search(r"(?i)closes|gh-", visible)
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("<blockquote>") == html.count("</blockquote>") == 1
    assert html.count("<h3>") == 1


def test_a_blank_line_in_a_code_block_of_a_note_does_not_end_the_block_quote() -> None:
    quoted = markdown.quoted(NEW.note)
    assert "\n\n" not in quoted
    assert MarkdownIt("commonmark", {"html": True}).render(f"{quoted}\n").strip() == quoted


def test_a_summary_that_is_longer_than_githubs_limit_is_cut_and_says_so() -> None:
    many = [
        dataclasses.replace(NEW, slug=f"2024-01-01-{number}", url=f"https://a.example/{number}", note="x" * 500) for number in range(200)
    ]
    text = summary_of([], many)
    assert len(text) <= markdown.LONGEST
    assert text.endswith("This summary is too long to show completely: see the changed files for the rest.\n")


def test_a_comment_is_recognised_only_by_a_marker_on_its_first_line() -> None:
    assert markdown.is_marked(markdown.marked("x", "summary").replace("\n", "\r\n"), "summary")
    assert not markdown.is_marked("quoted: " + markdown.marked("x", "summary"), "summary")


def test_commands_to_github_in_a_quoted_note_are_readable_and_have_no_effect() -> None:
    written = "::error::x\n/lgtm\n##[error]y [skip ci] ***NO_CI***\n\n```\n  ::warning::z\n/close\n```\n\n<a title='@team #1 [skip ci]' href='https://a.example/@b#2'>c</a>\n\u202e\x1b"
    quoted = markdown.quoted(written)
    assert not re.search(r"(?m)^\s*(::|/)|##\[|\[skip|NO_CI|@\w|[^&]#\d|[\u202e\x1b]", quoted)
    html = MarkdownIt("commonmark", {"html": True}).render(quoted)
    shown = re.sub(r"<[^>]*>", "", html).replace("\u2060", "")
    for words in ("::error::x", "/lgtm", "##[error]y [skip ci]", "::warning::z", "/close"):
        assert words in unescape(shown)


@given(ODD_URLS, ODD_URLS)
@settings(max_examples=100, deadline=None)
def test_the_summary_shows_entries_with_unusual_urls(one: str, other: str) -> None:
    first = dataclasses.replace(OLD, url=one)
    assert "1 new." in summary_of([first], [first, dataclasses.replace(NEW, url=other, note=f"- [x](<{one}>)")])
