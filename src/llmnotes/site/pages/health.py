"""The page of links: what is wrong, since when, and how it went."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.links.survival import Survival, survival
from llmnotes.links.verdict import Standing
from llmnotes.site.engine.artifact import PageArtifact, known
from llmnotes.site.engine.page import Page, Section
from llmnotes.site.files.link_health import BADGE, FILE
from llmnotes.site.pages.statistics import STYLES
from llmnotes.web.source import source_of, source_of_url

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping

    from llmnotes.links.report import Finding
    from llmnotes.records.catalogue import Catalogue
    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.link_states import Health, LinkState
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.words import Words

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
    total: int
    rows: tuple[LinkRow, ...]
    """At most `SHOWN`."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A run in the chart."""

    time: datetime.datetime
    counts: Mapping[Standing, int]
    dead: float
    """Height of the dead, in units."""
    suspect: float
    """Height of the suspect, on top of the dead."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HealthView:
    """What the page shows."""

    checked: datetime.datetime | None = None
    """The last run (UTC); None where links were never checked."""
    links: int = 0
    counts: Mapping[Standing, int] = dataclasses.field(default_factory=dict)
    """Links by standing, worst first."""
    parts: tuple[Part, ...] = ()
    columns: tuple[Column, ...] = ()
    """One of each run, oldest first."""
    years: tuple[tuple[int, Survival], ...] = ()
    """Newest first."""
    sources: tuple[tuple[str, str, Survival], ...] = ()
    """Id, name and survival of those with the most links."""


def artifact(publication: Publication) -> PageArtifact:
    """The page."""
    health, made = publication.health, view(publication)
    return PageArtifact(
        path="health/index", view=known(made), template=template, modified=health.checked.date() if health and health.checked else None,
        described=True, sectioned=bool(made.parts or len(made.columns) > 1 or made.years),
    )  # fmt: skip


def view(publication: Publication) -> HealthView:
    """What is wrong and since when, health over runs, survival."""
    health = publication.health
    if health is None:
        return HealthView()
    years, sources = _survival(publication.catalogue, health)
    return HealthView(
        checked=health.checked,
        links=len(health.findings),
        counts=health.counts(),
        parts=tuple(_parts(health)),
        columns=tuple(_columns(health)),
        years=years,
        sources=sources,
    )


def template(view: HealthView, rendering: Rendering) -> Page:
    """What is wrong and since when; or that links were never checked."""
    words, path = rendering.words, "health/index"
    titles = {part.id: words("health_part", name=words(f"standing_{part.id}"), count=f"{part.total:,}") for part in view.parts}
    html = rendering(
        "health.html", path, view=view, titles=titles, unfolded=("dead", "suspect"), styles=STYLES, json=FILE, badge=BADGE,
        most=max((column.counts.get(Standing.DEAD, 0) + column.counts.get(Standing.SUSPECT, 0) for column in view.columns), default=0),
        standings=list(Standing), wide=WIDE, high=HIGH,
    )  # fmt: skip
    return Page(
        path=path, title=words("health"), description=words("health_description"), html=html, kind="health",
        modified=view.checked.date() if view.checked else None,
        sections=tuple(_sections(view, titles, words)), alternates=rendering.alternates(), card=rendering.card(path),
    )  # fmt: skip


def _sections(view: HealthView, titles: Mapping[str, str], words: Words) -> Iterator[Section]:
    yield from (Section(id_, title) for id_, title in titles.items())
    if len(view.columns) > 1:
        yield Section("runs", words("health_runs"))
    if view.years:
        yield Section("survival", words("health_survival"))


_SHOWN = (Standing.DEAD, Standing.SUSPECT, Standing.MOVED, Standing.UNSURE)


def _parts(health: Health) -> Iterator[Part]:
    kinds = [
        (standing.value, [one for one in health.findings if one.verdict.standing is standing and not one.settled]) for standing in _SHOWN
    ]
    kinds.append(("settled", [one for one in health.findings if one.settled]))
    for id_, found in kinds:
        if found:
            rows = tuple(LinkRow(finding=one, state=health.state(one, _archived(one))) for one in found[:SHOWN])
            yield Part(id=id_, total=len(found), rows=rows)


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


def _survival(catalogue: Catalogue, health: Health) -> tuple[tuple[tuple[int, Survival], ...], tuple[tuple[str, str, Survival], ...]]:
    years = survival(catalogue.entries, health.ledger, health.now, lambda entry: entry.date.year)
    sources = survival(catalogue.entries, health.ledger, health.now, lambda entry: source_of_url(entry.url).id)
    most = sorted(sources, key=lambda id_: (-sources[id_].checked, id_))[:SOURCES]
    named = tuple((id_, source_of(id_).name, sources[id_]) for id_ in most if sources[id_].checked > 1)
    return tuple(sorted(years.items(), reverse=True)), named
