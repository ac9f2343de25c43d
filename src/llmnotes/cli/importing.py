"""`llmnotes import`: turn Markdown logs and files of bookmarks into records."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes.actions.bookmark_entry import BookmarkOptions
from llmnotes.actions.days import latest_day
from llmnotes.actions.import_bookmarks import ReadFile, carry_out_bookmarks, is_log, listed_entries, plan_bookmarks, read_bookmarks
from llmnotes.actions.import_log import TermsOfLog, carry_out_import, plan_import
from llmnotes.cli.bookmark_account import account_of, changes_of, faulty_account
from llmnotes.cli.opening import Needs, open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, count, counted, entries_option, finish, problems_option, report
from llmnotes.exchange.bookmark import ReadingOptions
from llmnotes.exchange.csv_layouts import KEYS
from llmnotes.exchange.formats import NAMES
from llmnotes.logs.importing import ImportAction
from llmnotes.logs.shape import PartKind
from llmnotes.model import Problem
from llmnotes.records import fields
from llmnotes.system.files import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from llmnotes.actions.import_log import PlannedImport
    from llmnotes.actions.reading_list import ReadingList

FIRST = "first"
"""A value of `--date`: the date of a bookmark with only a year or a month becomes the first day of this year or month, such as 2023-06-01 for June 2023."""


class _DateType(click.ParamType):  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date | str:
        if isinstance(value, datetime.date) or value == FIRST:
            return value
        try:
            date = fields.parse_date(str(value))
        except ValueError as error:
            self.fail(f"{error}. Write year-month-day, such as 2023-06-09, or {FIRST}", param, ctx)
        if date > latest_day():
            self.fail(f"{date} is in the future: write today or an earlier date", param, ctx)
        return date


class _ColumnType(click.ParamType):  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    name = "KEY=NAME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        key, mark, name = str(value).partition("=")
        if not mark or key.strip() not in KEYS or not name.strip():
            self.fail(f"'{value}' is not of the form KEY=NAME, such as url=Address, with one of the keys {', '.join(KEYS)}", param, ctx)
        return key.strip(), name


class _TagType(click.ParamType):  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    name = "TAG"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if fault := fields.fault("tags", str(value)):
            self.fail(f"{fault[0]}: {fault[1]}", param, ctx)
        return str(value)


format_of_files_option = click.option(
    "--format",
    "form",
    type=click.Choice(["log", *NAMES]),
    metavar="FORMAT",
    help=f"The format of the files: log, {', '.join(NAMES)}. Without this option, the content of each file shows its format; "
    "with --column, the format is csv.",
)
column_option = click.option(
    "--column",
    "columns",
    type=_ColumnType(),
    multiple=True,
    help="The column of a CSV file from which the values of a key come, such as url=Address if the column Address has the URLs. "
    f"May be repeated for other keys. The keys are {', '.join(KEYS)}.",
)
date_option = click.option(
    "--date",
    type=_DateType(),
    help="The date, such as 2023-06-09, for bookmarks without a usable date: those that have no date, only dates in the future, or only a year or a month. "
    f"With '{FIRST}', the date of a bookmark with only a year or a month is the first day of this year or month. "
    "Bookmarks that still have no date are left out.",
)
private_option = click.option(
    "--private",
    "with_private",
    is_flag=True,
    help="Also import bookmarks that are marked as private. Without this option, they are left out.",
)
to_read_option = click.option(
    "--to-read",
    type=_TagType(),
    help="The tag that entries of unread bookmarks get. Without this option, an entry doesn't show that its bookmark was unread.",
)


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@entries_option
@config_option
@problems_option
@format_of_files_option
@column_option
@date_option
@private_option
@to_read_option
@click.option(
    "--update",
    is_flag=True,
    help="For Markdown logs: rewrite a record if its entry in the log has changed since the last import. Without this option, such entries are only reported. Records that you edited are never rewritten.",
)
@click.option(
    "--keep-gone",
    is_flag=True,
    help="For Markdown logs: stop reporting the entries that are missing from the log now, in this import and in later ones. Entries that disappear from the log later are still reported. An import never deletes a record.",
)
@click.option(
    "--sections",
    is_flag=True,
    help="For Markdown logs: the headings of the sections that contain an entry become tags of its new record. "
    "A heading with the name of a topic becomes this topic instead, unless you use --topics none.",
)
@click.option(
    "--topics",
    type=click.Choice(["none", "suggest"]),
    default="suggest",
    show_default=True,
    help="The topics of new records. With the value suggest, records from a Markdown log get the topics whose patterns in topics.yml occur in their title or URL "
    "and, with --sections, those that headings name. Records of bookmarks get the topics that their folders and tags name; if these name no topic, "
    "patterns choose the topics. With the value none, new records get no topics. A folder, tag or, with --sections, heading that names a topic then becomes a tag.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Show a list of the records that would be added or rewritten, and write nothing. Of the new entries from bookmarks, the list shows only the first ten.",
)
def import_(
    *,
    files: tuple[Path, ...],
    entries: str | None,
    config: str | None,
    problems_form: str,
    form: str | None,
    columns: tuple[tuple[str, str], ...],
    date: datetime.date | str | None,
    to_read: str | None,
    topics: str,
    with_private: bool,
    update: bool,
    keep_gone: bool,
    sections: bool,
    dry_run: bool,
) -> None:
    """Turn the links in FILES into records.

    A file may be a dated Markdown log, bookmarks of a browser or a service (HTML, JSON, CSV), a feed, BibTeX, or the file entries.json of a site that llmnotes
    has built.

    An entry of a Markdown log is a heading, such as `### [YYYY-MM-DD title](url)`, or a top-level bullet, `- [YYYY-MM-DD title](url)`, with its note below. You can import a log
    again after changing it: the command recognises the entries of earlier imports, adds only the others, and never overwrites records that you edited.

    Bookmarks whose pages are in the list already, or whose entries were removed from it, are left out. So you can also import a newer file of bookmarks.
    """
    reading_list = open_list(config, entries, needs=Needs.NOTHING)
    problems = [*reading_list.taxonomy_problems]
    if problems:
        report(problems, problems_form)
    form = form or ("csv" if columns else None)
    with_topics = topics == "suggest"
    importing = FileImport(
        reading_list=reading_list,
        options=bookmark_options_of(date, to_read, with_private=with_private, with_topics=with_topics),
        terms=TermsOfLog(topics=with_topics, sections=sections),
        update=update,
        keep_gone=keep_gone,
        problems_form=problems_form,
        dry_run=dry_run,
    )
    logs = [path for path in files if is_log(path, form)]
    options = ReadingOptions(columns=dict(columns))
    finish([*problems, *importing.run(logs, [read_bookmarks(path, form, options) for path in files if path not in logs])])


def bookmark_options_of(
    date: datetime.date | str | None, to_read: str | None, *, with_private: bool, with_topics: bool = True
) -> BookmarkOptions:
    """Return the options for importing bookmarks, from the values of the command-line options `--date`, `--to-read`, `--private` and `--topics`."""
    return BookmarkOptions(
        today=datetime.datetime.now(datetime.UTC).date(),
        date=date if isinstance(date, datetime.date) else None,
        completes=date == FIRST,
        with_private=with_private,
        to_read=to_read or "",
        with_topics=with_topics,
    )


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FileImport:
    """Imports files into a reading list, with the options that its other fields hold."""

    reading_list: ReadingList
    options: BookmarkOptions
    terms: TermsOfLog
    update: bool = False
    """For Markdown logs: whether to rewrite records whose entries have changed in the log."""
    keep_gone: bool = False
    """For Markdown logs: whether this and later imports don't report the entries that the log lacks now. Their records are always kept."""
    problems_form: str = "text"
    """The format in which problems are reported: `text`, `json` or `github`."""
    dry_run: bool = False
    """Whether to only print the changes, and write nothing."""

    def run(self, logs: Sequence[Path], files: Sequence[ReadFile | Problem]) -> list[Problem]:
        """Import Markdown logs and files of bookmarks, report every problem, print what was imported and what was left out, and return the problems.

        With `dry_run`, write nothing, and print what would be imported.
        """
        problems = [problem for path in logs for problem in self._import_log(path)]
        if files and not logs:  # the import of a Markdown log has already reported the problems of records
            problems += self.reading_list.record_problems
            report(self.reading_list.record_problems, self.problems_form)
        return problems + (self._import_bookmarks(files) if files else [])

    def _import_log(self, path: Path) -> Sequence[Problem]:
        planned = plan_import(self.reading_list, path, update=self.update, keep_gone=self.keep_gone, terms=self.terms)
        report(planned.problems, self.problems_form)
        if self.dry_run:
            written = {ImportAction.ADD, ImportAction.UPDATE} if self.update else {ImportAction.ADD}
            for change in planned.plan.changes:
                if change.action in written:
                    say(f"{change.action.value:6}  {change.entry.slug}  {change.entry.title}")
        else:
            with _progress(planned.writes + 1) as step:
                carry_out_import(self.reading_list, planned, step)
        say(*_account(path, planned, dry_run=self.dry_run), err=True)
        return planned.problems

    def _import_bookmarks(self, files: Sequence[ReadFile | Problem]) -> list[Problem]:
        unread = [one for one in files if isinstance(one, Problem)]
        plan = plan_bookmarks([one for one in files if isinstance(one, ReadFile)], listed_entries(self.reading_list), self.options)
        problems = [*unread, *plan.problems]
        report(problems, self.problems_form)
        if self.dry_run:
            say(*changes_of(plan))
        elif plan.entries:
            with _progress(len(plan.entries)) as step:
                carry_out_bookmarks(self.reading_list.store, plan, step)
        say(*account_of(plan, self.options, dry_run=self.dry_run), err=True)
        return problems


@contextlib.contextmanager
def _progress(length: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar if standard error is a terminal. Yield a function to call after each written file."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label="Writing records", file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def _account(path: Path, planned: PlannedImport, *, dry_run: bool) -> list[str]:
    """Return lines for the user: how many entries and other lines the Markdown log has, and how many records the import adds, updates and leaves unchanged.

    Other lines, if needed, say how many new entries of the log have records already, in how many notes lint reports errors, and which path a
    renamed log had before.
    """
    log, plan, update = planned.log, planned.plan, planned.update
    occurrences = log.occurrences
    bare = sum(not occurrence.note for occurrence in occurrences)
    updates = plan.counted(ImportAction.UPDATE)
    gone = plan.counted(ImportAction.REMOVED)
    repeats = plan.counted(ImportAction.REPEAT)
    would_be = "would be " if dry_run else ""
    return [
        f"{show(path)}: {count(len(occurrences), 'entry', 'entries')}, {bare:,} without a note; "
        f"{count(log.lines_of(PartKind.PREAMBLE), 'line')} of preamble, {log.lines_of(PartKind.SECTION):,} of sections, "
        f"{log.lines_of(PartKind.LEFT_OUT):,} left out; {counted(planned.problems)}",
        f"records: {plan.counted(ImportAction.ADD):,} {would_be}added, {updates if update else 0:,} {would_be}updated, "
        f"{plan.counted(ImportAction.KEEP) + (0 if update else updates):,} unchanged, {count(plan.counted(ImportAction.CONFLICT), 'conflict')}"
        f"{f', {gone:,} left out because their entries were removed' if gone else ''}{f', {repeats:,} repeated in the log' if repeats else ''}",
        *([f"entries that are new in this log, but already have records: {plan.claimed:,}"] if plan.claimed else []),
        *faulty_account(planned.faulty_notes, dry_run=dry_run),
        *([f"the log was renamed since its last import: it was {plan.old_path}"] if plan.old_path else []),
    ]
