"""`llmnotes import` and `llmnotes export`: turn a log into records, and records into a log."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes.actions.export_log import export_log
from llmnotes.actions.import_log import carry_out_import, plan_import
from llmnotes.cli.opening import Needs, open_list
from llmnotes.cli.output import say, write_data
from llmnotes.cli.reporter import config_option, count, counted, entries_option, finish, format_option, refusals, report
from llmnotes.logs.importing import ImportAction
from llmnotes.logs.shape import PartKind
from llmnotes.system.files import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from llmnotes.actions.import_log import PlannedImport


@click.command(name="import")
@click.argument("logs", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@entries_option
@config_option
@format_option
@click.option(
    "--update", is_flag=True, help="Rewrite a record if its entry in the log has changed since the last import, and the record has not."
)
@click.option("--keep-gone", is_flag=True, help="Keep the records of entries that are no longer in the log, and stop reporting them.")
@click.option(
    "--topics",
    type=click.Choice(["none", "suggest"]),
    default="suggest",
    show_default=True,
    help="The topics of new records: none, or those that their titles and URLs suggest.",
)
@click.option("--dry-run", is_flag=True, help="Show the changes as a list, and write nothing.")
def import_(
    logs: tuple[Path, ...], entries: str | None, config: str | None, form: str, topics: str, *, update: bool, keep_gone: bool, dry_run: bool
) -> None:
    """Turn the entries of dated Markdown LOGS into records.

    An entry is a heading, `### [YYYY-MM-DD title](url)`, or a top-level bullet, `- [YYYY-MM-DD title](url)`, with its note below. You can import a log
    again after changing it: the command recognises the entries of earlier imports, and never overwrites records that you edited.
    """
    reading_list = open_list(config, entries, needs=Needs.NOTHING)
    problems = [*reading_list.taxonomy_problems]
    if problems:
        report(problems, form)
    for path in logs:
        planned = plan_import(reading_list, path, update=update, keep_gone=keep_gone, with_topics=topics == "suggest")
        problems += planned.problems
        report(planned.problems, form)
        if dry_run:
            for change in planned.plan.changes:
                if change.action in {ImportAction.ADD, ImportAction.UPDATE}:
                    say(f"{change.action.value:6}  {change.entry.slug}  {change.entry.title}")
        else:
            with _progress(planned.writes + 1) as step:
                carry_out_import(reading_list, planned, step)
        say(*_account(path, planned, dry_run=dry_run), err=True)
    finish(problems)


@contextlib.contextmanager
def _progress(length: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar if standard error is a terminal. Yield a function that must be called after each file."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label="Writing records", file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def _account(path: Path, planned: PlannedImport, *, dry_run: bool) -> list[str]:
    """Return lines with the numbers of entries and other parts of the log, and of added, updated and unchanged records."""
    log, plan, update = planned.log, planned.plan, planned.update
    occurrences = log.occurrences
    bare = sum(not occurrence.note for occurrence in occurrences)
    updates = plan.counted(ImportAction.UPDATE)
    gone = plan.counted(ImportAction.REMOVED)
    repeats = plan.counted(ImportAction.REPEAT)
    faulty = planned.faulty_notes
    did = "would be " if dry_run else ""
    return [
        f"{show(path)}: {count(len(occurrences), 'entry', 'entries')}, {bare:,} without a note; "
        f"{count(log.lines_of(PartKind.PREAMBLE), 'line')} of preamble, {log.lines_of(PartKind.SECTION):,} of sections, "
        f"{log.lines_of(PartKind.LEFT_OUT):,} left out; {counted(planned.problems)}",
        f"records: {plan.counted(ImportAction.ADD):,} {did}added, {updates if update else 0:,} {did}updated, "
        f"{plan.counted(ImportAction.KEEP) + (0 if update else updates):,} unchanged, {count(plan.counted(ImportAction.CONFLICT), 'conflict')}"
        f"{f', {gone:,} left out as removed' if gone else ''}{f', {repeats:,} repeated in the log' if repeats else ''}",
        *([f"{plan.claimed:,} of the records existed before the first import of this log"] if plan.claimed else []),
        *([f"lint reports errors in the notes of {count(faulty, 'record')}: run `llmnotes lint` to list them"] if faulty else []),
        *([f"the log was renamed since its last import: it was {plan.old_path}"] if plan.old_path else []),
    ]


@click.command()
@click.option("--format", "form", type=click.Choice(["log"]), required=True, help="The format to write.")
@click.option("--log", "name", help="The path or the name of the imported log to write. Needed if several logs were imported.")
@entries_option
@config_option
def export(form: str, name: str | None, entries: str | None, config: str | None) -> None:  # noqa: ARG001 - one format so far
    """Write the records as a log on standard output.

    The output is equal to the imported log, except for records that changed since the import. Records that come from no log are inserted by their dates.
    """
    reading_list = open_list(config, entries)
    report(reading_list.record_problems, "text")
    with refusals():
        text = export_log(reading_list, name)
    write_data(text)
    finish(reading_list.record_problems)
