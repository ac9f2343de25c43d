"""The command `llmnotes`: find the module of a command, run the command, and turn its errors into messages and exit statuses.

`status.py` explains the exit statuses.
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
    "init": ("init", "init", "Start a list in a new folder."),
    "add": ("add", "add", "Add links to the list. Title, date and language come from each page."),
    "remove": ("remove", "remove", "Remove entries from the list. The page at the old address shows the reason."),
    "import": ("log", "import_", "Import dated Markdown logs as records."),
    "export": ("log", "export", "Export the records as a dated Markdown log."),
    "lint": ("lint", "lint", "Check every record. With --fix, correct faults that have one right answer."),
    "build": ("site", "build", "Build the site."),
    "serve": ("site", "serve", "Show a preview of the site that reloads after each change."),
    "rules": ("rules", "rules_", "Explain the rules that lint checks."),
    "links": ("links", "links", "Check the links of the list, record the results, and report dead links."),
    "tags": ("tags", "tags", "List, rename, merge and split tags."),
    "topics": ("topics", "topics", "List, rename, merge and split topics, and explain suggestions."),
    "schema": ("schema", "schema", "Print the JSON Schema of a record."),
    "github": ("github", "github", "Run the steps of workflows on GitHub: forms, summaries and pull requests."),
}
"""For each command: its module in this package, its name in the module, and its line in the help."""


class _LazyGroup(click.Group):
    """A group that imports a command's module only when that command runs. `llmnotes --help` imports none of them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, attribute, _ = _COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(f"llmnotes.cli.{module}"), attribute)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in _COMMANDS.items()])


@click.command(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="llmnotes")
def main() -> None:
    """Keep an annotated reading list as records in git, and publish it as a site."""


def run() -> None:
    """Run the command `llmnotes` and end the process with its exit status. Every expected error becomes a message without a traceback."""
    try:
        status = main.main(standalone_mode=False)  # None where the command did not choose a status
        sys.stdout.flush()  # so that a full disk raises an OSError here
        sys.exit(status)
    except click.ClickException as error:
        message = io.StringIO()
        error.show(message)
        say_text(message.getvalue(), err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("Interrupted.", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        if _is_read(sys.stdout) and _is_read(sys.stderr):  # the broken pipe is not the output's, so the user has seen no message
            say("error: a process that this command needs has ended unexpectedly. Run the command again", err=True)
            sys.exit(UNFINISHED)
        _discard_output()  # the reader of the output, such as `head`, has closed it
        sys.exit(0)
    except OSError as error:
        _discard_output()
        where = f"{error.filename}: " if error.filename else ""
        say(
            f"error: {where}{error.strerror or error}. Check the free space of the disk and the target of the output, then run the command again",
            err=True,
        )
        sys.exit(UNFINISHED)
    except LlmnotesError as error:
        say(*(f"error: {message}" for message in error.args), err=True)
        sys.exit(USAGE if isinstance(error, RefusalError) else UNFINISHED)


def _discard_output() -> None:
    """Discard unwritten output. Otherwise the interpreter tries to write it at its end, fails, and prints a traceback."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_read(stream: TextIO) -> bool:
    """Return whether a stream still has a reader; False where the system can't tell."""
    try:
        pipe = select.poll()
        pipe.register(stream.fileno(), select.POLLOUT)
        return not any(events & (select.POLLERR | select.POLLHUP | select.POLLNVAL) for _, events in pipe.poll(0))
    except (AttributeError, OSError, ValueError):
        return False
