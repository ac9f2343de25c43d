"""Compute the pull request for an entry that comes from the issue form, and the comments on the issue."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.github.markdown import cut
from llmnotes.text.bilingual import in_language
from llmnotes.text.markdown import code, inert, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmnotes.github.event import Issue
    from llmnotes.github.form import Fault
    from llmnotes.model import Entry

COMMENT = "add-entry"
"""The marker of the comment that a workflow adds to an issue. By this marker, later workflow runs find the comment and update it."""
_TITLE = 200
"""The maximum length of an entry's title in the title of the pull request, in characters."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A change to propose: a branch, the message of its commit, and the title and text of its pull request."""

    branch: str
    title: str
    """The title of the pull request, and the first line of the commit message."""
    body: str
    """The text of the pull request, in GitHub's Markdown."""
    trailer: str = ""
    """The last lines of the commit message, such as `Co-authored-by: …`; empty for no such lines."""

    @property
    def message(self) -> str:
        """The commit message: the title, and then lines such as `Co-authored-by: …`, if there are any."""
        return f"{self.title}\n\n{self.trailer}\n" if self.trailer else f"{self.title}\n"


def of_entry(issue: Issue, entry: Entry, described: str, language: str) -> Proposal:
    """Return the proposal for a new entry from an issue, in the language of a reading list.

    `described` is the entry in Markdown, as `llmnotes.github.summary.described` returns it.
    """
    origin = in_language(
        "このプルリクエストは #{number} のフォームから作られました。そのIssueを編集すると、人がこのブランチにコミットするまで、ここにも反映されます。"
        " / This pull request comes from the form in #{number}. Edits of that issue update the pull request, until a person commits to its branch.",
        language,
    )
    lines = [
        f"Closes #{issue.number}",
        "",
        origin.format(number=issue.number),
        "",
        described,
    ]
    rest = "長すぎてここには示せません。変更されたファイルを見てください。 / The entry is too long to show here: see the changed file."
    body = cut(lines, in_language(rest, language))
    return Proposal(branch=issue.branch, title=f"Add: {inert(entry.title, _TITLE)}", body=body, trailer=issue.credit)


def refusal(faults: Iterable[Fault], language: str) -> str:
    """Return the comment on an issue whose form has problems, in the language of a reading list: each problem with its remedy."""
    return "\n".join(
        [
            in_language(
                "このままでは記事を追加できません。上のIssueを編集して、次の点を直してください。 / This form needs changes before it can become an entry. Please edit the issue above:",
                language,
            ),
            "",
            *(
                f"- {f'**{text(in_language(fault.label, language))}**: ' if fault.label else ''}{text(fault.message)} → {text(fault.remedy)}"
                for fault in faults
            ),
            "",
            in_language("編集すると、自動でもう一度確認します。 / Your edit starts a new check.", language),
            "",
        ]
    )


def thanks(language: str, pull: int | None = None) -> str:
    """Return the comment on an open issue whose form has no problems any more. It replaces the earlier comment about problems.

    Args:
        language: The language of the reading list.
        pull: The number of the issue's pull request; None if the issue has no pull request.

    """
    if pull is not None:
        return f"{in_language('フォームに問題はありません。 / The form is complete.', language)} → #{pull}\n"
    waiting = "フォームに問題はありません。管理者の確認をお待ちください。 / The form is complete. A maintainer will review it."
    return f"{in_language(waiting, language)}\n"


def taken_over(branch: str, language: str) -> str:
    """Return the comment that says that edits of the issue no longer change the branch, because a person has committed to the branch."""
    text_ = in_language(
        "ブランチ {branch} に手作業のコミットがあるため、このIssueを編集しても反映されません。続きはブランチで直してください。"
        " / A person has committed to the branch {branch}, so edits of this issue no longer change it. Please continue on the branch.",
        language,
    )
    return f"{text_.format(branch=code(branch))}\n"
