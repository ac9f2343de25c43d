"""`llmnotes import` and `llmnotes export`: the log, there and back."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, write_data
from llmnotes.cli.reporter import config_option, count, counted, entries_option, finish, format_option, report
from llmnotes.errors import LogError
from llmnotes.logs import exporting, grammar, importing
from llmnotes.logs.folder import Sidecars
from llmnotes.logs.importing import What
from llmnotes.logs.shape import Log, PartKind
from llmnotes.records.taxonomy import Suggestion
from llmnotes.system import regular_files
from llmnotes.system.files import message_of, show
from llmnotes.system.regular_files import UnfitFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from llmnotes.logs.importing import ImportPlan
    from llmnotes.model import Entry, Problem
    from llmnotes.records.folder import Store
    from llmnotes.records.taxonomy import Taxonomy

_MAX_BYTES = 32 * 1024 * 1024
"""Of a log. One of 13,000 entries has 3.5 MiB."""


@click.command(name="import")
@click.argument("logs", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@entries_option
@config_option
@format_option
@click.option("--update", is_flag=True, help="Write into records what changed in the log.")
@click.option("--dry-run", is_flag=True, help="Say what would change, write nothing.")
def import_(logs: tuple[Path, ...], entries: str | None, config: str | None, form: str, *, update: bool, dry_run: bool) -> None:
    """Read dated Markdown LOGS into records.

    Entries are headings, `### [YYYY-MM-DD title](url)`, or top-level bullets, `- [YYYY-MM-DD title](url)`, with a note below. What is
    imported once is known again: an edited record is never overwritten.
    """
    reading_list = open_list(config, entries)
    problems = [*reading_list.taxonomy_problems]
    for path in logs:
        problems += _import_one(path, reading_list.store, reading_list.taxonomy, form, update=update, dry_run=dry_run)
    finish(problems)


def _import_one(path: Path, store: Store, taxonomy: Taxonomy | None, form: str, *, update: bool, dry_run: bool) -> list[Problem]:
    log = _parse(path)
    loaded = store.load()
    removals, faults = store.load_removals()
    sidecars = Sidecars(store)
    others = [sidecars.load(name) for name in sidecars.names() if name != log.name]
    plan = importing.plan(
        log,
        sidecars.load(log.name),
        importing.ListState(
            records=loaded.records,
            claimed=frozenset(known.slug for other in others if other for known in other.entries),
            taken=frozenset(store.slugs()),
            removals=removals,
        ),
        suggest=_suggester(taxonomy),
        update=update,
    )
    problems = [*loaded.problems, *faults, *plan.problems]
    report(problems, form)
    if dry_run:
        for change in plan.changes:
            if change.what in {What.ADD, What.UPDATE}:
                say(f"{change.what.value:6}  {change.entry.slug}  {change.entry.title}")
    else:
        with _progress(plan.counted(What.ADD) + (plan.counted(What.UPDATE) if update else 0) + 1) as step:
            importing.carry_out(plan, store, loaded.records, update=update, progress=step)
    say(*_account(path, log, plan, problems, update=update, dry_run=dry_run), err=True)
    return problems


def _parse(path: Path) -> Log:
    try:
        return grammar.parse(regular_files.read(path, limit=_MAX_BYTES), path.stem, show(path))
    except UnfitFile as error:
        raise LogError(message_of(error)) from error
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise LogError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8 at byte {error.start}. Save it in the encoding UTF-8"
        raise LogError(message) from error


def _suggester(taxonomy: Taxonomy | None) -> Callable[[Entry], Suggestion]:
    return taxonomy.suggest if taxonomy else lambda _: Suggestion((), (), ())


@contextlib.contextmanager
def _progress(length: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label="Writing records", file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def _account(path: Path, log: Log, plan: ImportPlan, problems: list[Problem], *, update: bool, dry_run: bool) -> list[str]:
    """Where every line of the log went, and what became of the records."""
    occurrences = log.occurrences
    bare = sum(not occurrence.note for occurrence in occurrences)
    updates = plan.counted(What.UPDATE)
    gone = plan.counted(What.REMOVED)
    did = "would be " if dry_run else ""
    return [
        f"{show(path)}: {count(len(occurrences), 'entry', 'entries')}, {bare:,} without a note; "
        f"{count(log.lines_of(PartKind.PREAMBLE), 'line')} of preamble, {log.lines_of(PartKind.SECTION):,} of sections, "
        f"{log.lines_of(PartKind.LEFT_OUT):,} left out; {counted(problems)}",
        f"records: {plan.counted(What.ADD):,} {did}added, {updates if update else 0:,} {did}updated, "
        f"{plan.counted(What.KEEP) + (0 if update else updates):,} left as they are, {count(plan.counted(What.CONFLICT), 'conflict')}"
        f"{f', {gone:,} left out as removed' if gone else ''}",
    ]


@click.command()
@click.option("--format", "form", type=click.Choice(["log"]), required=True, help="The format to write.")
@click.option("--log", "name", help="Which imported log, where there are several.")
@entries_option
@config_option
def export(form: str, name: str | None, entries: str | None, config: str | None) -> None:  # noqa: ARG001 - one format so far
    """Write the records on standard output, as the log that they came from.

    An imported log comes back byte for byte but for what changed since; records that it never held are put in by date.
    """
    reading_list = open_list(config, entries)
    report(reading_list.record_problems, "text")
    folder = Sidecars(reading_list.store)
    names = folder.names()
    if name is None and len(names) > 1:
        message = f"several logs were imported: {', '.join(names)}. Name one with --log"
        raise click.UsageError(message)
    if name is not None and name not in names:
        message = f"no log '{name}' was imported here; known: {', '.join(names) or 'none'}"
        raise click.UsageError(message)
    sidecars = {known: folder.load(known) for known in names}
    claimed = {known.slug for sidecar in sidecars.values() if sidecar for known in sidecar.entries}
    added = [found.entry for slug, found in reading_list.records.items() if slug not in claimed]
    chosen = sidecars[name or names[0]] if names else None
    text = exporting.export(chosen or exporting.PLAIN, reading_list.records, added)
    write_data(text)
    finish(reading_list.record_problems)
