"""What the reading of an issue came to, for the step that may write to GitHub: one JSON file between the two."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from llmnotes.errors import GithubError
from llmnotes.github.proposal import Proposal


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What is to be told and done about an issue."""

    number: int
    """The issue's."""
    branch: str
    """Its pull request's."""
    refusal: str = ""
    """What to change in the form, in Markdown; empty where it is sound."""
    proposal: Proposal | None = None
    """The pull request to open or to rewrite."""
    paths: tuple[str, ...] = ()
    """The files of its commit."""
    withdraw: bool = False
    """Whether a pull request of the issue, if it has one, is to be closed."""


def write(letter: Letter) -> str:
    """The letter's text."""
    return f"{json.dumps(dataclasses.asdict(letter), ensure_ascii=False, indent=2)}\n"


def read(text: str) -> Letter:
    """A letter that `write` wrote. Raises GithubError for anything else."""
    try:
        plain: dict[str, Any] = json.loads(text)
        proposal = plain.pop("proposal")
        return Letter(**{**plain, "paths": tuple(plain["paths"])}, proposal=Proposal(**proposal) if proposal else None)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GithubError("this is no letter of `llmnotes github entry`: give the file that it wrote by --letter") from error
