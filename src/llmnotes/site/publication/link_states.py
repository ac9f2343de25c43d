"""The state of each link, as pages show it, derived from the ledger."""

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
    """The state of one link, as pages show it."""

    standing: Standing
    reason: str
    """Reason for the verdict in the interface's language; plain text."""
    copy: str = ""
    """URL of an archived copy of a dead link; empty if there is none."""
    copied: str = ""
    """Day on which the copy was made, from the copy's URL; empty if the URL has no date."""
    target: str = ""
    """URL that the link has permanently moved to; empty if it has not moved."""

    @property
    def is_dead(self) -> bool:
        """Return whether the link is dead. Lists mark only dead links."""
        return self.standing is Standing.DEAD


class Health:
    """The verdicts of the ledger on a list's links."""

    def __init__(self, entries: Sequence[Entry], ledger: Ledger, now: datetime.datetime, words: Words) -> None:
        """Take the entries and the ledger. `now` decides which verdicts by people are still valid."""
        self.ledger = ledger
        self.now = now
        self._entries = entries
        self._words = words

    @functools.cached_property
    def findings(self) -> Sequence[Finding]:
        """Return one finding for each link, worst verdicts first."""
        return findings(collect(self._entries), self.ledger, self.now)

    @functools.cached_property
    def _by_url(self) -> Mapping[str, Finding]:
        return {finding.link.url: finding for finding in self.findings}

    @property
    def checked(self) -> datetime.datetime | None:
        """Return the time of the last run (UTC); None if there was none."""
        return self.ledger.last_run

    def counts(self) -> dict[Standing, int]:
        """Return the number of links by verdict, worst first. Dead links are not counted if they are settled by an archived copy."""
        return counts(self.findings, settled=False)

    def standing(self, url: str) -> Standing:
        """Return the verdict on a link."""
        return self.ledger.verdict(key(url), self.now).standing

    def of(self, url: str, archived: str | None = None) -> LinkState | None:
        """Return the state of a link that is dead, suspect or moved; None for other links.

        `archived` is the copy that the record names. It takes precedence over the ledger's copy.
        """
        finding = self._by_url.get(key(url))
        if finding is None or finding.verdict.standing not in {Standing.DEAD, Standing.SUSPECT, Standing.MOVED}:
            return None
        return self.state(finding, archived)

    def state(self, finding: Finding, archived: str | None = None) -> LinkState:
        """Return the state of a link with this finding. `archived` is the copy that the record names."""
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
        """Return the reason for the verdict on a link, in the interface's language."""
        verdict, words = finding.verdict, self._words
        if verdict.by:
            return words("health_by_person", reason=verdict.by)
        if verdict.standing is Standing.MOVED:  # the verdict already says so
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
