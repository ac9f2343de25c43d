"""`llmnotes build` and `llmnotes serve`: run the MkDocs that is installed with llmnotes, even if the command `mkdocs` is not on the PATH.

If ProperDocs, the fork of MkDocs, is installed, the commands run it for a list whose settings are in properdocs.yml, and for every list if MkDocs is not installed.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import click

from llmnotes.actions.site import create_docs
from llmnotes.cli.output import say
from llmnotes.config import mkdocs_file
from llmnotes.errors import ConfigError
from llmnotes.system.files import show

_PASSED_ON = {"ignore_unknown_options": True, "help_option_names": ["-h", "--help"]}


@click.command(context_settings=_PASSED_ON, options_metavar="")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def build(options: tuple[str, ...]) -> int:
    """Build the site from the records, into the folder site/ next to mkdocs.yml, unless mkdocs.yml or an option names another folder.

    OPTIONS are those of `mkdocs build`, such as --strict, -d FOLDER and -f FILE. The exit status is that of MkDocs.
    """
    return _mkdocs("build", options)


@click.command(context_settings=_PASSED_ON, options_metavar="")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def serve(options: tuple[str, ...]) -> int:
    """Serve a preview of the site, usually at http://127.0.0.1:8000. Browsers reload it when a file of the list changes. Ctrl-C ends the preview.

    OPTIONS are those of `mkdocs serve`, such as -a HOST:PORT and --open. The exit status is that of MkDocs.
    """
    return _mkdocs("serve", options)


def _mkdocs(command: str, options: tuple[str, ...]) -> int:
    """Run a command of MkDocs or of its fork ProperDocs in place of this process. On Windows, run it in another process, and return its exit status.

    Unless `options` name a file with settings, first create the folder for pages, which MkDocs needs, if it is missing.

    Raises ConfigError if the working directory has neither mkdocs.yml nor properdocs.yml, and `options` name no such file.
    """
    named = any(option.startswith(("-f", "--config-file")) for option in options)
    file = None if named else mkdocs_file.found_file()
    if not named and file is None:
        raise ConfigError(
            f"found no mkdocs.yml or properdocs.yml in {Path.cwd()}. Run the command in the folder of a list, name its file with -f, or start a list with `llmnotes init`"
        )
    is_fork = file is not None and file.stem == "properdocs"
    has_fork = importlib.util.find_spec("properdocs") is not None
    module = "properdocs" if has_fork and (is_fork or importlib.util.find_spec("mkdocs") is None) else "mkdocs"
    given = ["-f", str(file)] if is_fork else []  # without this option, MkDocs would look only for mkdocs.yml
    if not named and file and (docs := create_docs(file)):
        say(f"{show(docs)}/ was created. MkDocs needs this folder for pages that you write; the folder may stay empty", err=True)
    # These variables turn off a notice about MkDocs 2, which Material prints. The notice doesn't matter here, because MkDocs 1 is installed.
    environment = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", **os.environ}
    arguments = [sys.executable, "-m", module, command, *given, *options]
    sys.stderr.flush()
    if os.name == "posix":
        # MkDocs replaces this process, so that a signal that ends `llmnotes serve` ends the server.
        os.execve(sys.executable, arguments, environment)  # noqa: S606 - the program is the MkDocs or ProperDocs that is installed with llmnotes
    return subprocess.run(arguments, env=environment, check=False).returncode  # noqa: S603 - the program is the MkDocs or ProperDocs that is installed with llmnotes
