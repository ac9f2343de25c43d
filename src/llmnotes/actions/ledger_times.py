"""Leave out checks of a ledger that are dated in the future, because the machine that wrote these checks had a wrong clock."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmnotes.links.ledger import Ledger

_NAMED = 3
"""The maximum number of links that the message about future dates names."""
_SKEW = datetime.timedelta(days=1)
"""The difference between the clocks of two machines up to which a time counts as correct."""


def without_future(ledger: Ledger, now: datetime.datetime, warn: Callable[[str], None]) -> Ledger:
    """Return a ledger without checks that are dated in the future.

    A history ignores new checks that are older than its last check. If the last check were dated in the future, all new checks would be ignored until that
    date.

    Args:
        ledger: The ledger.
        now: The time at which a link check began (UTC). If this machine's clock shows a later time, the later time is used.
        warn: Called with a message that says how many links have checks in the future, and another one about marks and archived copies in the future. These are
            kept,
            because a person decides about them.

    """
    end = max(now, datetime.datetime.now(datetime.UTC)) + _SKEW
    later = [
        url
        for url, history in ledger.histories.items()
        if (history.mark and history.mark.time > end) or (history.copy and history.copy.verified > end.date())
    ]
    if later:
        warn(
            f"the ledger has {len(later):,} links with a mark or an archived copy that is dated in the future (after {end:%Y-%m-%d}): {', '.join(later[:_NAMED])}"
            f"{', …' if len(later) > _NAMED else ''}. A later mark or copy would not replace these. Correct their dates in the file ledger.txt"
        )
    kept = ledger.until(end)
    if kept == ledger:
        return ledger
    count = sum(kept.histories[url] != history for url, history in ledger.histories.items())
    warn(
        f"the ledger has checks of {count:,} links that are dated in the future (after {end:%Y-%m-%d}), because a machine with a wrong clock wrote them. "
        "These checks are ignored. Check the clock of this machine; if it is right, run `llmnotes links check --record` to remove these checks from the ledger"
    )
    return kept
