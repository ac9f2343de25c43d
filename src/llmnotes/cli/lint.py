"""`llmnotes lint`: every record checked, and mended where there is one right answer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes.actions.fix import Linting
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, say_diff
from llmnotes.cli.reporter import config_option, count, counted, entries_option, finish, format_option, report
from llmnotes.system.rewrite import carry_out, diff

if TYPE_CHECKING:
    from llmnotes.model import Problem


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--fix", is_flag=True, help="Mend what has one right answer, and tell the rest.")
@click.option("--dry-run", is_flag=True, help="With --fix: show what would change, write nothing.")
@entries_option
@config_option
@format_option
def lint(paths: tuple[Path, ...], entries: str | None, config: str | None, form: str, *, fix: bool, dry_run: bool) -> None:
    """Check every record, or those in PATHS; duplicates are looked for in the whole list either way.

    `llmnotes rules` explains each rule. The option `lint` of the plugin in mkdocs.yml silences one, with its reason.
    """
    if dry_run and not fix:
        raise click.UsageError("--dry-run says what --fix would do: give both")
    reading_list = open_list(config, entries)
    linting = Linting(reading_list)
    wanted = [real for path in paths for real in (path.resolve(), _unfollowed(path))]
    found = _within(linting.problems(), wanted)
    if fix:
        rewrites = linting.mend(found)
        if dry_run:
            say_diff(diff(rewrites))
        else:
            carry_out(rewrites, reading_list.store.sets)
        left = _within(linting.problems(), wanted)
        did = "would be mended" if dry_run else "mended"
        # A fault that was mended may have hidden another: what is left is looked for anew.
        fewer = count(max(0, len(found) - len(left)), "problem")
        say(f"{count(len(rewrites), 'record')} {did}, {fewer} fewer." if rewrites else "Nothing to mend.", err=True)
        found = left
    report(found, form, err=dry_run)
    if form == "text":
        checked = sum(_is_within(one.file, wanted) for one in linting.records.values())
        say(f"{count(checked, 'record')}: {counted(found) if found else 'no problems'}", err=True)
    finish(found)


def _within(problems: list[Problem], paths: list[Path]) -> list[Problem]:
    return [problem for problem in problems if _is_within(problem.place.file, paths)]


def _is_within(file: str, paths: list[Path]) -> bool:
    return not paths or any(_unfollowed(Path(file)).is_relative_to(path) for path in paths)


def _unfollowed(path: Path) -> Path:
    """A path whose folders are real, and whose last part may be a link: lint reports links where they are."""
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - Path.absolute leaves `..` in
    return Path(os.path.realpath(folder), name)
