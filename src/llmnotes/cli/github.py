"""`llmnotes github`: what the workflows do, each step a command that runs anywhere. Those that change something on GitHub are in `github_writing.py`."""

from __future__ import annotations

import click

from llmnotes import revision
from llmnotes.cli.github_entry import entry
from llmnotes.cli.github_writing import comment, dead_links, ledger, reply
from llmnotes.cli.opening import open_list, open_taxonomy
from llmnotes.cli.output import say_fit, say_text
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.cli.step import step_summary
from llmnotes.files import show, write_atomically
from llmnotes.github import form as forms
from llmnotes.github import summary as summaries
from llmnotes.github import written
from llmnotes.markdown_text import document


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
    settings, _ = open_list(config, None)
    taxonomy, problems = open_taxonomy(settings)
    report(problems, "text")
    finish(problems)
    text = forms.text(taxonomy)
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
    """Print what the branch does to the list, in GitHub's Markdown: new entries as readers see them, suggestions, duplicates.

    It also goes to the step's summary. Where no entry changes, nothing is printed.
    """
    settings, store = open_list(config, entries)
    taxonomy, problems = open_taxonomy(settings)
    loaded = store.load()
    report([*problems, *loaded.problems], "text")
    now = [found.entry for found in loaded.records.values()]
    change = summaries.change(revision.entries_at(store.folder, revision.merge_base(store.folder, changed_since)), now)
    removals, faults = store.load_removals()
    report(faults, "text")
    text = summaries.render(change, now, taxonomy, settings.language, removals)
    step_summary(text)
    if not change.nothing:
        say_fit(document(text))
