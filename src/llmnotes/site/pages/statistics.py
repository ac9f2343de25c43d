"""The statistics page: numbers and charts."""

from __future__ import annotations

import dataclasses
from importlib import resources
from typing import TYPE_CHECKING

from llmnotes.site.engine.artifact import Artifact, Asset, PageArtifact, known
from llmnotes.site.engine.page import Page, Section
from llmnotes.site.pages.months import YearRow, year_rows
from llmnotes.site.pages.statistics_numbers import FROM, Statistics, statistics

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView

STYLES = "assets/statistics.css"
"""Path of the style sheet for charts. Only pages with charts load it."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class StatisticsView:
    """The data that the statistics page shows."""

    numbers: Statistics
    years: tuple[int, ...]
    """Years with entries, oldest first."""
    months: tuple[YearRow, ...]
    """The rows of the month table, one for each year, with links to each month that has entries."""
    modified: datetime.date | None


def has_statistics(publication: Publication) -> bool:
    """Return whether the list is long enough for a statistics page."""
    return len(publication.catalogue.entries) >= FROM


def artifacts(publication: Publication) -> Iterator[PageArtifact]:
    """Yield the statistics page, if the list is long enough."""
    if has_statistics(publication):
        modified = publication.catalogue.modified
        yield PageArtifact(path="statistics/index", view=lambda: view(publication), template=template, modified=modified, sectioned=True)


def view(publication: Publication) -> StatisticsView:
    """Return the data that the statistics page shows. The list must have at least one entry."""
    catalogue, site = publication.catalogue, publication.site
    numbers = statistics(catalogue, site.topics, site.words)
    return StatisticsView(numbers=numbers, years=tuple(sorted(catalogue.by_year)), months=year_rows(catalogue), modified=catalogue.modified)


def template(view: StatisticsView, rendering: Rendering) -> Page:
    """Render the statistics page: charts of the numbers of entries by day, year, topic, source and tag."""
    words, found = rendering.words, view.numbers
    headings = {
        "per-year": words("per_year"),
        "topics": words("topics_by_year") if found.topics else "",
        "days": words("per_day"),
        "sources": words("top_sources", count=len(found.sources)),
        "tags": words("top_tags", count=len(found.tags)) if found.tags else "",
    }
    path = "statistics/index"
    html = rendering("statistics.html", path, all=found, headings=headings, years=view.years, months=view.months, styles=STYLES)
    return Page(
        path=path, title=words("statistics"), description="", html=html, kind="statistics", modified=view.modified,
        sections=tuple(Section(id_, title) for id_, title in headings.items() if title),
        alternates=rendering.alternates(), card=rendering.card(path),
    )  # fmt: skip


def styles(publication: Publication) -> Iterator[Artifact]:
    """Yield the artifact of the style sheet for charts, if the site has pages with charts."""
    if has_statistics(publication) or publication.health:
        yield Artifact(id=STYLES, view=known(None), template=_styles)


def _styles(_: None, __: SiteView) -> Iterator[Asset]:
    yield Asset(STYLES, (resources.files("llmnotes.site") / STYLES).read_bytes())
