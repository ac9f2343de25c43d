"""Leave out the checks of a ledger that lie in the future, because the machine that wrote them had a wrong clock."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmnotes.links.ledger import Ledger

_SKEW = datetime.timedelta(days=1)
"""The difference of two machines' clocks that is taken for normal."""


def without_future(ledger: Ledger, now: datetime.datetime, warn: Callable[[str], None]) -> Ledger:
    """Return a ledger without checks that lie in the future. Otherwise the ledger would ignore each new check, because it takes only newer ones.

    Args:
        ledger: The ledger.
        now: The time of a run (UTC). If the machine's clock shows a later time, the clock decides.
        warn: Gets a sentence that says how many links have such times.

    """
    end = max(now, datetime.datetime.now(datetime.UTC)) + _SKEW
    kept = ledger.until(end)
    if kept == ledger:
        return ledger
    count = sum(kept.histories[url] != history for url, history in ledger.histories.items())
    warn(
        f"the ledger has times in the future (after {end:%Y-%m-%d}), for {count:,} links: a machine with a wrong clock wrote them. They are left out. "
        "Look at this machine's clock; if it is right, the next `llmnotes links check --record` removes these times from the ledger"
    )
    return kept
