"""Leave out the checks of a ledger that are dated more than a day in the future. A machine with a wrong clock wrote such checks."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmnotes.links.ledger import Ledger

_NAMED = 3
"""The maximum number of links that the message about manual verdicts and archived copies dated in the future names."""
_SKEW = datetime.timedelta(days=1)
"""The accepted difference between the clocks of two machines. A check counts as dated in the future only if it is later by more than this."""


def without_future(ledger: Ledger, now: datetime.datetime, warn: Callable[[str], None]) -> Ledger:
    """Return a ledger without checks that are dated more than a day in the future.

    A link's history accepts only checks that are later than its last check. If the last check is dated in the future, no new check is accepted until that time.

    Args:
        ledger: The ledger.
        now: The present time, or the time at which a link check began (UTC). If this machine's clock shows a later time, the later time is used.
        warn: Called with a message if checks are left out. Also called with a message if manual verdicts or archived copies are dated in the future. These are
            kept, because a person must correct them.

    """
    end = max(now, datetime.datetime.now(datetime.UTC)) + _SKEW
    later = [
        url
        for url, history in ledger.histories.items()
        if (history.mark and history.mark.time > end) or (history.copy and history.copy.verified > end.date())
    ]
    if later:
        warn(
            f"the ledger has {len(later):,} links with a manual verdict or an archived copy that is dated in the future (after {end:%Y-%m-%d}): {', '.join(later[:_NAMED])}"
            f"{', …' if len(later) > _NAMED else ''}. A new manual verdict or copy has an earlier date, so it would not replace them. Correct their dates in the file ledger.txt"
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
