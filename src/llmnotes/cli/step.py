"""What a step of a workflow leaves behind: files that GitHub names in the environment.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
"""

from __future__ import annotations

import os
from pathlib import Path

import click


def step_summary(markdown: str) -> None:
    """Add to the summary that people see of a run. Elsewhere than in a workflow, nothing."""
    _append("GITHUB_STEP_SUMMARY", markdown)


def step_output(**values: object) -> None:
    """Give values of ours, never a stranger's words, to later steps; and say them on standard error. Empty for None."""
    lines = [f"{key}={'' if value is None else str(value).replace(chr(10), ' ')}\n" for key, value in values.items()]
    click.echo("".join(lines), nl=False, err=True)
    _append("GITHUB_OUTPUT", "".join(lines))


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
        click.echo(f"warning: {variable} can't be written: {name}: {error.strerror}", err=True)
