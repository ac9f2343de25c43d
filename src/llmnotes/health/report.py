"""Verdicts, ordered for those who mend them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.health.verdict import Standing

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.health.check import Check
    from llmnotes.health.history import Copy
    from llmnotes.health.ledger import Ledger
    from llmnotes.health.links import Link
    from llmnotes.health.verdict import Verdict


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What is said of one link, with all that a reader of a report may want to know."""

    link: Link
    verdict: Verdict
    check: Check | None = None
    """The check of this run, if it was asked now."""
    copy: Copy | None = None
    """An archived copy that was seen to work."""

    @property
    def settled(self) -> bool:
        """Dead, and its records lead to an archived copy: nothing is left to do."""
        return self.verdict.standing is Standing.DEAD and self.link.settled


def findings(links: Mapping[str, Link], ledger: Ledger, now: datetime.datetime, checks: Iterable[Check] = ()) -> list[Finding]:
    """One of each link, worst first: dead (settled ones after the others), suspect, unsure, moved, unchecked, alive; then by host and URL."""
    raise NotImplementedError


def alike(found: Iterable[Finding]) -> list[Sequence[Finding]]:
    """Findings in their order, those of one host that fail alike (standing, outcome, detail) together as one group."""
    raise NotImplementedError
