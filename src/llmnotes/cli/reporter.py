"""Report problems as text, as JSON or as annotations on GitHub, and end a command with an exit status that depends on the problems."""

from __future__ import annotations

import collections
import contextlib
from typing import TYPE_CHECKING, Any

import click

from llmnotes.cli.output import say, say_coloured, say_fit
from llmnotes.cli.status import PROBLEMS, UNFINISHED
from llmnotes.curation.lint import explaining
from llmnotes.errors import RefusalError
from llmnotes.model import Problem, Severity, errors
from llmnotes.text.terminal import as_json, command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llmnotes.text.terminal import Fit

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "blue"}

_FORMATS: dict[str, Any] = {
    "type": click.Choice(["text", "json", "github"]), "default": "text", "show_default": True,
    "help": "The format in which problems are reported: text, json, or github for annotations on GitHub.",
}  # fmt: skip
format_option = click.option("--format", "form", **_FORMATS)
problems_option = click.option("--problems", "problems_form", **_FORMATS)
"""The option for the format of problems in commands whose option `--format` means something else: in `llmnotes import`, it is the format of a file."""
config_option = click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=str),
    help="The path of mkdocs.yml, the file with the settings of the list. The default is mkdocs.yml or properdocs.yml in the working directory.",
)
entries_option = click.option(
    "--entries",
    type=click.Path(file_okay=False, path_type=str),
    help="The folder of records, the files with one entry each. The default is the folder that mkdocs.yml names, or else `entries` next to mkdocs.yml.",
)


def report(problems: Sequence[Problem], form: str, *, err: bool = True) -> None:
    """Print all problems in the format `form`: `text`, `json` or `github`.

    They are printed on standard error, or on standard output if `err` is false. Set `err` to false only if the command prints nothing else on standard output.
    """
    if form == "json":
        say_fit(as_json([_plain(problem) for problem in problems]), err=err)
    elif form == "github":
        for problem in problems:
            say_fit(_annotation(problem), err=err)
    else:
        for problem in problems:
            colour, after = _COLOURS[problem.severity], f" [{problem.rule}] {problem.message}"
            say_coloured(f"{problem.place}: ", problem.severity.value, after, colour=colour, err=err)
            say(f"    → {problem.remedy}", err=err)


def counted(problems: Iterable[Problem]) -> str:
    """Return the number of problems of each severity, such as `1 error, 2 warnings, 0 advice`."""
    counts = collections.Counter(problem.severity for problem in problems)
    return f"{count(counts[Severity.ERROR], 'error')}, {count(counts[Severity.WARNING], 'warning')}, {counts[Severity.ADVICE]} advice"


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, such as `1 record` or `2,000 records`. `plural` is the plural of the noun if it is not formed with an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Return a context manager that turns a RefusalError into a usage error of click: the command prints a message, and ends with exit status 2."""
    try:
        yield
    except RefusalError as error:
        raise click.UsageError(str(error)) from None


def finish(problems: Iterable[Problem]) -> None:
    """End the command with exit status 1 if one of the problems has the severity error."""
    if errors(problems):
        raise click.exceptions.Exit(PROBLEMS)


def require_ledger(problems: Iterable[Problem]) -> None:
    """End the command with exit status 3 if one of the problems of a ledger has the severity error. This function prints nothing, so call `report` first."""
    if errors(problems):
        raise click.exceptions.Exit(UNFINISHED)


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "rule": problem.rule,
        "severity": problem.severity.value,
        "message": problem.message,
        "remedy": problem.remedy,
        "explain": explaining(problem.rule),
    }


_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def _annotation(problem: Problem) -> Fit:
    place, explain = problem.place, explaining(problem.rule)
    hint = f" (`{explain}` explains this rule)" if explain else ""
    return command(
        _GITHUB[problem.severity], f"{problem.message} → {problem.remedy}{hint}",
        file=place.file, line=place.line or 1, col=place.column or None, title=problem.rule,
    )  # fmt: skip
