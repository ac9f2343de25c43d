"""Make link-health.json and a badge, which show the state of the links. docs/about/link-health-json.md describes the format of link-health.json."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from llmnotes.links.badge import badge
from llmnotes.links.formats.json import of_link
from llmnotes.links.formats.words import minute
from llmnotes.links.verdict import Standing
from llmnotes.site.engine.artifact import Artifact, Asset
from llmnotes.system import compact_json

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping, Sequence

    from llmnotes.links.report import Finding
    from llmnotes.site.publication.link_states import Health
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView

FILE = "link-health.json"
BADGE = "link-health.svg"
MEMBERS = (
    "url", "standing", "settled", "outcome", "detail", "since", "last_found", "failures", "moved_to", "said_by_a_person", "copy", "entries",
)  # fmt: skip
"""JSON members of each link in link-health.json.

`llmnotes links report --format json` has these members and more. Where link-health.json has a day, the output of that command has a time.
"""
VERSION = 1
"""Version of the format of link-health.json. It increases when a member is renamed, is removed or changes its meaning, but not for a new member."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LinkHealthView:
    """The content of link-health.json and of the badge."""

    checked: datetime.datetime | None
    """Time at which the last link check began (UTC); None if the ledger has no link check, but only verdicts by persons."""
    counts: Mapping[Standing, int]
    """Number of links by verdict. Settled links, which are dead links whose records name an archived copy, are not counted."""
    settled: int
    """Number of dead links whose records name an archived copy."""
    runs: Sequence[tuple[datetime.datetime, Mapping[Standing, int]]]
    """Time of each check of all links (UTC), with the number of links by verdict after it. The oldest link check comes first."""
    findings: tuple[Finding, ...]
    """Links with any verdict except alive. The worst verdicts come first."""


def artifacts(publication: Publication) -> Iterator[Artifact]:
    """Yield one artifact with link-health.json and the badge; yield nothing if the ledger has no link."""
    health = publication.health
    if health:
        yield Artifact(id=FILE, view=functools.partial(view, health), template=template)


def view(health: Health) -> LinkHealthView:
    """Return the content of link-health.json and of the badge: the numbers of links by verdict, and details on each link that is not alive."""
    return LinkHealthView(
        checked=health.checked,
        counts=health.counts(),
        settled=sum(finding.settled for finding in health.findings),
        runs=health.ledger.points(),
        findings=tuple(finding for finding in health.findings if finding.verdict.standing is not Standing.ALIVE),
    )


def template(view: LinkHealthView, site: SiteView) -> Iterator[Asset]:
    """Yield the badge, and link-health.json. In link-health.json, each line between the first and the last line describes one link that is not alive."""
    yield Asset(BADGE, badge(view.counts, site.language).encode())
    head = {
        "version": VERSION,
        "checked": minute(view.checked) if view.checked else None,
        "counts": {standing.value: number for standing, number in view.counts.items()},
        "settled": view.settled,
        "runs": [{"time": minute(time), "counts": {one.value: count for one, count in counts.items()}} for time, counts in view.runs],
    }
    links = b",\n".join(compact_json.dumps(_link(finding)) for finding in view.findings)
    yield Asset(FILE, compact_json.dumps(head)[:-1] + b',"links":[\n' + links + b"\n]}\n")


def _link(finding: Finding) -> dict[str, object]:
    known = of_link(finding, lambda time: str(time.date()))
    return {name: known[name] for name in MEMBERS}
