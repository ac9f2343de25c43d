"""Commands of `llmnotes github` that write to GitHub: by git and by `gh`, whose token stands in GH_TOKEN for their steps alone."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from llmnotes.actions.ledger_branch import LedgerBranch
from llmnotes.actions.report_links import report_links
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, count, entries_option, report, require_ledger
from llmnotes.cli.step import step_input, step_output
from llmnotes.errors import GithubError
from llmnotes.github import dead_links as tickets
from llmnotes.github import ledger_change, letter, proposal, summary
from llmnotes.github.api import Api
from llmnotes.github.branch import Branch
from llmnotes.system.files import show

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_repository = click.option(
    "--repository", envvar="GITHUB_REPOSITORY", required=True, metavar="OWNER/NAME", help="By default $GITHUB_REPOSITORY."
)
_base = click.option(
    "--base", envvar="GITHUB_REF_NAME", required=True, metavar="BRANCH", help="What to merge into; by default $GITHUB_REF_NAME."
)


@click.command()
@click.argument("number", type=click.IntRange(min=1))
@click.argument("file", type=_FILE)
@_repository
def comment(number: int, file: Path, repository: str) -> None:
    """Write the summary in FILE below the pull request NUMBER, over an earlier one. An empty one is only written over an earlier one."""
    text = step_input(file, "Make it again")
    Api(repository).comment(
        number, summary.COMMENT, text or "No entry is new, changed or removed any more.\n", only_update=not text.strip()
    )  # fmt: skip


@click.command()
@click.argument("file", metavar="LETTER", type=_FILE)
@_repository
@_base
def reply(file: Path, repository: str, base: str) -> None:
    """Do what the LETTER of `llmnotes github entry` says: answer below the issue, write its branch, open or rewrite its pull request."""
    told = letter.read(step_input(file, "Make it again"))
    api, branch = Api(repository), Branch(Path(), told.branch)
    if told.refusal:
        api.comment(told.number, proposal.COMMENT, told.refusal)
        return
    if told.withdraw:
        withdrawn = api.withdraw(told.branch)
        if branch.fetch() and not branch.foreign():
            branch.put_back(None)
        if not withdrawn:
            api.comment(told.number, proposal.COMMENT, proposal.thanks(), only_update=True)
    if told.proposal is None:
        return
    if branch.fetch() and branch.foreign():
        api.comment(told.number, proposal.COMMENT, proposal.taken_over(told.branch))
        return
    published = branch.publish([Path(path) for path in told.paths], told.proposal.message)
    if published is None:
        raise GithubError(f"{told.branch}: the record is the same as on {base}. Close the issue")
    known = api.pull_of(told.branch)
    number = api.propose(told.proposal, base)
    api.comment(told.number, proposal.COMMENT, proposal.thanks(str(number)), only_update=True)
    step_output(commit=published.commit if published.moved or known is None else None, pull=number)


@click.group()
def ledger() -> None:
    """Keep what link checks found on a branch, and propose it when a verdict changes."""


@ledger.command()
@config_option
def take(config: str | None) -> None:
    """Merge the branch's ledger into this one, before a check."""
    reading_list = open_list(config, None)
    branch = LedgerBranch(reading_list)
    taken = branch.take()
    report(branch.problems, "text")
    require_ledger(branch.problems)
    say(f"{show(reading_list.settings.ledger)}: {count(taken or 0, 'link')} of {ledger_change.BRANCH} taken", err=True)


@ledger.command()
@entries_option
@config_option
@_repository
@_base
def propose(entries: str | None, config: str | None, repository: str, base: str) -> None:
    """Put the ledger on its branch; open a pull request if this check changed a verdict, rewrite the one that is open."""
    branch = LedgerBranch(open_list(config, entries))
    proposed = branch.propose(Api(repository), base, datetime.datetime.now(datetime.UTC))
    report(branch.problems, "text")
    require_ledger(branch.problems)
    if proposed:
        step_output(commit=proposed.commit, pull=proposed.pull)


@click.command(name="dead-links")
@entries_option
@config_option
@_repository
def dead_links(entries: str | None, config: str | None, repository: str) -> None:
    """Bring the one issue about dead links up to date: rewritten in silence, a comment when one dies or returns, closed when none is left."""
    reading_list = open_list(config, entries)
    report(reading_list.ledger_problems, "text")
    require_ledger(reading_list.ledger_problems)
    api = Api(repository)
    ticket = api.ticket()
    api.tell(ticket, tickets.steps(ticket, report_links(reading_list, datetime.datetime.now(datetime.UTC))))
