"""Compute the pull request that merges the ledger from the branch `llmnotes/links` into the main branch. Scheduled link checks write this ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.github import markdown
from llmnotes.github.proposal import Proposal
from llmnotes.text.bilingual import in_language
from llmnotes.text.markdown import link, text

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from llmnotes.links.ledger import Ledger
    from llmnotes.links.verdict import Standing

BRANCH = "llmnotes/links"
"""The branch on which the ledger is kept from one scheduled link check to the next."""


def changes(before: Ledger, after: Ledger, links: Iterable[str], now: datetime.datetime) -> list[tuple[str, Standing, Standing]]:
    """Find the links whose verdicts differ between two ledgers.

    Args:
        before: The earlier ledger.
        after: The later ledger.
        links: The URLs to compare.
        now: The time (UTC) for which verdicts are computed. Manual verdicts that ended before this time are ignored.

    Returns:
        For each link whose verdict differs: its URL, its earlier verdict and its later verdict. Links with the worst later verdict come first. Links
        that change between unchecked and alive are left out.

    """
    found = []
    for url in links:
        old, new = before.verdict(url, now).standing, after.verdict(url, now).standing
        if old is not new and {old.value, new.value} != {"unchecked", "alive"}:
            found.append((url, old, new))
    worst = list(type(found[0][2])) if found else []
    return sorted(found, key=lambda change: (worst.index(change[2]), change[0]))


def proposal(changed: list[tuple[str, Standing, Standing]], language: str, *, is_first: bool = False) -> Proposal:
    """Return the pull request for the ledger. Its text has one line for each link whose verdict changes.

    Args:
        changed: The result of `changes` for the ledger on the main branch and the new ledger.
        language: The language of the list.
        is_first: Whether the main branch has no ledger yet.

    """
    made = (
        "リンクの確認が、このリストの最初の台帳を作りました。 / The link check has made the first ledger of this list."
        if is_first
        else "リンクの確認が台帳を変えました。 / The link check has changed the ledger."
    )
    how = (
        "このプルリクエストは、開いている間、リンクを確認するたびに更新されます。マージすると結果が記録されます。"
        " / While this pull request is open, each link check updates it. Merge it to record the results."
    )
    none = (
        "確認したリンクはすべて有効です。 / Every link that was checked works."
        if is_first
        else "判定はすべてメインブランチと同じです。 / All verdicts are the same as on the main branch."
    )
    lines = [
        f"{in_language(made, language)} {in_language(how, language)}",
        "",
        *(f"- {link(url, url)}: {old.value} → **{new.value}**" for url, old, new in changed),
    ]
    if not changed:
        lines.append(text(in_language(none, language)))
    return Proposal(
        branch=BRANCH,
        title=in_language("リンクの確認結果 / Links: results of the check", language),
        body=markdown.cut(
            lines,
            in_language(
                "残りの変更は、変更されたファイルを見てください。 / The other changes are left out here: see the changed files.", language
            ),
        ),
    )
