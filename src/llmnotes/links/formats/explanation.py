"""Render the parts of the output of `llmnotes links explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.links.formats import words
from llmnotes.links.history import Said
from llmnotes.links.verdict import Clause

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from llmnotes.links.check import Check
    from llmnotes.links.checking.quirks import Quirk
    from llmnotes.links.checking.trace import Hop
    from llmnotes.links.history import History, Mark
    from llmnotes.links.limits import HostRule
    from llmnotes.links.verdict import Verdict

CLAUSES = {
    Clause.MARK: "a person set the verdict with `llmnotes links mark`, which overrides all checks until this verdict ends",
    Clause.LASTING_FAILURE: "three failures, at least 20 hours apart and over at least three days in all, make a link dead",
    Clause.LASTING_LOSS: "two failures, at least three days apart, make a link dead if each shows that its page or host is gone (404, 410, no such host)",
    Clause.FAILURE: "a failure or a missing fragment since the last success makes a link suspect, until enough failures make it dead",
    Clause.SILENCE: "if all requests for 30 days time out, a link is suspect",
    Clause.UNCLEAR: "answers that are blocked, rate-limited, late or unclear never make a link dead",
    Clause.MOVE: "permanent redirects led the last check to another address; after three such checks, `links fix` can write that address into the records",
    Clause.SUCCESS: "the last check found the link, so it is alive, whatever earlier checks found",
    Clause.NEVER_CHECKED: "the ledger has no check of this link",
}
"""A text for each reason of a verdict. `llmnotes links explain` shows the text as the reason for a link's verdict."""


def rule_lines(patterns: Sequence[str], rule: HostRule, quirk: Quirk) -> Iterator[str]:
    """Return lines about the options in mkdocs.yml that apply to a link, and about its site's quirk, which is the special treatment of the site.

    `patterns` are the patterns in mkdocs.yml that apply to the link, and `rule` has the options below all these patterns. The lines show only the names of
    headers, because their values may be secret.
    """
    yield f"patterns in mkdocs.yml that apply to the URL: {', '.join(patterns) or 'none, so the defaults apply'}"
    yield f"timeout {rule.timeout:g} s; at most {rule.concurrency} requests at a time, {rule.interval:g} s apart"
    if rule.accept:
        yield f"accepted statuses: {', '.join(map(str, sorted(rule.accept)))}"
    if rule.headers:
        yield f"headers: {', '.join(sorted(rule.headers))}"
    if rule.ca_bundle:
        yield f"ca_bundle: {rule.ca_bundle}"
    if rule.fragments is False:
        yield "fragments are not checked: the link check does not look for the parts of the page that they name"
    if rule.skip:
        yield f"never requested: {rule.skip}"
    if quirk.name:
        yield f"quirk: {quirk.name}: {quirk.reason}"


def hop_lines(hops: Sequence[Hop]) -> Iterator[str]:
    """Return two lines about each request of a check.

    The first line has the method and the URL. The second line has the status, or the reason why no answer came, the duration, and the IP addresses that were
    tried.
    """
    for number, hop in enumerate(hops, 1):
        answer = str(hop.status) if hop.status is not None else f"no answer: {hop.message}"
        leads = f", to {hop.location}" if hop.location else ""
        yield f"{number}. {hop.method} {hop.url}"
        yield f"   {answer}{leads}, after {hop.seconds:.3f} s, {_tried(hop)}"


def _tried(hop: Hop) -> str:
    return f"addresses tried: {', '.join(dict.fromkeys(hop.addresses))}" if hop.addresses else "no new connection"


def check_line(check: Check) -> str:
    """Return a line that describes the outcome of a check."""
    return f"{words.outcome(check.outcome, check.detail)}{f': {check.message}' if check.message else ''}"


def history_lines(history: History) -> Iterator[str]:
    """Return lines with everything that the ledger has about a link.

    These are its checks and the manual verdict in the order of time, then the archived copy, and the time of the last check.
    """
    facts: list[tuple[datetime.datetime, str]] = []
    if history.well:
        facts.append((history.well, "found at its own address: the first success of the last unbroken sequence of successes"))
    facts += [(move.time, f"moved to {move.target}") for move in history.moves]
    if history.found and history.found not in {history.well, *(move.time for move in history.moves)}:
        facts.append((history.found, "found for the last time"))
    facts += [(one.time, words.outcome(one.outcome, one.detail)) for one in history.failures]
    facts += [
        (
            one.time,
            f"{words.outcome(one.outcome, one.detail)}: found by a link check with too many failures, so it is ignored unless a later check confirms it",
        )
        for one in history.doubts
    ]
    if history.mark:
        facts.append((history.mark.time, _marked(history.mark)))
    yield from (f"{words.minute(time)}  {fact}" for time, fact in sorted(facts))
    if history.copy:
        yield f"{history.copy.verified}  archived copy: {history.copy.url}"
    yield f"last check recorded: {words.minute(history.checked) if history.checked else 'never'}"


def _marked(mark: Mark) -> str:
    reason = f": {mark.reason}" if mark.reason else ""
    if mark.said is Said.NOTHING:
        return f"a person removed the manual verdict{reason}"
    return f"a person marked the link as {mark.said.value}{f' until {mark.until}' if mark.until else ''}{reason}"


def verdict_line(verdict: Verdict) -> str:
    """Return a line with a verdict, and the text in `CLAUSES` that explains it."""
    return f"{verdict.standing.value}: {CLAUSES[verdict.clause]}"
