"""Describe verdicts and the results of a link check in English."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from llmnotes.links.check import Outcome
from llmnotes.links.verdict import APART, Standing
from llmnotes.text.terminal import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.links.check import Check
    from llmnotes.links.report import Finding, Report

SHOWN = 10
"""The maximum number of links that the message about a void link check names. The results of a void link check can't be believed."""
HOUR = datetime.timedelta(hours=1)
_OUTCOMES = {
    Outcome.OK: "found",
    Outcome.MOVED: "moved permanently",
    Outcome.GONE: "gone",
    Outcome.SOFT_404: "an error page with a status of success",
    Outcome.SERVER_ERROR: "server error",
    Outcome.REFUSED: "no connection",
    Outcome.RESET: "the connection broke",
    Outcome.TLS_EXPIRED: "expired certificate",
    Outcome.TLS_WRONG_HOST: "certificate of another host",
    Outcome.TLS_UNTRUSTED: "untrusted certificate",
    Outcome.TLS_FAILED: "failed TLS handshake",
    Outcome.DNS: "the name servers don't answer",
    Outcome.LOOP: "redirects without end",
    Outcome.FRAGMENT: "the page lacks the part that the link names",
    Outcome.BLOCKED: "the site does not show the page to programs",
    Outcome.RATE_LIMITED: "the site asks for fewer requests",
    Outcome.TIMEOUT: "no answer in time",
    Outcome.UNSURE: "an answer that does not show whether the page exists",
    Outcome.REJECTED: "an address that must not be requested",
}
_DETAILS = {
    "nxdomain": "no such host",
    "title": "its title says that the page does not exist",
    "home": "the link leads to the home page",
    "sibling": "a made-up address in the same folder gets the same answer as the link",
    "parked": "a parked domain",
}


def minute(time: datetime.datetime) -> str:
    """Return a time (UTC) to the minute, such as `2026-11-24T03:00Z`."""
    return f"{time:%Y-%m-%dT%H:%MZ}"


def outcome(of: Outcome, detail: str = "") -> str:
    """Return the outcome `of` in words, with its detail in brackets if there is one, such as `gone (404)`."""
    return f"{_OUTCOMES[of]} ({_DETAILS.get(detail, detail)})" if detail else _OUTCOMES[of]


def reason(finding: Finding) -> str:
    """Return the reason for a link's verdict in one line, such as `gone (404), 2 failures since 2026-11-01, last found 2026-10-25`.

    Return an empty text for a link that was never checked.
    """
    return ", ".join(_reasons(finding))


def common_reason(found: Sequence[Finding]) -> str:
    """Return the parts of the reason for a verdict that are the same for all links of the group `found`; empty if no part is the same."""
    return ", ".join(_common_parts(found))


def own_reason(one: Finding, group: Sequence[Finding]) -> str:
    """Return the parts of the reason for the verdict on the link `one` that not all links of its group have; empty if all have the same parts."""
    common = _common_parts(group)
    return ", ".join(part for part in _reasons(one) if part not in common)


def _common_parts(found: Sequence[Finding]) -> list[str]:
    others = [_reasons(one) for one in found[1:]]
    return [part for part in _reasons(found[0]) if all(part in parts for parts in others)]


_SHOWN_REDIRECTS = 3
"""The maximum number of redirects that a reason shows. If there are more, the reason shows the first redirects and the last one."""


def _redirects(check: Check) -> str:
    """Return the redirects of a check with its last status, such as `301 → https://b.example/ → 404`; empty without redirects. Long redirects are shortened."""
    if not check.chain:
        return ""
    steps = [f"{status} → {sentence(url, 200)}" for status, url in check.chain]
    if len(steps) > _SHOWN_REDIRECTS:
        steps = [*steps[: _SHOWN_REDIRECTS - 1], f"… {len(steps) - _SHOWN_REDIRECTS:,} more …", steps[-1]]
    return " → ".join([*steps, str(check.status) if check.status is not None else "no answer"])


def _reasons(finding: Finding) -> list[str]:
    verdict, check = finding.verdict, finding.check
    if verdict.mark_reason:
        committed = [f"committed by {sentence(finding.author)}"] if finding.author else []
        return [f"marked by a person: {sentence(verdict.mark_reason)}", *committed]
    parts = []
    if check and check.message and check.outcome not in {Outcome.OK, Outcome.MOVED}:
        parts.append(check.message.rstrip("."))
        parts += [way] if (way := _redirects(check)) else []
    elif verdict.outcome:
        parts.append(outcome(verdict.outcome, verdict.detail))
    if verdict.standing is Standing.MOVED:
        parts = [f"{'moved to' if verdict.lasting else 'seen at'} {sentence(verdict.target, 400)}"]
    if verdict.standing in {Standing.DEAD, Standing.SUSPECT} and verdict.since:
        count = f"{verdict.failures} failures" if verdict.failures > 1 else "failing"
        parts.append(f"{count} since {verdict.since:%Y-%m-%d}")
    if verdict.found and verdict.standing not in {Standing.ALIVE, Standing.MOVED}:
        parts.append(f"last found {verdict.found:%Y-%m-%d}")
    return parts


def summary(report: Report) -> str:
    """Return the numbers of links in a few sentences, such as `47 links: 1 dead, 2 suspect, 44 alive. 45 checked, 2 left for the next link check.`."""
    links = len(report.findings)
    counts = [f"{number:,} {standing.value}" for standing, number in report.counts().items() if number]
    sentences = [f"{links:,} {'link' if links == 1 else 'links'}{': ' if counts else ''}{', '.join(counts)}."]
    settled = sum(finding.settled for finding in report.findings)
    if settled:
        sentences.append(
            f"{settled:,} of the dead links {'is settled: its record names' if settled == 1 else 'are settled: their records name'} an archived copy."
        )
    if report.checked is not None:
        counted = [f"{report.checked:,} checked"]
        counted += [f"{report.left:,} left for the next link check"] if report.left else []
        counted += [f"{len(report.skipped):,} skipped by rules in mkdocs.yml"] if report.skipped else []
        sentences.append(f"{', '.join(counted)}.")
    elif report.last:
        sentences.append(f"Last checked {report.last:%Y-%m-%d}.")
    else:
        sentences.append("Never checked: run `llmnotes links check --record`.")
    return " ".join(sentences)


def void(report: Report) -> str:
    """Return a message about a link check whose results can't be believed: the reason and the remedy.

    If only the failures of some links can't be believed, the message names these links.
    """
    if not report.void:
        return (
            f"No link was checked: {report.left:,} were due, but the time for the link check ended first, their hosts were skipped, or the worker processes died. "
            "Run the link check again"
        )
    began = f"This link check is void: {report.void}. Nothing was recorded"
    if not report.doubted:
        return (
            f"{began}. Check this machine's network, then run the link check again. If these pages no longer exist, name other pages in mkdocs.yml, "
            "below `links`: `controls: [URL, …]`"
        )
    named = ", ".join(check.url for check in report.doubted[:SHOWN])
    more = f" and {len(report.doubted) - SHOWN:,} more" if len(report.doubted) > SHOWN else ""
    kept = (
        f"The ledger keeps these failures apart, and ignores each one unless a link check at least {APART // HOUR} hours later has the same outcome for the link"
        if report.recorded
        else "Without --record these failures are not kept, so a later link check can't confirm them"
    )
    return (
        f"{began} as a failure of these links, because this machine may be at fault: {named}{more}. The results of all other links are valid. {kept}. "
        "Open one of these links in a browser. If it opens, check this machine's network. Then run the link check again on another day"
    )
