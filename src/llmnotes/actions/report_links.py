"""Report the state of a list's links from the ledger, without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.actions.ledger_times import without_future
from llmnotes.links.authors import authors
from llmnotes.links.links import collect, places
from llmnotes.links.report import FAIL_ON, Details, Report, findings

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from llmnotes.actions.reading_list import ReadingList


def report_links(
    reading_list: ReadingList, now: datetime.datetime, *, fail_on: frozenset[str] = FAIL_ON, warn: Callable[[str], None] = lambda _: None
) -> Report:
    """Report every link of the list.

    Args:
        reading_list: The list. The caller reports its problems.
        now: The time (UTC) that decides which marks still hold.
        fail_on: Standings and outcomes of links that the report counts as failing.
        warn: Gets a sentence if the ledger has times in the future, which the report leaves out.

    """
    ledger = without_future(reading_list.ledger, now, warn)
    details = Details(places=places(reading_list.records.values()), authors=authors(ledger, reading_list.settings.ledger))
    return Report(findings=findings(collect(reading_list.entries), ledger, now, details), now=now, last=ledger.last_run, fail_on=fail_on)
