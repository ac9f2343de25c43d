"""The pull request for an entry from the issue form, and the comments below the issue."""

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
"""The marker of the one comment that a workflow writes below an issue."""
_TITLE = 200
"""The largest length of an entry's title in the pull request's title, in characters."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A change to propose: a branch, its commit's message, and its pull request."""

    branch: str
    title: str
    """The title of the pull request, and the first line of the commit's message."""
    body: str
    """The text of the pull request, in GitHub's Markdown."""
    trailer: str = ""
    """The last lines of the commit's message."""

    @property
    def message(self) -> str:
        """The commit's message."""
        return f"{self.title}\n\n{self.trailer}\n" if self.trailer else f"{self.title}\n"


def of_entry(issue: Issue, entry: Entry, described: str) -> Proposal:
    """Return the proposal for a new entry from an issue. `described` is the entry as reviewers see it, by `llmnotes.github.summary.described`."""
    lines = [
        f"Closes #{issue.number}",
        "",
        f"This comes from the form in #{issue.number}, and is rewritten when that issue is edited. After a commit by a person to this branch, edits of the issue no longer change it.",
        "",
        described,
    ]
    body = cut(lines, "The entry is too long for this text: see the changed file.")
    return Proposal(branch=issue.branch, title=f"Add: {inert(entry.title, _TITLE)}", body=body, trailer=issue.credit)


def refusal(faults: Iterable[Fault]) -> str:
    """Return the comment for a form with faults, in Japanese and English: what to change, and how."""
    return "\n".join(
        [
            "このままでは記事を追加できません。上のIssueを編集して、次の点を直してください。 / This form needs changes before it can become an entry. Please edit the issue above:",
            "",
            *(f"- {f'**{text(fault.label)}**: ' if fault.label else ''}{text(fault.message)} → {text(fault.remedy)}" for fault in faults),
            "",
            "編集すると、自動でもう一度確認します。 / Your edit starts a new check.",
            "",
        ]
    )


def thanks(pull: str = "") -> str:
    """Return the comment for a form without faults, which replaces an earlier comment about faults. `pull` is the number of its pull request, if any."""
    next_ = f"→ #{pull}" if pull else "管理者の確認をお待ちください。 / A maintainer will review it."
    return f"フォームに問題はありません。 / The form is complete. {next_}\n"


def taken_over(branch: str) -> str:
    """Return the comment that says that edits of the issue no longer change the branch, because a person has committed to it."""
    return f"ブランチ {code(branch)} に手作業のコミットがあるため、このIssueを編集しても反映されません。続きはブランチで直してください。 / A person has committed to the branch {code(branch)}, so edits of this issue no longer change it. Please continue on the branch.\n"
