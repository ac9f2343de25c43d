"""The page of links: what is wrong, since when, and how it went."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.links.survival import Survival, survival
from llmnotes.links.verdict import Standing
from llmnotes.site.engine.page import Page, Section
from llmnotes.site.files.link_health import BADGE, FILE
from llmnotes.site.pages.statistics import STYLES
from llmnotes.web.source import source_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping, Sequence

    from llmnotes.links.report import Finding
    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.link_states import Health, LinkState

SHOWN = 100
"""Links of one standing on the page; all are in link-health.json."""
RUNS = 53
"""Columns of the chart: a year of weekly runs."""
SOURCES = 10
"""Sources whose survival is shown: those with the most links."""
WIDE, HIGH = 12, 60
"""Units of a column's step, and of the highest column."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LinkRow:
    """A link that isn't well."""

    finding: Finding
    state: LinkState


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Links of one standing."""

    id: str
    title: str
    total: int
    rows: Sequence[LinkRow]
    folded: bool


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A run in the chart."""

    time: datetime.datetime
    counts: Mapping[Standing, int]
    dead: float
    """Height of the dead, in units."""
    suspect: float
    """Height of the suspect, on top of the dead."""


def health_page(rendering: Rendering) -> Page:
    """What is wrong and since when, health over runs, survival; or that links were never checked."""
    publication, words = rendering.publication, rendering.words
    health, path = publication.health, "health/index"
    parts = list(_parts(rendering, health)) if health else []
    columns = _columns(health) if health else []
    years, sources = _survival(rendering, health) if health else ({}, {})
    sections = [Section(part.id, part.title) for part in parts]
    sections += [Section("runs", words("health_runs"))] if len(columns) > 1 else []
    sections += [Section("survival", words("health_survival"))] if years else []
    html = rendering(
        "health.html", path, health=health, parts=parts, columns=columns, years=years, sources=sources, styles=STYLES, json=FILE, badge=BADGE,
        most=max((column.counts.get(Standing.DEAD, 0) + column.counts.get(Standing.SUSPECT, 0) for column in columns), default=0),
        standings=list(Standing), wide=WIDE, high=HIGH,
    )  # fmt: skip
    modified = health.checked.date() if health and health.checked else None
    return Page(
        path=path, title=words("health"), description=words("health_description"), html=html, kind="health", modified=modified,
        sections=tuple(sections), alternates=rendering.alternates(path), card=rendering.card(path),
    )  # fmt: skip


def _parts(rendering: Rendering, health: Health) -> Iterator[Part]:
    words = rendering.words
    kinds = [(standing.value, [one for one in health.findings if one.verdict.standing is standing and not one.settled]) for standing in
             (Standing.DEAD, Standing.SUSPECT, Standing.MOVED, Standing.UNSURE)]  # fmt: skip
    kinds.append(("settled", [one for one in health.findings if one.settled]))
    for id_, found in kinds:
        if found:
            rows = [LinkRow(finding=one, state=health.state(one, _archived(one))) for one in found[:SHOWN]]
            title = words("health_part", name=words(f"standing_{id_}"), count=f"{len(found):,}")
            yield Part(id=id_, title=title, total=len(found), rows=rows, folded=id_ not in {"dead", "suspect"})


def _archived(finding: Finding) -> str | None:
    return next((mention.entry.archived for mention in finding.link.mentions if mention.is_title and mention.entry.archived), None)


def _columns(health: Health) -> list[Column]:
    points = health.ledger.points()[-RUNS:]
    most = max((counts.get(Standing.DEAD, 0) + counts.get(Standing.SUSPECT, 0) for _, counts in points), default=0) or 1
    return [
        Column(
            time=time,
            counts=counts,
            dead=round(HIGH * counts.get(Standing.DEAD, 0) / most, 1),
            suspect=round(HIGH * counts.get(Standing.SUSPECT, 0) / most, 1),
        )
        for time, counts in points
    ]


def _survival(rendering: Rendering, health: Health) -> tuple[Mapping[int, Survival], Mapping[str, tuple[str, Survival]]]:
    catalogue = rendering.publication.catalogue
    years = survival(catalogue.entries, health.ledger, health.now, lambda entry: entry.date.year)
    sources = survival(catalogue.entries, health.ledger, health.now, lambda entry: catalogue.source(entry).id)
    most = sorted(sources, key=lambda id_: (-sources[id_].checked, id_))[:SOURCES]
    named = {id_: (source_of(id_).name, sources[id_]) for id_ in most if sources[id_].checked > 1}
    return dict(sorted(years.items(), reverse=True)), named
