"""What checks have changed in the ledger since the main branch's, as a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.github import markdown
from llmnotes.github.proposal import Proposal
from llmnotes.text.markdown import link, text

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from llmnotes.links.ledger import Ledger
    from llmnotes.links.verdict import Standing

BRANCH = "llmnotes/links"
"""The one branch of the ledger."""


def changes(before: Ledger, after: Ledger, links: Iterable[str], now: datetime.datetime) -> list[tuple[str, Standing, Standing]]:
    """Links whose verdict differs, with both standings; the worst that came first. A link that was never asked before is told where it isn't well."""
    found = []
    for url in links:
        old, new = before.verdict(url, now).standing, after.verdict(url, now).standing
        if old is not new and {old.value, new.value} != {"unchecked", "alive"}:
            found.append((url, old, new))
    worst = list(type(found[0][2])) if found else []
    return sorted(found, key=lambda change: (worst.index(change[2]), change[0]))


def proposal(changed: list[tuple[str, Standing, Standing]]) -> Proposal:
    """The pull request: what it changes, a line a link."""
    lines = [
        "What the link check found, for the ledger. It is rewritten after each check while it is open; merge it to keep what it knows.",
        "",
        *(f"- {link(url, url)}: {old.value} → **{new.value}**" for url, old, new in changed),
    ]
    if not changed:
        lines.append(text("No verdict differs from the main branch's."))
    return Proposal(branch=BRANCH, title="Links: what the check found", body=markdown.cut(lines, "And more: see the changed files."))
