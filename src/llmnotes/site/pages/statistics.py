"""The page of numbers and charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.site.engine.page import Page, Section
from llmnotes.site.pages.statistics_numbers import statistics

if TYPE_CHECKING:
    from llmnotes.site.pages.rendering import Rendering

STYLES = "assets/statistics.css"
"""Loaded by this page alone."""


def statistics_page(rendering: Rendering) -> Page:
    """Entries over time, by topic, source and tag."""
    publication, words = rendering.publication, rendering.words
    found = statistics(publication.catalogue, publication.topics, words)
    headings = {
        "per-year": words("per_year"),
        "topics": words("topics_by_year") if found.topics else "",
        "days": words("per_day"),
        "sources": words("top_sources", count=len(found.sources)),
        "tags": words("top_tags", count=len(found.tags)) if found.tags else "",
    }
    path = "statistics/index"
    html = rendering(
        "statistics.html", path, all=found, headings=headings, years=sorted(publication.catalogue.by_year),
        styles=STYLES,
    )  # fmt: skip
    return Page(
        path=path, title=words("statistics"), description="", html=html, kind="statistics", modified=rendering.modified,
        sections=tuple(Section(id_, title) for id_, title in headings.items() if title),
        alternates=rendering.alternates(path), card=rendering.card(path),
    )  # fmt: skip
