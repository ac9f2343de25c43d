"""Rules on notes, with what they find."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.curation.lint.japanese import mixed_brackets, says_half_kana
from llmnotes.curation.lint.rule import Group, advice, error
from llmnotes.curation.lint.titles import BRACKETS_MIXED, KANA_HALF
from llmnotes.records import note
from llmnotes.records.taxonomy import fold
from llmnotes.web import url
from llmnotes.web.source import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Problem
    from llmnotes.records.record import Record

NOTE_LINK = error(
    "note-link",
    ja=("ノートのリンクは、どこからでも開けるものに", "相対リンクや打ちまちがいは、読み手をどこにも連れていきません"),
    en=("A note's links lead somewhere", "A relative link, or a mistyped one, takes its reader nowhere"),
    bad="[前回](../memo.md)", good="[前回](https://example.org/memo)",
)  # fmt: skip
NOTE_MARKUP = error(
    "note-markup",
    ja=("ノートの装飾は 5,000 まで", "Markdown の記号、行、表のセル、アドレスの続きを合わせた数です。多すぎるノートは読むのに何分もかかりうるので、書いたままの文字で表示します"),
    en=(
        "A note holds at most 5,000 pieces of markup",
        "Marks of Markdown, lines, cells of tables and the reach of addresses count. A note with more could take minutes to read, so it is shown as the text that it is",
    ),
    bad="(100 KB of nested brackets)", good="(a link to it)",
)  # fmt: skip
NOTE_URL = advice(
    "note-url",
    ja=("ノートは URL だけにしない", "何があって、なぜ読むとよいかをひとこと。URL は記録の url か、文の中に"),
    en=("A note is more than a URL", "Say in a word what is there, and why it is worth reading"),
    bad="https://example.org/related", good="[続編](https://example.org/related)に実装がある",
)  # fmt: skip
NOTE_TITLE = advice(
    "note-title",
    ja=("ノートは題名のくりかえしにしない", "題名はもう上に出ています"),
    en=("A note doesn't only repeat the title", "The title stands right above it"),
    bad="title: RAG入門\n(note) RAG入門", good="title: RAG入門\n(note) 図が多く、最初の1本によい",
)  # fmt: skip


def note_markup(found: Record, _: Context) -> Iterator[Problem]:
    """A note can be read as Markdown in a time that readers and builds have."""
    written = found.entry.note
    if note.is_heavy(written):
        message = f"the note holds more markup than is read as Markdown: {note.weight(written):,}, at most {note.MOST_MARKUP:,}"
        remedy = "shorten it, or put what is long behind a link; until then the note is shown as the text that it is"
        yield NOTE_MARKUP.problem(found.place("note"), message, remedy)


def note_links(found: Record, _: Context) -> Iterator[Problem]:
    """A note's links lead to http or https addresses, to its own headings, or to a mailbox."""
    if not note.may_link(found.entry.note):
        return
    for link in note.links(found.entry.note):
        fault = None if re.match(r"#|mailto:", link.url) else url.fault(link.url)
        if fault:
            place = found.place("note")
            yield NOTE_LINK.problem(
                dataclasses.replace(place, line=place.line + link.line), f"a link of the note leads nowhere: {fault[0]}", fault[1]
            )


def note_says(found: Record, _: Context) -> Iterator[Problem]:
    """A note says more than its title or a URL does, in the usual widths."""
    written = found.entry.note
    if not written:
        return
    place = found.place("note")
    said = _LIST_MARKS.sub("", written.rstrip(), count=1)
    if re.fullmatch(r"<?https?://[^\s<>]+>?", said):
        yield NOTE_URL.problem(place, "the note is nothing but a URL", "say what is there, and why it is worth reading")
    elif len(said) < 2 * len(found.entry.title) and _plain(said) in {_plain(found.entry.title), _plain(_displayed(found))}:
        yield NOTE_TITLE.problem(place, "the note only repeats the title", "say why it is worth reading, or leave the note out")
    if mixed_brackets(written) and (slip := mixed_brackets(_prose(written))):
        yield BRACKETS_MIXED.problem(place, f"'{slip}' opens and closes in different widths", "write both in one width")
    if says_half_kana(written) and (kana := says_half_kana(_prose(written))):
        yield KANA_HALF.problem(place, f"half-width kana: '{kana}'", "write them full-width")


_LIST_MARKS = re.compile(r"\A[-*+>#\s]+")
"""What may stand before a note's first word."""


def _prose(written: str) -> str:
    """A note as readers see it, without its code."""
    return note.text(re.sub(r"(?ms)^[ \t]*(```|~~~).*?^[ \t]*\1|`[^`\n]+`", "", written))


def _displayed(found: Record) -> str:
    return source_of(url.host(found.entry.url)).displayed(found.entry.title)


def _plain(text: str) -> str:
    """Letters and digits alone, folded."""
    return re.sub(r"[\W_]+", "", fold(text))


NOTES = Group(
    rules=(NOTE_LINK, NOTE_MARKUP, NOTE_URL, NOTE_TITLE),
    checks=(note_markup, note_links, note_says),
)
