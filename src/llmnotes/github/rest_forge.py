"""The requests that are the same for GitHub and Forgejo. For pull requests, issues and comments, both REST APIs have the same paths and JSON members."""

from __future__ import annotations

import abc
import types
from typing import TYPE_CHECKING, Any

from llmnotes.github import dead_links
from llmnotes.github.dead_links import DeadLinksIssue
from llmnotes.github.markdown import is_marked, marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmnotes.github.dead_links import IssueUpdate
    from llmnotes.github.proposal import Proposal


class RestForge(abc.ABC):
    """Requests about one repository. Each method raises GithubError if the code host can't be reached or refuses the request."""

    closing: Mapping[str, str] = types.MappingProxyType({"state": "closed"})
    """The JSON members of the request that closes an issue."""

    @abc.abstractmethod
    def _request(self, method: str, path: str, value: object = None) -> Any:
        """Send a request about the repository, and return the JSON value of the answer. `value` is the JSON value to send; None to send no body."""

    @abc.abstractmethod
    def _is_bots(self, one: Mapping[str, Any]) -> bool:
        """Return whether a bot, such as the account of workflows, wrote the issue or comment `one`. A marker doesn't prove this, because a person can copy it."""

    @abc.abstractmethod
    def _comments(self, number: int) -> Iterable[Mapping[str, Any]]:
        """Return the comments of an issue or pull request."""

    @abc.abstractmethod
    def _issues(self, label: str) -> Iterable[Mapping[str, Any]]:
        """Return the open and closed issues with a label, the newest first. Pull requests are left out."""

    @abc.abstractmethod
    def _label(self, name: str) -> object:
        """Return the name or the id of a label, whichever the code host requires in requests. Create the label if the code host doesn't do so itself."""

    @abc.abstractmethod
    def pull_of(self, branch: str) -> int | None:
        """Return the number of a branch's open pull request; None if the branch has no open pull request."""

    def comment(self, number: int, marker: str, text: str, *, only_update: bool = False) -> None:
        """Add a comment to an issue or pull request. If an earlier comment by a workflow has the same marker, replace the text of that comment instead.

        Args:
            number: The number of the issue or pull request.
            marker: A word that is written invisibly into the comment, so that a later call finds the comment.
            text: The comment, in Markdown.
            only_update: Whether to do nothing if no earlier comment has the marker.

        """
        body = marked(text, marker)
        earlier = next((one for one in self._comments(number) if self._is_bots(one) and is_marked(_text(one), marker)), None)
        if earlier is None:
            if not only_update:
                self._request("POST", f"issues/{number}/comments", {"body": body})
        elif _text(earlier).replace("\r\n", "\n").strip() != body.strip():
            self._request("PATCH", f"issues/comments/{int(earlier['id'])}", {"body": body})

    def propose(self, proposal: Proposal, base: str, *, create: bool = True) -> int | None:
        """Set the title and text of the branch's open pull request. If no pull request is open, open one, unless `create` is false.

        Args:
            proposal: The branch, title and text of the pull request.
            base: The branch to merge into.
            create: Whether to open a pull request if none is open.

        Returns:
            The number of the open pull request; None if the branch has no open pull request and `create` is false.

        """
        number = self.pull_of(proposal.branch)
        content = {"title": proposal.title, "body": proposal.body}
        if number is not None:
            self._request("PATCH", f"pulls/{number}", content)
        elif create:
            number = int(self._request("POST", "pulls", {**content, "head": proposal.branch, "base": base})["number"])
        return number

    def withdraw(self, branch: str) -> bool:
        """Close the branch's open pull request. Return False if the branch has no open pull request."""
        number = self.pull_of(branch)
        if number is not None:
            self._request("PATCH", f"pulls/{number}", {"state": "closed"})
        return number is not None

    def dead_links_issue(self) -> DeadLinksIssue | None:
        """Return the issue about dead links; None if there is no such issue. If there are several, return the newest."""
        for one in self._issues(dead_links.LABEL):
            if self._is_bots(one) and is_marked(_text(one), dead_links.MARKER):
                return DeadLinksIssue(number=int(one["number"]), body=_text(one), open=one["state"] == "open")
        return None

    def update_dead_links_issue(self, issue: DeadLinksIssue | None, update: IssueUpdate) -> None:
        """Carry out an update of the issue about dead links. If `issue` is None, open a new issue, but only if the update has a body."""
        if issue is None:
            if update.body:
                content = {"title": update.title, "body": update.body, "labels": [self._label(dead_links.LABEL)]}
                self._request("POST", "issues", content)
            return
        change: dict[str, str] = {"body": update.body} if update.body else {}
        if update.open is not None:
            change |= {"state": "open"} if update.open else self.closing
        if change:
            self._request("PATCH", f"issues/{issue.number}", change)
        if update.comment:
            self._request("POST", f"issues/{issue.number}/comments", {"body": update.comment})


def _text(one: Mapping[str, Any]) -> str:
    """Return the body of the issue or comment `one`; an empty text if it has no body."""
    return str(one.get("body") or "")
