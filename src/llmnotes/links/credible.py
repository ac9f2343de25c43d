"""Decide which results of a link check can be believed.

If most control pages (pages that always exist) fail, or many links that were alive fail at once, the reason may be the network of the machine that checks
links, and not the links. Such a link check is called void. If most control pages fail, none of its results is believed. If many links fail with the same
outcome, only these failures are not believed, and all other results are.
"""

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
"""If more than this share of the checked links that were alive fails with the same outcome, on at least `HOSTS` hosts, the link check is void.

These failures have no effect until a later link check confirms them. The other results of the link check are valid.
"""
HOSTS = 5
"""The minimum number of hosts on which links must fail with the same outcome to make a link check void."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """The checks of a link check that can't be believed until a later link check confirms them."""

    reason: str = ""
    """Why these checks can't be believed, as part of a sentence; empty if all checks can be believed."""
    checks: tuple[Check, ...] = ()
    """All checks whose outcome too many links have, except checks that confirm a failure of an earlier void link check.

    Checks of links that failed already before are included, because a fault of this machine's network affects these links too.
    """


def controls_fault(controls: Sequence[Check]) -> str:
    """Return a message if more than half of the control pages, which always exist, failed. Then this machine or its network may be at fault.

    Return an empty text otherwise, also if there are no control pages. A control page that refuses programs, or asks for fewer requests, counts as working.
    """
    failed = [check for check in controls if check.outcome not in {*FOUND, Outcome.BLOCKED, Outcome.RATE_LIMITED}]
    if not controls or len(failed) * 2 <= len(controls):
        return ""
    reasons = ", ".join(f"{host(check.url)}: {check.outcome.value}" for check in failed)
    return f"{len(failed)} of {len(controls)} control pages fail ({reasons})"


def doubt(checks: Sequence[Check], before: Ledger) -> Doubt:
    """Find the checks that can't be believed, because too many links that were alive fail with the same outcome.

    If a check confirms a failure of an earlier void link check (one whose failures were not believed), the check is believed, and its link is not counted.

    Args:
        checks: All checks of a link check.
        before: The ledger as it was before these checks.

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
                f"{len(failed):,} of {len(well):,} links that were alive now fail in the same way ({outcome.value}) on {len(hosts):,} hosts"
            )
    return Doubt(reason="; ".join(reasons.values()), checks=tuple(check for check in new if check.outcome in reasons))


def _was_well(url: str, before: Ledger) -> bool:
    """Return whether the last check in the ledger `before` found the link `url`. Failures that verdicts ignore (doubts), and a person's mark, have no effect.

    A person may mark links as alive that programs can never open. If these links counted as alive, they would fail in every link check, and could make
    every link check void.
    """
    history = before.histories.get(url)
    return history is not None and history.found is not None and not history.failures
