"""Describe verdicts and runs in English sentences."""

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
"""The number of links that a sentence names."""
HOUR = datetime.timedelta(hours=1)
_OUTCOMES = {
    Outcome.OK: "found",
    Outcome.MOVED: "moved permanently",
    Outcome.GONE: "gone",
    Outcome.SOFT_404: "an error page that answers with success",
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
    Outcome.BLOCKED: "the site lets no program see the page",
    Outcome.RATE_LIMITED: "the site asks for fewer requests",
    Outcome.TIMEOUT: "no answer in time",
    Outcome.UNSURE: "an answer that proves nothing",
    Outcome.REJECTED: "never requested",
}
_DETAILS = {
    "nxdomain": "no such host",
    "title": "its title says so",
    "home": "it leads to the home page",
    "sibling": "every address of its folder gets this answer",
    "parked": "a parked domain",
}


def minute(time: datetime.datetime) -> str:
    """Write a time in UTC to the minute, as in `2026-11-24T03:00Z`."""
    return f"{time:%Y-%m-%dT%H:%MZ}"


def outcome(of: Outcome, detail: str = "") -> str:
    """Return an outcome in words, such as `gone (404)`."""
    return f"{_OUTCOMES[of]} ({_DETAILS.get(detail, detail)})" if detail else _OUTCOMES[of]


def reason(finding: Finding) -> str:
    """Return the reason for a link's verdict in one line, such as `gone (404), 2 failures since 2026-11-01, last found 2026-10-25`."""
    return ", ".join(_reasons(finding))


def common_reason(found: Sequence[Finding]) -> str:
    """Return the parts of the links' reasons that all links share."""
    return ", ".join(_common_parts(found))


def own_reason(one: Finding, group: Sequence[Finding]) -> str:
    """Return the parts of a link's reason that not all links of its group share; empty if there are none."""
    common = _common_parts(group)
    return ", ".join(part for part in _reasons(one) if part not in common)


def _common_parts(found: Sequence[Finding]) -> list[str]:
    others = [_reasons(one) for one in found[1:]]
    return [part for part in _reasons(found[0]) if all(part in parts for parts in others)]


_SHOWN_REDIRECTS = 3
"""The number of redirects that a reason names. Of more, the first ones and the last one."""


def _redirects(check: Check) -> str:
    """Return the redirects of a check with its last status, such as `301 → https://b.example/ → 404`; empty without redirects."""
    if not check.chain:
        return ""
    steps = [f"{status} → {sentence(url, 200)}" for status, url in check.chain]
    if len(steps) > _SHOWN_REDIRECTS:
        steps = [*steps[: _SHOWN_REDIRECTS - 1], f"… {len(steps) - _SHOWN_REDIRECTS:,} more …", steps[-1]]
    return " → ".join([*steps, str(check.status) if check.status is not None else "no answer"])


def _reasons(finding: Finding) -> list[str]:
    verdict, check = finding.verdict, finding.check
    if verdict.by:
        committed = [f"committed by {sentence(finding.author)}"] if finding.author else []
        return [f"marked by a person: {sentence(verdict.by)}", *committed]
    parts = []
    if check and check.message and check.outcome not in {Outcome.OK, Outcome.MOVED}:
        parts.append(check.message.rstrip("."))
        parts += [way] if (way := _redirects(check)) else []
    elif verdict.outcome:
        parts.append(outcome(verdict.outcome, verdict.detail))
    if verdict.standing is Standing.MOVED:
        parts = [f"{'moved' if verdict.lasting else 'seen'} to {sentence(verdict.target, 400)}"]
    if verdict.standing in {Standing.DEAD, Standing.SUSPECT} and verdict.since:
        count = f"{verdict.failures} failures" if verdict.failures > 1 else "failing"
        parts.append(f"{count} since {verdict.since:%Y-%m-%d}")
    if verdict.found and verdict.standing not in {Standing.ALIVE, Standing.MOVED}:
        parts.append(f"last found {verdict.found:%Y-%m-%d}")
    return parts


def summary(report: Report) -> str:
    """Return the sum in a few sentences, such as `47 links: 1 dead, 2 suspect, 44 alive. 45 checked, 2 left for the next run.`."""
    links = len(report.findings)
    counts = [f"{number:,} {standing.value}" for standing, number in report.counts().items() if number]
    sentences = [f"{links:,} {'link' if links == 1 else 'links'}{': ' if counts else ''}{', '.join(counts)}."]
    settled = sum(finding.settled for finding in report.findings)
    if settled:
        sentences.append(f"{settled:,} of the dead links are settled by an archived copy.")
    if report.checked is not None:
        counted = [f"{report.checked:,} checked"]
        counted += [f"{report.left:,} left for the next run"] if report.left else []
        counted += [f"{len(report.skipped):,} skipped by mkdocs.yml"] if report.skipped else []
        sentences.append(f"{', '.join(counted)}.")
    elif report.last:
        sentences.append(f"Last checked {report.last:%Y-%m-%d}.")
    else:
        sentences.append("Never checked: run `llmnotes links check`.")
    return " ".join(sentences)


def void(report: Report) -> str:
    """Return why a run is void, which links and hosts that concerns, and what to do."""
    if not report.void:
        return f"No link was checked: {report.left:,} were due, but the time for the run ended, or their hosts gave no answer. Run it again"
    began = f"This run is void: {report.void}. Nothing was recorded"
    if not report.doubted:
        return (
            f"{began}. Look at this machine's network, then run it again. If these pages no longer exist, name others in mkdocs.yml, "
            "below `links`: `controls: [URL, …]`"
        )
    named = ", ".join(check.url for check in report.doubted[:SHOWN])
    more = f" and {len(report.doubted) - SHOWN:,} more" if len(report.doubted) > SHOWN else ""
    kept = (
        f"The ledger keeps each of these failures beside the history of its link, and a run at least {APART // HOUR} hours later with the same outcome confirms it"
        if report.recorded
        else "Without --record no failure is kept, so a later run can't confirm it"
    )
    return (
        f"{began} as a failure of these links, because this machine may be at fault: {named}{more}. All other links count. {kept}. "
        "Open one of them in a browser; if it opens, look at this machine's network; then run it again on another day"
    )
