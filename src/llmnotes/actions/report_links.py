"""Report the verdict on each link of a reading list from the ledger, without sending requests."""

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
    """Return a report on every link of the reading list.

    Args:
        reading_list: The reading list. Faults in its files are not reported here.
        now: The time (UTC) for which verdicts are computed. Manual verdicts that ended before this time are ignored.
        fail_on: The verdicts and outcomes that the report counts as failures.
        warn: Called with a message if the ledger has checks, manual verdicts or archived copies dated in the future. The report ignores such checks.

    """
    ledger = without_future(reading_list.ledger, now, warn)
    details = Details(places=places(reading_list.records.values()), authors=authors(ledger, reading_list.settings.ledger))
    return Report(findings=findings(collect(reading_list.entries), ledger, now, details), now=now, last=ledger.last_run, fail_on=fail_on)
