"""The command line. Each group of commands has a module, imported when it is called; errors become exit codes here.

`status.py` lists the exit statuses: 0 fine, 1 problems in the list, 2 wrong usage, 3 not done, 130 interrupted.
"""

from __future__ import annotations

import importlib
import io
import os
import select
import sys
from typing import TYPE_CHECKING

import click

from llmnotes.cli.output import say, say_text
from llmnotes.cli.status import INTERRUPTED, UNFINISHED, USAGE
from llmnotes.errors import LlmnotesError, RefusalError

if TYPE_CHECKING:
    from typing import TextIO

_COMMANDS = {
    "add": ("add", "add"),
    "remove": ("remove", "remove"),
    "import": ("log", "import_"),
    "export": ("log", "export"),
    "lint": ("lint", "lint"),
    "rules": ("rules", "rules_"),
    "links": ("links", "links"),
    "tags": ("tags", "tags"),
    "topics": ("topics", "topics"),
    "schema": ("schema", "schema"),
    "github": ("github", "github"),
}


class _Lazy(click.Group):
    """Imports a command's module only when the command is called, so that --help answers at once."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(f"llmnotes.cli.{module}"), attribute)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_SUMMARIES.items()))


_SUMMARIES = {
    "add": "Add links to the list, with what their pages say of themselves.",
    "remove": "Take entries off the list, and leave word at their addresses.",
    "import": "Read dated Markdown logs into records.",
    "export": "Write the records as a log.",
    "lint": "Check every record, and mend what has one right answer.",
    "rules": "Explain what lint looks for.",
    "links": "Check the list's links, and keep what was found.",
    "tags": "List, rename, merge and split tags.",
    "topics": "The same for topics; and see what a text suggests.",
    "schema": "Print the JSON Schema of a record.",
    "github": "What workflows on GitHub do: forms, summaries, pull requests.",
}


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="llmnotes")
def main() -> None:
    """Keep an annotated reading list as records in git, and publish it."""


def run() -> None:
    """The command `llmnotes`: no traceback reaches a user."""
    try:
        status = main.main(standalone_mode=False)  # the status that a command ended itself with, else none
        sys.stdout.flush()  # a full disk is noticed here, and not by the interpreter at its end
        sys.exit(status)
    except click.ClickException as error:
        told = io.StringIO()
        error.show(told)
        say_text(told.getvalue(), err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("Interrupted.", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        if _is_read(sys.stdout) and _is_read(sys.stderr):  # another pipe than our output's: nothing was told
            say("error: a process that this command needs has died. Run it again", err=True)
            sys.exit(UNFINISHED)
        _discard_output()  # its reader has seen enough
        sys.exit(0)
    except OSError as error:
        _discard_output()
        where = f"{error.filename}: " if error.filename else ""
        say(f"error: {where}{error.strerror or error}. Check the disk's free space, and where the output goes; then run it again", err=True)
        sys.exit(UNFINISHED)
    except LlmnotesError as error:
        say(*(f"error: {message}" for message in error.args), err=True)
        sys.exit(USAGE if isinstance(error, RefusalError) else UNFINISHED)


def _discard_output() -> None:
    """Send what is left of the output nowhere, so that the interpreter doesn't fail to write it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_read(stream: TextIO) -> bool:
    """Return whether a stream still has a reader; False where the system can't tell."""
    try:
        pipe = select.poll()
        pipe.register(stream.fileno(), select.POLLOUT)
        return not any(events & (select.POLLERR | select.POLLHUP | select.POLLNVAL) for _, events in pipe.poll(0))
    except (AttributeError, OSError, ValueError):
        return False
