"""Sort the verdicts on links in the order in which a maintainer works on them, and decide which links make a command fail."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.links.verdict import Standing, count_standings
from llmnotes.web.url import host

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.links.check import Check, Outcome
    from llmnotes.links.history import Copy
    from llmnotes.links.ledger import Ledger
    from llmnotes.links.links import Link
    from llmnotes.links.verdict import Verdict
    from llmnotes.model import Place


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """The verdict on one link, with everything that a report may show of it."""

    link: Link
    verdict: Verdict
    check: Check | None = None
    """The check of this run; None if this run did not check the link."""
    copy: Copy | None = None
    """An archived copy that opened when it was found."""
    places: tuple[Place, ...] = ()
    """The places where the list has the link."""
    author: str | None = None
    """The person who committed the link's mark; None if git was not searched."""

    @property
    def settled(self) -> bool:
        """Whether the link is dead and its records lead to an archived copy, so that nothing is left to do."""
        return self.verdict.standing is Standing.DEAD and self.link.settled

    @property
    def outcome(self) -> Outcome | None:
        """The last outcome: of this run's check, or else of the ledger."""
        return self.check.outcome if self.check else self.verdict.outcome


FAIL_ON = frozenset({Standing.DEAD.value})
"""Standings and outcomes that make a command fail by default."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Everything that a report shows."""

    findings: Sequence[Finding]
    """The links with their verdicts, worst first."""
    now: datetime.datetime
    checked: int | None = None
    """The number of links that this run checked; None for a report that sent no requests."""
    left: int = 0
    """The number of links that were due and that this run did not check."""
    skipped: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Links that mkdocs.yml says to skip, each with the reason."""
    void: str = ""
    """Why this run can't be believed; empty if it can."""
    doubted: Sequence[Check] = ()
    """Checks of a void run that wait for a later run to confirm them. Empty if its control pages can't be reached."""
    recorded: bool = False
    """Whether the ledger holds the results of this run."""
    last: datetime.datetime | None = None
    """The time of the last run in the ledger."""
    fail_on: frozenset[str] = FAIL_ON
    """Standings and outcomes that make the command fail."""
    is_of_new_links: bool = False
    """Whether the report is about the links that a branch adds. A person looks at each of these now."""

    @property
    def is_void(self) -> bool:
        """Whether the run could not do its work: it can't be believed, or links were due and none was checked."""
        return bool(self.void) or (self.checked == 0 and self.left > 0)

    def fails(self, finding: Finding) -> bool:
        """Return whether this link makes the command fail. A settled link never does."""
        named = {finding.verdict.standing.value, *([finding.outcome.value] if finding.outcome else [])}
        return not finding.settled and bool(named & self.fail_on)

    @property
    def failing(self) -> list[Finding]:
        """The links that make the command fail."""
        return [finding for finding in self.findings if self.fails(finding)]

    def counts(self, *, settled: bool = True) -> dict[Standing, int]:
        """Return the number of links of each standing, as the function `counts` does."""
        return counts(self.findings, settled=settled)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Details:
    """Facts that a report adds to the verdicts of the ledger."""

    checks: Sequence[Check] = ()
    """The checks of this run."""
    places: Mapping[str, tuple[Place, ...]] = dataclasses.field(default_factory=dict)
    """The places of each link, by URL."""
    authors: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The person who committed each link's mark, by URL."""


def findings(links: Mapping[str, Link], ledger: Ledger, now: datetime.datetime, details: Details | None = None) -> list[Finding]:
    """Return one finding for each link, worst first: by standing, settled ones last among the dead, then by host and URL."""
    details = details or Details()
    checks = {check.url: check for check in details.checks}
    found = []
    for url, link in links.items():
        history = ledger.histories.get(url)
        found.append(
            Finding(
                link=link,
                verdict=ledger.verdict(url, now),
                check=checks.get(url),
                copy=history.copy if history else None,
                places=details.places.get(url, ()),
                author=details.authors.get(url),
            )
        )
    worst = list(Standing)
    return sorted(found, key=lambda one: (worst.index(one.verdict.standing), one.settled, host(one.link.url), one.link.url))


def counts(found: Iterable[Finding], *, settled: bool = True) -> dict[Standing, int]:
    """Return the number of links of each standing, worst first, with zeros. Without `settled`, settled links are left out."""
    return count_standings(finding.verdict.standing for finding in found if settled or not finding.settled)


def alike(found: Iterable[Finding]) -> list[list[Finding]]:
    """Group findings of one host that fail alike. Groups come in the order of their first findings.

    Links that moved are alike only if they moved to the same place.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in found:
        verdict = one.verdict
        person = (verdict.by, one.author if verdict.by else None)
        like = (verdict.standing, one.settled, host(one.link.url), one.outcome, verdict.detail, person, verdict.target, verdict.lasting)
        groups.setdefault(like, []).append(one)
    return list(groups.values())
