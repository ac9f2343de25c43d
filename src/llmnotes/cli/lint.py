"""`llmnotes lint`: every record checked, and mended where there is one right answer."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes.actions.days import latest_day
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, say_diff
from llmnotes.cli.reporter import config_option, count, counted, entries_option, finish, format_option, report
from llmnotes.curation import lint as rules
from llmnotes.curation.lint.mending import mended
from llmnotes.github import written
from llmnotes.records import record
from llmnotes.system.rewrite import Rewrite, carry_out, diff, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.model import Problem
    from llmnotes.records.record import Record


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
    linting = _Linting(reading_list)
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


class _Linting:
    """What lint finds, as the records are and as mending makes them."""

    def __init__(self, reading_list: ReadingList) -> None:
        settings, taxonomy = reading_list.settings, reading_list.taxonomy
        self.records: Mapping[str, Record] = reading_list.records
        self._settings, self._taxonomy = settings, taxonomy
        others = [
            *reading_list.problems,
            *written.stale(settings.folder, settings.entries, taxonomy, settings.language, settings.bounds),
        ]
        self._others = list(dict.fromkeys(others))  # several files may meet the same link on their way

    def problems(self) -> list[Problem]:
        """All that is to be told, in the order of files and lines."""
        found = [*self._others, *rules.check(self.records, rules.Context(self._taxonomy, latest_day(), self._settings.archives))]
        return sorted(rules.heard(found, self._settings.silences), key=lambda problem: problem.place)

    def mend(self, problems: Iterable[Problem]) -> list[Rewrite]:
        """What mends these problems; from here on the records are as if it were written."""
        by_file: dict[str, set[str]] = {}
        for problem in problems:
            if problem.rule in rules.TABLE and rules.TABLE[problem.rule].mends:
                by_file.setdefault(problem.place.file, set()).add(problem.rule)
        rewrites, records = [], dict(self.records)
        for slug, found in self.records.items():
            if found.file not in by_file:
                continue
            before = text_of(found.file)
            after = mended(before, found, self._taxonomy, by_file[found.file])
            if after != before:
                rewrites.append(Rewrite(file=found.file, before=before, after=after))
                new, _ = record.read(after.encode(), slug=slug, file=found.file)
                records[slug] = new or dataclasses.replace(found)
        self.records = records
        return rewrites


def _within(problems: list[Problem], paths: list[Path]) -> list[Problem]:
    return [problem for problem in problems if _is_within(problem.place.file, paths)]


def _is_within(file: str, paths: list[Path]) -> bool:
    return not paths or any(_unfollowed(Path(file)).is_relative_to(path) for path in paths)


def _unfollowed(path: Path) -> Path:
    """A path whose folders are real, and whose last part may be a link: lint reports links where they are."""
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - Path.absolute leaves `..` in
    return Path(os.path.realpath(folder), name)
