"""Parse the JSON of an event about an issue, such as its creation. GitHub and Forgejo pass events to workflows as JSON files.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues
"""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

from llmnotes.errors import GithubError

ACCEPTED = "accepted"
"""The label with which a maintainer accepts an issue, so that a workflow makes a pull request from it. Only people with the role Triage or a higher role can set labels."""

# Stricter than the grammar of mail addresses: an address with a line break or `>` could add other lines to a commit message.
_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,127}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}")
# The name of an account has letters, digits and hyphens. Accounts of a company have `_` before its short code, and names of apps end with [bot].
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}(?:\[bot\])?")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """An issue on GitHub or Forgejo, at the time of the event."""

    number: int
    body: str
    labels: frozenset[str]
    open: bool
    author: str
    """The name of the author's account; empty if the event holds no valid name."""
    author_id: int
    author_mail: str = ""
    """The mail address of the author's account. Forgejo's events hold it, and GitHub's don't."""

    @property
    def accepted(self) -> bool:
        """Whether a maintainer has accepted the issue: whether it has the label `accepted`."""
        return ACCEPTED in self.labels

    @property
    def branch(self) -> str:
        """The name of the branch for the issue's pull request."""
        return f"add-entry/issue-{self.number}"

    @property
    def credit(self) -> str:
        """The line `Co-authored-by: …` of a commit message, with the issue's author; empty if the author is a bot or has no valid name.

        If the event has no mail address of the author, the line has the address that GitHub gives to each account:
        https://docs.github.com/en/account-and-profile/reference/email-addresses-reference#your-noreply-email-address
        """
        if not self.author or self.author.endswith("[bot]"):
            return ""
        mail = self.author_mail or f"{self.author_id}+{self.author}@users.noreply.github.com"
        return f"Co-authored-by: {self.author} <{mail}>"


def read(text: str) -> Issue:
    """Parse the JSON of an event, and return its issue. Raises GithubError if the text is not JSON, or does not describe an issue."""
    try:
        issue = json.loads(text)["issue"]
        if issue.get("pull_request") is not None:
            raise GithubError("the event is about a pull request: run this command only for events of the type `issues`")
        author = issue.get("user") or {}
        return Issue(
            number=_number(issue["number"]),
            body=str(issue.get("body") or ""),
            labels=frozenset(str(label["name"]) for label in issue.get("labels") or ()),
            open=issue.get("state") == "open",
            author=_login(author.get("login")),
            author_id=_number(author.get("id", 0)),
            author_mail=mail if isinstance(mail := author.get("email"), str) and _MAIL.fullmatch(mail) else "",
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise GithubError(
            "the file is not an event about an issue: pass the file that the variable GITHUB_EVENT_PATH names for events of the type `issues`"
        ) from error


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("not a number")
    return value


def _login(value: Any) -> str:
    return value if isinstance(value, str) and _LOGIN.fullmatch(value) else ""
