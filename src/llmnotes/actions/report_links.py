"""Report what the ledger says of a list's links, without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.links.authors import authors
from llmnotes.links.links import collect, places
from llmnotes.links.report import FAIL_ON, Details, Report, findings

if TYPE_CHECKING:
    import datetime

    from llmnotes.actions.reading_list import ReadingList


def report_links(reading_list: ReadingList, now: datetime.datetime, *, fail_on: frozenset[str] = FAIL_ON) -> Report:
    """Report every link of the list.

    Args:
        reading_list: The list. Its problems are left to the caller to report.
        now: The time (UTC) that decides which marks still hold.
        fail_on: Standings and outcomes of links that the report counts as failing.

    """
    ledger = reading_list.ledger
    details = Details(places=places(reading_list.records.values()), authors=authors(ledger, reading_list.settings.ledger))
    return Report(findings=findings(collect(reading_list.entries), ledger, now, details), now=now, last=ledger.last_run, fail_on=fail_on)
