"""Send requests to the REST API of GitLab: https://docs.gitlab.com/api/rest/. GitLab calls pull requests merge requests."""

from __future__ import annotations

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

_PAGE = 100
"""The number of elements, such as comments, in one answer. It is GitLab's maximum."""
_PAGES = 30
"""The maximum number of answers that are requested for one result. Later elements of the result are ignored."""


class GitLab:
    """Requests about one project on GitLab.

    The class `Forge` documents the methods. The argument `number` is always the number of a merge request, which GitLab calls `iid`.
    """

    def __init__(self, address: str, project: str, token: str) -> None:
        """Set the URL of the API (such as https://gitlab.com/api/v4), the project's path or id, and a token with the scope `api`."""
        self._project = quote(project, safe="")
        self._api = RestApi(address, {"private-token": token})
        self._id: int | None = None

    def comment(self, number: int, marker: str, text: str, *, only_update: bool = False) -> None:
        """Add a comment to a merge request. If an earlier comment by the token's account has the same marker, replace the text of that comment instead.

        If `only_update` is true, and there is no such comment, do nothing.
        """
        body, notes = marked(text, marker), f"merge_requests/{number}/notes"
        earlier = next((one for one in self._all(f"{notes}?sort=asc") if is_marked(_text(one, "body"), marker) and self._is_own(one)), None)
        if earlier is None:
            if not only_update:
                self._request("POST", notes, {"body": body})
        elif _text(earlier, "body").strip() != body.strip():
            self._request("PUT", f"{notes}/{int(earlier['id'])}", {"body": body})

    def pull_of(self, branch: str) -> int | None:
        """Return the number of a branch's open merge request; None if the branch has no open merge request."""
        for one in self._all(f"merge_requests?state=opened&source_branch={quote(branch, safe='')}"):
            # Ignore merge requests from forks, which may come from a branch with the same name.
            if one["source_project_id"] == one["target_project_id"]:
                return int(one["iid"])
        return None

    def propose(self, proposal: Proposal, base: str, *, create: bool = True) -> int | None:
        """Set the title and text of the open merge request of `proposal.branch`.

        If no merge request is open, and `create` is true, open one to merge the branch into `base`. Return the number of the merge request; None if none is open.
        """
        number = self.pull_of(proposal.branch)
        content = {"title": proposal.title, "description": proposal.body}
        if number is not None:
            self._request("PUT", f"merge_requests/{number}", content)
        elif create:
            created = self._request("POST", "merge_requests", {**content, "source_branch": proposal.branch, "target_branch": base})
            number = int(created["iid"])
        return number

    def withdraw(self, branch: str) -> bool:
        """Close the branch's open merge request. Return False if the branch has no open merge request."""
        number = self.pull_of(branch)
        if number is not None:
            self._request("PUT", f"merge_requests/{number}", {"state_event": "close"})
        return number is not None

    def dead_links_issue(self) -> DeadLinksIssue | None:
        """Return the newest issue about dead links; None if there is no such issue."""
        for one in self._all(f"issues?scope=all&labels={quote(dead_links.LABEL)}"):
            if is_marked(_text(one, "description"), dead_links.MARKER) and self._is_own(one):
                return DeadLinksIssue(number=int(one["iid"]), body=_text(one, "description"), open=one["state"] == "opened")
        return None

    def update_dead_links_issue(self, issue: DeadLinksIssue | None, update: IssueUpdate) -> None:
        """Carry out an update of the issue about dead links. If `issue` is None, open a new issue, but only if the update has a body."""
        if issue is None:
            if update.body:
                self._request("POST", "issues", {"title": update.title, "description": update.body, "labels": dead_links.LABEL})
            return
        change: dict[str, str] = {"description": update.body} if update.body else {}
        if update.open is not None:
            change["state_event"] = "reopen" if update.open else "close"
        if change:
            self._request("PUT", f"issues/{issue.number}", change)
        if update.comment:
            self._request("POST", f"issues/{issue.number}/notes", {"body": update.comment})

    def _is_own(self, one: dict[str, Any]) -> bool:
        """Return whether the token's account wrote the issue or comment `one`. A person can copy a marker, so the marker alone doesn't prove this."""
        if self._id is None:
            self._id = int(self._call("GET", "user")["id"])
        return bool((one.get("author") or {}).get("id") == self._id)

    def _all(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield the elements of a result, such as the open merge requests. GitLab splits a long result into answers, of which at most `_PAGES` are requested.

        `path` must contain a query (`?…`), because this method appends the number of the page to it.
        """
        for page in range(1, _PAGES + 1):
            found = self._request("GET", f"{path}&per_page={_PAGE}&page={page}")
            yield from found
            if len(found) < _PAGE:
                return

    def _request(self, method: str, path: str, value: object = None) -> Any:
        return self._call(method, f"projects/{self._project}/{path}", value)

    def _call(self, method: str, path: str, value: object = None) -> Any:
        try:
            return self._api.request(method, path, value)
        except RestError as error:
            remedy = (
                "Check that LLMNOTES_TOKEN is a project access token with the scope api and the role Developer, and that the project has issues and merge requests"
                if error.refused
                else "Check the URL in CI_API_V4_URL and the network, then run the command again"
            )
            raise GithubError(f"the request {method} {path} to GitLab failed: {error}. {remedy}") from error


def _text(one: dict[str, Any], key: str) -> str:
    return str(one.get(key) or "").replace("\r\n", "\n")
