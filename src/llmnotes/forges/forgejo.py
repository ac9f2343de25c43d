"""Send requests to the REST API of Forgejo, which is the same as that of Gitea: https://forgejo.org/docs/latest/user/api-usage/."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from llmnotes.errors import GithubError
from llmnotes.github.rest_forge import RestForge
from llmnotes.web.fetch.rest import RestApi, RestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BOTS = frozenset({"forgejo-actions", "gitea-actions"})
"""The names of the accounts that Forgejo shows as authors of comments and issues if a workflow wrote them with its token."""
_PAGE = 50
"""The number of elements, such as issues, in one answer. It is the default maximum of Forgejo."""
_PAGES = 60
"""The maximum number of answers that are requested for one result. Later elements of the result are ignored."""
_COLOUR = "#b60205"
"""The colour of a label that llmnotes creates. Forgejo requires a colour."""


class Forgejo(RestForge):
    """Requests about one repository on Forgejo. The class `Forge` documents the methods."""

    def __init__(self, address: str, repository: str, token: str) -> None:
        """Set the URL of the API (such as https://codeberg.org/api/v1), the repository's name `owner/name`, and the token.

        Raises GithubError if the repository's name does not have this form.
        """
        if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*/(?!\.{1,2}$)[A-Za-z0-9_.-]+", repository):
            raise GithubError(
                f"'{repository}' is not the name of a repository: write owner/name into the option --repository or the environment variable GITHUB_REPOSITORY"
            )
        self._repository = repository
        self._api = RestApi(address, {"authorization": f"token {token}", "accept": "application/json"})

    def pull_of(self, branch: str) -> int | None:
        """Return the number of a branch's open pull request; None if the branch has no open pull request."""
        for pull in self._all("pulls?state=open"):
            head = pull["head"]
            if head["ref"] == branch and (head.get("repo") or {}).get("full_name") == self._repository:
                return int(pull["number"])
        return None

    def _is_bots(self, one: Mapping[str, Any]) -> bool:
        return (one.get("user") or {}).get("login") in _BOTS

    def _comments(self, number: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._request("GET", f"issues/{number}/comments")
        return found

    def _issues(self, label: str) -> Iterator[dict[str, Any]]:
        return self._all(f"issues?state=all&type=issues&labels={quote(label)}")

    def _label(self, name: str) -> int:
        """Return the id of a label. Create the label if it doesn't exist."""
        known = next((int(one["id"]) for one in self._all("labels?sort=name") if one["name"] == name), None)
        return known if known is not None else int(self._request("POST", "labels", {"name": name, "color": _COLOUR})["id"])

    def _all(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield the elements of a result, such as the open pull requests. Forgejo splits a long result into answers, of which at most `_PAGES` are requested.

        `path` must contain a query (`?…`), because this method appends the number of the page to it.
        """
        for page in range(1, _PAGES + 1):
            found = self._request("GET", f"{path}&limit={_PAGE}&page={page}")
            yield from found
            if len(found) < _PAGE:
                return

    def _request(self, method: str, path: str, value: object = None) -> Any:
        try:
            return self._api.request(method, f"repos/{self._repository}/{path}", value)
        except RestError as error:
            remedy = (
                "Check the token in LLMNOTES_TOKEN, that the repository exists, and that issues and pull requests are enabled there"
                if error.refused
                else "Check the URL in GITHUB_API_URL and the network, then run the command again"
            )
            raise GithubError(f"the request {method} {path} to Forgejo failed: {error}. {remedy}") from error
