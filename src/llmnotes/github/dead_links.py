"""Compute how a link check updates the issue about dead links. A repository has only one such issue.

- Each link check replaces the issue's body. GitHub sends no notifications for this.
- If a link dies or becomes alive again, the link check adds a comment. GitHub notifies the issue's followers of comments.
- The issue is closed if no link is dead, and opened again if a link dies. If a person closed it, nothing changes until another link dies.

Dead links whose records name an archived copy don't count. The body holds a digest of each dead link. So the next link check knows which of its dead links are
new, and which earlier dead links are alive again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from typing import TYPE_CHECKING

from llmnotes.github.markdown import cut, is_marked, marked
from llmnotes.links.formats import markdown
from llmnotes.links.verdict import Standing
from llmnotes.text.bilingual import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmnotes.links.report import Finding, Report

MARKER = "dead-links"
LABEL = "dead-links"
"""The label by which a link check finds the issue. Strangers can't set labels, so a link check never mistakes a stranger's issue for this issue."""
MOST = 3_000
"""The maximum number of dead links whose digests the body of the issue holds. A digest takes 9 characters, and GitHub limits the length of a body."""
_SHOWN = 50
"""The maximum number of links that a comment shows."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DeadLinksIssue:
    """The issue about dead links, as it is on the code host."""

    number: int
    body: str
    open: bool


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class IssueUpdate:
    """The changes to make to the issue about dead links."""

    title: str = ""
    """The title of the issue to open; empty if an issue exists already, or if no issue is to be opened."""
    body: str = ""
    """The new body; empty if the body stays the same."""
    comment: str = ""
    """The comment to add; empty to add no comment."""
    open: bool | None = None
    """True to open the issue, False to close it, None if its state stays the same."""


def plan_update(issue: DeadLinksIssue | None, report: Report, language: str) -> IssueUpdate:
    """Return the update after which the issue shows the dead links of a report, except those whose records name an archived copy.

    The update is empty in two cases: the issue is closed and no other link has died since; or there is no issue, and no dead link to show.

    Args:
        issue: The issue as it is; None if there is no such issue yet.
        report: The report of the last link check.
        language: The language of the list.

    """
    dead = {_digest(one): one for one in report.findings if one.verdict.standing is Standing.DEAD and not one.settled}
    body = _body(report, dead, language)
    if issue is None:
        return IssueUpdate(title=in_language("リンク切れ / Dead links", language), body=body, open=True) if dead else IssueUpdate()
    known = _known(issue.body)
    died = [one for digest, one in dead.items() if digest not in known]
    returned = [one for one in report.findings if _digest(one) in known and one.verdict.standing in {Standing.ALIVE, Standing.MOVED}]
    if not issue.open and not died:
        return IssueUpdate()  # a closed issue stays as it is until another link dies, even if a person closed it
    return IssueUpdate(
        body="" if _same(body, issue.body) else body,
        comment=_comment(died, returned, language),
        open=True if not issue.open else None if dead else False,
    )


def _body(report: Report, dead: Iterable[str], language: str) -> str:
    memory = f"<!-- dead: {' '.join(sorted(dead)[:MOST])} -->\n"
    how = in_language(
        "リンクをこのIssueから外すには、`links fix` か手作業でURLを直すか、`llmnotes links mark` で有効とするか、記録に保存版を書いてください。"
        "この文章はリンクを確認するたびに書きかわります。 / To remove a link from this issue, correct its URL with `llmnotes links fix` or by hand, mark it as alive with `llmnotes links mark`, or add an archived copy to its record. "
        "Each link check rewrites this text.",
        language,
    )
    return marked(f"{memory}{markdown.render(report, markdown.LONGEST - len(memory) - len(how), language)}\n{how}\n", MARKER)


def _known(body: str) -> frozenset[str]:
    """Return the digests of dead links in the body of the issue; an empty set if a link check didn't write this body."""
    if not is_marked(body, MARKER):
        return frozenset()
    found = re.match(r"<!-- dead: ([0-9a-f ]*) -->", body.replace("\r\n", "\n").partition("\n")[2])
    return frozenset(found[1].split()) if found else frozenset()


def _digest(finding: Finding) -> str:
    return hashlib.sha256(finding.link.url.encode()).hexdigest()[:8]


def _comment(died: Sequence[Finding], returned: Sequence[Finding], language: str) -> str:
    lines: list[str] = []
    for heading, found in (("新しいリンク切れ / Died", died), ("復活 / Returned", returned)):
        if found:
            lines += ["", f"### {in_language(heading, language)} ({len(found):,})", ""]
            lines += [line for one in found[:_SHOWN] for line in markdown.items([one])]
            lines += [f"- and {len(found) - _SHOWN:,} more"] if len(found) > _SHOWN else []
    rest = in_language(
        "長いため、残りのリンクは省きました。 / The other links are left out here, because this comment would be too long.", language
    )
    return cut(lines[1:], rest) if lines else ""


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
