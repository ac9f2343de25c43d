"""The command group `llmnotes links`. Its commands `check` and `explain` are in `links_check.py` and `links_explain.py`."""

from __future__ import annotations

import datetime
import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes.actions.check_links import require_records, with_secrets
from llmnotes.actions.fix_links import MovedLink, carry_out_fixes, moved_elsewhere, plan_fixes, request_targets
from llmnotes.actions.mark_link import link_to_mark, mark_link
from llmnotes.actions.merge_ledgers import LedgerMerge
from llmnotes.actions.report_links import report_links
from llmnotes.cli.days import Day
from llmnotes.cli.group import WholeSentenceGroup
from llmnotes.cli.links_check import NOTHING, allow_private_option, check, fail_on_option, warn
from llmnotes.cli.links_explain import explain
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, say_diff, say_fit
from llmnotes.cli.reporter import config_option, count, entries_option, finish, report, require_ledger
from llmnotes.cli.status import PROBLEMS
from llmnotes.links.badge import badge
from llmnotes.links.checking.workers import RequestOptions
from llmnotes.links.formats import FORMATS
from llmnotes.links.history import Mark, Said
from llmnotes.links.links import key
from llmnotes.links.report import FAIL_ON
from llmnotes.links.verdict import Standing
from llmnotes.system.files import show
from llmnotes.text.terminal import Fit

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.group(cls=WholeSentenceGroup)
def links() -> None:
    """Check the links of the reading list, and keep the results in a ledger: a folder with the history of each link."""


links.add_command(check)
links.add_command(explain)


@links.command(name="report")
@entries_option
@config_option
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS, "badge"]),
    default="text",
    show_default=True,
    help="The format of the report. github prints annotations for GitHub, and badge prints a small SVG image with the share of links that are not dead.",
)
@click.option("--all", "all_", is_flag=True, help="With --format text: also list links that are alive and links that were never checked.")
@fail_on_option("")
def report_(entries: str | None, config: str | None, form: str, fail_on: frozenset[str] | None, *, all_: bool) -> None:
    """Report the verdict on each link from the ledger, without sending requests.

    The exit status is 1 if links are dead, or if a record or the ledger has errors. --fail-on changes this.
    """
    reading_list = open_list(config, entries)
    require_records(reading_list)
    problems = [*reading_list.record_problems, *reading_list.ledger_problems]
    report(problems, "text")
    result = report_links(reading_list, datetime.datetime.now(datetime.UTC), fail_on=FAIL_ON if fail_on is None else fail_on, warn=warn)
    say_fit(Fit(badge(result.counts(settled=False), reading_list.settings.language)) if form == "badge" else FORMATS[form](result))
    if all_ and form == "text":
        for finding in result.findings:
            if finding.verdict.standing in {Standing.ALIVE, Standing.UNCHECKED}:
                say(f"{finding.verdict.standing.value:9}  {finding.link.url}")
    if result.failing:
        raise click.exceptions.Exit(PROBLEMS)
    if fail_on != NOTHING:
        finish(problems)


@links.command()
@click.argument("url")
@click.argument("said", type=click.Choice([Said.ALIVE.value, Said.DEAD.value, "clear"]), metavar="alive|dead|clear")
@click.option(
    "--reason",
    help="The reason for your verdict, in one line, which the ledger stores. Required for `alive` and `dead`, and optional for `clear`.",
)
@click.option(
    "--until",
    type=Day(),
    help="The last day on which your verdict overrides checks, YYYY-MM-DD, in UTC. Without this option, it overrides checks until you clear it.",
)
@entries_option
@config_option
def mark(  # noqa: PLR0917 - click passes the options by name
    url: str, said: str, reason: str | None, until: datetime.date | None, entries: str | None, config: str | None
) -> None:
    """Set the verdict on the link URL of the reading list by hand: mark the link as alive or dead, or remove such a verdict with `clear`.

    The ledger keeps this manual verdict with its date and reason. Until it ends, the results of checks don't change the verdict on the link.
    """
    reading_list = open_list(config, entries)
    require_records(reading_list)
    if said != "clear" and not (reason or "").strip():
        raise click.UsageError(f"marking a link as alive or dead needs a reason: run `llmnotes links mark {key(url)} {said} --reason '…'`")
    url = link_to_mark(reading_list, url)
    now = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
    if until and until < now.date():
        raise click.UsageError(f"--until {until} is in the past: write today or a later date")
    report(reading_list.ledger_problems, "text")
    require_ledger(reading_list.ledger_problems)  # the command rewrites the whole ledger, so lines that can't be read would be lost
    decision = Said.NOTHING if said == "clear" else Said(said)
    mark_link(reading_list, url, Mark(time=now, said=decision, reason=" ".join((reason or "").split()), until=until))
    say(
        f"{url}: {'your verdict is removed, so checks decide again' if said == 'clear' else f'marked as {said}'}. Commit {show(reading_list.settings.ledger)}/.",
        err=True,
    )


@links.command()
@click.argument("ledgers_", metavar="LEDGER...", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@entries_option
@config_option
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the ledger into which the ledgers LEDGER... are merged. The default is the ledger of the reading list.",
)
def merge(ledgers_: tuple[Path, ...], entries: str | None, config: str | None, output: Path | None) -> None:
    """Merge the ledgers in the folders LEDGER... into the ledger of the reading list. The result does not depend on the order of the folders.

    Use this if several machines have each checked a part of the list with `links check --shard`. The merged ledger leaves out links that the reading list no
    longer has, unless a person marked them as alive or dead. If a record has a problem, or the reading list has no links, no link is left out.
    """
    reading_list = open_list(config, entries)
    require_records(reading_list)
    merge_ = LedgerMerge.read(reading_list, ledgers_, output, warn=warn)
    report([*merge_.problems, *reading_list.record_problems], "text")
    require_ledger(merge_.problems)
    merged = merge_.write()
    say(
        f"{show(output or reading_list.settings.ledger)} now has {count(len(merged.histories), 'link')} and {count(len(merged.runs), 'link check')}",
        err=True,
    )


def _moved_line(link: MovedLink) -> str:
    if link.written:
        return f"{link.file}: {link.url} → {link.target}"
    if link.other:
        return f"{link.file}: {link.url} moved to {link.target}, which is the URL of {link.other}. This link is not changed: remove one of these records"
    return f"{link.file}: {link.url} moved to {link.target}. This link is not changed, because its URL has an unusual spelling in the record: change it by hand"


@links.command()
@entries_option
@config_option
@click.option(
    "--archived",
    is_flag=True,
    help="Also write archived copies: if the URL of a record is a dead link, and the ledger has an archived copy of it, write the copy's address into the record, unless the record has one.",
)
@click.option("--dry-run", is_flag=True, help="Show the changes as a diff, and write nothing.")
@allow_private_option
def fix(entries: str | None, config: str | None, *, archived: bool, dry_run: bool, allow_private: bool) -> None:
    """Write the new addresses of links that moved permanently into the records, and print the paths of the changed records.

    A new address is written only after three checks in a row have found the link there. It is not written if it is the address of a login, consent, error or
    home page, if only parameters were added or changed, or if it has a parameter for one visit, such as a session id.

    The ledger alone is not proof, because a pull request can change it. If the new address is on another host, the command therefore requests the link, and
    writes the new address only if the link still redirects to it.
    """
    reading_list = open_list(config, entries)
    require_records(reading_list)
    problems = [*reading_list.record_problems, *reading_list.ledger_problems]
    report(problems, "text")
    now = datetime.datetime.now(datetime.UTC)
    elsewhere = moved_elsewhere(reading_list, now)
    targets: Mapping[str, str] = {}
    if elsewhere:
        limits = with_secrets(reading_list.settings.limits, os.environ, warn)
        targets = request_targets(elsewhere, RequestOptions(limits=limits, time=now, allow_private=allow_private))
    fixes = plan_fixes(reading_list, now, targets, archived=archived)
    for finding in fixes.doubtful:
        url, target = finding.link.url, finding.verdict.target
        reason = reading_list.settings.limits.for_url(url).skip
        say(
            f"{url} moved to {target} according to the ledger. The command can't confirm this, because a rule in mkdocs.yml skips the link ({reason}). "
            "This link is not changed: change it by hand"
            if reason
            else f"{url} moved to {target} according to the ledger, but it does not redirect there now. This link is not changed: find out in git who changed "
            "the ledger, or check the links again",
            err=True,
        )
    for link in fixes.moved:
        say(_moved_line(link), err=True)
    if dry_run:
        for rewrite in fixes.rewrites:
            names = f"a/{rewrite.file}", f"b/{rewrite.file}"
            say_diff(difflib.unified_diff(rewrite.before.splitlines(), rewrite.after.splitlines(), *names, lineterm="", n=1))
    else:
        carry_out_fixes(reading_list, fixes.rewrites)
        say(*(rewrite.file for rewrite in fixes.rewrites))
    say(f"{count(len(fixes.rewrites), 'record')} {'would be changed' if dry_run else 'changed'}.", err=True)
    finish(problems)
