"""Define the command `llmnotes`. It imports the module of a command, runs the command, and turns errors into messages and exit statuses.

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
    "init": ("init", "init", "Start a reading list in a folder."),
    "add": ("add", "add", "Add links to the reading list. Title, date and language come from each linked page."),
    "remove": ("remove", "remove", "Remove entries from the reading list. The page of a removed entry then shows the reason."),
    "import": ("importing", "import_", "Turn bookmarks of browsers and services, feeds, BibTeX and dated Markdown logs into records."),
    "export": ("exporting", "export", "Export the records as bookmarks, CSV, JSON, BibTeX, Markdown or a dated Markdown log."),
    "lint": ("lint", "lint", "Check the files of the list. With --fix, correct problems that have only one possible correction."),
    "build": ("site", "build", "Build the site."),
    "serve": ("site", "serve", "Serve a preview of the site. Browsers reload it after each change of the list."),
    "rules": ("rules", "rules_", "Explain the rules that lint checks."),
    "links": ("links", "links", "Check the links of the reading list, report dead links, and correct links that moved."),
    "tags": ("tags", "tags", "List, rename, merge and split tags."),
    "topics": ("topics", "topics", "List, rename, merge and split topics, and explain why topics and tags are suggested."),
    "schema": ("schema", "schema", "Print the JSON Schema of records, or write it for editors."),
    "workflows": ("workflows", "workflows_", "Add workflows for a code host to a list. The workflows check, build and publish the list."),
    "github": ("github", "github", "Run the steps of workflows on GitHub: forms, summaries, pull requests and dead links."),
    "gitlab": ("other_forges", "gitlab", "Run the steps of pipelines on GitLab: summaries, merge requests and dead links."),
    "forgejo": ("other_forges", "forgejo", "Run the steps of workflows on Forgejo: forms, summaries, pull requests and dead links."),
}
"""For each command, by its name: its module in this package, its function in this module, and its line in `llmnotes --help`."""


class _LazyGroup(click.Group):
    """A group of commands that imports the module of a command only when this command is used, so that `llmnotes --help` doesn't wait for all imports."""

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
    """Run the command `llmnotes`, and end the process with an exit status that `status.py` defines. Print an error as a message without a traceback."""
    try:
        status = main.main(standalone_mode=False)  # None if the command returned no status; `sys.exit(None)` exits with 0
        sys.stdout.flush()  # if the disk is full, this raises an OSError here, where it becomes a message
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
        # If standard output and standard error can still be written, the broken pipe leads to another process, such as a worker. Report this as an error.
        if _is_read(sys.stdout) and _is_read(sys.stderr):
            say("error: a process that this command needs has ended unexpectedly. Run the command again", err=True)
            sys.exit(UNFINISHED)
        _discard_output()  # the program that read the output, such as `head`, has ended
        sys.exit(0)
    except OSError as error:
        _discard_output()
        reason = error.strerror or error
        if error.filename:
            text = f"{error.filename}: {reason}. Check the path, its permissions and the disk's free space, then run the command again"
        else:
            text = f"{reason}. Check that the output can be written and that the disk has free space, then run the command again"
        say(f"error: {text}", err=True)
        sys.exit(UNFINISHED)
    except LlmnotesError as error:
        say(*(f"error: {message}" for message in error.args), err=True)
        sys.exit(USAGE if isinstance(error, RefusalError) else UNFINISHED)


def _discard_output() -> None:
    """Discard the part of standard output that Python has not written yet. Otherwise Python would write it at exit, fail again, and print a traceback."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_read(stream: TextIO) -> bool:
    """Return whether an output stream can still be written. If the stream is a pipe, it can't after the program that read the pipe has ended.

    Return False, too, if the operating system can't answer this.
    """
    try:
        pipe = select.poll()
        pipe.register(stream.fileno(), select.POLLOUT)
        return not any(events & (select.POLLERR | select.POLLHUP | select.POLLNVAL) for _, events in pipe.poll(0))
    except (AttributeError, OSError, ValueError):
        return False
