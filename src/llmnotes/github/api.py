"""Send requests to GitHub's REST API (https://docs.github.com/en/rest) with the command `gh`.

The arguments of `gh` hold no text from strangers. Such text is passed to the standard input of `gh`, as JSON. `gh` reads its token from GH_TOKEN.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

from llmnotes.errors import GithubError
from llmnotes.github import dead_links
from llmnotes.github.dead_links import DeadLinksIssue
from llmnotes.github.markdown import is_marked, marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.github.dead_links import IssueUpdate
    from llmnotes.github.proposal import Proposal

_PAGE = 100
"""The number of elements in one answer of GitHub. GitHub splits a longer result into several answers, which it calls pages."""
_PAGES = 30
"""The maximum number of answers that are requested for one result."""
_TIMEOUT = 120.0
"""The time limit of one request, in seconds."""


class Api:
    """Requests about one repository on GitHub. Each method raises GithubError if `gh` can't be started or GitHub refuses the request."""

    def __init__(self, repository: str) -> None:
        """Set the repository's name, `owner/name`. Raises GithubError if the name has another form."""
        if not re.fullmatch(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", repository):
            raise GithubError(f"'{repository}' is not the name of a repository: set GITHUB_REPOSITORY to owner/name")
        self.repository = repository
        self.owner = repository.partition("/")[0]

    def comment(self, number: int, marker: str, text: str, *, only_update: bool = False) -> None:
        """Add a comment to an issue or pull request. If it has a comment with the same marker, replace the text of that comment instead.

        Args:
            number: The number of the issue or pull request.
            marker: A word that is added to the comment invisibly, so that a later call finds the comment.
            text: The comment, in GitHub's Markdown.
            only_update: If true, do nothing if no comment has the marker.

        """
        body = marked(text, marker)
        earlier = next((one for one in self._all(f"issues/{number}/comments") if _is_bots(one) and is_marked(_text(one), marker)), None)
        if earlier is None:
            if not only_update:
                self._request("POST", f"issues/{number}/comments", {"body": body})
        elif _text(earlier).replace("\r\n", "\n").strip() != body.strip():
            self._request("PATCH", f"issues/comments/{int(earlier['id'])}", {"body": body})

    def pull_of(self, branch: str) -> int | None:
        """Return the number of a branch's open pull request; None if the branch has no open pull request."""
        found = self._request("GET", f"pulls?state=open&head={self.owner}:{branch}")
        return int(found[0]["number"]) if found else None

    def propose(self, proposal: Proposal, base: str, *, create: bool = True) -> int | None:
        """Set the title and text of the branch's open pull request. If there is no open pull request, open one.

        Args:
            proposal: The branch, title and text of the pull request.
            base: The branch to merge into.
            create: If false, don't open a pull request.

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
        for one in self._all(f"issues?state=all&labels={dead_links.LABEL}"):
            if _is_bots(one) and "pull_request" not in one and is_marked(_text(one), dead_links.MARKER):
                return DeadLinksIssue(number=int(one["number"]), body=_text(one), open=one["state"] == "open")
        return None

    def update_dead_links_issue(self, issue: DeadLinksIssue | None, update: IssueUpdate) -> None:
        """Send an update of the issue about dead links to GitHub. If `issue` is None and the update has a body, open a new issue."""
        if issue is None:
            if update.body:
                self._request("POST", "issues", {"title": dead_links.TITLE, "body": update.body, "labels": [dead_links.LABEL]})
            return
        change: dict[str, str] = {"body": update.body} if update.body else {}
        if update.open is not None:
            change |= {"state": "open"} if update.open else {"state": "closed", "state_reason": "completed"}
        if change:
            self._request("PATCH", f"issues/{issue.number}", change)
        if update.comment:
            self._request("POST", f"issues/{issue.number}/comments", {"body": update.comment})

    def _all(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield every element of a result that GitHub splits into several answers."""
        joint = "&" if "?" in path else "?"
        for page in range(1, _PAGES + 1):
            found = self._request("GET", f"{path}{joint}per_page={_PAGE}&page={page}")
            yield from found
            if len(found) < _PAGE:
                return

    def _request(self, method: str, path: str, value: object = None) -> Any:
        """Send a request to GitHub, and return the JSON value of the answer. `value` is the request's body."""
        command = ["gh", "api", "--method", method, f"repos/{self.repository}/{path}"]
        command += [] if value is None else ["--input", "-"]
        given = "" if value is None else json.dumps(value)
        try:
            done = subprocess.run(  # noqa: S603 - the program is gh, and no shell interprets the arguments
                command, input=given, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=_TIMEOUT
            )
        except OSError as error:
            raise GithubError(f"gh can't be run: {error.strerror}. Install it from https://cli.github.com") from error
        except subprocess.TimeoutExpired as error:
            raise GithubError(f"GitHub did not answer within {_TIMEOUT:.0f} s: {method} {path}. Run the command again") from error
        if done.returncode:
            raise GithubError(f"GitHub refused {method} {path}: {' '.join(done.stderr.split())}. {_remedy(done.stderr)}")
        try:
            return json.loads(done.stdout or "null")
        except ValueError as error:
            raise GithubError(f"gh printed something other than JSON for {method} {path}. Update gh") from error


def _remedy(message: str) -> str:
    """Return the remedy for an error message from GitHub."""
    if "not permitted to create or approve pull requests" in message:
        return "Allow workflows to create pull requests in the repository's Settings → Actions → General → Workflow permissions"
    return "Check the token in GH_TOKEN and the permissions of the workflow's job"


def _is_bots(one: dict[str, Any]) -> bool:
    """Return whether a bot wrote an issue or comment. Markers alone are not enough to find llmnotes' comments, because a person can copy a marker."""
    return bool((one.get("user") or {}).get("type") == "Bot")


def _text(one: dict[str, Any]) -> str:
    """Return the body of an issue or comment; empty if it has no body."""
    return str(one.get("body") or "")
