"""Render a report for GitHub's code scanning in SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import quote

from llmnotes.links.formats import words
from llmnotes.links.verdict import Standing
from llmnotes.text.terminal import as_json, line

if TYPE_CHECKING:
    from llmnotes.links.report import Finding, Report
    from llmnotes.text.terminal import Fit

_DESCRIPTIONS = {
    Standing.DEAD: "The link is dead: its checks failed over at least three days, or a person marked it as dead.",
    Standing.SUSPECT: "The last checks of the link failed.",
    Standing.MOVED: "The link moved permanently.",
}


def render(report: Report) -> Fit:
    """Return the report as a SARIF document.

    It has a result for each link that is suspect or moved, for each dead link without an archived copy in its records, and for each other link that makes
    the command fail. A result has at most ten places.
    """
    wanted = [finding for finding in report.findings if finding.verdict.standing in _DESCRIPTIONS and not finding.settled]
    wanted += [finding for finding in report.failing if finding not in wanted]
    rules = sorted({f"link-{finding.verdict.standing.value}" for finding in wanted})
    run = {
        "tool": {
            "driver": {
                "name": "llmnotes",
                "version": version("llmnotes"),
                "rules": [
                    {"id": rule, "shortDescription": {"text": _DESCRIPTIONS.get(Standing(rule.removeprefix("link-")), rule)}}
                    for rule in rules
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, finding) for finding in wanted],
    }
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return as_json(document)


def _result(report: Report, finding: Finding) -> dict[str, object]:
    standing = finding.verdict.standing
    level = "error" if report.fails(finding) else "note" if standing is Standing.MOVED else "warning"
    return {
        "ruleId": f"link-{standing.value}",
        "level": level,
        "message": {"text": line(f"{finding.link.url}: {standing.value}: {words.reason(finding)}")},
        "partialFingerprints": {"link/v1": finding.link.url},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(place.file), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": place.line or 1},
                }
            }
            for place in finding.places[:10]
        ],
    }
