"""The command group `llmnotes github`: the steps of the workflows on GitHub. People can run the commands outside of workflows, too.

`forge.py` has the commands that send data to GitHub. The command groups `llmnotes gitlab` and `llmnotes forgejo` also have commands of this module.
"""

from __future__ import annotations

import datetime

import click

from llmnotes.actions.summarise import summarise
from llmnotes.cli.forge import GITHUB, commands_for
from llmnotes.cli.github_entry import entry
from llmnotes.cli.group import WholeSentenceGroup
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say_fit, say_text
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.cli.step import is_of_a_schedule, step_summary
from llmnotes.github import form as forms
from llmnotes.github import written
from llmnotes.system.files import show, write_atomically
from llmnotes.text.markdown import document


@click.group(cls=WholeSentenceGroup)
def github() -> None:
    """Run the steps of workflows on GitHub: forms, summaries, pull requests, and the issue about dead links."""


for _command in (entry, *commands_for(GITHUB)):
    github.add_command(_command)


@github.command()
@config_option
@click.option("--print", "print_", is_flag=True, help="Print the text of the form instead of writing it into the repository.")
def form(config: str | None, *, print_: bool) -> None:
    """Write the issue form, with which people propose links, into the repository, and print the path of its file. If the list has topics, the form has a menu of them."""
    reading_list = open_list(config, None)
    settings = reading_list.settings
    report(reading_list.taxonomy_problems, "text")
    finish(reading_list.taxonomy_problems)
    text = forms.text(reading_list.taxonomy, settings.language)
    if not print_:
        path = written.root(settings.folder) / forms.FILE
        write_atomically(path, text, settings.bounds)
        text = f"{show(path)}\n"
    say_text(text)


@github.command()
@entries_option
@config_option
@click.option(
    "--changed-since",
    metavar="REV",
    required=True,
    help="Show the changes since the merge base of HEAD and REV, a git revision such as origin/main.",
)
def summary(entries: str | None, config: str | None, changed_since: str) -> None:
    """Print a summary of the changes of the current branch in Markdown, for reviewers.

    The summary shows changes of the ledger, and new, changed and removed entries. A new entry is shown as on the site, with suggested topics and tags, and
    with other places in the list that have its URL. If the branch changes neither entries nor the ledger, the command prints nothing. In a
    workflow on GitHub or Forgejo, the text also appears in the summary of the job; it says so if nothing changes.
    """
    reading_list = open_list(config, entries)
    report([*reading_list.taxonomy_problems, *reading_list.record_problems], "text")
    found = summarise(reading_list, changed_since, datetime.datetime.now(datetime.UTC), scheduled=is_of_a_schedule())
    report(reading_list.removal_problems, "text")
    step_summary(found.text)
    if not found.nothing:
        say_fit(document(found.text))
