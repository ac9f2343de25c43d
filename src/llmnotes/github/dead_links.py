"""The one issue about dead links: what becomes of it after a check.

Its body is rewritten in silence; a comment, which calls those who follow it, comes when a link dies or returns; it closes when none is dead. Which links it
knows as dead stands in its body, so nothing else need remember it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from typing import TYPE_CHECKING

from llmnotes.github.markdown import is_marked, marked
from llmnotes.links.formats import markdown
from llmnotes.links.verdict import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmnotes.links.report import Finding, Report

MARKER = "dead-links"
LABEL = "dead-links"
"""By which we find it again. Strangers can't set labels."""
TITLE = "リンク切れ / Dead links"
MOST = 3_000
"""Dead links that its body remembers, 9 characters each."""
_SHOWN = 50
"""Links that a comment lists."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Ticket:
    """The issue as it stands."""

    number: int
    body: str
    open: bool


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """What to do with it."""

    body: str = ""
    """Its new body; empty where it stays."""
    comment: str = ""
    open: bool | None = None
    """Whether to open or to close it; None where that stays."""


def steps(ticket: Ticket | None, report: Report) -> Steps:
    """What to do with the issue, or without one, so that it tells `report`."""
    dead = {_digest(one): one for one in report.findings if one.verdict.standing is Standing.DEAD and not one.settled}
    body = _body(report, dead)
    if ticket is None:
        return Steps(body=body, open=True) if dead else Steps()
    known = _known(ticket.body)
    died = [one for digest, one in dead.items() if digest not in known]
    returned = [one for one in report.findings if _digest(one) in known and one.verdict.standing in {Standing.ALIVE, Standing.MOVED}]
    if not ticket.open and not died:
        return Steps()  # nothing is new, or a person has closed it knowing what it says
    return Steps(
        body="" if _same(body, ticket.body) else body,
        comment=_comment(died, returned),
        open=True if not ticket.open else None if dead else False,
    )


def _body(report: Report, dead: Iterable[str]) -> str:
    memory = f"<!-- dead: {' '.join(sorted(dead)[:MOST])} -->\n"
    how = "\n`llmnotes links mark`, `links fix` and an archived copy in the record settle what stands here; this is rewritten after each check.\n"
    return marked(memory + markdown.render(report, markdown.LONGEST - len(memory) - len(how)) + how, MARKER)


def _known(body: str) -> frozenset[str]:
    """The links that a body of ours knows as dead, by digest; none in anybody else's."""
    if not is_marked(body, MARKER):
        return frozenset()
    found = re.match(r"<!-- dead: ([0-9a-f ]*) -->", body.replace("\r\n", "\n").partition("\n")[2])
    return frozenset(found[1].split()) if found else frozenset()


def _digest(finding: Finding) -> str:
    return hashlib.sha256(finding.link.url.encode()).hexdigest()[:8]


def _comment(died: Sequence[Finding], returned: Sequence[Finding]) -> str:
    parts = []
    for heading, found in (("Died", died), ("Returned", returned)):
        if found:
            more = [f"- and {len(found) - _SHOWN:,} more"] if len(found) > _SHOWN else []
            parts.append(
                "\n".join(
                    [f"### {heading} ({len(found):,})", "", *(line for one in found[:_SHOWN] for line in markdown.items([one])), *more, ""]
                )
            )
    return "\n".join(parts)


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
