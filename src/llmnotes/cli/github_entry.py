"""`llmnotes github entry`: an issue of the form becomes a record, and a letter that says what to do about it on GitHub."""

from __future__ import annotations

from pathlib import Path

import click

from llmnotes.actions.accept_form import accept_form
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.cli.step import step_input
from llmnotes.github import event, form, letter
from llmnotes.github.letter import Letter
from llmnotes.system.files import write_atomically


@click.command()
@click.argument("event_file", metavar="[EVENT]", envvar="GITHUB_EVENT_PATH", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--letter", "letter_file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write what `reply` is to do."
)
@click.option("--no-fetch", is_flag=True, envvar="LLMNOTES_NO_FETCH", help="Ask no server for the page; also by $LLMNOTES_NO_FETCH.")
@entries_option
@config_option
def entry(event_file: Path, letter_file: Path, entries: str | None, config: str | None, *, no_fetch: bool) -> None:
    """Read the issue in EVENT (by default $GITHUB_EVENT_PATH), and write its record, as `add` does, if a maintainer accepted it. Nothing is sent to GitHub.

    The record's path is printed. A form that makes no record is no error: the letter says what to change in it.
    """
    reading_list = open_list(config, entries)
    report(reading_list.taxonomy_problems, "text")
    finish(reading_list.taxonomy_problems)
    issue = event.read(step_input(event_file, "Name the file in GITHUB_EVENT_PATH"))
    if form.is_form(issue.body):
        told = accept_form(issue, reading_list, fetch=not no_fetch)
        if told.paths:
            say(*told.paths)
    else:
        told = Letter(number=issue.number, branch=issue.branch)
        say("No form: nothing to do.", err=True)
    write_atomically(letter_file, letter.write(told))
