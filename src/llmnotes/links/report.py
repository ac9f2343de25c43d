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
    """The verdict on one link, with everything that a report may show about the link."""

    link: Link
    verdict: Verdict
    check: Check | None = None
    """The link's result in this link check; None if the link check has no result for the link."""
    copy: Copy | None = None
    """An archived copy of the link, which opened on the day when it was found; None if the ledger has no copy."""
    places: tuple[Place, ...] = ()
    """The places in records and notes where the link is written."""
    author: str | None = None
    """Who committed the manual verdict on the link, such as `Ann (0123456789)`, or `unknown`.

    None if the link has no manual verdict, or if git was not searched.
    """

    @property
    def settled(self) -> bool:
        """Whether the link is dead and its records name an archived copy, so that a maintainer has nothing more to do about it."""
        return self.verdict.standing is Standing.DEAD and self.link.settled

    @property
    def outcome(self) -> Outcome | None:
        """The outcome of the link in this link check; if the link was not checked now, the outcome of the earlier check that decided the verdict.

        None if a person set the verdict by hand, or if the link was never checked.
        """
        return self.check.outcome if self.check else self.verdict.outcome


FAIL_ON = frozenset({Standing.DEAD.value})
"""The verdicts and outcomes that make a command fail by default: only `dead`. A check of the links that a branch adds has another default."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The results of a link check or the content of a ledger, with everything that a report on links shows."""

    findings: Sequence[Finding]
    """The links with their verdicts, worst first."""
    now: datetime.datetime
    checked: int | None = None
    """The number of links that were checked; None for a report from the ledger alone."""
    left: int = 0
    """The number of links that were due but were not checked."""
    skipped: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The links that are never requested because of the option `skip` of a rule in mkdocs.yml, each with the reason in that option."""
    void: str = ""
    """The reason why all results of this link check, or those in `doubted`, can't be believed; empty if all can."""
    doubted: Sequence[Check] = ()
    """The failed checks that can't be believed yet, because many links failed with the same outcome. A later link check can confirm them."""
    stopped: bool = False
    """Whether a signal, such as Ctrl-C, or an error, such as a full disk, ended the link check early."""
    recorded: bool = False
    """Whether the results of this link check were recorded in the ledger."""
    last: datetime.datetime | None = None
    """The time of the last link check in the ledger, not counting the link check whose results this report has; None if there is none."""
    fail_on: frozenset[str] = FAIL_ON
    """The verdicts and outcomes, such as `dead` or `gone`, that make the command fail."""
    is_of_new_links: bool = False
    """Whether the report is only about links that a branch adds.

    Such a report also shows links that moved or could not be judged, because the reviewer of the branch can still correct them.
    """

    @property
    def is_void(self) -> bool:
        """Whether the link check could not do its work: some or all of its results can't be believed, or links were due, but none was checked.

        A link check that was stopped before its first check is not void.
        """
        return bool(self.void) or (self.checked == 0 and self.left > 0 and not self.stopped)

    def fails(self, finding: Finding) -> bool:
        """Return whether this link makes the command fail. A dead link whose records name an archived copy never does."""
        named = {finding.verdict.standing.value, *([finding.outcome.value] if finding.outcome else [])}
        return not finding.settled and bool(named & self.fail_on)

    @property
    def failing(self) -> list[Finding]:
        """The findings of the links that make the command fail."""
        return [finding for finding in self.findings if self.fails(finding)]

    def counts(self, *, settled: bool = True) -> dict[Standing, int]:
        """Return the number of links of each verdict, the worst verdict first. A verdict without links has the number 0.

        If `settled` is false, dead links whose records name an archived copy are not counted.
        """
        return counts(self.findings, settled=settled)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Details:
    """Checks, places and authors that a report shows besides the verdicts of the ledger. Each may be empty."""

    checks: Sequence[Check] = ()
    """The checks of the link check that the report is about; empty for a report from the ledger alone."""
    places: Mapping[str, tuple[Place, ...]] = dataclasses.field(default_factory=dict)
    """The places where each link is written, by URL."""
    authors: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Who committed the manual verdict on a link, by the URL of the link."""


def findings(links: Mapping[str, Link], ledger: Ledger, now: datetime.datetime, details: Details | None = None) -> list[Finding]:
    """Return one finding for each link, worst verdict first. Links of one verdict are sorted by host and URL.

    Among dead links, those whose records name an archived copy come last. `details` has checks, places and authors to add; None to add nothing.
    """
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
    """Return the number of the links `found` that have each verdict, the worst verdict first. A verdict without links has the number 0.

    If `settled` is false, dead links whose records name an archived copy are not counted.
    """
    return count_standings(finding.verdict.standing for finding in found if settled or not finding.settled)


def alike(found: Iterable[Finding]) -> list[list[Finding]]:
    """Group the findings that belong to one host and have the same verdict, outcome and reason. Groups are in the order of their first findings.

    Links that moved are in one group only if they moved to the same address. Links that a person marked as alive or dead are in one group only if the same
    person marked them for the same reason.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in found:
        verdict = one.verdict
        person = (verdict.mark_reason, one.author if verdict.mark_reason else None)
        like = (verdict.standing, one.settled, host(one.link.url), one.outcome, verdict.detail, person, verdict.target, verdict.lasting)
        groups.setdefault(like, []).append(one)
    return list(groups.values())
