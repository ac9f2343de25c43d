"""Render a report as JSON for programs, with everything that llmnotes knows about each link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.links.formats.words import minute
from llmnotes.text.terminal import as_json

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from llmnotes.links.check import Check
    from llmnotes.links.report import Finding, Report
    from llmnotes.text.terminal import Fit


def render(report: Report) -> Fit:
    """Return a JSON document with the version 1 of its format, facts about the link check, the number of links of each verdict, and an object for each link.

    `of_link` makes these objects. They are in the order of the report, worst first. Times are in UTC. Unknown values are null.
    """
    document = {
        "version": 1,
        "now": minute(report.now),
        "void": report.void or None,
        "asked": report.checked,
        "left": report.left,
        "skipped": dict(report.skipped),
        "last_run": minute(report.last) if report.last else None,
        "counts": {standing.value: number for standing, number in report.counts().items()},
        "failing": len(report.failing),
        "links": [of_link(finding, minute, fails=report.fails(finding)) for finding in report.findings],
    }
    return as_json(document)


def of_link(finding: Finding, moment: Callable[[datetime.datetime], str], *, fails: bool | None = None) -> dict[str, object]:
    """Return the JSON object of one link. Unknown values are null.

    Args:
        finding: The link with its verdict.
        moment: A function that formats a time as text. It is called with the times `since` and `last_found`.
        fails: Whether the link makes the command fail. None outside of a command, as in `link-health.json` on the site.

    """
    verdict = finding.verdict
    return {
        "url": finding.link.url,
        "standing": verdict.standing.value,
        "fails": fails,
        "settled": finding.settled,
        "outcome": verdict.outcome.value if verdict.outcome else None,
        "detail": verdict.detail or None,
        "since": moment(verdict.since) if verdict.since else None,
        "last_found": moment(verdict.found) if verdict.found else None,
        "failures": verdict.failures,
        "moved_to": verdict.target or None,
        "said_by_a_person": verdict.mark_reason or None,
        "committed_by": finding.author if verdict.mark_reason else None,
        "copy": finding.copy.url if finding.copy else None,
        "entries": [{"slug": mention.entry.slug, "title": mention.is_title} for mention in finding.link.mentions],
        "places": [{"file": place.file, "line": place.line} for place in finding.places],
        "check": _check(finding.check) if finding.check else None,
    }


def _check(check: Check) -> dict[str, object]:
    return {
        "outcome": check.outcome.value,
        "time": minute(check.time),
        "status": check.status,
        "final": check.final or None,
        "chain": [{"status": status, "url": url} for status, url in check.chain],
        "message": check.message or None,
        "seconds": round(check.seconds, 3),
    }
