"""Import a Markdown log into a reading list."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.actions.bookmark_entry import BookmarkTerms
from llmnotes.actions.faulty_notes import faulty_notes
from llmnotes.errors import LogError
from llmnotes.logs import grammar, importing, other_format
from llmnotes.logs.folder import Sidecars
from llmnotes.logs.importing import ImportAction
from llmnotes.logs.sections import sections_of
from llmnotes.model import MAX_TAGS, MAX_TOPICS, Place, Problem, Severity, errors
from llmnotes.records import fields
from llmnotes.records.taxonomy import Suggestion
from llmnotes.system import regular_files
from llmnotes.system.files import message_of, show
from llmnotes.system.regular_files import UnfitFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.logs.importing import ImportPlan
    from llmnotes.logs.shape import Log
    from llmnotes.model import Entry
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy

_MAX_BYTES = 32 * 1024 * 1024
"""The maximum size of a Markdown log in bytes. For comparison: a log of 13,000 entries has 3.5 MiB."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TermsOfLog:
    """The options that decide which topics and tags the new records of a Markdown log get."""

    topics: bool = True
    """Whether new records get topics: those whose patterns in topics.yml occur in the title or URL; if `sections` is true, also those that headings name."""
    sections: bool = False
    """Whether the headings of a Markdown log's sections become tags of new records. But a heading that names a topic becomes this topic if `topics` is true."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PlannedImport:
    """The changes that an import of a Markdown log will make."""

    log: Log
    plan: ImportPlan
    update: bool
    """Whether to rewrite a record if its entry in the Markdown log has changed since the last import. Records that a person edited are never rewritten."""
    problems: Sequence[Problem]
    """The problems of the reading list's records and removals, and then the problems of the Markdown log and of its import."""
    records: Mapping[str, Record]
    """The valid records of the reading list before the import, by slug."""
    writes_nothing: bool = False
    """Whether the import writes no file, not even the sidecar of the Markdown log, because it is an error that no entry was found in the log.

    It is not an error if the log has no links and no problems, and its last import found no entries.
    """

    @property
    def faulty_notes(self) -> int:
        """The number of records that the import writes and in whose notes lint finds errors."""
        written = {ImportAction.ADD, ImportAction.UPDATE} if self.update else {ImportAction.ADD}
        return faulty_notes(change.entry for change in self.plan.changes if change.action in written)

    @property
    def writes(self) -> int:
        """The number of records that the import writes."""
        return self.plan.counted(ImportAction.ADD) + (self.plan.counted(ImportAction.UPDATE) if self.update else 0)


def read_log(path: Path) -> Log:
    """Read a log. Raises LogError if the file can't be read, is too large, or is not UTF-8."""
    return _parsed(_content(path), path)


def plan_import(
    reading_list: ReadingList, path: Path, *, update: bool, keep_gone: bool = False, terms: TermsOfLog | None = None
) -> PlannedImport:
    """Plan the import of a Markdown log: compare the log with its sidecar, which describes the last import, and with the records. Nothing is written.

    Args:
        reading_list: The reading list.
        path: The path of the log.
        update: Whether to rewrite a record if its entry in the log has changed since the last import. Records that a person edited are never rewritten.
        keep_gone: Whether to stop reporting, in this and later imports, the entries that are missing from the log now. Their records are always kept.
        terms: The options for topics and tags of new records; None for the defaults.

    Raises:
        LogError: The log can't be read, or the sidecar of a log is damaged.
        StoreError: A sidecar or a folder of the reading list can't be read.

    """
    content = _content(path)
    log, store, taxonomy = _parsed(content, path), reading_list.store, reading_list.taxonomy
    loaded = store.load()  # an import of another log may have written records after `reading_list.records` was read
    removals, faults = store.load_removals()
    folder = reading_list.settings.folder
    known = Sidecars(store).find(log, _within(folder, path), loaded.records, lambda name: (folder / name).is_file())
    suggest = _suggesting(taxonomy, log, terms or TermsOfLog())
    state = importing.ListState(records=loaded.records, taken=frozenset(store.slugs()), removals=removals, suggest=suggest)
    plan = importing.plan(log, known, state, update=update, keep_gone=keep_gone)
    problems = [*loaded.problems, *faults, *plan.problems]
    no_entry = None if log.occurrences else _no_entry(content.decode("utf-8-sig"), log, len(known.before.entries) if known.before else 0)
    if no_entry:
        problems = [*loaded.problems, *faults, *log.problems, no_entry]
    nothing = no_entry is not None and no_entry.severity is Severity.ERROR
    return PlannedImport(log=log, plan=plan, update=update, problems=problems, records=loaded.records, writes_nothing=nothing)


def carry_out_import(reading_list: ReadingList, planned: PlannedImport, progress: Callable[[], None] = lambda: None) -> None:
    """Write the records of a plan and the sidecar of the Markdown log: all files or none. `progress` is called after each written file.

    Write nothing if `planned.writes_nothing` is true. Raises StoreError if a file can't be written.
    """
    if planned.writes_nothing:
        return
    importing.carry_out(planned.plan, reading_list.store, planned.records, update=planned.update, progress=progress)


def _suggesting(taxonomy: Taxonomy | None, log: Log, terms: TermsOfLog) -> Callable[[Entry], Suggestion]:
    """Return a function that suggests topics and tags for a new entry of a log. `taxonomy` is None for a reading list without topics."""
    sections = sections_of(log) if terms.sections else {}
    names = BookmarkTerms.of(taxonomy, with_topics=terms.topics)

    def suggestion(entry: Entry) -> Suggestion:
        found = taxonomy.suggest(entry) if taxonomy else Suggestion((), (), ())
        topics, tags = names.sorted(sections.get((entry.date.isoformat(), entry.title, entry.url, entry.note), ()))
        topics += found.topics if terms.topics else ()
        tags = [tag for tag in (*tags, *found.tags) if not fields.fault("tags", tag)]
        return dataclasses.replace(found, topics=tuple(dict.fromkeys(topics))[:MAX_TOPICS], tags=tuple(dict.fromkeys(tags))[:MAX_TAGS])

    return suggestion


def _within(folder: Path, path: Path) -> str:
    """Return the path of a file relative to a folder, with `/` as separator; empty if the file is not in the folder."""
    whole, root = (Path(os.path.abspath(one)) for one in (path, folder))  # noqa: PTH100 - Path.resolve would replace a symbolic link with its target
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else ""


def _no_entry(text: str, log: Log, remembered: int) -> Problem:
    """Return the problem of a Markdown log without entries.

    `remembered` is the number of entries that the last import of the log found; 0 for the first import.
    """
    if remembered:
        message = f"the Markdown log has no entries, but its last import found {remembered:,}"
        remedy = "restore the Markdown log from git; to remove entries, use `llmnotes remove`"
        return Problem.error(Place(log.file), "log-format", message, remedy)
    if errors(log.problems):
        return Problem.error(
            Place(log.file),
            "log-format",
            "none of the entries in the file can be read",
            "correct the problems above and import the file again; nothing was written",
        )
    if not other_format.has_links(text):
        return Problem.advice(
            Place(log.file), "log-empty", "the Markdown log has no entries", "write entries as ### [YYYY-MM-DD title](url)"
        )
    lines = other_format.first_lines(text)
    shown = "; ".join(f"line {number}: {line[:80]}" for number, line in lines)
    likely_format = other_format.format_of(text)
    message = f"the file has no entries{f'; it looks like {likely_format}' if likely_format else ''}. Its first lines with a link or a date: {shown}"
    remedy = "write entries as ### [YYYY-MM-DD title](url) or - [YYYY-MM-DD title](url), or export the links as HTML or CSV and import that file; nothing was written"
    return Problem.error(Place(log.file, lines[0][0] if lines else 1), "log-format", message, remedy)


def _content(path: Path) -> bytes:
    try:
        return regular_files.read(path, limit=_MAX_BYTES)
    except UnfitFile as error:
        raise LogError(message_of(error)) from error
    except OSError as error:
        raise LogError(f"{show(path)}: {error.strerror}. Check the path and its permissions") from error


def _parsed(content: bytes, path: Path) -> Log:
    try:
        return grammar.parse(content, path.stem, show(path))
    except UnicodeDecodeError as error:
        raise LogError(f"{show(path)}: byte {error.start} is not valid UTF-8. Save the file as UTF-8") from error
