"""Define the requests that llmnotes sends to a code host. They are the same for GitHub, GitLab and Forgejo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from llmnotes.github.dead_links import DeadLinksIssue, IssueUpdate
    from llmnotes.github.proposal import Proposal


class Forge(Protocol):
    """One repository on a code host. Each method raises GithubError if the code host can't be reached or refuses the request."""

    def comment(self, number: int, marker: str, text: str, *, only_update: bool = False) -> None:
        """Add a comment to a pull request. If the pull request has a comment by a workflow with the same marker, replace the text of that comment instead.

        Args:
            number: The number of the pull request. On GitHub and Forgejo, it can also be the number of an issue.
            marker: A word that is written invisibly into the comment, so that a later call finds the comment.
            text: The comment, in Markdown.
            only_update: Whether to do nothing if no earlier comment has the marker.

        """

    def pull_of(self, branch: str) -> int | None:
        """Return the number of a branch's open pull request; None if the branch has no open pull request."""

    def propose(self, proposal: Proposal, base: str, *, create: bool = True) -> int | None:
        """Set the title and text of the open pull request of `proposal.branch`.

        If no pull request is open, and `create` is true, open one to merge the branch into `base`. Return the number of the pull request; None if none is open.
        """

    def withdraw(self, branch: str) -> bool:
        """Close the branch's open pull request. Return False if the branch has no open pull request."""

    def dead_links_issue(self) -> DeadLinksIssue | None:
        """Return the issue about dead links; None if there is no such issue. If there are several, return the newest."""

    def update_dead_links_issue(self, issue: DeadLinksIssue | None, update: IssueUpdate) -> None:
        """Carry out an update of the issue about dead links. If `issue` is None, open a new issue, but only if the update has a body."""
