"""The commands of `llmnotes github` that send data to GitHub. They run git and `gh`; workflows set GH_TOKEN only for these commands."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from llmnotes.actions.ledger_branch import LedgerBranch
from llmnotes.actions.report_links import report_links
from llmnotes.cli.group import WholeSentenceGroup
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, count, entries_option, report, require_ledger
from llmnotes.cli.step import step_input, step_output
from llmnotes.errors import GithubError
from llmnotes.github import ledger_change, proposal, step_result, summary
from llmnotes.github.api import Api
from llmnotes.github.branch import Branch
from llmnotes.github.dead_links import plan_update
from llmnotes.system.files import show

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_repository = click.option(
    "--repository",
    envvar="GITHUB_REPOSITORY",
    required=True,
    metavar="OWNER/NAME",
    help="The repository on GitHub. The default is $GITHUB_REPOSITORY.",
)
_base = click.option(
    "--base",
    envvar="GITHUB_REF_NAME",
    required=True,
    metavar="BRANCH",
    help="The branch into which pull requests are to be merged. The default is $GITHUB_REF_NAME.",
)


@click.command()
@click.argument("number", type=click.IntRange(min=1))
@click.argument("file", type=_FILE)
@_repository
def comment(number: int, file: Path, repository: str) -> None:
    """Write the summary in FILE as a comment on pull request NUMBER.

    If an earlier call of this command has written a comment, the command replaces that comment. If FILE is empty and there is no such comment, the command
    writes no comment.
    """
    text = step_input(file, "Run `llmnotes github summary` again")
    Api(repository).comment(
        number, summary.COMMENT, text or "No entries are new, changed or removed any more.\n", only_update=not text.strip()
    )  # fmt: skip


@click.command()
@click.argument("file", metavar="RESULT", type=_FILE)
@_repository
@_base
def reply(file: Path, repository: str, base: str) -> None:
    """Answer an issue that was opened with the issue form, by a pull request or a comment.

    RESULT is the file that `llmnotes github entry` wrote with --letter. If a record was written, the command pushes the record to the issue's branch, and opens
    or rewrites the pull request. If the form has problems, the command lists them in a comment on the issue.
    """
    result = step_result.read(step_input(file, "Run `llmnotes github entry` again"))
    api, branch = Api(repository), Branch(Path(), result.branch)
    if result.refusal:
        api.comment(result.number, proposal.COMMENT, result.refusal)
        return
    if result.withdraw:
        withdrawn = api.withdraw(result.branch)
        if branch.fetch() and not branch.has_commits_by_people():
            branch.reset_to(None)
        if not withdrawn:
            api.comment(result.number, proposal.COMMENT, proposal.thanks(), only_update=True)
    if result.proposal is None:
        return
    if branch.fetch() and branch.has_commits_by_people():
        api.comment(result.number, proposal.COMMENT, proposal.taken_over(result.branch))
        return
    published = branch.publish([Path(path) for path in result.paths], result.proposal.message)
    if published is None:
        raise GithubError(f"{result.branch}: the branch {base} has the same record already. Close the issue")
    known = api.pull_of(result.branch)
    number = api.propose(result.proposal, base)
    api.comment(result.number, proposal.COMMENT, proposal.thanks(str(number)), only_update=True)
    step_output(commit=published.commit if published.moved or known is None else None, pull=number)


@click.group(cls=WholeSentenceGroup)
def ledger() -> None:
    """Keep the ledger of scheduled link checks on a branch, and open a pull request when a verdict changes."""


@ledger.command()
@config_option
def take(config: str | None) -> None:
    """Merge the ledger on the branch llmnotes/links into the ledger on disk. Call this before a link check."""
    reading_list = open_list(config, None)
    branch = LedgerBranch(reading_list)
    taken = branch.take()
    report(branch.problems, "text")
    require_ledger(branch.problems)
    say(f"{show(reading_list.settings.ledger)}: {count(taken or 0, 'link')} merged from {ledger_change.BRANCH}", err=True)


@ledger.command()
@entries_option
@config_option
@_repository
@_base
def propose(entries: str | None, config: str | None, repository: str, base: str) -> None:
    """Push the ledger on disk to the branch llmnotes/links. Call this after a link check.

    If a verdict has changed, the command opens a pull request. If one is open already, the command rewrites its text.
    """
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
    """Update the GitHub issue about dead links.

    The command rewrites the issue's text. If a link has died or is alive again, the command adds a comment. If no link is dead, it closes the issue.
    """
    reading_list = open_list(config, entries)
    report(reading_list.ledger_problems, "text")
    require_ledger(reading_list.ledger_problems)
    api = Api(repository)
    issue = api.dead_links_issue()
    update = plan_update(issue, report_links(reading_list, datetime.datetime.now(datetime.UTC)))
    api.update_dead_links_issue(issue, update)
