"""`llmnotes lint`: check the files of a reading list, and fix problems that have only one possible correction."""

from __future__ import annotations

from pathlib import Path

import click

from llmnotes.actions.fix import Linting
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, say_diff
from llmnotes.cli.reporter import config_option, count, counted, entries_option, finish, format_option, report
from llmnotes.system.rewrite import carry_out, diff


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--fix", is_flag=True, help="Correct the problems that have only one possible correction, and report the others.")
@click.option("--dry-run", is_flag=True, help="With --fix: show the changes as a diff, and write nothing.")
@entries_option
@config_option
@format_option
def lint(paths: tuple[Path, ...], entries: str | None, config: str | None, form: str, *, fix: bool, dry_run: bool) -> None:
    """Check every record and the other files of the list, such as topics.yml. With PATHS, report only the problems of these files and folders.

    Each record is compared with all records to find duplicates. To read about a rule, use `llmnotes rules`. To suppress a rule, name it with a reason
    under the option `lint` of the plugin in mkdocs.yml. The exit status is 1 if errors are left; warnings and advice don't change it.
    """
    if dry_run and not fix:
        raise click.UsageError("--dry-run only shows the changes that --fix would write: use both options")
    reading_list = open_list(config, entries)
    linting = Linting(reading_list, paths)
    found = linting.problems()
    if fix:
        rewrites = linting.fix(found)
        if dry_run:
            say_diff(diff(rewrites))
        else:
            carry_out(rewrites, reading_list.store.sets)
        left = linting.problems()  # lint runs again, because a fix may reveal another problem
        problems = count(max(0, len(found) - len(left)), "problem")
        would_be = "would be " if dry_run else ""
        say(
            f"{problems} in {count(len(rewrites), 'record')} {would_be}fixed."
            if rewrites
            else "No problem was found that --fix can correct.",
            err=True,
        )
        found = left
    report(found, form, err=dry_run)
    if form == "text":
        say(f"{count(linting.checked, 'record')}: {counted(found) if found else 'no problems'}", err=True)
    finish(found)
