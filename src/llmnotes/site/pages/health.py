"""The page on link health: the share of links that still work, the results of past link checks, and the links that don't work or have moved."""

from __future__ import annotations

import collections
import dataclasses
import datetime
from typing import TYPE_CHECKING

from llmnotes.links.survival import Survival, survival
from llmnotes.links.verdict import Standing
from llmnotes.site.engine.artifact import PageArtifact, known
from llmnotes.site.engine.page import Page, Section
from llmnotes.site.files.link_health import BADGE, FILE
from llmnotes.site.pages.statistics import STYLES
from llmnotes.web.source import source_of, source_of_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmnotes.links.report import Finding
    from llmnotes.records.catalogue import Catalogue
    from llmnotes.site.pages.rendering import Rendering
    from llmnotes.site.publication.link_states import Health, LinkState
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.words import Words

SHOWN = 100
"""Maximum number of links that each section of the page lists. link-health.json lists all links that are not alive."""
RUNS = 53
"""Maximum number of columns in the chart of past link checks: one year of weekly checks."""
SOURCES = 10
"""Maximum number of sources whose share of working links the page on link health shows: those with the most checked entries."""
WIDE, HIGH = 12, 60
"""In the chart of past link checks: distance from one column to the next, and height of the highest column, in SVG units."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LinkRow:
    """A link in the lists of the page on link health: dead, suspect, moved or unsure."""

    finding: Finding
    state: LinkState
    details: str
    """Text after the reason for the verdict: HTTP status and dates of checks, or what a person wrote about the verdict; may be empty."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LinksOfCause:
    """Links in one section of the page whose verdicts have the same reason. The newest verdicts come first."""

    name: str
    """The reason for the verdict, such as `not found`; empty if the verdict needs no reason, as for a lasting move."""
    rows: tuple[LinkRow, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """A part of the summary bar: the links with one verdict."""

    standing: Standing
    count: int
    start: float
    """Left end of the slice, in percent of the width of the bar."""
    width: float
    """Width of the slice, in percent of the width of the bar."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A section of the page on link health: the links with one verdict, or the settled links (dead links whose records name an archived copy)."""

    id: str
    total: int
    causes: tuple[LinksOfCause, ...]
    """The links of the section, grouped by the reason for the verdict.

    The most frequent reason comes first. Only the `SHOWN` (100) newest verdicts are listed.
    """


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of the chart of past link checks: the result of one check of all links."""

    time: datetime.datetime
    counts: Mapping[Standing, int]
    dead: float
    """Height of the part of the column for dead links, in SVG units."""
    suspect: float
    """Height of the part of the column for suspect links, above the part for dead links, in SVG units."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HealthView:
    """The data that the page on link health shows."""

    checked: datetime.datetime | None = None
    """Time of the last link check (UTC); None if the ledger has no link check."""
    links: int = 0
    percent: int = 0
    """Percentage of the checked links, without settled links, that are not dead: rounded down, and 0 if no link was checked."""
    slices: tuple[Slice, ...] = ()
    """Parts of the summary bar, one for each verdict that at least one link has, without settled links.

    The order is: alive, moved, unsure, suspect, dead, unchecked.
    """
    parts: tuple[Part, ...] = ()
    columns: tuple[Column, ...] = ()
    """Columns of the chart of past link checks, oldest first."""
    years: tuple[tuple[int, Survival], ...] = ()
    """Each year with the share of working links among the checked entries of this year, newest year first. Years without checked entries are left out."""
    sources: tuple[tuple[str, str, Survival], ...] = ()
    """Id, name and share of working links of at most `SOURCES` (10) sources: those with the most checked entries.

    The source with the most checked entries comes first. Sources with only one checked entry are left out.
    """


def artifact(publication: Publication) -> PageArtifact:
    """Return the page on link health."""
    health, made = publication.health, view(publication)
    return PageArtifact(
        path="health/index", view=known(made), template=template, modified=health.checked.date() if health and health.checked else None,
        described=True, sectioned=bool(made.parts or len(made.columns) > 1 or made.years),
    )  # fmt: skip


def view(publication: Publication) -> HealthView:
    """Return the data that the page on link health shows. It is empty if the ledger has no link."""
    health = publication.health
    if health is None:
        return HealthView()
    years, sources = _survival(publication.catalogue, health)
    return HealthView(
        checked=health.checked,
        links=len(health.findings),
        percent=_percent(health.counts()),
        slices=tuple(_slices(health.counts())),
        parts=tuple(_parts(health)),
        columns=tuple(_columns(health)),
        years=years,
        sources=sources,
    )


def template(view: HealthView, rendering: Rendering) -> Page:
    """Render the page on link health. If the view has no time of a link check, the page says that the links were never checked."""
    words, path = rendering.words, "health/index"
    titles = {part.id: words("health_part", name=words(f"standing_{part.id}"), count=f"{part.total:,}") for part in view.parts}
    html = rendering(
        "health.html", path, view=view, titles=titles, unfolded=("dead", "suspect"), searchable={one.value for one in _SHOWN}, styles=STYLES, json=FILE, badge=BADGE,
        most=max((column.counts.get(Standing.DEAD, 0) + column.counts.get(Standing.SUSPECT, 0) for column in view.columns), default=0),
        standings=list(Standing), wide=WIDE, high=HIGH,
    )  # fmt: skip
    return Page(
        path=path, title=words("health"), description=words("health_description"), html=html, kind="health",
        modified=view.checked.date() if view.checked else None,
        sections=tuple(_sections(view, titles, words)), alternates=rendering.alternates(), card=rendering.card(path),
    )  # fmt: skip


def _sections(view: HealthView, titles: Mapping[str, str], words: Words) -> Iterator[Section]:
    if len(view.columns) > 1:
        yield Section("runs", words("health_runs"))
    if view.years:
        yield Section("survival", words("health_survival"))
    yield from (Section(id_, title) for id_, title in titles.items())


_SHOWN = (Standing.DEAD, Standing.SUSPECT, Standing.MOVED, Standing.UNSURE)


def _parts(health: Health) -> Iterator[Part]:
    kinds = [
        (standing.value, [one for one in health.findings if one.verdict.standing is standing and not one.settled]) for standing in _SHOWN
    ]
    kinds.append(("settled", [one for one in health.findings if one.settled]))
    for id_, found in kinds:
        if found:
            newest = sorted(found, key=lambda one: one.verdict.since or _NEVER, reverse=True)[:SHOWN]
            causes = collections.defaultdict(list)
            for one in newest:
                row = LinkRow(finding=one, state=health.state(one, _archived(one)), details=health.details(one))
                causes[health.cause(one)].append(row)
            ranked = sorted(causes.items(), key=lambda item: -len(item[1]))
            yield Part(id=id_, total=len(found), causes=tuple(LinksOfCause(name=name, rows=tuple(rows)) for name, rows in ranked))


_NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)
_ORDER = (Standing.ALIVE, Standing.MOVED, Standing.UNSURE, Standing.SUSPECT, Standing.DEAD, Standing.UNCHECKED)


def _percent(counts: Mapping[Standing, int]) -> int:
    checked = sum(counts.values()) - counts.get(Standing.UNCHECKED, 0)
    return 100 * (checked - counts.get(Standing.DEAD, 0)) // checked if checked else 0


def _slices(counts: Mapping[Standing, int]) -> Iterator[Slice]:
    total, before = sum(counts.values()), 0
    for standing in _ORDER:
        if count := counts.get(standing, 0):
            yield Slice(standing=standing, count=count, start=round(100 * before / total, 2), width=round(100 * count / total, 2))
            before += count


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
