"""The step result: what a workflow's step without a token found in an issue, for the step that may write to GitHub. It is one JSON file."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from llmnotes.errors import GithubError
from llmnotes.github.proposal import Proposal


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class StepResult:
    """What to do on GitHub about one issue of the form."""

    number: int
    """The issue's number."""
    branch: str
    """The branch of the issue's pull request."""
    refusal: str = ""
    """What to change in the form, in GitHub's Markdown; empty where the form has no faults."""
    proposal: Proposal | None = None
    """The pull request to open or to rewrite; None for none."""
    paths: tuple[str, ...] = ()
    """The files of the pull request's commit, relative to the working directory."""
    withdraw: bool = False
    """Whether to close the issue's pull request."""


def write(result: StepResult) -> str:
    """Return a step result as JSON."""
    return f"{json.dumps(dataclasses.asdict(result), ensure_ascii=False, indent=2)}\n"


def read(text: str) -> StepResult:
    """Return the step result in a text of `write`. Raises GithubError for any other text."""
    try:
        plain: dict[str, Any] = json.loads(text)
        proposal = plain.pop("proposal")
        return StepResult(**{**plain, "paths": tuple(plain["paths"])}, proposal=Proposal(**proposal) if proposal else None)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GithubError(
            "the file is not a step result of `llmnotes github entry`: give the file that `entry` wrote with --letter"
        ) from error
