"""Commands of `llmnotes github` that write to GitHub: by git and by `gh`, whose token stands in GH_TOKEN for their steps alone."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, count, entries_option, report, require_ledger
from llmnotes.cli.step import step_input, step_output
from llmnotes.errors import GithubError
from llmnotes.github import dead_links as tickets
from llmnotes.github import ledger_change, letter, proposal, summary
from llmnotes.github.api import Api
from llmnotes.github.branch import Branch
from llmnotes.links import ledger as ledgers
from llmnotes.links import ledger_text
from llmnotes.links.authors import authors
from llmnotes.links.links import collect
from llmnotes.links.report import Details, Report, findings
from llmnotes.system.files import show

if TYPE_CHECKING:
    from llmnotes.config import Settings
    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Problem

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
    settings = reading_list.settings
    branch = Branch(settings.folder, ledger_change.BRANCH)
    old = branch.fetch()
    theirs, more = _at(branch, old, settings) if old else (ledgers.Ledger(), [])
    problems = [*reading_list.ledger_problems, *more]
    report(problems, "text")
    require_ledger(problems)
    reading_list.ledger_folder.save(ledgers.merged(reading_list.ledger, theirs))
    say(f"{show(settings.ledger)}: {count(len(theirs.histories), 'link')} of {ledger_change.BRANCH} taken", err=True)


@ledger.command()
@entries_option
@config_option
@_repository
@_base
def propose(entries: str | None, config: str | None, repository: str, base: str) -> None:
    """Put the ledger on its branch; open a pull request if this check changed a verdict, rewrite the one that is open."""
    reading_list = open_list(config, entries)
    settings, after = reading_list.settings, reading_list.ledger
    branch = Branch(settings.folder, ledger_change.BRANCH)
    main, more = _at(branch, "HEAD", settings)
    problems = [*reading_list.ledger_problems, *more]
    old = branch.fetch()
    before = main
    if old:
        theirs, more = _at(branch, old, settings)
        before, problems = ledgers.merged(main, theirs), [*problems, *more]
    report(problems, "text")
    require_ledger(problems)
    if old and branch.foreign():
        raise GithubError(
            f"somebody has committed to {branch.name}: merge its pull request, or delete the branch; nothing is written over it"
        )
    now = datetime.datetime.now(datetime.UTC)
    links = list(collect(reading_list.entries))
    told = ledger_change.proposal(ledger_change.changes(main, after, links, now))
    published = branch.publish([settings.ledger], told.message)
    if published is None:
        step_output(commit=None, pull=None)
        return
    try:
        number = Api(repository).propose(told, base, create=bool(ledger_change.changes(before, after, links, now)))
    except GithubError:
        branch.put_back(old)  # or the next check would find its verdicts known, and propose nothing
        raise
    # Nobody waits for checks of a branch without a pull request.
    step_output(commit=published.commit if published.moved and number else None, pull=number)


def _at(branch: Branch, commit: str, settings: Settings) -> tuple[Ledger, list[Problem]]:
    """The ledger as a commit holds it."""
    texts = {}
    for name in ledger_text.FILES:
        text = branch.read(commit, settings.ledger / name)
        if text is not None:
            texts[name] = text
    return ledger_text.read(texts, f"{commit[:12]}:{show(settings.ledger)}", settings.archives)


@click.command(name="dead-links")
@entries_option
@config_option
@_repository
def dead_links(entries: str | None, config: str | None, repository: str) -> None:
    """Bring the one issue about dead links up to date: rewritten in silence, a comment when one dies or returns, closed when none is left."""
    reading_list = open_list(config, entries)
    known = reading_list.ledger
    report(reading_list.ledger_problems, "text")
    require_ledger(reading_list.ledger_problems)
    now = datetime.datetime.now(datetime.UTC)
    told = Report(
        findings=findings(collect(reading_list.entries), known, now, Details(authors=authors(known, reading_list.settings.ledger))),
        now=now,
        last=known.last_run,
    )
    api = Api(repository)
    ticket = api.ticket()
    steps = tickets.steps(ticket, told)
    api.tell(ticket, steps)
