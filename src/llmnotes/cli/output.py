"""Print on standard output and standard error.

No other module of `cli/` prints. These functions write escapes in place of control characters, because a stranger's text could otherwise control a terminal or
GitHub's runner.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from llmnotes.text import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmnotes.text.terminal import Fit


_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"


def say(*lines: str, err: bool = False) -> None:
    r"""Print each argument as exactly one line. A line break inside an argument is printed as `\n`."""
    for line in lines:
        click.echo(terminal.line(line), err=err)


def say_coloured(before: str, word: str, after: str, *, colour: str, err: bool = False) -> None:
    """Print `before`, `word` and `after` on one line, with `word` in a colour if the output is a terminal."""
    click.echo(f"{terminal.line(before)}{click.style(terminal.line(word), fg=colour)}{terminal.line(after)}", err=err)


def say_diff(lines: Iterable[str]) -> None:
    """Print the lines of a diff. Spaces of all kinds, such as tabs, are printed unchanged, so that `git apply` can apply the diff."""
    for line in lines:
        click.echo(terminal.line(line, keep=_SPACES))


def say_text(text: str, *, err: bool = False) -> None:
    """Print a text that may have several lines. Its line breaks are kept, and other control characters are replaced."""
    say_fit(terminal.lines(text), err=err)


def ask(question: str, *, default: str, type_: click.ParamType | None = None) -> Any:  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    """Print a question and `default` on standard error, and return the answer that the user types. An empty answer means `default`.

    If `type_` is set, ask again until it accepts the answer, and return the converted answer.
    """
    return click.prompt(terminal.line(question), default=terminal.line(default), type=type_, err=True)


def say_fit(text: Fit, *, err: bool = False) -> None:
    """Print a text that has no control characters, such as a report, and add no line break. The type `Fit` marks such texts."""
    click.echo(text, nl=False, err=err)


def write_data(text: str) -> None:
    """Print a text for another program on standard output without any change. If standard output is a terminal, replace control characters."""
    if sys.stdout.isatty():
        say_fit(terminal.lines(text))
        return
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
