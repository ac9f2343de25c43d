"""Plan the changes that the import of a Markdown log makes to the records (`plan`), and write these changes to disk (`carry_out`).

An occurrence is an entry in the log, and its block is the lines of the entry. The import recognizes an occurrence of the last import by its block. If the
block changed, the import recognizes the occurrence by its record: at least two of date, title and URL must be equal. The place in the log has no influence.
Then the import compares the block at the last import, whose digest is in the sidecar, with the present block and the present record. If only the block
changed, the import updates the record if the user requests it. If only the record changed, a person edited the record, and it stays. If both changed and
now differ, the import reports a conflict and changes neither.

A new occurrence becomes a new record, unless the reading list has the entry already. Then the import claims the existing record: the log's sidecar names
this record. The reading list has an entry already if the sidecar of another log has the entry's block, or if a record has the same content. It also has the
entry if the URL of a record is the same, or nearly always opens the same page, and the date or the title of this record is the same too. The import leaves
out entries that were removed from the reading list. It recognizes them by block or URL.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.logs import matching, render
from llmnotes.logs.folder import Sidecars
from llmnotes.logs.grammar import common_style
from llmnotes.logs.shape import Style
from llmnotes.logs.sidecar import ImportedEntry, Sidecar, SidecarPart
from llmnotes.model import Entry, Place, Problem
from llmnotes.records import record, removal
from llmnotes.records.slug import make_slug
from llmnotes.records.taxonomy import Suggestion
from llmnotes.web.source import source_of
from llmnotes.web.url import alike, canonical, host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmnotes.logs.folder import KnownLog
    from llmnotes.logs.shape import Log, Occurrence
    from llmnotes.records.folder import Store
    from llmnotes.records.record import Record
    from llmnotes.records.removal import Removal


class ImportAction(enum.StrEnum):
    """What an import does with one occurrence of an entry in a Markdown log, such as writing a record."""

    ADD = "add"
    """The import writes a new record for the entry."""
    UPDATE = "update"
    """The log changed and the record did not. The import rewrites the record if the user requests updates."""
    KEEP = "keep"
    """The record stays as it is.

    The occurrence did not change since the last import, or now equals its record; or it is new in the Markdown log, but its entry already has a record; or its
    record is missing or damaged.
    """
    CONFLICT = "conflict"
    """Both the Markdown log and the record changed, and they differ. The import reports the conflict, and the record stays as it is."""
    REPEAT = "repeat"
    """The log has the same entry further up, with the same date, title, URL and note. Both occurrences share one record."""
    REMOVED = "removed"
    """The entry was removed from the reading list. The import leaves the entry out."""


@dataclasses.dataclass(frozen=True, slots=True)
class OccurrenceChange:
    """What an import does with one occurrence of an entry in a Markdown log, and the values that the sidecar stores for it."""

    action: ImportAction
    entry: Entry
    """The entry of the record after the import; for an update, the entry after the update, even if the user doesn't request updates.

    If there is no valid record, the entry has the content of the occurrence.
    """
    occurrence: Occurrence
    known: ImportedEntry
    """The slug and the digests that the sidecar will store for this occurrence of the entry in the log. `plan` adds the layout."""
    claimed: bool = False
    """Whether the occurrence is new in this Markdown log, but its entry already has a record."""
    keeps_block: bool = False
    """For an occurrence whose `claimed` is true: whether the record's content differs from the entry's lines in the log. If so, the sidecar stores the lines."""


@dataclasses.dataclass(frozen=True, slots=True)
class ImportPlan:
    """The changes that an import makes."""

    name: str
    """The name of the Markdown log's sidecar, without folder and ending."""
    changes: tuple[OccurrenceChange, ...]
    sidecar: Sidecar
    problems: tuple[Problem, ...]
    old_name: str = ""
    """The name of the old sidecar to delete, if the Markdown log was renamed; else empty."""
    old_path: str = ""
    """The path of the Markdown log at its last import, if the log was renamed or moved after that; else empty."""

    @property
    def claimed(self) -> int:
        """Return the number of entries of the Markdown log that are new in this log, but already have a record, for example from another log."""
        return sum(change.claimed for change in self.changes)

    def counted(self, action: ImportAction) -> int:
        """Return the number of entries of the Markdown log for which the import takes this action."""
        return sum(change.action is action for change in self.changes)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ListState:
    """The content of the reading list before an import."""

    records: Mapping[str, Record]
    """The valid records of the reading list, by slug."""
    taken: frozenset[str]
    """Case-folded slugs that are in use, including the slugs of damaged records and removed entries."""
    removals: Mapping[str, Removal] = dataclasses.field(default_factory=dict)
    """The removals of the reading list (the data of removed entries), by slug."""
    suggest: Callable[[Entry], Suggestion] = lambda _: Suggestion((), (), ())
    """A function that suggests the topics and tags of a new entry."""


def plan(log: Log, known_log: KnownLog, current: ListState, *, update: bool, keep_gone: bool = False) -> ImportPlan:
    """Compare a Markdown log with its sidecar, with the sidecars of other logs, and with the records, and return the changes that an import makes.

    Args:
        log: The parsed log.
        known_log: The log's sidecar, and the sidecars of other logs.
        current: The reading list.
        update: Whether to rewrite records where only the log changed. If false, a warning reports each of them.
        keep_gone: If true, neither this import nor later ones report the entries that were deleted from the log. Their records are always kept.

    """
    occurrences = log.occurrences
    before = known_log.before
    records, removals = current.records, current.removals
    remembered = (*before.entries, *before.gone) if before else ()
    digests = [record.digest(occurrence.block) for occurrence in occurrences]
    then = matching.match(occurrences, digests, remembered, records)
    own = {known.slug for known in remembered}
    claims = _Claims(current, known_log.others, own)
    used = set(current.taken)
    numbers: dict[str, int] = {}

    def add(occurrence: Occurrence, digest: str) -> OccurrenceChange:
        return _add(occurrence, digest, used, numbers, current.suggest)

    changes: list[OccurrenceChange] = []
    problems: list[Problem] = []
    first: dict[object, OccurrenceChange] = {}
    exact = {known.slug for digest, known in zip(digests, then, strict=True) if known and known.block == digest}
    for occurrence, digest, match in zip(occurrences, digests, then, strict=True):
        # If only one of two equal occurrences was edited, the record belongs to the other occurrence, and the edited occurrence is a new entry.
        known = None if match and match.block != digest and match.slug in exact else match
        above = first.get(occurrence.content)
        if known is None:
            change, problem = _new(occurrence, digest, above, claims, add)
        elif above and known.slug == above.known.slug:
            change, problem = _repeat(above, occurrence, digest), None
        elif known.slug in removals and known.slug not in records:
            change, problem = _left_out(occurrence, digest, removals[known.slug])
        else:
            change, problem = _compare(occurrence, digest, known, records.get(known.slug), update=update)
        changes.append(change)
        problems += [problem] if problem else []
        if change.action is not ImportAction.REMOVED:
            first.setdefault(occurrence.content, change)
    problems += _repeats(changes, records)
    held = {change.known.slug for change in changes} | {known.slug for other in known_log.others.values() for known in other.entries}
    missing = [known for known in remembered if known.slug not in held and known.slug in records]
    missing = list({known.slug: dataclasses.replace(known, raw=None, after=None) for known in missing}.values())
    if not keep_gone:
        problems += _gone(missing, records, log)
    made = _remember(log, changes, known_log.path, () if keep_gone else missing)
    renamed = before.log if before and before.log != known_log.path else ""
    return ImportPlan(known_log.name, tuple(changes), made, (*log.problems, *problems), old_name=known_log.old_name, old_path=renamed)


class _Claims:
    """Finds existing records for entries that are new in this log. Each record is assigned to only one occurrence of an entry in the log."""

    def __init__(self, current: ListState, others: Mapping[str, Sidecar], own: set[str]) -> None:
        self._records, self._removals = current.records, current.removals
        self._claimed = set(own)
        self._by_block: dict[str, list[ImportedEntry]] = collections.defaultdict(list)
        for other in others.values():
            for known in other.entries:
                self._by_block[known.block].append(known)
        self._by_content: dict[object, list[str]] = collections.defaultdict(list)
        self._by_url: dict[str, list[str]] = collections.defaultdict(list)
        for slug, found in current.records.items():
            self._by_content[_content(found.entry)].append(slug)
            self._by_url[canonical(found.entry.url)].append(slug)
        self._removed: dict[str, list[Removal]] = collections.defaultdict(list)
        for one in current.removals.values():
            self._removed[canonical(one.url)].append(one)

    def claim(self, occurrence: Occurrence, digest: str) -> OccurrenceChange | None:
        """Assign an existing record of the same entry to an occurrence, and return what the import does with the occurrence.

        Return None if no record has the same entry, or if all such records are assigned to other occurrences already.
        """
        for known in self._by_block.get(digest, ()):
            if known.slug not in self._claimed and known.slug in self._records:
                self._claimed.add(known.slug)
                return OccurrenceChange(ImportAction.KEEP, self._records[known.slug].entry, occurrence, known, claimed=True)
        alike_slugs = (slug for form in alike(occurrence.url) for slug in self._by_url.get(form, ()) if self._agrees(occurrence, slug))
        candidates = itertools.chain(self._by_content.get(occurrence.content, ()), alike_slugs)
        slug = next((slug for slug in candidates if slug not in self._claimed and slug in self._records), None)
        if slug is None:
            return None
        self._claimed.add(slug)
        found = self._records[slug]
        known = ImportedEntry(slug=slug, block=digest, record=found.digest)
        differs = _content(found.entry) != occurrence.content
        return OccurrenceChange(ImportAction.KEEP, found.entry, occurrence, known, claimed=True, keeps_block=differs)

    def removal(self, occurrence: Occurrence) -> Removal | None:
        """Return the data of the removed entry that an occurrence in the Markdown log repeats; None if the entry was not removed from the reading list.

        Two entries are the same if they have the same URL; or the same date or title, and URLs that nearly always open the same page.
        """
        if same := self._removed.get(canonical(occurrence.url)):
            return same[-1]
        twins = (one for form in alike(occurrence.url) for one in self._removed.get(form, ()))
        return next((one for one in twins if one.date == occurrence.date or one.title == occurrence.title), None)

    def difference(self, claim: OccurrenceChange) -> Problem | None:
        """Return a problem if an entry of the Markdown log was assigned to an existing record with other content; else None.

        `claim` contains the entry as it occurs in the log, and the record's entry.
        """
        if not claim.keeps_block:
            return None
        place = self._records[claim.entry.slug].place("url")
        message = f"the record of this entry, {place}, differs from the entry in the Markdown log: {claim.occurrence.url}"
        remedy = "edit the record by hand if it lacks a part of the log's entry; the import doesn't change this record"
        return Problem.warning(claim.occurrence.place, "log-repeat", message, remedy)

    def _agrees(self, occurrence: Occurrence, slug: str) -> bool:
        entry = self._records[slug].entry
        return entry.date == occurrence.date or entry.title == occurrence.title


def _new(
    occurrence: Occurrence, digest: str, above: OccurrenceChange | None, claims: _Claims, add: Callable[[Occurrence, str], OccurrenceChange]
) -> tuple[OccurrenceChange, Problem | None]:
    """Return what the import does with an entry that is new in this Markdown log, and the problem to report or None.

    `above` is the result for an equal occurrence further up in the log, or None. `add` is called if the occurrence needs a new record, and returns the result.
    """
    if claim := claims.claim(occurrence, digest):
        return claim, claims.difference(claim)
    if gone := claims.removal(occurrence):
        return _left_out(occurrence, digest, gone)
    if above:
        message = f"the Markdown log has the same entry twice, also at {above.occurrence.place}: {occurrence.url}"
        remedy = "remove one of the two entries from the Markdown log; the import makes only one record for both"
        return _repeat(above, occurrence, digest), Problem.warning(occurrence.place, "log-repeat", message, remedy)
    return add(occurrence, digest), None


def _content(entry: Entry) -> tuple[str, str, str, str]:
    return entry.date.isoformat(), entry.title, entry.url, entry.note


def _add(
    occurrence: Occurrence, digest: str, used: set[str], numbers: dict[str, int], suggest: Callable[[Entry], Suggestion]
) -> OccurrenceChange:
    source = source_of(host(occurrence.url)).slug
    slug = make_slug(occurrence.date, occurrence.url, source, lambda slug: slug in used, numbers)
    used.add(slug)
    entry = Entry(slug=slug, title=occurrence.title, url=occurrence.url, date=occurrence.date, note=occurrence.note)
    suggested = suggest(entry)
    entry = dataclasses.replace(entry, topics=suggested.topics, tags=suggested.tags)
    return OccurrenceChange(
        ImportAction.ADD, entry, occurrence, ImportedEntry(slug=slug, block=digest, record=record.digest(record.write(entry)))
    )


def _repeat(above: OccurrenceChange, occurrence: Occurrence, digest: str) -> OccurrenceChange:
    """Return what the import does with an entry that repeats `above`, an earlier entry in the Markdown log with the same content: both have one record."""
    known = dataclasses.replace(above.known, after=None)
    if known.block == record.digest(above.occurrence.block):
        known = dataclasses.replace(known, block=digest, raw=None)
    return dataclasses.replace(above, action=ImportAction.REPEAT, occurrence=occurrence, known=known, claimed=False)


def _left_out(occurrence: Occurrence, digest: str, gone: Removal) -> tuple[OccurrenceChange, Problem]:
    message = f"the import leaves out this entry, because it was removed from the reading list on {gone.removed}: {gone.reason} ({removal.FOLDER}/{gone.slug}.yml)"
    remedy = "remove the entry from the Markdown log; to restore the entry instead, revert the commit that removed its record"
    problem = Problem.advice(occurrence.place, "import-removed", message, remedy)
    entry = Entry(slug=gone.slug, title=occurrence.title, url=occurrence.url, date=occurrence.date, note=occurrence.note)
    known = ImportedEntry(slug=gone.slug, block=digest, record=record.digest(record.write(entry)))
    return OccurrenceChange(ImportAction.REMOVED, entry, occurrence, known), problem


def _compare(
    occurrence: Occurrence, digest: str, known: ImportedEntry, found: Record | None, *, update: bool
) -> tuple[OccurrenceChange, Problem | None]:
    """Compare an entry in the Markdown log with its lines at the last import and with its present record.

    Return what the import does with the occurrence, and the problem to report or None.

    `known` is the occurrence in the sidecar of the last import. `found` is its record; None if the record is missing or damaged.
    """
    if found is None:
        message = f"the record of this entry, {known.slug}, is missing or damaged, and the import doesn't write it again"
        remedy = (
            "correct the record or restore it from git; if you deleted the record on purpose, remove this entry from the Markdown log too"
        )
        problem = Problem.warning(occurrence.place, "import-record", message, remedy)
        entry = Entry(slug=known.slug, title=occurrence.title, url=occurrence.url, date=occurrence.date, note=occurrence.note)
        return OccurrenceChange(ImportAction.KEEP, entry, occurrence, known), problem
    entry = found.entry
    if digest == known.block:
        return OccurrenceChange(ImportAction.KEEP, entry, occurrence, known), None
    if _content(entry) == occurrence.content:  # a person edited the log to match the record, or changed only the layout of the log
        same = known.record if found.digest == known.record else found.digest
        return OccurrenceChange(ImportAction.KEEP, entry, occurrence, ImportedEntry(slug=known.slug, block=digest, record=same)), None
    if found.digest != known.record:
        message = f"both this entry and its record {found.file} changed since the last import"
        remedy = "make the entry and the record equal by editing one of them; the import overwrites neither"
        problem = Problem.error(occurrence.place, "import-conflict", message, remedy)
        return OccurrenceChange(ImportAction.CONFLICT, entry, occurrence, known), problem
    changed = dataclasses.replace(entry, date=occurrence.date, title=occurrence.title, url=occurrence.url, note=occurrence.note)
    if not update:
        message = f"this entry changed since the last import, but its record {found.file} still has the earlier content"
        problem = Problem.warning(occurrence.place, "import-changed", message, "update the record with `llmnotes import --update`")
        return OccurrenceChange(ImportAction.UPDATE, changed, occurrence, known), problem
    imported = ImportedEntry(slug=known.slug, block=digest, record=record.digest(record.write(changed)))
    return OccurrenceChange(ImportAction.UPDATE, changed, occurrence, imported), None


def _repeats(changes: Sequence[OccurrenceChange], records: Mapping[str, Record]) -> Iterator[Problem]:
    """Yield a problem for each new record that links to the same page as another record or an earlier entry of the log."""
    first: dict[str, str] = {}
    for found in records.values():
        first.setdefault(canonical(found.entry.url), str(found.place("url")))
    for change in changes:  # for entries of this log, problems name the place in the log and not the record, because people edit the log
        if change.action not in {ImportAction.ADD, ImportAction.REPEAT}:
            first[canonical(change.entry.url)] = str(change.occurrence.place)
    for change in changes:
        if change.action is not ImportAction.ADD:
            continue
        form, *twins = alike(change.entry.url)
        if form in first:
            message = f"the reading list already has the URL, at {first[form]}: {change.entry.url}"
        elif twin := next((first[twin] for twin in twins if twin in first), None):
            message = f"the reading list probably links to this page already, at {twin}: {change.entry.url}"
        else:
            message = ""
        first.setdefault(form, str(change.occurrence.place))
        if message:
            remedy = "if you don't want two records for this page, remove one of the two entries from the Markdown log"
            yield Problem.warning(change.occurrence.place, "log-repeat", message, remedy)


def _gone(missing: Sequence[ImportedEntry], records: Mapping[str, Record], log: Log) -> Iterator[Problem]:
    for known in sorted(missing, key=lambda known: known.slug):
        message = f"the entry of the record {records[known.slug].file} is no longer in the Markdown log"
        remedy = (
            f"put the entry back into the Markdown log; or remove the record with `llmnotes remove {known.slug}`; "
            "or keep all such records and end these warnings with `llmnotes import --keep-gone`"
        )
        yield Problem.warning(Place(log.file or log.name), "import-gone", message, remedy)


def _remember(log: Log, changes: Sequence[OccurrenceChange], path: str, gone: Sequence[ImportedEntry]) -> Sidecar:
    remaining = iter(changes)
    sections = []
    for part in log.parts:
        style = common_style(part.occurrences) or Style()
        known = tuple(_with_layout(next(remaining), style) for _ in part.occurrences)
        sections.append(SidecarPart(kind=part.kind, text=part.text, style=style, entries=known))
    return Sidecar(bom=log.bom, crlf=log.crlf, ending=log.ending, parts=tuple(sections), log=path, gone=tuple(gone))


def _with_layout(change: OccurrenceChange, style: Style) -> ImportedEntry:
    """Return what the sidecar stores for an entry, including the layout that an export can't compute from the record and the style of the log's part.

    This layout is the number of blank lines after the entry, if `style` has another number, and the entry's lines, if they can't be rendered from the record.
    """
    occurrence, known = change.occurrence, change.known
    rendered = render.block(occurrence.date, occurrence.title, occurrence.url, occurrence.note, style)
    raw = None if rendered == occurrence.block and not change.keeps_block else occurrence.block
    if known.raw is not None and known.block == record.digest(occurrence.block):
        raw = (
            occurrence.block
        )  # a record that existed before the entry was first imported may differ from the log, so the lines of the log are stored
    if known.block != record.digest(occurrence.block):
        raw = known.raw  # the record still has the content of the lines at the last import, so those lines stay stored
    if change.action is ImportAction.REMOVED:
        raw = None  # the record was removed from the reading list, so the sidecar must not keep its text either
    after = None if occurrence.style.after == style.after else occurrence.style.after
    return dataclasses.replace(known, after=after, raw=raw)


def carry_out(plan: ImportPlan, store: Store, records: Mapping[str, Record], *, update: bool, progress: Callable[[], None]) -> int:
    """Write the records and the sidecar of a plan to disk, either all of them or none. Return the number of files that changed.

    Args:
        plan: The plan.
        store: The folder of records.
        records: The records of the reading list by slug, as they were when the plan was made.
        update: Whether to rewrite records where only the Markdown log changed. It must have the value that `plan` got.
        progress: Called after each file that is written.

    Raises:
        StoreError: A file can't be written.

    """
    entries = []
    for change in plan.changes:
        if change.action is ImportAction.ADD:
            entries.append((change.entry, store.path(change.entry)))
        elif change.action is ImportAction.UPDATE and update:
            entries.append((change.entry, Path(records[change.entry.slug].file)))
    return store.save_all(entries, Sidecars(store).rewrites(plan.name, plan.sidecar, instead_of=plan.old_name), progress)
