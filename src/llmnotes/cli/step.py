"""Files of a workflow's steps: what a step leaves behind, in files that GitHub names in the environment, and what an earlier one left.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
"""

from __future__ import annotations

import os
from pathlib import Path

from llmnotes.cli.output import say
from llmnotes.errors import GithubError
from llmnotes.system import regular_files
from llmnotes.system.files import decoded, show
from llmnotes.text.terminal import line

_MAX_BYTES = 32 * 1024 * 1024
"""Of a file that a step reads. GitHub's events have at most 25 MiB: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap."""


def step_input(file: Path, remedy: str) -> str:
    """The text of a file that GitHub or an earlier step wrote. Raises GithubError."""
    try:
        return decoded(regular_files.read(file, limit=_MAX_BYTES))
    except OSError as error:
        raise GithubError(f"{show(file)} can't be read: {error.strerror}. {remedy}") from error
    except UnicodeDecodeError as error:
        raise GithubError(f"{show(file)} can't be read: it is not UTF-8. {remedy}") from error


def step_summary(markdown: str) -> None:
    """Add to the summary that people see of a run. Elsewhere than in a workflow, nothing."""
    _append("GITHUB_STEP_SUMMARY", markdown)


def step_output(**values: object) -> None:
    """Give values of ours, never a stranger's words, to later steps; and say them on standard error. Empty for None."""
    lines = [line(f"{key}={'' if value is None else value}") for key, value in values.items()]
    say(*lines, err=True)
    _append("GITHUB_OUTPUT", "".join(f"{one}\n" for one in lines))


def is_of_a_schedule() -> bool:
    """Whether a schedule or a maintainer started this workflow, and no pull request: GitHub says so, which no commit can."""
    return os.environ.get("GITHUB_EVENT_NAME") in {"schedule", "workflow_dispatch"}


def _append(variable: str, text: str) -> None:
    name = os.environ.get(variable)
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        say(f"warning: {variable} can't be written: {name}: {error.strerror}", err=True)
