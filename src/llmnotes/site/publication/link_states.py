"""The ledger as the site shows it: what a page says of each link."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from llmnotes.links.links import collect, key
from llmnotes.links.report import Finding, counts, findings
from llmnotes.links.verdict import Standing

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Entry
    from llmnotes.site.words import Words

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
        return self.ledger.last_run

    def counts(self) -> dict[Standing, int]:
        """Return the number of links of each standing, worst first; settled ones are left out of the dead."""
        return counts(self.findings, settled=False)

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
