"""What reviewers read of a change, and that nothing in it does anything."""

from __future__ import annotations

import dataclasses
import datetime
import re
from html import unescape

from conftest import ROOT
from hypothesis import given, settings
from markdown_it import MarkdownIt
from odd_urls import ODD_URLS

from llmnotes.github import markdown, summary
from llmnotes.github.summary import ReviewedList
from llmnotes.model import Entry
from llmnotes.records.removal import Removal
from llmnotes.records.taxonomy import load
from llmnotes.text import markdown as markdown_text

TAXONOMY = load(ROOT / "topics.yml", "topics.yml")[0]
OLD = Entry(
    slug="2023-01-01-old", title="Old", url="https://arxiv.org/pdf/2305.06424", date=datetime.date(2023, 1, 1), note="<https://b.example/x>"
)
NEW = Entry(
    slug="2024-01-01-new", title="RAGの評価 - Qiita", url="https://qiita.com/a/items/1", date=datetime.date(2024, 1, 1), topics=("models",),
    tags=("LangChain",), note="- 一\n  - **二**\n\n```\na\n\nb\n```",
)  # fmt: skip
HOSTILE = "</blockquote><script>alert(1)</script> @everyone closes #1 Fixes GH-1 owner/name#2 `x` $(id) ${{ github.token }}\n\n<!-- x --> ![i](https://evil.example/i.png)"


def told(before: list[Entry], after: list[Entry]) -> str:
    return summary.render(summary.change(before, after), ReviewedList(entries=after, taxonomy=TAXONOMY, language="ja"))


def test_a_new_entry_is_shown_as_readers_see_it_with_what_it_suggests() -> None:
    text = told([OLD], [OLD, NEW])
    assert "1 new." in text
    assert "### [RAGの評価](https://qiita.com/a/items/1)" in text
    assert "**モデル**" in text
    assert "<strong>二</strong>" in text
    assert "suggested topic: RAG・検索 (`rag`), for “RAG” in the title" in text


def test_a_duplicate_is_told_however_its_address_is_spelled_and_in_notes() -> None:
    again = dataclasses.replace(NEW, url="https://arxiv.org/abs/2305.06424v2")
    assert "already listed as [Old]" in told([OLD], [OLD, again])
    mentioned = dataclasses.replace(NEW, url="https://b.example/x?utm_source=y")
    assert "already listed in the note of [Old]" in told([OLD], [OLD, mentioned])
    assert "already" not in told([OLD], [OLD, NEW])


def test_what_was_changed_and_what_was_removed() -> None:
    text = told([OLD, NEW], [dataclasses.replace(NEW, title="N", tags=())])
    assert "1 changed, 1 removed." in text
    assert "(`2024-01-01-new`): title, tags" in text
    assert "- removed: Old" in text
    assert "`llmnotes remove` would leave it" in text
    gone = Removal(slug=OLD.slug, url=OLD.url, title=OLD.title, date=OLD.date, removed=datetime.date(2024, 2, 1), reason="@author asked")
    after = ReviewedList(entries=[], taxonomy=TAXONOMY, language="ja", removals={OLD.slug: gone})
    with_reason = summary.render(summary.change([OLD], []), after)
    assert "- removed: Old (`2023-01-01-old`): @\u2060author asked" in with_reason


def test_an_address_in_a_remedy_can_be_copied() -> None:
    assert "https:// on" in markdown_text.text("write it in full, from https:// on")
    assert "https://" not in markdown_text.text("https://evil.example/")


def test_nothing_that_a_stranger_wrote_does_anything_on_github() -> None:
    entry = dataclasses.replace(NEW, title=f"# {HOSTILE}".replace("\n", " "), via=HOSTILE, tags=("`@team`", "#3"), note=HOSTILE)
    html = MarkdownIt("commonmark", {"html": True}).render(told([], [entry]))
    visible = re.sub(r"<code>[^<]*</code>", "", html)
    assert not re.search(r"@\w", visible)
    assert not re.search(r"#\d", re.sub(r'href="[^"]*"', "", visible))
    assert not re.search(r"(?i)closes|gh-", visible)
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("<blockquote>") == html.count("</blockquote>") == 1
    assert html.count("<h3>") == 1


def test_a_blank_line_in_code_ends_no_quote() -> None:
    quoted = markdown.quoted(NEW.note)
    assert "\n\n" not in quoted
    assert MarkdownIt("commonmark", {"html": True}).render(f"{quoted}\n").strip() == quoted


def test_more_than_github_takes_is_cut() -> None:
    many = [
        dataclasses.replace(NEW, slug=f"2024-01-01-{number}", url=f"https://a.example/{number}", note="x" * 500) for number in range(200)
    ]
    text = told([], many)
    assert len(text) < 65_536
    assert text.endswith("There is more than GitHub takes: see the changed files.\n")


def test_our_comments_are_known_by_their_first_line() -> None:
    assert markdown.is_marked(markdown.marked("x", "summary").replace("\n", "\r\n"), "summary")
    assert not markdown.is_marked("quoted: " + markdown.marked("x", "summary"), "summary")


def test_a_quoted_note_begins_no_line_with_a_command_and_skips_no_run() -> None:
    written = "::error::x\n/lgtm\n##[error]y [skip ci] ***NO_CI***\n\n```\n  ::warning::z\n/close\n```\n\n<a title='@team #1 [skip ci]' href='https://a.example/@b#2'>c</a>\n\u202e\x1b"
    quoted = markdown.quoted(written)
    assert not re.search(r"(?m)^\s*(::|/)|##\[|\[skip|NO_CI|@\w|[^&]#\d|[\u202e\x1b]", quoted)
    html = MarkdownIt("commonmark", {"html": True}).render(quoted)
    shown = re.sub(r"<[^>]*>", "", html).replace("\u2060", "")
    for words in ("::error::x", "/lgtm", "##[error]y [skip ci]", "::warning::z", "/close"):
        assert words in unescape(shown)


@given(ODD_URLS, ODD_URLS)
@settings(max_examples=100, deadline=None)
def test_entries_of_odd_addresses_are_told(one: str, other: str) -> None:
    first = dataclasses.replace(OLD, url=one)
    assert "1 new." in told([first], [first, dataclasses.replace(NEW, url=other, note=f"- [x](<{one}>)")])
