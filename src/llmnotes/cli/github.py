"""`llmnotes github`: what the workflows do, each step a command that runs anywhere. Those that change something on GitHub are in `github_writing.py`."""

from __future__ import annotations

import datetime

import click

from llmnotes.actions.summarise import summarise
from llmnotes.cli.github_entry import entry
from llmnotes.cli.github_writing import comment, dead_links, ledger, reply
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say_fit, say_text
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.cli.step import is_of_a_schedule, step_summary
from llmnotes.github import form as forms
from llmnotes.github import written
from llmnotes.system.files import show, write_atomically
from llmnotes.text.markdown import document


@click.group()
def github() -> None:
    """What workflows on GitHub do: forms, summaries, pull requests."""


for _command in (entry, comment, reply, ledger, dead_links):
    github.add_command(_command)


@github.command()
@config_option
@click.option("--print", "print_", is_flag=True, help="Print it, write nothing.")
def form(config: str | None, *, print_: bool) -> None:
    """Write the issue form, whose menu offers the topics of topics.yml, and print its path."""
    reading_list = open_list(config, None)
    settings = reading_list.settings
    report(reading_list.taxonomy_problems, "text")
    finish(reading_list.taxonomy_problems)
    text = forms.text(reading_list.taxonomy)
    if not print_:
        path = written.root(settings.folder) / forms.FILE
        write_atomically(path, text, settings.bounds)
        text = f"{show(path)}\n"
    say_text(text)


@github.command()
@entries_option
@config_option
@click.option("--changed-since", metavar="REV", required=True, help="What the branch changes: since its merge base with REV.")
def summary(entries: str | None, config: str | None, changed_since: str) -> None:
    """Print what the branch does to the list, in GitHub's Markdown: changes of the ledger; new entries as readers see them, suggestions, duplicates.

    It also goes to the step's summary. Where neither an entry nor the ledger changes, nothing is printed.
    """
    reading_list = open_list(config, entries)
    report([*reading_list.taxonomy_problems, *reading_list.record_problems], "text")
    found = summarise(reading_list, changed_since, datetime.datetime.now(datetime.UTC), scheduled=is_of_a_schedule())
    report(reading_list.removal_problems, "text")
    step_summary(found.text)
    if not found.nothing:
        say_fit(document(found.text))
