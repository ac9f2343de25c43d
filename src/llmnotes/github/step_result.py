"""Write and read step results. A step result is a JSON file by which one step of a workflow says what the next step has to do.

The first step reads an issue, and has no token that a hostile issue could misuse. The next step has a token, and changes the code host as the file says.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from llmnotes.errors import GithubError
from llmnotes.github.proposal import Proposal


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class StepResult:
    """The changes to make on the code host for one issue. An issue that was not created with the issue form needs no changes."""

    number: int
    """The number of the issue."""
    branch: str
    """The branch of the issue's pull request."""
    refusal: str = ""
    """The comment to add about problems in the form, in GitHub's Markdown; empty to add none, because there are no problems or the issue is closed."""
    proposal: Proposal | None = None
    """The pull request to open, or to update if it is open; None to do neither."""
    paths: tuple[str, ...] = ()
    """The files of the pull request's commit, relative to the working directory."""
    language: str = "en"
    """The language of the reading list, for comments on the issue."""
    withdraw: bool = False
    """Whether to close the open pull request of the issue, and to delete its branch unless a person has committed to it."""
    waiting: bool = False
    """Whether the issue is open, its form has no problems, and no maintainer has accepted the issue."""


def write(result: StepResult) -> str:
    """Return a step result as the JSON text that `read` parses."""
    return f"{json.dumps(dataclasses.asdict(result), ensure_ascii=False, indent=2)}\n"


def read(text: str) -> StepResult:
    """Parse the JSON text of a step result. Raises GithubError if the text does not have the form that `write` returns."""
    try:
        plain: dict[str, Any] = json.loads(text)
        proposal = plain.pop("proposal")
        return StepResult(**{**plain, "paths": tuple(plain["paths"])}, proposal=Proposal(**proposal) if proposal else None)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GithubError("the file is not a step result: pass the file that the command `entry` wrote with --result") from error
