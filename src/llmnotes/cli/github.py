"""`llmnotes github`: what the workflows do, each step a command that runs anywhere. Those that change something on GitHub are in `github_writing.py`."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from llmnotes.cli.github_entry import entry
from llmnotes.cli.github_writing import comment, dead_links, ledger, reply
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say_fit, say_text
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.cli.step import is_of_a_schedule, step_summary
from llmnotes.github import form as forms
from llmnotes.github import ledger_summary, written
from llmnotes.github import summary as summaries
from llmnotes.github.branch import BOT_MAIL
from llmnotes.github.markdown import LONGEST
from llmnotes.links import ledger_text
from llmnotes.links.authors import authors, named
from llmnotes.links.links import collect
from llmnotes.records import at_revision
from llmnotes.system.files import show, write_atomically
from llmnotes.text.markdown import document

if TYPE_CHECKING:
    from llmnotes.actions.reading_list import ReadingList


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
    settings, now = reading_list.settings, reading_list.entries
    report([*reading_list.taxonomy_problems, *reading_list.record_problems], "text")
    base = at_revision.merge_base(settings.entries, changed_since)
    change = summaries.change(at_revision.entries_at(settings.entries, base), now)
    report(reading_list.removal_problems, "text")
    # First, and with a limit of its own: no entry, however long, pushes it out.
    remembered = ledger_summary.render(_ledger_change(reading_list, base), collect(now), datetime.datetime.now(datetime.UTC))
    after = summaries.ReviewedList(
        entries=now, taxonomy=reading_list.taxonomy, language=settings.language, removals=reading_list.removals, archives=settings.archives
    )
    entries_ = summaries.render(change, after, LONGEST - len(remembered))
    text = f"{remembered}\n{entries_}" if remembered else entries_
    step_summary(text)
    if remembered or not change.nothing:
        say_fit(document(text))


def _ledger_change(reading_list: ReadingList, base: str) -> ledger_summary.LedgerChange:
    """What the branch does to the ledger since the commit `base`."""
    settings = reading_list.settings
    folder, after = settings.ledger, reading_list.ledger
    texts = {name: text.decode(errors="replace") for name, text in at_revision.files_at(folder, base, ledger_text.FILES).items()}
    before, _ = ledger_text.read(texts, show(folder), settings.archives)
    commits = at_revision.commits(folder, base)
    return ledger_summary.LedgerChange(
        before=before, after=after, files=at_revision.changed_files(folder, base), problems=reading_list.ledger_problems,
        commits=[named(commit) for commit in commits], marks=authors(after, folder, since=base),
        by_check=is_of_a_schedule() and all(commit.mails == {BOT_MAIL} for commit in commits),
    )  # fmt: skip
