"""The commands of `llmnotes github`, `llmnotes gitlab` and `llmnotes forgejo` that send data to the code host.

Only these commands need a token. Workflows pass it in the environment variable GH_TOKEN on GitHub, and in LLMNOTES_TOKEN on other code hosts. The commands
run git; on GitHub, they also run `gh`.
"""

from __future__ import annotations

import dataclasses
import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes.actions.ledger_branch import LedgerBranch
from llmnotes.actions.report_links import report_links
from llmnotes.cli.group import WholeSentenceGroup
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, count, entries_option, report, require_ledger
from llmnotes.cli.step import step_input, step_output
from llmnotes.errors import GithubError
from llmnotes.forges.forgejo import Forgejo
from llmnotes.forges.gitlab import GitLab
from llmnotes.github import ledger_change, proposal, step_result, summary
from llmnotes.github.api import Api
from llmnotes.github.branch import GITHUB_BOT, LLMNOTES, Branch, Committer
from llmnotes.github.dead_links import plan_update
from llmnotes.system.files import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmnotes.forges.forge import Forge

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CodeHost:
    """What commands need to know about a code host: its name, its term for a pull request, its environment variables, the author of commits, how to connect."""

    name: str
    """The name of the code host in help texts, such as `GitLab`."""
    pull: str
    """The code host's term for a pull request, such as `merge request` on GitLab."""
    repository: str
    """The name of the environment variable that holds the name of the repository."""
    base: str
    """The name of the environment variable with the default of `--base`: the name of the branch on which the workflow runs. Pull requests go into this branch."""
    committer: Committer
    """The author of the commits that the commands make."""
    connect: Callable[[str], Forge]
    """Returns an object that sends requests about a repository. Raises GithubError if the repository's name is invalid, or if a variable with a token or an address is missing."""


def _variable(name: str, remedy: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise GithubError(f"the environment variable {name} is not set. {remedy}")
    return value


_TOKEN = "Set it to a token that may push commits and change issues"  # noqa: S105 - a remedy in messages, not a secret
GITHUB = CodeHost(
    name="GitHub", pull="pull request", repository="GITHUB_REPOSITORY", base="GITHUB_REF_NAME", committer=GITHUB_BOT, connect=Api
)  # fmt: skip
GITLAB = CodeHost(
    name="GitLab", pull="merge request", repository="CI_PROJECT_PATH", base="CI_COMMIT_REF_NAME", committer=LLMNOTES,
    connect=lambda repository: GitLab(
        _variable("CI_API_V4_URL", "Set it to the URL of GitLab's API, such as https://gitlab.com/api/v4"), repository, _variable("LLMNOTES_TOKEN", _TOKEN)
    ),
)  # fmt: skip
FORGEJO = CodeHost(
    name="Forgejo", pull="pull request", repository="GITHUB_REPOSITORY", base="GITHUB_REF_NAME", committer=LLMNOTES,
    connect=lambda repository: Forgejo(
        _variable("GITHUB_API_URL", "Set it to the URL of Forgejo's API, such as https://codeberg.org/api/v1"),
        repository, _variable("LLMNOTES_TOKEN", _TOKEN),
    ),
)  # fmt: skip


def commands_for(host: CodeHost) -> list[click.Command]:
    """Return the commands that send data to the code host `host`, such as `comment` and `reply`."""
    repository_option = click.option(
        "--repository", envvar=host.repository, required=True, metavar="OWNER/NAME",
        help=f"The repository on {host.name}, as OWNER/NAME. The default is the value of the environment variable {host.repository}.",
    )  # fmt: skip
    base_option = click.option(
        "--base", envvar=host.base, required=True, metavar="BRANCH",
        help=f"The branch into which the {host.pull} is to be merged. The default is the value of the environment variable {host.base}.",
    )  # fmt: skip

    @click.command(
        help=f"""Write the text in FILE as a comment on {host.pull} NUMBER. FILE is the output of the command `summary`.

        If this command has written a comment on the {host.pull} before, it replaces the text of that comment. If FILE is empty, it replaces that text with a
        sentence that says that no entries are changed any more, or does nothing if there is no such comment."""
    )
    @click.argument("number", type=click.IntRange(min=1))
    @click.argument("file", type=_FILE)
    @repository_option
    def comment(number: int, file: Path, repository: str) -> None:
        text = step_input(file, "Run the command `summary` again")
        host.connect(repository).comment(
            number, summary.COMMENT, text or "No entries are new, changed or removed any more.\n", only_update=not text.strip()
        )  # fmt: skip

    @click.command(
        help=f"""Answer an issue that was opened with the issue form: open, rewrite or close a {host.pull}, or write a comment.

        RESULT is the file that the command `entry` wrote with --result. If a record was written, the command pushes the record to the issue's branch, and
        opens or rewrites the {host.pull}; if a person has committed to this branch, it only writes a comment. If the form has problems, the command lists them in
        a comment on the issue. If the issue is closed or doesn't have the label `accepted`, the command closes the {host.pull} if one is open."""
    )
    @click.argument("file", metavar="RESULT", type=_FILE)
    @repository_option
    @base_option
    def reply(file: Path, repository: str, base: str) -> None:
        result = step_result.read(step_input(file, "Run the command `entry` again"))
        forge, branch = host.connect(repository), Branch(Path(), result.branch, host.committer)
        _reply(result, forge, branch, base)

    @click.group(
        cls=WholeSentenceGroup,
        help=f"Keep the ledger of links on a branch between scheduled link checks, and open a {host.pull} when the verdict on a link changes.",
    )
    def ledger() -> None:
        pass

    @ledger.command(
        help="Merge the ledger on the branch llmnotes/links, if this branch exists, into the ledger on disk. Run this before a link check."
    )
    @config_option
    def take(config: str | None) -> None:
        reading_list = open_list(config, None)
        branch = LedgerBranch(reading_list, host.committer)
        taken = branch.take()
        report(branch.problems, "text")
        require_ledger(branch.problems)
        say(f"{show(reading_list.settings.ledger)}: {count(taken or 0, 'link')} merged from {ledger_change.BRANCH}", err=True)

    @ledger.command(
        help=f"""Push the ledger on disk to the branch llmnotes/links. Run this after a link check.

        If the verdict on a link has changed, or if this is the first ledger of the list, the command opens a {host.pull}. If one is open already, the command
        rewrites its text. If a person has committed to the branch, the command fails and pushes nothing."""
    )
    @entries_option
    @config_option
    @repository_option
    @base_option
    def propose(entries: str | None, config: str | None, repository: str, base: str) -> None:
        branch = LedgerBranch(open_list(config, entries), host.committer)
        proposed = branch.propose(host.connect(repository), base, datetime.datetime.now(datetime.UTC))
        report(branch.problems, "text")
        require_ledger(branch.problems)
        if proposed:
            step_output(commit=proposed.commit, pull=proposed.pull)

    @click.command(
        name="dead-links",
        help=f"""Update the issue about dead links on {host.name} to match the ledger.

        If a link has died, the command reopens the issue, or creates it. It rewrites the text of the open issue, adds a comment if a link has died or is alive
        again, and closes the issue if no link is dead. An issue that a person closed stays closed until another link dies. Dead links whose records name an
        archived copy don't count.""",
    )
    @entries_option
    @config_option
    @repository_option
    def dead_links(entries: str | None, config: str | None, repository: str) -> None:
        reading_list = open_list(config, entries)
        report(reading_list.ledger_problems, "text")
        require_ledger(reading_list.ledger_problems)
        forge = host.connect(repository)
        issue = forge.dead_links_issue()
        found = report_links(reading_list, datetime.datetime.now(datetime.UTC))
        forge.update_dead_links_issue(issue, plan_update(issue, found, reading_list.settings.language))

    return [comment, reply, ledger, dead_links]


def _reply(result: step_result.StepResult, forge: Forge, branch: Branch, base: str) -> None:
    """Make the changes that a step result lists on the code host: open, rewrite or close a pull request, or write a comment on the issue.

    A branch to which a person has committed is neither overwritten nor deleted.
    """
    if result.refusal:
        forge.comment(result.number, proposal.COMMENT, result.refusal)
    if result.withdraw:
        withdrawn = forge.withdraw(result.branch)
        if branch.fetch() and not branch.has_commits_by_people():
            branch.reset_to(None)
        if result.waiting and not withdrawn:
            forge.comment(result.number, proposal.COMMENT, proposal.thanks(result.language), only_update=True)
    if result.proposal is None:
        return
    if branch.fetch() and branch.has_commits_by_people():
        forge.comment(result.number, proposal.COMMENT, proposal.taken_over(result.branch, result.language))
        return
    published = branch.publish([Path(path) for path in result.paths], result.proposal.message)
    if published is None:
        raise GithubError(f"the branch {base} already has the record of the branch {result.branch}. Close the issue")
    known = forge.pull_of(result.branch)
    number = forge.propose(result.proposal, base)
    forge.comment(result.number, proposal.COMMENT, proposal.thanks(result.language, number), only_update=True)
    step_output(commit=published.commit if published.moved or known is None else None, pull=number)
