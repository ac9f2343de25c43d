"""The pages that list all topics, tags, years or sources."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import TYPE_CHECKING

from llmnotes.records.term import tag_address
from llmnotes.site.engine.artifact import PageArtifact, known
from llmnotes.site.engine.page import Page
from llmnotes.site.files.feeds import OPML
from llmnotes.site.pages.months import YearRow, year_rows
from llmnotes.web.source import source_of_url

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.publication import Publication

FEW = 60
"""An index of tags or sources with at most this number of rows has one list, sorted by number of entries.

A longer index first lists the rows with the most entries, up to this number, and then all rows by name.
"""
MANY = 1000
"""If an index of tags or sources has at least this number of rows, its list by name is split into one page for each initial."""

_ROWS = (("あ", "あ-おア-オヴ"), ("か", "か-ごカ-ゴ"), ("さ", "さ-ぞサ-ゾ"), ("た", "た-どタ-ド"), ("な", "な-のナ-ノ"), ("は", "は-ぽハ-ポ"),
         ("ま", "ま-もマ-モ"), ("や", "ゃ-よャ-ヨ"), ("ら", "ら-ろラ-ロ"), ("わ", "ゎ-んヮ-ン"))  # fmt: skip
_KANA = tuple((row, re.compile(f"[{letters}ぁ-ぉァ-ォ]" if row == "あ" else f"[{letters}]")) for row, letters in _ROWS)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TermRow:
    """A row of an index page: a topic, tag, year or source with its number of entries."""

    path: str
    name: str
    count: int
    description: str = ""

    @property
    def initial(self) -> str:
        """Return the heading under which an index lists the name: a Latin letter, a row of kana, `漢` for kanji, `0` for digits, `#` for anything else."""
        first = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", self.name))[:1].upper()
        if re.match("[A-Z]", first):
            return first
        if re.match("[0-9]", first):
            return "0"
        if re.match("[\u3400-\u9fff]", first):
            return "漢"
        return next((row for row, letters in _KANA if letters.match(first)), "#")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class IndexView:
    """The data of an index page, which lists all topics, tags, years or sources."""

    kind: str
    """What the page lists: `topics`, `tags`, `years` or `sources`."""
    rows: tuple[TermRow, ...]
    """All rows: topics in the order of the taxonomy, years from the newest to the oldest, tags and sources with the most entries first."""
    named: bool
    """Whether the index also lists all rows by name if it has more than `FEW` (60) rows. True for tags and sources."""
    feeds: bool
    """Whether the page links to the OPML file, which lists the feeds of the list and its topics."""
    months: tuple[YearRow, ...]
    """In the index of years: the rows of the month table, one for each year with links to its months. Empty in other indexes."""
    modified: datetime.date | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class InitialView:
    """The data of a page that lists all tags or sources with one initial."""

    kind: str
    initial: str
    rows: tuple[TermRow, ...]
    initials: tuple[str, ...]
    """All initials of tags or sources. The page links to the page of each."""
    modified: datetime.date | None


def artifacts(publication: Publication) -> Iterator[PageArtifact]:
    """Yield the pages that list all topics, tags, years or sources, and the pages that list tags or sources with one initial.

    A site without topics has no list of topics.
    """
    site, catalogue, words = publication.site, publication.catalogue, publication.site.words
    if site.topics:
        topics = [
            TermRow(
                path=f"topics/{topic.id}", name=site.title(topic), count=len(catalogue.by_topic.get(topic.id, ())),
                description=topic.description[site.language],
            )
            for topic in site.topics
        ]  # fmt: skip
        yield from _artifacts(publication, "topics", topics)
    tags = [TermRow(path=f"tags/{tag_address(tag)}", name=tag, count=len(entries)) for tag, entries in catalogue.by_tag.items()]
    yield from _artifacts(publication, "tags", tags, named=True)
    years = [
        TermRow(path=f"years/{year}", name=words("year", year=year), count=len(entries)) for year, entries in catalogue.by_year.items()
    ]
    yield from _artifacts(publication, "years", years)
    sources = [
        TermRow(path=f"sources/{id_}", name=source_of_url(entries[0].url).name, count=len(entries))
        for id_, entries in catalogue.by_source.items()
    ]
    yield from _artifacts(publication, "sources", sources, named=True)


def _artifacts(publication: Publication, kind: str, rows: Sequence[TermRow], *, named: bool = False) -> Iterator[PageArtifact]:
    modified = publication.catalogue.modified
    feeds = kind == "topics" and publication.site.feed is not None
    months = year_rows(publication.catalogue) if kind == "years" else ()
    whole = IndexView(kind=kind, rows=tuple(rows), named=named, feeds=feeds, months=months, modified=modified)
    yield PageArtifact(path=f"{kind}/index", view=known(whole), template=template, modified=modified)
    if not named or len(rows) < MANY:
        return
    groups = _by_name(rows)
    for initial, names in groups:
        view = InitialView(kind=kind, initial=initial, rows=tuple(names), initials=tuple(other for other, _ in groups), modified=modified)
        yield PageArtifact(path=_by_name_path(kind, initial), view=known(view), template=initial_template, modified=modified)


def template(view: IndexView, rendering: Rendering) -> Page:
    """Render an index page: its rows in their order, or the month table in the index of years.

    A long index of tags or sources has the rows with the most entries, and then all rows by name, or links to the pages of initials.
    """
    kind, rows, title = view.kind, view.rows, rendering.words(view.kind)
    groups = _by_name(rows) if view.named and len(rows) > FEW else []
    apart = len(rows) >= MANY
    html = rendering(
        "index.html", f"{kind}/index", title=title, total=len(rows), rows=rows[:FEW] if groups else rows, apart=apart,
        groups=[(_anchor(initial), initial, [] if apart else names, _by_name_path(kind, initial)) for initial, names in groups],
        opml=OPML if view.feeds else "", most=_most(rows), months=view.months,
    )  # fmt: skip
    return _page(rendering, f"{kind}/index", title, html, view.modified)


def initial_template(view: InitialView, rendering: Rendering) -> Page:
    """Render the page that lists all tags or sources with one initial."""
    kind, path, above = view.kind, _by_name_path(view.kind, view.initial), rendering.words(view.kind)
    title = f"{above}: {view.initial}"
    html = rendering(
        "initial.html", path, title=title, rows=view.rows, most=_most(view.rows),
        initials=[(other, _by_name_path(kind, other)) for other in view.initials], up=(above, f"{kind}/index"),
    )  # fmt: skip
    return _page(rendering, path, title, html, view.modified)._replace(crumbs=((above, f"{kind}/index"),))


def _page(rendering: Rendering, path: str, title: str, html: str, modified: datetime.date | None) -> Page:
    return Page(
        path=path, title=title, description="", html=html, kind="index", modified=modified,
        alternates=rendering.alternates(), card=rendering.card(path),
    )  # fmt: skip


def _most(rows: Sequence[TermRow]) -> int:
    return max((row.count for row in rows), default=1)


def _by_name(rows: Sequence[TermRow]) -> list[tuple[str, list[TermRow]]]:
    """Group the rows of an index by initial. The groups have this order: digits, Latin letters, kana, kanji, anything else."""
    groups: dict[str, list[TermRow]] = {}
    for row in sorted(rows, key=lambda row: (unicodedata.normalize("NFKC", row.name).casefold(), row.name)):
        groups.setdefault(row.initial, []).append(row)
    return sorted(groups.items(), key=lambda group: (group[0] == "#", group[0]))


def _anchor(initial: str) -> str:
    return "other" if initial == "#" else f"initial-{initial.lower()}"


def _by_name_path(kind: str, initial: str) -> str:
    return f"{kind}/by-name/{'other' if initial == '#' else initial.lower()}"
