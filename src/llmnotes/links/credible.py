"""Decide whether the results of a run can be believed. A bad day of the machine that runs the check proves nothing about the web."""

from __future__ import annotations

import collections
import dataclasses
from typing import TYPE_CHECKING

from llmnotes.links.check import FOUND, Outcome
from llmnotes.links.history import History
from llmnotes.links.history_merge import confirms
from llmnotes.web.url import host

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.links.check import Check
    from llmnotes.links.ledger import Ledger

SHARE = 0.3
"""A run is void if more than this share of the links that were alive fails with one outcome …"""
HOSTS = 5
"""… on at least this number of hosts."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """The checks of a run that can't be believed yet."""

    reason: str = ""
    """Why these checks can't be believed; empty if every check can."""
    checks: tuple[Check, ...] = ()
    """All checks with an outcome that too many links share. Links that failed before are among them, because the machine may be at fault for each link."""


def controls_fault(controls: Sequence[Check]) -> str:
    """Return why control pages show a fault of this machine or its network; empty if most of them could be reached."""
    failed = [check for check in controls if check.outcome not in {*FOUND, Outcome.BLOCKED, Outcome.RATE_LIMITED}]
    if not controls or len(failed) * 2 <= len(controls):
        return ""
    names = ", ".join(host(check.url) for check in failed)
    return f"{len(failed)} of {len(controls)} control pages can't be reached ({names}: {failed[0].outcome.value})"


def doubt(checks: Sequence[Check], before: Ledger) -> Doubt:
    """Find the checks of a run that can't be believed, because too many links that were alive fail with the same outcome.

    A check that confirms a failure of an earlier void run is believed, and left out of this count.

    Args:
        checks: All checks of the run.
        before: The ledger before the run.

    """
    new = [check for check in checks if not confirms(before.histories.get(check.url, History()), check)]
    well = [check for check in new if _was_well(check.url, before)]
    alike: dict[Outcome, list[Check]] = collections.defaultdict(list)
    for check in well:
        if check.outcome not in FOUND:
            alike[check.outcome].append(check)
    reasons: dict[Outcome, str] = {}
    for outcome, failed in alike.items():
        hosts = {host(check.url) for check in failed}
        if len(failed) > SHARE * len(well) and len(hosts) >= HOSTS:
            reasons[outcome] = (
                f"{len(failed):,} of {len(well):,} links that were alive now fail alike ({outcome.value}) on {len(hosts):,} hosts"
            )
    return Doubt(reason="; ".join(reasons.values()), checks=tuple(check for check in new if check.outcome in reasons))


def _was_well(url: str, before: Ledger) -> bool:
    """Return whether the last check found a link. A person's mark is ignored here, because otherwise links that only people can open would make every run void."""
    history = before.histories.get(url)
    return history is not None and history.found is not None and not history.failures
