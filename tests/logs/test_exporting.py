"""Tests that records, exported as a log of any style, can be imported without a change."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmnotes.logs import exporting, grammar
from llmnotes.logs.shape import PartKind, Style
from llmnotes.logs.sidecar import Sidecar, SidecarPart
from llmnotes.model import Entry
from llmnotes.records import record

STYLES = [Style(), Style(marker="#"), Style(marker="######"), Style(marker="-"), Style(marker="*", gap=0)]
NOTES = [
    "# H", "H\n===", "H\n---", "## [2023-01-01 t](https://a.example/)", "a\n# b", "#### deeper\n\ntext", "- a\n\n  # in a list", "> # quoted",
    "```\nopen", "~~~\n# open", "<!-- open", "<script>\nopen", "<div>\n# H", "&#35; literal", "&#35;&#35; x", "    code", "\tcode", "  indented\n   more",
    " - a\n - b", "a  ", "a\n\n \n\nb", "x\n\t\n\ty", "\u3000x", "---", "===", "- - -", "[a]: https://x.example/\n# H", "# H\n\xa0", "\xa0- a\n\u2003b",
]  # fmt: skip
TITLES = [
    "t", ":has()", "：題", "to 2023-01-01 x", "- 2023-02-02 x", "から2023-01-01", "~ 5/12 x", "/12 x", "T09:00", "2023-01-02 x", "a\\", "[b]", "*e*",
    "&amp;", "`c", "](", " - x", "<b>", "x\u3000", "\u3000x", " x ",
]  # fmt: skip
URLS = [
    f"https://a.example/{rest}"
    for rest in ("<x>", "a\\b", "?a=1&amp;b", "(", ")a(", "&lt;\\>", "\\(x", "a_(b)", "論文#節")
]  # fmt: skip


def entries(title: str, url: str, note: str) -> list[Entry]:
    """Return an entry and a second entry after it; an empty list if the record of the entry can't be parsed."""
    wanted = Entry(slug="2023-01-02-a", title=title, url=url, date=datetime.date(2023, 1, 2), note=note)
    found, _ = record.read(record.write(wanted).encode(), slug=wanted.slug, file="a.md")
    following = Entry(slug="2023-01-03-b", title="next", url="https://b.example/", date=datetime.date(2023, 1, 3), note="- its note")
    return [found.entry, following] if found else []


def assert_reads_back(wanted: list[Entry], style: Style) -> None:
    part = SidecarPart(kind=PartKind.PREAMBLE, text="", style=style, entries=())
    text = exporting.export(Sidecar(bom=False, crlf=False, ending=1, parts=(part,)), {}, wanted)
    log = grammar.parse(text.encode(), "log", "log.md")
    assert [(one.date, one.title, one.url, one.note) for one in log.occurrences] == [
        (one.date, one.title, one.url, one.note) for one in wanted
    ], text


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"{style.marker} {style.gap}")
def test_notes_titles_and_urls_with_markup_of_logs_are_unchanged_after_export_and_import(style: Style) -> None:
    for title in TITLES:
        assert_reads_back(entries(title, "https://a.example/", "- a note"), style)
    for url in URLS:
        assert_reads_back(entries("t", url, "- a note"), style)
    for note in NOTES:
        assert_reads_back(entries("t", "https://a.example/", note), style)


_MARKS = "ab#-=+`~<>&;35 []()!*_\\:1./漢"
_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_TITLE = st.one_of(st.text(st.sampled_from(_MARKS), min_size=1, max_size=10), st.sampled_from(TITLES), _ANY)
_PATH = st.one_of(st.text(st.sampled_from(_MARKS.replace(" ", "")), max_size=8), st.sampled_from([url[18:] for url in URLS]), _ANY)
_LINE = st.one_of(st.text(st.sampled_from(f"{_MARKS}\t"), max_size=6), st.sampled_from(NOTES), _ANY)


@given(_TITLE, _PATH, st.lists(_LINE, max_size=4), st.sampled_from(STYLES))
@settings(max_examples=400, deadline=None)
def test_any_valid_record_is_unchanged_after_export_and_import(title: str, path: str, lines: list[str], style: Style) -> None:
    assert_reads_back(entries(title, f"https://a.example/{path}", "\n".join(lines)), style)
