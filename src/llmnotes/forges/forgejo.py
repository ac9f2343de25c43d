"""Send requests to the REST API of Forgejo, which is the same as that of Gitea: https://forgejo.org/docs/latest/user/api-usage/."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from llmnotes.errors import GithubError
from llmnotes.github import dead_links
from llmnotes.github.dead_links import DeadLinksIssue
from llmnotes.github.markdown import is_marked, marked
from llmnotes.web.fetch.rest import RestApi, RestError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.github.dead_links import IssueUpdate
    from llmnotes.github.proposal import Proposal

_BOTS = frozenset({"forgejo-actions", "gitea-actions"})
"""The accounts that Forgejo names as authors of comments and issues that were written with the token of a workflow."""
_PAGE = 50
"""The number of elements in one answer, which is the default maximum of Forgejo."""
_PAGES = 60
"""The maximum number of answers that are requested for one result."""
_COLOUR = "#b60205"
"""The colour of a new label. Forgejo requires a colour."""


class Forgejo:
    """Requests about one repository on Forgejo. The methods are those of `Forge`."""

    def __init__(self, address: str, repository: str, token: str) -> None:
        """Set the URL of the API (such as https://codeberg.org/api/v1), the repository's name `owner/name`, and the token."""
        if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*/(?!\.{1,2}$)[A-Za-z0-9_.-]+", repository):
            raise GithubError(f"'{repository}' is not the name of a repository: set GITHUB_REPOSITORY to owner/name")
        self._repository = repository
        self._api = RestApi(address, {"authorization": f"token {token}", "accept": "application/json"})

    def comment(self, number: int, marker: str, text: str, *, only_update: bool = False) -> None:
        """Add a comment to a pull request, or replace the text of the comment that a workflow wrote with the same marker."""
        body = marked(text, marker)
        comments = self._request("GET", f"issues/{number}/comments")
        earlier = next((one for one in comments if _is_bots(one) and is_marked(_text(one), marker)), None)
        if earlier is None:
            if not only_update:
                self._request("POST", f"issues/{number}/comments", {"body": body})
        elif _text(earlier).replace("\r\n", "\n").strip() != body.strip():
            self._request("PATCH", f"issues/comments/{int(earlier['id'])}", {"body": body})

    def pull_of(self, branch: str) -> int | None:
        """Return the number of a branch's open pull request; None if the branch has no open pull request."""
        for pull in self._all("pulls?state=open"):
            head = pull["head"]
            if head["ref"] == branch and (head.get("repo") or {}).get("full_name") == self._repository:
                return int(pull["number"])
        return None

    def propose(self, proposal: Proposal, base: str, *, create: bool = True) -> int | None:
        """Set the title and text of the branch's open pull request, or open a new one if `create` is true. Return the number."""
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
        """Return the newest issue about dead links; None if there is no such issue."""
        for one in self._all(f"issues?state=all&type=issues&labels={quote(dead_links.LABEL)}"):
            if _is_bots(one) and is_marked(_text(one), dead_links.MARKER):
                return DeadLinksIssue(number=int(one["number"]), body=_text(one), open=one["state"] == "open")
        return None

    def update_dead_links_issue(self, issue: DeadLinksIssue | None, update: IssueUpdate) -> None:
        """Update the issue about dead links. If `issue` is None and the update has a body, open a new issue."""
        if issue is None:
            if update.body:
                self._request("POST", "issues", {"title": dead_links.TITLE, "body": update.body, "labels": [self._label(dead_links.LABEL)]})
            return
        change: dict[str, str] = {"body": update.body} if update.body else {}
        if update.open is not None:
            change["state"] = "open" if update.open else "closed"
        if change:
            self._request("PATCH", f"issues/{issue.number}", change)
        if update.comment:
            self._request("POST", f"issues/{issue.number}/comments", {"body": update.comment})

    def _label(self, name: str) -> int:
        """Return the id of a label. Create the label if it doesn't exist."""
        known = next((int(one["id"]) for one in self._all("labels?sort=name") if one["name"] == name), None)
        return known if known is not None else int(self._request("POST", "labels", {"name": name, "color": _COLOUR})["id"])

    def _all(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield every element of a result that Forgejo splits into several answers."""
        for page in range(1, _PAGES + 1):
            found = self._request("GET", f"{path}&limit={_PAGE}&page={page}")
            yield from found
            if len(found) < _PAGE:
                return

    def _request(self, method: str, path: str, value: object = None) -> Any:
        try:
            return self._api.request(method, f"repos/{self._repository}/{path}", value)
        except RestError as error:
            raise GithubError(
                f"Forgejo refused {method} {path}: {error}. Check the token in LLMNOTES_TOKEN and that the repository has issues and pull requests"
            ) from error


def _is_bots(one: dict[str, Any]) -> bool:
    """Return whether a workflow wrote an issue or comment. Markers alone are not enough, because a person can copy a marker."""
    return (one.get("user") or {}).get("login") in _BOTS


def _text(one: dict[str, Any]) -> str:
    return str(one.get("body") or "")
