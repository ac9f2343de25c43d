"""What a step of a workflow leaves behind: files that GitHub names in the environment.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
"""

from __future__ import annotations

import os
from pathlib import Path

from llmnotes.cli.output import say
from llmnotes.system.terminal_text import line


def step_summary(markdown: str) -> None:
    """Add to the summary that people see of a run. Elsewhere than in a workflow, nothing."""
    _append("GITHUB_STEP_SUMMARY", markdown)


def step_output(**values: object) -> None:
    """Give values of ours, never a stranger's words, to later steps; and say them on standard error. Empty for None."""
    lines = [line(f"{key}={'' if value is None else value}") for key, value in values.items()]
    say(*lines, err=True)
    _append("GITHUB_OUTPUT", "".join(f"{one}\n" for one in lines))


def _append(variable: str, text: str) -> None:
    name = os.environ.get(variable)
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        say(f"warning: {variable} can't be written: {name}: {error.strerror}", err=True)
