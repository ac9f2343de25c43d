"""How commands print. No other module of `cli/` writes to standard output or standard error, so nothing that strangers wrote gets there as it is."""

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
    """Print lines: each argument is one line, whatever it holds."""
    for line in lines:
        click.echo(terminal.line(line), err=err)


def say_coloured(before: str, word: str, after: str, *, colour: str, err: bool = False) -> None:
    """Print one line, with `word` in a colour where a terminal shows colours."""
    click.echo(f"{terminal.line(before)}{click.style(terminal.line(word), fg=colour)}{terminal.line(after)}", err=err)


def say_diff(lines: Iterable[str]) -> None:
    """Print the lines of a diff. Tabs and spaces of all widths stay, as `git apply` compares them."""
    for line in lines:
        click.echo(terminal.line(line, keep=_SPACES))


def say_text(text: str, *, err: bool = False) -> None:
    """Print a text of several lines, whose line breaks are meant."""
    say_fit(terminal.lines(text), err=err)


def ask(question: str, *, default: str, type_: click.ParamType | None = None) -> Any:  # type: ignore[type-arg] # click's are generic since 8.3
    """Ask on standard error, and give back the answer; `default` is shown, and taken for an empty one."""
    return click.prompt(terminal.line(question), default=terminal.line(default), type=type_, err=True)


def say_fit(text: Fit, *, err: bool = False) -> None:
    """Print what was made fit already, such as a report."""
    click.echo(text, nl=False, err=err)


def write_data(text: str) -> None:
    """Write a text for another program on standard output, byte for byte; a terminal gets it made fit."""
    if sys.stdout.isatty():
        say_fit(terminal.lines(text))
        return
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
