"""Read a file from an earlier step of a workflow, and write the outputs and the summary of this step.

On GitHub and Forgejo, environment variables contain the paths of the files for outputs and summary. GitLab has no such variables, so nothing is written there.
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
"""The maximum size in bytes of a file that a step reads.

For comparison: GitHub's events have at most 25 MiB: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap.
"""


def step_input(file: Path, remedy: str) -> str:
    """Return the text of a file that the code host or an earlier step wrote. If the file can't be read, raise GithubError with `remedy` in its message."""
    try:
        return decoded(regular_files.read(file, limit=_MAX_BYTES))
    except OSError as error:
        raise GithubError(f"{show(file)} can't be read: {error.strerror}. {remedy}") from error
    except UnicodeDecodeError as error:
        raise GithubError(f"{show(file)} can't be read: the file is not UTF-8. {remedy}") from error


def step_summary(markdown: str) -> None:
    """Add a text in Markdown to the job summary, which GitHub shows on the page of a workflow run. Do nothing if GITHUB_STEP_SUMMARY is not set."""
    _append("GITHUB_STEP_SUMMARY", markdown)


def step_output(**values: object) -> None:
    """Set the outputs of this step, which later steps of the workflow can use, and print them on standard error. The value None is written as an empty text.

    Never pass texts that strangers wrote, because workflows use outputs in commands.
    """
    lines = [line(f"{key}={'' if value is None else value}") for key, value in values.items()]
    say(*lines, err=True)
    _append("GITHUB_OUTPUT", "".join(f"{one}\n" for one in lines))


def is_of_a_schedule() -> bool:
    """Return whether a schedule or a maintainer started this workflow, and not another event, such as a pull request.

    GitHub and Forgejo set the variable GITHUB_EVENT_NAME, so a pull request can't forge it. The result is False on GitLab, which doesn't set it.
    """
    return os.environ.get("GITHUB_EVENT_NAME") in {"schedule", "workflow_dispatch"}


def _append(variable: str, text: str) -> None:
    """Append a text to the file that an environment variable names. Do nothing if the variable is not set. If the file can't be written, only print a warning."""
    name = os.environ.get(variable)
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        say(
            f"warning: {name}: this file, which ${variable} names, can't be written: {error.strerror}. The command continues without writing there",
            err=True,
        )
