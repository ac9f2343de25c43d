"""The command `entry` of `llmnotes github` and `llmnotes forgejo`: turn an issue that was opened with the issue form into a record.

The command writes a step result, which the command `reply` of the same group reads.
"""

from __future__ import annotations

from pathlib import Path

import click

from llmnotes.actions.accept_form import accept_form
from llmnotes.cli.opening import Needs, open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.cli.step import step_input
from llmnotes.github import event, form, step_result
from llmnotes.github.step_result import StepResult
from llmnotes.system.files import write_atomically


@click.command()
@click.argument("event_file", metavar="[EVENT]", envvar="GITHUB_EVENT_PATH", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--result",
    "--letter",  # the former name of the option --result, which workflows of earlier versions use
    "result_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file into which the command writes its result as JSON. The next step of the workflow, the command `reply`, reads this file. --letter is the former name of this option.",
)
@click.option(
    "--no-fetch",
    is_flag=True,
    envvar="LLMNOTES_NO_FETCH",
    help="Don't request the linked page, so that only the form gives title and date. A workflow can set the environment variable LLMNOTES_NO_FETCH to 1 instead.",
)
@entries_option
@config_option
def entry(event_file: Path, result_file: Path, entries: str | None, config: str | None, *, no_fetch: bool) -> None:
    """Turn an issue that was opened with the issue form into a record, and print the path of the record.

    EVENT is a file with the event about an issue, as a runner passes it to a workflow. The default is the file that $GITHUB_EVENT_PATH names. The command writes
    a record only if the issue is open, has the label `accepted`, and its form has no problems. The command sends nothing to the code host: it writes what to do
    into the file of --result, and the command `reply` does it. The exit status is 0 even if the form has problems.
    """
    reading_list = open_list(config, entries, needs=Needs.SETTINGS)
    report(reading_list.taxonomy_problems, "text")
    finish(reading_list.taxonomy_problems)
    issue = event.read(step_input(event_file, "Pass the file that $GITHUB_EVENT_PATH names"))
    if form.is_form(issue.body):
        result = accept_form(issue, reading_list, fetch=not no_fetch)
        if result.paths:
            say(*result.paths)
    else:
        result = StepResult(number=issue.number, branch=issue.branch)
        say("The issue was not opened with the issue form, so there is nothing to do.", err=True)
    write_atomically(result_file, step_result.write(result))
