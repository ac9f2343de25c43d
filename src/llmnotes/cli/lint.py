"""`llmnotes lint`: every record checked."""

from __future__ import annotations

from pathlib import Path

import click

from llmnotes import rules
from llmnotes.cli.opening import open_list, open_taxonomy
from llmnotes.cli.reporter import config_option, count, counted, entries_option, finish, format_option, report
from llmnotes.github import written


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@entries_option
@config_option
@format_option
def lint(paths: tuple[Path, ...], entries: str | None, config: str | None, form: str) -> None:
    """Check every record, or those in PATHS; duplicates are looked for in the whole list either way."""
    settings, store = open_list(config, entries)
    taxonomy, problems = open_taxonomy(settings)
    loaded = store.load()
    problems += [*loaded.problems, *rules.check(loaded.records, rules.Context(taxonomy))]
    problems += written.stale(settings.folder, store.folder, taxonomy, settings.language)
    if paths:
        wanted = [path.resolve() for path in paths]
        problems = [problem for problem in problems if any(Path(problem.place.file).resolve().is_relative_to(path) for path in wanted)]
    problems.sort(key=lambda problem: problem.place)
    report(problems, form, err=False)
    if problems and form == "text":
        click.echo(f"{count(len(loaded.records), 'record')}: {counted(problems)}", err=True)
    finish(problems)
