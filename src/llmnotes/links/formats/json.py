"""For programs: every link with all that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.text.terminal import as_json

if TYPE_CHECKING:
    import datetime

    from llmnotes.links.check import Check
    from llmnotes.links.report import Finding, Report
    from llmnotes.text.terminal import Fit


def render(report: Report) -> Fit:
    """`{"version": 1, "now": …, "void": …, "counts": {…}, "links": […]}`, links worst first. Times are UTC; what is not known is null."""
    document = {
        "version": 1,
        "now": _time(report.now),
        "void": report.void or None,
        "asked": report.asked,
        "left": report.left,
        "skipped": dict(report.skipped),
        "last_run": _time(report.last),
        "counts": {standing.value: number for standing, number in report.counts().items()},
        "failing": len(report.failing),
        "links": [_link(report, finding) for finding in report.findings],
    }
    return as_json(document)


def _link(report: Report, finding: Finding) -> dict[str, object]:
    verdict = finding.verdict
    return {
        "url": finding.link.url,
        "standing": verdict.standing.value,
        "fails": report.fails(finding),
        "settled": finding.settled,
        "outcome": verdict.outcome.value if verdict.outcome else None,
        "detail": verdict.detail or None,
        "since": _time(verdict.since),
        "last_found": _time(verdict.found),
        "failures": verdict.failures,
        "moved_to": verdict.target or None,
        "said_by_a_person": verdict.by or None,
        "committed_by": finding.author if verdict.by else None,
        "copy": finding.copy.url if finding.copy else None,
        "entries": [{"slug": mention.entry.slug, "title": mention.is_title} for mention in finding.link.mentions],
        "places": [{"file": place.file, "line": place.line} for place in finding.places],
        "check": _check(finding.check) if finding.check else None,
    }


def _check(check: Check) -> dict[str, object]:
    return {
        "outcome": check.outcome.value,
        "time": _time(check.time),
        "status": check.status,
        "final": check.final or None,
        "chain": [{"status": status, "url": url} for status, url in check.chain],
        "message": check.message or None,
        "seconds": round(check.seconds, 3),
    }


def _time(time: datetime.datetime | None) -> str | None:
    return f"{time:%Y-%m-%dT%H:%MZ}" if time else None
