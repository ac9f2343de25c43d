"""GitHub, asked by its own command `gh` with fixed arguments: what strangers wrote goes in on standard input, as JSON.

https://docs.github.com/en/rest; the token is `gh`'s business: GH_TOKEN in the environment.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

from llmnotes.errors import GithubError
from llmnotes.github import dead_links
from llmnotes.github.dead_links import Ticket
from llmnotes.github.markdown import is_marked, marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.github.dead_links import Steps
    from llmnotes.github.proposal import Proposal

_PAGE = 100
_PAGES = 30
_TIMEOUT = 120.0
"""Seconds for one request."""


class Api:
    """One repository on GitHub."""

    def __init__(self, repository: str) -> None:
        """`repository` is `owner/name`. Raises GithubError where it isn't."""
        if not re.fullmatch(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", repository):
            raise GithubError(f"'{repository}' is no repository: set GITHUB_REPOSITORY to owner/name")
        self.repository = repository
        self.owner = repository.partition("/")[0]

    def comment(self, number: int, marker: str, text: str, *, only_update: bool = False) -> None:
        """Write the one comment of ours with this marker below an issue or pull request, over what it said before. Raises GithubError."""
        said = marked(text, marker)
        earlier = next((one for one in self._all(f"issues/{number}/comments") if _ours(one) and is_marked(_text(one), marker)), None)
        if earlier is None:
            if not only_update:
                self._ask("POST", f"issues/{number}/comments", {"body": said})
        elif _text(earlier).replace("\r\n", "\n").strip() != said.strip():
            self._ask("PATCH", f"issues/comments/{int(earlier['id'])}", {"body": said})

    def pull_of(self, branch: str) -> int | None:
        """The open pull request of a branch of this repository. Raises GithubError."""
        found = self._ask("GET", f"pulls?state=open&head={self.owner}:{branch}")
        return int(found[0]["number"]) if found else None

    def propose(self, proposal: Proposal, base: str, *, create: bool = True) -> int | None:
        """Open the branch's pull request into `base`, or rewrite the one that is open; its number, if there is one. Raises GithubError."""
        number = self.pull_of(proposal.branch)
        told = {"title": proposal.title, "body": proposal.body}
        if number is not None:
            self._ask("PATCH", f"pulls/{number}", told)
        elif create:
            number = int(self._ask("POST", "pulls", {**told, "head": proposal.branch, "base": base})["number"])
        return number

    def withdraw(self, branch: str) -> bool:
        """Close the branch's open pull request, if there is one; whether there was. Raises GithubError."""
        number = self.pull_of(branch)
        if number is not None:
            self._ask("PATCH", f"pulls/{number}", {"state": "closed"})
        return number is not None

    def ticket(self) -> Ticket | None:
        """The issue about dead links, the newest of several. Raises GithubError."""
        for one in self._all(f"issues?state=all&labels={dead_links.LABEL}"):
            if _ours(one) and "pull_request" not in one and is_marked(_text(one), dead_links.MARKER):
                return Ticket(number=int(one["number"]), body=_text(one), open=one["state"] == "open")
        return None

    def tell(self, ticket: Ticket | None, steps: Steps) -> None:
        """Do with the issue what is to be done. Raises GithubError."""
        if ticket is None:
            if steps.body:
                self._ask("POST", "issues", {"title": dead_links.TITLE, "body": steps.body, "labels": [dead_links.LABEL]})
            return
        change: dict[str, str] = {"body": steps.body} if steps.body else {}
        if steps.open is not None:
            change |= {"state": "open"} if steps.open else {"state": "closed", "state_reason": "completed"}
        if change:
            self._ask("PATCH", f"issues/{ticket.number}", change)
        if steps.comment:
            self._ask("POST", f"issues/{ticket.number}/comments", {"body": steps.comment})

    def _all(self, path: str) -> Iterator[dict[str, Any]]:
        """Every element of a list, page by page."""
        joint = "&" if "?" in path else "?"
        for page in range(1, _PAGES + 1):
            found = self._ask("GET", f"{path}{joint}per_page={_PAGE}&page={page}")
            yield from found
            if len(found) < _PAGE:
                return

    def _ask(self, method: str, path: str, value: object = None) -> Any:
        command = ["gh", "api", "--method", method, f"repos/{self.repository}/{path}"]
        command += [] if value is None else ["--input", "-"]
        given = "" if value is None else json.dumps(value)
        try:
            done = subprocess.run(  # noqa: S603 - gh of this machine, no shell
                command, input=given, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=_TIMEOUT
            )
        except OSError as error:
            raise GithubError(f"gh can't be run: {error.strerror}. Install it from https://cli.github.com") from error
        except subprocess.TimeoutExpired as error:
            raise GithubError(f"GitHub did not answer within {_TIMEOUT:.0f} s: {method} {path}. Run it again") from error
        if done.returncode:
            raise GithubError(f"GitHub refused {method} {path}: {' '.join(done.stderr.split())}. {_remedy(done.stderr)}")
        try:
            return json.loads(done.stdout or "null")
        except ValueError as error:
            raise GithubError(f"gh gave no JSON for {method} {path}. Update gh") from error


def _remedy(said: str) -> str:
    if "not permitted to create or approve pull requests" in said:
        return "Allow it in the repository's Settings → Actions → General → Workflow permissions"
    return "Look at the token in GH_TOKEN, and at the permissions of the workflow's job"


def _ours(one: dict[str, Any]) -> bool:
    """Whether a workflow wrote it: anybody may begin a comment with our marker, but nobody is a bot by it."""
    return bool((one.get("user") or {}).get("type") == "Bot")


def _text(one: dict[str, Any]) -> str:
    return str(one.get("body") or "")
