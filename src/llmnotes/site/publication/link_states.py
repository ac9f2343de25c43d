"""Compute from the ledger what pages show about each link: the verdict, its reason, and an archived copy or a new address."""

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
    """What pages show about one link: the verdict, its reason, and an archived copy or a new address."""

    standing: Standing
    reason: str
    """Reason for the verdict as plain text, in the language of the interface."""
    copy: str = ""
    """URL of an archived copy of a dead link; empty if none is known, and for other links."""
    copied: str = ""
    """Day on which the copy was made, such as `2023-06-09`. It is read from the copy's URL; empty if there is no copy, or if its URL has no date."""
    target: str = ""
    """New URL of the link, if its verdict is moved; otherwise empty."""

    @property
    def is_dead(self) -> bool:
        """Return whether the link is dead. Lists of entries mark dead links, but not suspect or moved links."""
        return self.standing is Standing.DEAD


class Health:
    """The verdicts on all links of the reading list. They are computed from the ledger."""

    def __init__(self, entries: Sequence[Entry], ledger: Ledger, now: datetime.datetime, words: Words) -> None:
        """Store the entries, the ledger, and the interface texts `words`. `now` decides which verdicts by persons still apply: they may have a last day."""
        self.ledger = ledger
        self.now = now
        self._entries = entries
        self._words = words

    @functools.cached_property
    def findings(self) -> Sequence[Finding]:
        """Return one finding for each link of the reading list: the link with its verdict. Links with the worst verdicts come first."""
        return findings(collect(self._entries), self.ledger, self.now)

    @functools.cached_property
    def _by_url(self) -> Mapping[str, Finding]:
        return {finding.link.url: finding for finding in self.findings}

    @property
    def checked(self) -> datetime.datetime | None:
        """Return the time at which the last link check began (UTC); None if the ledger has no link check."""
        return self.ledger.last_run

    def counts(self) -> dict[Standing, int]:
        """Return the number of links by verdict, worst verdict first.

        Settled links, which are dead links whose records name an archived copy, are not counted.
        """
        return counts(self.findings, settled=False)

    def standing(self, url: str) -> Standing:
        """Return the verdict on the link with this URL: `unchecked` if the ledger has no check of the link and no verdict by a person."""
        return self.ledger.verdict(key(url), self.now).standing

    def of(self, url: str, archived: str | None = None) -> LinkState | None:
        """Return the state of the link with this URL if the link is dead, suspect or moved; otherwise None.

        `archived` is the URL of the archived copy that the record names; None if it names no copy. For a dead link, this copy is used rather than a copy in the
        ledger.
        """
        finding = self._by_url.get(key(url))
        if finding is None or finding.verdict.standing not in {Standing.DEAD, Standing.SUSPECT, Standing.MOVED}:
            return None
        return self.state(finding, archived)

    def state(self, finding: Finding, archived: str | None = None) -> LinkState:
        """Return the state of the link in a finding.

        `archived` is the URL of the archived copy that the record names; None if it names no copy. For a dead link, this copy is used rather than a copy in the
        ledger.
        """
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
        """Return the reason for the verdict on a link as a text in the language of the interface; it may be empty.

        If a person decided the verdict, the text has the reason that the person wrote. Otherwise it has the outcome of a check, such as `not found (404)`, and
        dates of link checks.
        """
        verdict, words = finding.verdict, self._words
        if verdict.mark_reason:
            return words("health_by_person", reason=verdict.mark_reason)
        said = self.cause(finding)
        status = f" ({verdict.detail})" if verdict.detail.isdecimal() else ""
        return words("list_separator").join([*([f"{said}{status}"] if said else []), *self._dates(finding)])

    def cause(self, finding: Finding) -> str:
        """Return the reason for the verdict on a link in a few words without dates, such as `not found`; empty if the verdict needs no reason.

        If a person decided the verdict, return only that a person decided it.
        """
        verdict, words = finding.verdict, self._words
        if verdict.mark_reason:
            return words("health_by_people")
        if verdict.standing is Standing.MOVED:  # if the link has lastingly moved, pages show its new address instead of a reason
            return "" if verdict.lasting else words("health_seen_elsewhere")
        return words(f"outcome_{verdict.outcome.value.replace('-', '_')}") if verdict.outcome else ""

    def details(self, finding: Finding) -> str:
        """Return the text that pages show after the short reason from `cause`; it may be empty.

        If a person decided the verdict, the text is the reason that the person wrote. Otherwise it is the HTTP status, if any, with dates of link checks.
        """
        verdict = finding.verdict
        if verdict.mark_reason:
            return verdict.mark_reason
        return self._words("list_separator").join([*([verdict.detail] if verdict.detail.isdecimal() else []), *self._dates(finding)])

    def _dates(self, finding: Finding) -> list[str]:
        verdict, words = finding.verdict, self._words
        parts = []
        if verdict.since and verdict.standing is not Standing.ALIVE:
            parts.append(words("health_since", date=verdict.since.date()))
        if verdict.found and verdict.standing is not Standing.MOVED:
            parts.append(words("health_last_found", date=verdict.found.date()))
        return parts
