"""The home."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from markupsafe import Markup

from llmnotes.site.engine.artifact import Asset, Batch
from llmnotes.site.engine.page import Page, Section
from llmnotes.site.files import feeds
from llmnotes.system import compact_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmnotes.model import Entry
    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.fingerprints import Fingerprints
    from llmnotes.site.publication.publication import Publication

NEWEST = 20
"""Entries on the home of a list that is too long to show whole."""
WHOLE = 50
"""Up to so many entries, the home shows them all."""
REMEMBERED = 100
"""Newest entries by which a reader's browser tells what is new to it."""


def home_page(rendering: Rendering, *, intro: str, description: str, statistics: bool) -> Page:
    """An introduction (HTML) and a description by the list's author, the newest entries, and the ways in. `statistics` says that there is a page of them."""
    publication, catalogue = rendering.publication, rendering.publication.catalogue
    whole = len(catalogue.entries) <= WHOLE
    shown = catalogue.newest if whole else catalogue.newest[:NEWEST]
    groups = rendering.by_month(shown, "listed")
    html = rendering(
        "home.html", "index", intro=Markup(intro), has_h1="<h1" in intro, name=publication.name, groups=groups, whole=whole,  # noqa: S704 - MkDocs rendered the author's own page
        total=len(catalogue.entries),
        topics=[(topic, len(catalogue.by_topic[topic.id])) for topic in publication.topics if topic.id in catalogue.by_topic],
        years=catalogue.by_year, statistics=statistics, empty=f"llmnotes import LOG.md --entries {publication.folder}",
        remembered=" ".join(f"{entry.slug}:{entry.listed:%Y%m%d}" for entry in catalogue.newest[:REMEMBERED]),
        days=" ".join(sorted({_day(entry) for entry in catalogue.entries})),
        feed=rendering.feeds.get("index"), opml=feeds.OPML if rendering.feeds else "",
    )  # fmt: skip
    return Page(
        path="index", title=publication.name, description=description, html=html, kind="home", written=intro, modified=rendering.modified,
        sections=tuple(Section(id_, title) for id_, title, _ in groups), alternates=rendering.alternates("index"), card=rendering.card("index"),
    )  # fmt: skip


def _day(entry: Entry) -> str:
    return f"{entry.date.month:02}{entry.date.day:02}"


def day_batches(publication: Publication, prints: Fingerprints) -> Iterator[Batch]:
    """A file for each day of the year that has entries, `MMDD`, so that the home can tell what was published on this day: slug, year, title, newest first."""
    days: dict[str, list[Entry]] = {}
    for entry in reversed(publication.catalogue.entries):
        days.setdefault(_day(entry), []).append(entry)
    for day, entries in days.items():
        path = f"days/{day}.json"
        yield Batch(
            id=path, sees=functools.partial(prints.of_all, entries), make=functools.partial(_day_assets, publication, path, entries)
        )


def _day_assets(publication: Publication, path: str, entries: Iterable[Entry]) -> Iterator[Asset]:
    rows = [(entry.slug, entry.date.year, publication.catalogue.displayed(entry)) for entry in entries]
    yield Asset(path, compact_json.dumps(rows))
