"""link-health.json and the badge beside it. The format is described for readers in docs/about/link-health-json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.links.badge import badge
from llmnotes.links.formats.json import minute, of_link
from llmnotes.links.verdict import Standing
from llmnotes.site.engine.artifact import Asset
from llmnotes.system import compact_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.links.report import Finding
    from llmnotes.site.publication.link_states import Health

FILE = "link-health.json"
BADGE = "link-health.svg"
MEMBERS = (
    "url", "standing", "settled", "outcome", "detail", "since", "last_found", "failures", "moved_to", "said_by_a_person", "copy", "entries",
)  # fmt: skip
"""What the site publishes of a link, of all that `links report --format json` says. Times are days."""
VERSION = 1
"""Goes up when a member is renamed, removed or changes its meaning; a new member leaves it as it is."""


def assets(health: Health, language: str) -> Iterator[Asset]:
    """The badge, and every link that isn't well, worst first, a link a line."""
    yield Asset(BADGE, badge(health.counts(), language).encode())
    head = {
        "version": VERSION,
        "checked": minute(health.checked) if health.checked else None,
        "counts": {standing.value: number for standing, number in health.counts().items()},
        "settled": sum(finding.settled for finding in health.findings),
        "runs": [
            {"time": minute(time), "counts": {one.value: count for one, count in counts.items()}} for time, counts in health.ledger.points()
        ],
    }
    links = b",\n".join(compact_json.dumps(_link(finding)) for finding in health.findings if finding.verdict.standing is not Standing.ALIVE)
    yield Asset(FILE, compact_json.dumps(head)[:-1] + b',"links":[\n' + links + b"\n]}\n")


def _link(finding: Finding) -> dict[str, object]:
    known = of_link(finding, lambda time: str(time.date()))
    return {name: known[name] for name in MEMBERS}
