"""The one reporter of problems, for all commands: as text, as JSON, or as GitHub's annotations."""

from __future__ import annotations

import collections
import json
import re
from typing import TYPE_CHECKING

import click

from llmnotes.model import Problem, Severity, errors
from llmnotes.rules import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "blue"}

format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True, help="How problems are told."
)
config_option = click.option(
    "--config", type=click.Path(dir_okay=False, path_type=str), help="The list's mkdocs.yml; by default the one in this folder."
)
entries_option = click.option(
    "--entries", type=click.Path(file_okay=False, path_type=str), help="The folder of records, else mkdocs.yml's."
)


def report(problems: Sequence[Problem], form: str, *, err: bool = True) -> None:
    """Tell all problems, on standard error where standard output carries something else."""
    if form == "json":
        click.echo(json.dumps([_plain(problem) for problem in problems], ensure_ascii=False, indent=2), err=err)
    elif form == "github":
        for problem in problems:
            click.echo(_annotation(problem), err=err)
    else:
        for problem in problems:
            severity = click.style(problem.severity.value, fg=_COLOURS[problem.severity])
            click.echo(f"{visible(str(problem.place))}: {severity} [{problem.rule}] {visible(problem.message)}", err=err)
            click.echo(f"    → {visible(problem.remedy)}", err=err)


def counted(problems: Iterable[Problem]) -> str:
    """Problems by severity, such as `1 error, 2 warnings, 0 advice`."""
    counts = collections.Counter(problem.severity for problem in problems)
    return f"{count(counts[Severity.ERROR], 'error')}, {count(counts[Severity.WARNING], 'warning')}, {counts[Severity.ADVICE]} advice"


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def finish(problems: Iterable[Problem]) -> None:
    """End a command: with status 1 where there are errors."""
    if errors(problems):
        raise click.exceptions.Exit(1)


def visible(text: str) -> str:
    """Text from strangers, with control characters made visible: it reaches a terminal."""
    return re.sub(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", lambda match: f"\\x{ord(match[0]):02x}", text)


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "rule": problem.rule,
        "severity": problem.severity.value,
        "message": problem.message,
        "remedy": problem.remedy,
        "page": page_of(problem.rule),
    }


_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def _annotation(problem: Problem) -> str:
    """A workflow command: docs.github.com, "Workflow commands for GitHub Actions", with its escapes."""
    place = problem.place
    values = {"file": place.file, "line": place.line or 1, "col": place.column or None, "title": problem.rule}
    page = page_of(problem.rule)
    why = f" ({page})" if page else ""
    properties = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in values.items() if value is not None)
    return f"::{_GITHUB[problem.severity]} {properties}::{_escaped(visible(f'{problem.message} → {problem.remedy}{why}'))}"


def _escaped(text: str, more: str = "") -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for char in more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
