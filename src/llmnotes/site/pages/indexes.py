"""The pages that list all topics, tags, years or sources."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import TYPE_CHECKING

from llmnotes.records.term import tag_address
from llmnotes.site.engine.page import Page
from llmnotes.site.files import feeds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmnotes.site.pages.rendering import Rendering

FEW = 60
"""Up to so many rows, one list by count is all that one needs; above, it shows the most frequent, and a second one is by name."""
MANY = 1000
"""From so many rows up, the list by name stands on a page an initial."""

_ROWS = (("あ", "あ-おア-オヴ"), ("か", "か-ごカ-ゴ"), ("さ", "さ-ぞサ-ゾ"), ("た", "た-どタ-ド"), ("な", "な-のナ-ノ"), ("は", "は-ぽハ-ポ"),
         ("ま", "ま-もマ-モ"), ("や", "ゃ-よャ-ヨ"), ("ら", "ら-ろラ-ロ"), ("わ", "ゎ-んヮ-ン"))  # fmt: skip
_KANA = tuple((row, re.compile(f"[{letters}ぁ-ぉァ-ォ]" if row == "あ" else f"[{letters}]")) for row, letters in _ROWS)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TermRow:
    """A topic, tag, year or source, with the number of its entries."""

    path: str
    name: str
    count: int
    description: str = ""

    @property
    def initial(self) -> str:
        """The heading that its name belongs under: a Latin letter, a row of kana, `漢` for kanji, `0` for digits, `#` for the rest."""
        first = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", self.name))[:1].upper()
        if re.match("[A-Z]", first):
            return first
        if re.match("[0-9]", first):
            return "0"
        if re.match("[\u3400-\u9fff]", first):
            return "漢"
        return next((row for row, letters in _KANA if letters.match(first)), "#")


def index_pages(rendering: Rendering) -> Iterator[Page]:
    """All of them."""
    publication, catalogue, words = rendering.publication, rendering.publication.catalogue, rendering.words
    if publication.topics:
        topics = [
            TermRow(
                path=f"topics/{topic.id}", name=publication.title(topic), count=len(catalogue.by_topic.get(topic.id, ())),
                description=topic.description[publication.language],
            )
            for topic in publication.topics
        ]  # fmt: skip
        yield from _pages(rendering, "topics", topics)
    tags = [TermRow(path=f"tags/{tag_address(tag)}", name=tag, count=len(entries)) for tag, entries in catalogue.by_tag.items()]
    yield from _pages(rendering, "tags", tags, named=True)
    years = [
        TermRow(path=f"years/{year}", name=words("year", year=year), count=len(entries)) for year, entries in catalogue.by_year.items()
    ]
    yield from _pages(rendering, "years", years)
    sources = [
        TermRow(path=f"sources/{id_}", name=catalogue.source(entries[0]).name, count=len(entries))
        for id_, entries in catalogue.by_source.items()
    ]
    yield from _pages(rendering, "sources", sources, named=True)


def _pages(rendering: Rendering, kind: str, rows: Sequence[TermRow], *, named: bool = False) -> Iterator[Page]:
    groups = _by_name(rows) if named and len(rows) > FEW else []
    apart = len(rows) >= MANY
    html = rendering(
        "index.html", f"{kind}/index", title=rendering.words(kind), total=len(rows), rows=rows[:FEW] if groups else rows, apart=apart,
        groups=[(_anchor(initial), initial, [] if apart else names, _by_name_path(kind, initial)) for initial, names in groups],
        opml=feeds.OPML if kind == "topics" and rendering.feeds else "",
    )  # fmt: skip
    yield _page(rendering, f"{kind}/index", rendering.words(kind), html)
    for initial, names in groups if apart else ():
        path, title = _by_name_path(kind, initial), f"{rendering.words(kind)}: {initial}"
        html = rendering(
            "initial.html", path, title=title, rows=names,
            initials=[(other, _by_name_path(kind, other)) for other, _ in groups], up=(rendering.words(kind), f"{kind}/index"),
        )  # fmt: skip
        yield _page(rendering, path, title, html, crumbs=((rendering.words(kind), f"{kind}/index"),))


def _page(rendering: Rendering, path: str, title: str, html: str, crumbs: tuple[tuple[str, str], ...] = ()) -> Page:
    return Page(
        path=path, title=title, description="", html=html, kind="index", modified=rendering.modified,
        alternates=rendering.alternates(path), card=rendering.card(path), crumbs=crumbs,
    )  # fmt: skip


def _by_name(rows: Sequence[TermRow]) -> list[tuple[str, list[TermRow]]]:
    """Rows by initial, in the order of letters: digits, Latin, kana, kanji, the rest."""
    groups: dict[str, list[TermRow]] = {}
    for row in sorted(rows, key=lambda row: (unicodedata.normalize("NFKC", row.name).casefold(), row.name)):
        groups.setdefault(row.initial, []).append(row)
    return sorted(groups.items(), key=lambda group: (group[0] == "#", group[0]))


def _anchor(initial: str) -> str:
    return "other" if initial == "#" else f"initial-{initial.lower()}"


def _by_name_path(kind: str, initial: str) -> str:
    return f"{kind}/by-name/{'other' if initial == '#' else initial.lower()}"
