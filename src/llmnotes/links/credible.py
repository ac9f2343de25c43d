"""Whether a run can be believed: a bad day of the runner is no bad day of the web."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from llmnotes.links.check import FOUND, Outcome
from llmnotes.web.url import host

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmnotes.links.check import Check
    from llmnotes.links.ledger import Ledger

SHARE = 0.3
"""Of the links that were well, more than so many may not fail alike …"""
HOSTS = 5
"""… on so many hosts."""


def controls_fault(controls: Sequence[Check]) -> str:
    """Why pages that are always there say that the fault is ours; empty where most of them were reached."""
    failed = [check for check in controls if check.outcome not in {*FOUND, Outcome.BLOCKED, Outcome.RATE_LIMITED}]
    if not controls or len(failed) * 2 <= len(controls):
        return ""
    names = ", ".join(host(check.url) for check in failed)
    return f"{len(failed)} of {len(controls)} control pages can't be reached ({names}: {failed[0].outcome.value})"


def fault(checks: Iterable[Check], before: Ledger) -> str:
    """Why too many links that were well fail alike; empty where they don't."""
    well = [check for check in checks if _was_well(check.url, before)]
    alike: dict[Outcome, list[Check]] = collections.defaultdict(list)
    for check in well:
        if check.outcome not in FOUND:
            alike[check.outcome].append(check)
    for outcome, failed in alike.items():
        hosts = {host(check.url) for check in failed}
        if len(failed) > SHARE * len(well) and len(hosts) >= HOSTS:
            return f"{len(failed):,} of {len(well):,} links that were well now fail alike ({outcome.value}) on {len(hosts):,} hosts"
    return ""


def _was_well(url: str, before: Ledger) -> bool:
    """Whether the last check found it. What a person says doesn't count: links that only people can open would make every run void."""
    history = before.histories.get(url)
    return history is not None and history.found is not None and not history.failures
