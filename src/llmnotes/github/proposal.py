"""A pull request for an entry that came by the form, and the answer to a form that makes none."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.github.markdown import cut
from llmnotes.text.markdown import code, inert, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmnotes.github.event import Issue
    from llmnotes.github.form import Fault
    from llmnotes.model import Entry

COMMENT = "add-entry"
"""Marks the one comment that we write below an issue."""
_TITLE = 200


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A change as git and GitHub take it."""

    branch: str
    title: str
    """The pull request's, and the commit's first line."""
    body: str
    """In GitHub's Markdown."""
    trailer: str = ""
    """The last lines of the commit's message."""

    @property
    def message(self) -> str:
        """The commit's."""
        return f"{self.title}\n\n{self.trailer}\n" if self.trailer else f"{self.title}\n"


def of_entry(issue: Issue, entry: Entry, described: str) -> Proposal:
    """The proposal of a new entry. `described` shows it to reviewers (`summary.described`)."""
    lines = [
        f"Closes #{issue.number}",
        "",
        f"Made from the form in #{issue.number}, and made anew whenever that issue is edited; once somebody has committed to this branch, it is theirs.",
        "",
        described,
    ]
    body = cut(lines, "The entry is longer than GitHub takes here: see the changed file.")
    return Proposal(branch=issue.branch, title=f"Add: {inert(entry.title, _TITLE)}", body=body, trailer=issue.credit)


def refusal(faults: Iterable[Fault]) -> str:
    """What to change in a form, in both languages of the form."""
    return "\n".join(
        [
            "このままでは記事を追加できません。上のIssueを編集して直してください。 / This can't become an entry yet. Please edit the issue above:",
            "",
            *(f"- {f'**{text(fault.label)}**: ' if fault.label else ''}{text(fault.message)} → {text(fault.remedy)}" for fault in faults),
            "",
            "編集すると、もう一度読みます。 / It is read again when you edit it.",
            "",
        ]
    )


def thanks(pull: str = "") -> str:
    """In the place of an earlier `refusal`, once nothing is wrong any more; with the pull request's number, where there is one."""
    next_ = f"→ #{pull}" if pull else "管理者の確認を待っています。 / A maintainer will look at it."
    return f"記事にできます。 / This can become an entry. {next_}\n"


def taken_over(branch: str) -> str:
    """Where somebody has committed to the branch: edits of the issue no longer reach it."""
    return f"ブランチが手で編集されています。そちらで直してください。 / Somebody has edited the branch {code(branch)}: please go on there; edits of this issue no longer change it.\n"
