"""`llmnotes remove`: remove entries. The page of each removed entry then shows the date and the reason of the removal."""

from __future__ import annotations

import datetime
from pathlib import PurePath

import click

from llmnotes.actions.remove import carry_out_removal, plan_removal
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, say_diff
from llmnotes.cli.reporter import config_option, entries_option, finish, refusals, report
from llmnotes.errors import UnknownSlugError
from llmnotes.records import fields
from llmnotes.system.files import show
from llmnotes.system.rewrite import diff


@click.command()
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
@click.option("--reason", required=True, help="The reason for the removal, in one line. The page of each removed entry shows this reason.")
@click.option("--dry-run", is_flag=True, help="Show the changes as a diff, and write nothing.")
@entries_option
@config_option
def remove(slugs: tuple[str, ...], reason: str, entries: str | None, config: str | None, *, dry_run: bool) -> None:
    """Remove each entry SLUG from the reading list. SLUG is the path of the entry's record, or the name of this file without .md.

    The command deletes the record, and writes the file `entries/.removed/SLUG.yml`, whose path it prints. The page of a removed entry then shows the date and the
    reason of the removal, no new entry gets its address, and imports leave it out. To undo a removal, revert its commit, or restore the record from git and
    delete that file.
    """
    if not reason.strip():
        raise click.UsageError("--reason is empty: write the reason for the removal in one line")
    if fault := fields.fault("via", reason.strip()):
        message, remedy = fault
        raise click.UsageError(f"--reason: {message}: {remedy}")
    reading_list = open_list(config, entries)
    report(reading_list.removal_problems, "text")
    finish(reading_list.removal_problems)
    wanted = list(dict.fromkeys(PurePath(slug).name.removesuffix(".md") for slug in slugs))
    with refusals():
        try:
            plan = plan_removal(reading_list, wanted, reason=reason.strip(), today=datetime.datetime.now().astimezone().date())
        except UnknownSlugError:
            # A record with errors is not read, so its slug counts as unknown. Report its problems, because they are the reason.
            report(reading_list.record_problems, "text")
            raise
    if dry_run:
        say_diff(diff(plan.rewrites))
    else:
        say(*map(show, carry_out_removal(reading_list, plan)))
    for mention in plan.mentions:
        say(f"note: {mention.file} still links to {mention.url}", err=True)
