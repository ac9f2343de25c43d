"""The ledger as the site shows it: what is said of each link, and link-health.json, described in docs/about/link-health-json.md."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from llmnotes.links.badge import badge
from llmnotes.links.links import collect, key
from llmnotes.links.report import Finding, findings
from llmnotes.links.verdict import Standing
from llmnotes.site.page import Asset
from llmnotes.system import compact_json

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping, Sequence

    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Entry
    from llmnotes.site.words import Words

FILE = "link-health.json"
BADGE = "link-health.svg"
VERSION = 1
"""Goes up when a member is renamed, removed or changes its meaning; a new member leaves it as it is."""
_STAMP = re.compile(r"/web/(\d{4})(\d\d)(\d\d)\d{0,6}(?:[a-z]{2}_)?/")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LinkState:
    """What a page says of one link."""

    standing: Standing
    reason: str
    """Why, in the interface's language; plain text."""
    copy: str = ""
    """URL of an archived copy that works, where the link is dead."""
    copied: str = ""
    """The day that the copy was made, as its address tells; empty if it doesn't."""
    target: str = ""
    """Where the link moved, if that lasts."""

    @property
    def is_dead(self) -> bool:
        """Whether lists say so."""
        return self.standing is Standing.DEAD


class Health:
    """What the ledger says of a list's links."""

    def __init__(self, entries: Sequence[Entry], ledger: Ledger, now: datetime.datetime, words: Words) -> None:
        """`now` decides which of a person's words still hold."""
        self.ledger = ledger
        self.now = now
        self._entries = entries
        self._words = words

    @functools.cached_property
    def findings(self) -> Sequence[Finding]:
        """One of each link, worst first."""
        return findings(collect(self._entries), self.ledger, self.now)

    @functools.cached_property
    def _by_url(self) -> Mapping[str, Finding]:
        return {finding.link.url: finding for finding in self.findings}

    @property
    def checked(self) -> datetime.datetime | None:
        """The last run (UTC)."""
        return self.ledger.runs[-1].time if self.ledger.runs else None

    def counts(self) -> dict[Standing, int]:
        """Links by standing, worst first; settled ones are left out of the dead."""
        counts = dict.fromkeys(Standing, 0)
        for finding in self.findings:
            if not finding.settled:
                counts[finding.verdict.standing] += 1
        return counts

    def standing(self, url: str) -> Standing:
        """How a link stands."""
        return self.ledger.verdict(key(url), self.now).standing

    def of(self, url: str, archived: str | None = None) -> LinkState | None:
        """What is said of a link; None where there is nothing to say. `archived` is the copy that a record names, which counts before the ledger's."""
        finding = self._by_url.get(key(url))
        if finding is None or finding.verdict.standing not in {Standing.DEAD, Standing.SUSPECT, Standing.MOVED}:
            return None
        return self.state(finding, archived)

    def state(self, finding: Finding, archived: str | None = None) -> LinkState:
        """What is said of a link that was found so."""
        verdict = finding.verdict
        dead = verdict.standing is Standing.DEAD
        copy = (archived or (finding.copy.url if finding.copy else "")) if dead else ""
        stamp = _STAMP.search(copy)
        return LinkState(
            standing=verdict.standing,
            reason=self.reason(finding),
            copy=copy,
            copied="-".join(stamp.groups()) if stamp else "",
            target=verdict.target,
        )

    def reason(self, finding: Finding) -> str:
        """Why a link stands as it stands."""
        verdict, words = finding.verdict, self._words
        if verdict.by:
            return words("health_by_person", reason=verdict.by)
        if verdict.standing is Standing.MOVED:  # which its standing says
            said = "" if verdict.lasting else words("health_seen_elsewhere")
        else:
            said = words(f"outcome_{verdict.outcome.value.replace('-', '_')}") if verdict.outcome else ""
        status = f" ({verdict.detail})" if verdict.detail.isdecimal() else ""
        parts = [f"{said}{status}"] if said else []
        if verdict.since and verdict.standing is not Standing.ALIVE:
            parts.append(words("health_since", date=verdict.since.date()))
        if verdict.found and verdict.standing is not Standing.MOVED:
            parts.append(words("health_last_found", date=verdict.found.date()))
        return words("list_separator").join(parts)


def assets(health: Health, language: str) -> Iterator[Asset]:
    """The badge, and every link that isn't well, worst first, a link a line."""
    yield Asset(BADGE, badge(health.counts(), language).encode())
    head = {
        "version": VERSION,
        "checked": f"{health.checked:%Y-%m-%dT%H:%MZ}" if health.checked else None,
        "counts": {standing.value: number for standing, number in health.counts().items()},
        "settled": sum(finding.settled for finding in health.findings),
        "runs": [
            {"time": f"{time:%Y-%m-%dT%H:%MZ}", "counts": {one.value: count for one, count in counts.items()}}
            for time, counts in health.ledger.points()
        ],
    }
    links = b",\n".join(compact_json.dumps(_link(finding)) for finding in health.findings if finding.verdict.standing is not Standing.ALIVE)
    yield Asset(FILE, compact_json.dumps(head)[:-1] + b',"links":[\n' + links + b"\n]}\n")


def _link(finding: Finding) -> dict[str, object]:
    verdict = finding.verdict
    return {
        "url": finding.link.url,
        "standing": verdict.standing.value,
        "settled": finding.settled,
        "outcome": verdict.outcome.value if verdict.outcome else None,
        "detail": verdict.detail or None,
        "since": str(verdict.since.date()) if verdict.since else None,
        "last_found": str(verdict.found.date()) if verdict.found else None,
        "failures": verdict.failures,
        "moved_to": verdict.target or None,
        "said_by_a_person": verdict.by or None,
        "copy": finding.copy.url if finding.copy else None,
        "entries": [{"slug": mention.entry.slug, "title": mention.is_title} for mention in finding.link.mentions],
    }
