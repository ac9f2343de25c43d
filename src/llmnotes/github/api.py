"""Send requests to GitHub's REST API (https://docs.github.com/en/rest) with the command `gh`.

Texts from strangers are never arguments of `gh`. They are passed to the standard input of `gh` as JSON. `gh` reads its token from the environment
variable GH_TOKEN.
"""

from __future__ import annotations

import json
import re
import subprocess
import types
from typing import TYPE_CHECKING, Any

from llmnotes.errors import GithubError
from llmnotes.github.rest_forge import RestForge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PAGE = 100
"""The number of elements, such as issues, in one answer of GitHub. GitHub splits a longer result into several answers, which it calls pages."""
_PAGES = 30
"""The maximum number of answers that are requested for one result. Later elements of the result are ignored."""
_TIMEOUT = 120.0
"""The time limit of one request, in seconds."""


class Api(RestForge):
    """Requests about one repository on GitHub. Each method raises GithubError if `gh` can't be started, or the request fails."""

    closing = types.MappingProxyType({"state": "closed", "state_reason": "completed"})

    def __init__(self, repository: str) -> None:
        """Set the repository to which requests are sent. Raises GithubError if its name does not have the form `owner/name`."""
        if not re.fullmatch(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", repository):
            raise GithubError(
                f"'{repository}' is not the name of a repository: write owner/name into the option --repository or the environment variable GITHUB_REPOSITORY"
            )
        self.repository = repository
        self.owner = repository.partition("/")[0]

    def pull_of(self, branch: str) -> int | None:
        """Return the number of a branch's open pull request; None if the branch has no open pull request."""
        found = self._request("GET", f"pulls?state=open&head={self.owner}:{branch}")
        return int(found[0]["number"]) if found else None

    def _is_bots(self, one: Mapping[str, Any]) -> bool:
        return bool((one.get("user") or {}).get("type") == "Bot")

    def _comments(self, number: int) -> Iterator[dict[str, Any]]:
        return self._all(f"issues/{number}/comments")

    def _issues(self, label: str) -> Iterator[dict[str, Any]]:
        return (one for one in self._all(f"issues?state=all&labels={label}") if "pull_request" not in one)

    def _label(self, name: str) -> str:
        return name

    def _all(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield the elements of a result, such as the comments of an issue. GitHub splits a long result into answers, of which at most `_PAGES` are requested."""
        joint = "&" if "?" in path else "?"
        for page in range(1, _PAGES + 1):
            found = self._request("GET", f"{path}{joint}per_page={_PAGE}&page={page}")
            yield from found
            if len(found) < _PAGE:
                return

    def _request(self, method: str, path: str, value: object = None) -> Any:
        """Send a request to GitHub, and return the JSON value of the answer. `value` is the JSON value to send; None to send no body."""
        command = ["gh", "api", "--method", method, f"repos/{self.repository}/{path}"]
        command += [] if value is None else ["--input", "-"]
        given = "" if value is None else json.dumps(value)
        try:
            done = subprocess.run(  # noqa: S603 - the program is always gh, and no shell interprets the arguments
                command, input=given, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=_TIMEOUT
            )
        except OSError as error:
            raise GithubError(f"gh can't be run: {error.strerror}. Install it from https://cli.github.com") from error
        except subprocess.TimeoutExpired as error:
            raise GithubError(f"GitHub did not answer within {_TIMEOUT:.0f} s: {method} {path}. Run the command again") from error
        if done.returncode:
            raise GithubError(f"the request {method} {path} to GitHub failed: {' '.join(done.stderr.split())}. {_remedy(done.stderr)}")
        try:
            return json.loads(done.stdout or "null")
        except ValueError as error:
            raise GithubError(f"gh printed something other than JSON for {method} {path}. Update gh") from error


def _remedy(message: str) -> str:
    """Return what the user can do about an error message from `gh`, as a sentence without its full stop."""
    if "not permitted to create or approve pull requests" in message:
        return "Allow workflows to create pull requests in the repository's Settings → Actions → General → Workflow permissions"
    if "(HTTP 404)" in message:  # GitHub also answers with 404 if the token may not see a private repository
        return "Check that the repository and the issue or pull request exist, and that the token in GH_TOKEN may read them"
    if re.search(r"\(HTTP (?:401|403)\)", message) or "GH_TOKEN" in message:  # the token may not send the request, or `gh` has no token
        return "Check the token in GH_TOKEN and the permissions of the workflow's job"
    if re.search(r"\(HTTP 4\d\d\)", message):  # GitHub refused the request for another reason, which the message names
        return "Check that issues and pull requests are enabled in the repository, and that its branches exist"
    return "Check the network, then run the command again"
