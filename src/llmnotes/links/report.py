"""Verdicts, ordered for those who mend them, and what of them makes a command fail."""

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
    """What is said of one link, with all that a reader of a report may want to know."""

    link: Link
    verdict: Verdict
    check: Check | None = None
    """The check of this run, if it was asked now."""
    copy: Copy | None = None
    """An archived copy that was seen to work."""
    places: tuple[Place, ...] = ()
    """Where it is written."""
    author: str | None = None
    """Who committed what a person says of it; None where that wasn't looked for."""

    @property
    def settled(self) -> bool:
        """Dead, and its records lead to an archived copy: nothing is left to do."""
        return self.verdict.standing is Standing.DEAD and self.link.settled

    @property
    def outcome(self) -> Outcome | None:
        """What was found last: by this run's check, else as remembered."""
        return self.check.outcome if self.check else self.verdict.outcome


FAIL_ON = frozenset({Standing.DEAD.value})
"""Standings and outcomes that make a command fail by default."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """All that a report tells."""

    findings: Sequence[Finding]
    """Worst first."""
    now: datetime.datetime
    asked: int | None = None
    """Links asked by this run; None for a report that asked nobody."""
    left: int = 0
    """Links that this run did not come to."""
    skipped: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Links that the configuration says not to ask, and why."""
    void: str = ""
    """Why this run can't be believed; empty if it can."""
    doubted: Sequence[Check] = ()
    """Checks of a void run that wait for a later run to confirm them. Empty if its control pages can't be reached."""
    recorded: bool = False
    """Whether the ledger holds what this run found."""
    last: datetime.datetime | None = None
    """The last run that the ledger remembers."""
    fail_on: frozenset[str] = FAIL_ON
    """Standings and outcomes that make the command fail."""
    is_of_new_links: bool = False
    """Whether the report is about the links that a branch adds, so that a person looks at each of them now."""

    @property
    def is_void(self) -> bool:
        """Whether the run could not do its work: it can't be believed, or links were due and none has a check."""
        return bool(self.void) or (self.asked == 0 and self.left > 0)

    def fails(self, finding: Finding) -> bool:
        """Whether this link makes the command fail. A settled one never does."""
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
    """What a report adds to the verdicts of the ledger."""

    checks: Sequence[Check] = ()
    """The checks of this run."""
    places: Mapping[str, tuple[Place, ...]] = dataclasses.field(default_factory=dict)
    """By URL, where each link is written."""
    authors: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """By URL, who committed what a person says of the link."""


def findings(links: Mapping[str, Link], ledger: Ledger, now: datetime.datetime, details: Details | None = None) -> list[Finding]:
    """Return one finding for each link, worst first: by standing, settled ones last of the dead; then by host and URL."""
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
    """Return the number of links of each standing, worst first, with zeros; without `settled`, links that are settled are left out."""
    return count_standings(finding.verdict.standing for finding in found if settled or not finding.settled)


def alike(found: Iterable[Finding]) -> list[list[Finding]]:
    """Findings in their order, those of one host that fail alike together, where the first of them stands. What moved is alike only where it moved to one place."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in found:
        verdict = one.verdict
        person = (verdict.by, one.author if verdict.by else None)
        like = (verdict.standing, one.settled, host(one.link.url), one.outcome, verdict.detail, person, verdict.target, verdict.lasting)
        groups.setdefault(like, []).append(one)
    return list(groups.values())
