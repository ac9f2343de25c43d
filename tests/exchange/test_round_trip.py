"""All values of an entry are the same after an export in any format and an import."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.actions.bookmark_entry import BookmarkOptions
from llmnotes.actions.import_bookmarks import ListedEntries, ReadFile, plan_bookmarks
from llmnotes.exchange import bibtex, csv_table, decoding, entries_json, formats, netscape
from llmnotes.exchange.bookmark import ReadingOptions
from llmnotes.model import Entry
from llmnotes.records import record
from llmnotes.records.taxonomy import Taxonomy, Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TODAY = datetime.date(2024, 6, 1)
TAXONOMY = Taxonomy(
    topics=tuple(Topic(id=id_, title={"ja": id_, "en": id_}, description={"ja": "", "en": ""}) for id_ in ("rag", "agents"))
)
WRITERS: dict[str, Callable[[Sequence[Entry]], str]] = {
    "html": lambda entries: "".join(netscape.write("A <list>", entries)),
    "csv": lambda entries: "".join(csv_table.write(entries)),
    "json": lambda entries: b"".join(entries_json.write({}, entries, {}, lambda entry: entry.slug)).decode(),
    "bibtex": lambda entries: "".join(bibtex.write(entries)),
}

_PIECES = (
    *("a", "B ", "日本", "é", "e\u0301", "😀", "\u200b", "\u00a0", "\u2028", "\u3000", "0", "--", "---", "''", "``", "`", "'", '"', ",", ";", "  ", "~", "^", "|"),
    *("\\", "\\a", "{", "}", "{}", "$", "$x$", "%", "&", "&amp;", "&#1;", "_", "#", "<b>", "</A>", "<", ">", "</DL>", "<DT>", "<!--", "=", "=1+1", "+", "-", "@", "＝"),
    *("\\n", "\\textless{}", "\\'e", "[linkding-notes]", "??", "?`", "!`", "ß", "\\url{x}", "@misc{a,", "]", "[", "('", "sep=;", "\t"),
)  # fmt: skip
_LINE = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join)
_WORD = _LINE.map(
    lambda text: "".join(text.replace("\u200b", "").replace("\u2028", "").replace("\t", " ").removeprefix("#").split("\n")).strip()[:40]
).filter(bool)
_NOTE = st.lists(st.one_of(_LINE, st.sampled_from(["", "  - b", "    code", "- a", "= x", "\t"])), max_size=5).map("\n".join)
_DAY = st.dates(datetime.date(1991, 1, 1), TODAY)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        date = draw(_DAY)
        text = draw(_WORD)
        made = Entry(
            slug=f"{date}-a-{number}",
            title=draw(_WORD),
            url=f"https://a.example/{number}{draw(st.sampled_from(['', '?x=1&y=%7B', '#a_b~', '/(日本)']))}",
            date=date,
            added=draw(st.none() | _DAY),
            updated=draw(st.none() | _DAY),
            topics=draw(st.sampled_from([(), ("rag",), ("rag", "agents")])),
            tags=tuple(draw(st.lists(_WORD, max_size=3, unique_by=str.casefold))),
            lang=draw(st.sampled_from([None, "en", "zh-Hant"])),
            via=draw(st.sampled_from([None, text, "https://b.example/?a=1&b=2"])),
            archived=draw(st.sampled_from([None, "https://web.archive.org/web/2023/https://a.example/x_y"])),
            note=record.blank_ends(draw(_NOTE)),
        )
        if not record.read(record.write(made).encode(), slug=made.slug, file="a.md")[1]:
            found.append(made)
    return found


def imported(text: str, name: str) -> Sequence[Entry]:
    text = decoding.text_of(text.encode())
    recognised = formats.recognised(text)
    assert recognised is not None
    assert recognised.name == name
    file = ReadFile(format=recognised, content=recognised.read(text, "f", ReadingOptions()))
    plan = plan_bookmarks([file], ListedEntries(taxonomy=TAXONOMY), BookmarkOptions(today=TODAY))
    assert not plan.problems or not plan.counts[0].found
    return plan.entries


@pytest.mark.parametrize("name", WRITERS)
@given(entries())
def test_an_export_in_each_format_and_its_import_keep_all_values_of_an_entry(name: str, made: list[Entry]) -> None:
    assert list(imported(WRITERS[name](made), name)) == made
