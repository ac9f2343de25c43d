"""A log → what would change in the folder of records. `plan` decides and touches nothing; `carry_out` writes.

An occurrence is known by its block, not by its URL or line. Three things are compared: the block when it was imported (its digest is in
the sidecar), the block now, and the record now. Only the log changed: an update, written on demand. Only the record changed: curation,
left alone. Both changed: a conflict, never overwritten. New in the log: a new record, unless an unclaimed record says just the same. What was
removed is left out, whether it is known by its block or by its URL.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.logs import render
from llmnotes.logs.folder import Sidecars
from llmnotes.logs.grammar import common_style
from llmnotes.logs.shape import Style
from llmnotes.logs.sidecar import ImportedEntry, Sidecar, SidecarPart
from llmnotes.model import Entry, Place, Problem
from llmnotes.records import record, removal
from llmnotes.web.source import source_of
from llmnotes.web.url import canonical, host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmnotes.logs.shape import Log, Occurrence
    from llmnotes.records.folder import Store
    from llmnotes.records.record import Record
    from llmnotes.records.removal import Removal
    from llmnotes.records.taxonomy import Suggestion


class What(enum.StrEnum):
    """What an import does about an occurrence."""

    ADD = "add"
    UPDATE = "update"
    """The log changed and the record did not."""
    KEEP = "keep"
    CONFLICT = "conflict"
    REMOVED = "removed"
    """Its record was removed, and stays so."""


@dataclasses.dataclass(frozen=True, slots=True)
class OccurrenceChange:
    """What becomes of one occurrence."""

    what: What
    entry: Entry
    """As it would be written."""
    occurrence: Occurrence
    known: ImportedEntry
    """As the sidecar will remember it."""


@dataclasses.dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do."""

    name: str
    changes: tuple[OccurrenceChange, ...]
    sidecar: Sidecar
    problems: tuple[Problem, ...]

    def counted(self, what: What) -> int:
        """How many changes there are of a kind."""
        return sum(change.what is what for change in self.changes)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ListState:
    """What the list holds before an import."""

    records: Mapping[str, Record]
    """Sound records by their slugs."""
    claimed: frozenset[str]
    """Slugs that the sidecars of other logs hold."""
    taken: frozenset[str]
    """Case-folded slugs that no new record may get, those of damaged records included."""
    removals: Mapping[str, Removal] = dataclasses.field(default_factory=dict)
    """What remains of removed entries, by their slugs."""


def plan(log: Log, before: Sidecar | None, current: ListState, *, suggest: Callable[[Entry], Suggestion], update: bool) -> ImportPlan:
    """Compare a log with its sidecar, which is None at the first import, and with the list.

    Args:
        log: The parsed log.
        before: What the last import of this log remembered.
        current: The list.
        suggest: Suggest topics and tags of a new entry.
        update: Write what changed in the log alone.

    """
    occurrences = log.occurrences
    records, removals = current.records, current.removals
    digests = [record.digest(occurrence.block) for occurrence in occurrences]
    then = _match(occurrences, digests, before.entries if before else (), records)
    used = set(current.taken)
    numbers: dict[str, int] = {}
    free = _unclaimed(records, current.claimed | {known.slug for known in (before.entries if before else ())})
    changes: list[OccurrenceChange] = []
    problems: list[Problem] = []
    gone_by_url = {canonical(one.url): one for one in removals.values()}
    for occurrence, digest, known in zip(occurrences, digests, then, strict=True):
        gone = removals.get(known.slug) if known and known.slug not in records else None
        if known is None:
            twins = free.get(occurrence.says)
            known_entry = twins.pop(0) if twins else None
            gone = None if known_entry else gone_by_url.get(canonical(occurrence.url))
            if known_entry:
                changes.append(_adopt(known_entry, occurrence, digest))
            elif gone is None:
                changes.append(_add(occurrence, digest, used, numbers, suggest))
        if gone:
            changes.append(_left_out(occurrence, digest, gone, problems))
        elif known:
            change, problem = _compare(occurrence, digest, known, records.get(known.slug), update=update)
            changes.append(change)
            problems += [problem] if problem else []
    problems += _repeats(changes)
    missing = {known.slug for known in (before.entries if before else ())} - {change.known.slug for change in changes}
    problems += _gone(sorted(missing), records, log)
    return ImportPlan(log.name, tuple(changes), _remember(log, changes), (*log.problems, *problems))


def _match(
    occurrences: Sequence[Occurrence], digests: Sequence[str], before: Sequence[ImportedEntry], records: Mapping[str, Record]
) -> list[ImportedEntry | None]:
    """For each occurrence the one it was: the same block first; of the rest, the one whose record agrees in most of what names it."""
    by_block: dict[str, collections.deque[ImportedEntry]] = collections.defaultdict(collections.deque)
    for known in before:
        by_block[known.block].append(known)
    matched: list[ImportedEntry | None] = [by_block[digest].popleft() if by_block[digest] else None for digest in digests]
    left = [known for queue in by_block.values() for known in queue]
    for names in (_by_all, _by_url, _by_title, _by_link):
        index: dict[object, collections.deque[ImportedEntry]] = collections.defaultdict(collections.deque)
        for known in left:
            if known.slug in records:
                entry = records[known.slug].entry
                index[names(entry.date.isoformat(), entry.title, entry.url)].append(known)
        for place, occurrence in enumerate(occurrences):
            if matched[place] is None and (queue := index[names(*occurrence.says[:3])]):
                matched[place] = queue.popleft()
        taken = {id(known) for known in matched}
        left = [known for known in left if id(known) not in taken]
    return matched


def _by_all(date: str, title: str, url: str) -> object:
    return date, title, url


def _by_url(date: str, _title: str, url: str) -> object:
    return date, url


def _by_title(date: str, title: str, _url: str) -> object:
    return date, title


def _by_link(_date: str, title: str, url: str) -> object:
    return title, url


def _unclaimed(records: Mapping[str, Record], claimed: frozenset[str]) -> dict[tuple[str, str, str, str], list[Record]]:
    """Records that no sidecar holds, by what they say: a log that says the same means them."""
    free: dict[tuple[str, str, str, str], list[Record]] = {}
    for slug, found in records.items():
        if slug not in claimed:
            entry = found.entry
            free.setdefault((entry.date.isoformat(), entry.title, entry.url, entry.note), []).append(found)
    return free


def _add(
    occurrence: Occurrence, digest: str, used: set[str], numbers: dict[str, int], suggest: Callable[[Entry], Suggestion]
) -> OccurrenceChange:
    source = source_of(host(occurrence.url)).slug
    slug = record.make_slug(occurrence.date, occurrence.url, source, lambda slug: slug in used, numbers)
    used.add(slug)
    entry = Entry(slug=slug, title=occurrence.title, url=occurrence.url, date=occurrence.date, note=occurrence.note)
    suggested = suggest(entry)
    entry = dataclasses.replace(entry, topics=suggested.topics, tags=suggested.tags)
    return OccurrenceChange(What.ADD, entry, occurrence, ImportedEntry(slug=slug, block=digest, record=record.digest(record.write(entry))))


def _adopt(found: Record, occurrence: Occurrence, digest: str) -> OccurrenceChange:
    return OccurrenceChange(What.KEEP, found.entry, occurrence, ImportedEntry(slug=found.entry.slug, block=digest, record=found.digest))


def _left_out(occurrence: Occurrence, digest: str, gone: Removal, problems: list[Problem]) -> OccurrenceChange:
    message = f"it was removed on {gone.removed}, and stays so: {gone.reason} ({removal.FOLDER}/{gone.slug}.yml)"
    remedy = "take it out of the log; to have it back, revert the commit that removed it"
    problems.append(Problem.advice(occurrence.place, "import-removed", message, remedy))
    entry = Entry(slug=gone.slug, title=occurrence.title, url=occurrence.url, date=occurrence.date, note=occurrence.note)
    return OccurrenceChange(
        What.REMOVED, entry, occurrence, ImportedEntry(slug=gone.slug, block=digest, record=record.digest(record.write(entry)))
    )


def _compare(
    occurrence: Occurrence, digest: str, known: ImportedEntry, found: Record | None, *, update: bool
) -> tuple[OccurrenceChange, Problem | None]:
    """Compare an occurrence with the one that it was at the last import, and with its record as it is now."""
    if found is None:
        message = f"the record {known.slug} of this entry is gone or damaged"
        problem = Problem.warning(occurrence.place, "import-record", message, "mend or restore it; the import leaves it alone")
        entry = Entry(slug=known.slug, title=occurrence.title, url=occurrence.url, date=occurrence.date, note=occurrence.note)
        return OccurrenceChange(What.KEEP, entry, occurrence, known), problem
    entry = found.entry
    says = (entry.date.isoformat(), entry.title, entry.url, entry.note)
    if digest == known.block:
        return OccurrenceChange(What.KEEP, entry, occurrence, known), None
    if says == occurrence.says:  # the log caught up with the record, or only its layout changed
        same = known.record if found.digest == known.record else found.digest
        return OccurrenceChange(What.KEEP, entry, occurrence, ImportedEntry(slug=known.slug, block=digest, record=same)), None
    if found.digest != known.record:
        message = f"both the log and the record {found.file} changed since the last import"
        remedy = "make them say the same, in the one or the other; nothing was overwritten"
        problem = Problem.error(occurrence.place, "import-conflict", message, remedy)
        return OccurrenceChange(What.CONFLICT, entry, occurrence, known), problem
    changed = dataclasses.replace(entry, date=occurrence.date, title=occurrence.title, url=occurrence.url, note=occurrence.note)
    if not update:
        message = f"the log changed since the last import; the record {found.file} says what it said before"
        problem = Problem.warning(occurrence.place, "import-changed", message, "write it with `llmnotes import --update`")
        return OccurrenceChange(What.UPDATE, changed, occurrence, known), problem
    imported = ImportedEntry(slug=known.slug, block=digest, record=record.digest(record.write(changed)))
    return OccurrenceChange(What.UPDATE, changed, occurrence, imported), None


def _repeats(changes: Sequence[OccurrenceChange]) -> Iterator[Problem]:
    first: dict[str, OccurrenceChange] = {}
    for change in changes:
        other = first.setdefault(canonical(change.entry.url), change)
        if other is not change and change.what is What.ADD:
            message = f"the URL stands in the log already, at {other.occurrence.place}: {change.entry.url}"
            remedy = "both became records; remove one from the log if that was no intention"
            yield Problem.warning(change.occurrence.place, "log-repeat", message, remedy)


def _gone(slugs: Sequence[str], records: Mapping[str, Record], log: Log) -> Iterator[Problem]:
    file = log.occurrences[0].place.file if log.occurrences else log.name
    for slug in slugs:
        if slug in records:
            message = f"the log no longer holds the entry of {records[slug].file}"
            yield Problem.warning(Place(file), "import-gone", message, "remove the record too, if that was meant; it stays for now")


def _remember(log: Log, changes: Sequence[OccurrenceChange]) -> Sidecar:
    remaining = iter(changes)
    sections = []
    for part in log.parts:
        style = common_style(part.occurrences) or Style()
        known = tuple(_with_layout(next(remaining), style) for _ in part.occurrences)
        sections.append(SidecarPart(kind=part.kind, text=part.text, style=style, entries=known))
    return Sidecar(bom=log.bom, crlf=log.crlf, ending=log.ending, parts=tuple(sections))


def _with_layout(change: OccurrenceChange, style: Style) -> ImportedEntry:
    """What the record can't say of its block: its own blank lines, or its text where rendering would not give it."""
    occurrence, known = change.occurrence, change.known
    rendered = render.block(occurrence.date, occurrence.title, occurrence.url, occurrence.note, style)
    raw = None if rendered == occurrence.block else occurrence.block
    if known.block != record.digest(occurrence.block):
        raw = known.raw  # the record still says what the log said before
    if change.what is What.REMOVED:
        raw = None  # its text is not kept
    after = None if occurrence.style.after == style.after else occurrence.style.after
    return dataclasses.replace(known, after=after, raw=raw)


def carry_out(plan: ImportPlan, store: Store, records: Mapping[str, Record], *, update: bool, progress: Callable[[], None]) -> int:
    """Write what a plan says, all or nothing. Returns how many files changed; `progress` is called after each. Raises StoreError."""
    entries = []
    for change in plan.changes:
        if change.what is What.ADD:
            entries.append((change.entry, store.path(change.entry)))
        elif change.what is What.UPDATE and update:
            entries.append((change.entry, Path(records[change.entry.slug].file)))
    return store.save_all(entries, Sidecars(store).rewrites(plan.name, plan.sidecar), progress)
