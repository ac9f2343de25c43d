"""The folder of records: `<folder>/<year>/<slug>.md`, the logs' sidecars in `<folder>/.logs/`, what remains of removed entries in `<folder>/.removed/`.

Writes are atomic: a record is the old one or the new one, whenever the writer is killed.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmnotes import parallel, record, removal
from llmnotes.files import explained, show, write_atomically
from llmnotes.log import sidecar
from llmnotes.model import Place, Problem, Severity
from llmnotes.parallel import Aside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmnotes.log.sidecar import Sidecar
    from llmnotes.model import Entry
    from llmnotes.record import Record
    from llmnotes.remembered import Remembered
    from llmnotes.removal import Removal


MOST_TAGS = 10_000
"""Different tags of a list. Each has a page of its own, of some 20 KB; a real list of 12,939 entries has 517."""

_FEW = 500
"""Files that aren't worth a second process."""


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds."""

    records: Mapping[str, Record]
    """The sound records by slug, in the order of their paths."""
    problems: tuple[Problem, ...]


class Store:
    """A folder of records."""

    def __init__(self, folder: Path) -> None:
        """The folder need not exist yet."""
        self.folder = folder

    def load(self, remembered: Remembered | None = None) -> Loaded:
        """All records, and every problem that kept one out. Raises StoreError where the folder can't be read at all.

        Those that are `remembered` aren't parsed again; they don't know the places of their values. It remains to be saved.
        """
        records: dict[str, Record] = {}
        problems: list[Problem] = []
        first: dict[str, str] = {}
        files = self._shown()
        half = len(files) // 2
        aside = _parse_aside(files[half:], remembered) if remembered else None
        for number, (path, shown, stem) in enumerate(files):
            if number == half and remembered and aside:
                remembered.learn(aside.result() or {})
            if not _is_text(stem):
                place = Place(shown.encode("utf-8", "replace").decode())
                problems.append(_error(place, "utf-8", "the file's name is not UTF-8", "rename it, in ASCII letters and digits"))
                continue
            try:
                found, faults = _read(path, shown, stem, remembered)
            except OSError as error:
                problems.append(_error(Place(shown), "unreadable", f"the record can't be read: {error.strerror}", "check its permissions"))
                continue
            problems += faults
            other = first.setdefault(stem.casefold(), shown)
            if other != shown:
                problems.append(
                    _error(Place(shown), "slug-unique", f"the slug '{stem}' is taken by {other}", "rename the newer of the two files")
                )
            elif found:
                records[stem] = found
        return Loaded(records, (*problems, *_drop_rare_tags(records)))

    def slugs(self) -> set[str]:
        """All slugs that are taken, case folded, those of damaged records and of removed ones included."""
        return {path.stem.casefold() for path in (*self._paths(), *self._removed())}

    def load_removals(self) -> tuple[Mapping[str, Removal], list[Problem]]:
        """What remains of removed entries, by their slugs, and every problem. A slug that a record has again is a problem, and no removal."""
        removals: dict[str, Removal] = {}
        problems: list[Problem] = []
        paths = self._removed()
        there = {path.stem.casefold() for path in self._paths()} if paths else set()
        for path in paths:
            with explained(path), path.open("rb") as file:
                found, faults = removal.read(file.read(removal.MAX_BYTES + 1), slug=path.stem, file=show(path))
            problems += faults
            if path.stem.casefold() in there:
                remedy = "delete this file if the entry is back; rename the record if it is another"
                problems.append(
                    _error(Place(show(path)), "removed-again", f"the slug '{path.stem}' was removed, and is a record's again", remedy)
                )
            elif found:
                removals[found.slug] = found
        return removals, problems

    def removal_path(self, slug: str) -> Path:
        """Where stands what remains of a removed entry."""
        return self.folder / removal.FOLDER / f"{slug}.yml"

    def remove(self, gone: Removal, path: Path) -> Path:
        """Leave of the record at `path` only that it was removed; where that stands. Its text goes from the logs' sidecars too. Raises LogError."""
        loaded = [(name, self.load_sidecar(name)) for name in self.sidecars()]
        left = self.removal_path(gone.slug)
        write_atomically(left, removal.write(gone))
        for name, found in loaded:
            if found:
                self.save_sidecar(name, sidecar.without_text(found, gone.slug))
        with explained(path):
            path.unlink()
        return left

    def path(self, entry: Entry) -> Path:
        """Where a new record stands."""
        return self.path_of(entry.slug)

    def path_of(self, slug: str) -> Path:
        """Where the record of a new slug stands."""
        return self.folder / slug[:4] / f"{slug}.md"

    def save(self, entry: Entry, path: Path | None = None) -> Path:
        """Write a record, at `path` if it stands elsewhere than a new one would."""
        path = path or self.path(entry)
        write_atomically(path, record.write(entry))
        return path

    def within(self, file: str) -> str:
        """The path of a record from this folder, from its path as messages show it."""
        return file.removeprefix(self._prefix)

    @functools.cached_property
    def _prefix(self) -> str:
        shown = show(self.folder)
        return "" if shown == "." else f"{shown.rstrip('/')}/"

    def sidecars(self) -> list[str]:
        """Names of the logs that were imported here."""
        with explained(self.folder):
            return sorted(path.stem for path in (self.folder / sidecar.FOLDER).glob("*.yml"))

    def load_sidecar(self, name: str) -> Sidecar | None:
        """What is remembered of a log. Raises LogError where it is damaged."""
        path = self._sidecar_path(name)
        with explained(path):
            return sidecar.read(path.read_text(encoding="utf-8"), show(path)) if path.exists() else None

    def save_sidecar(self, name: str, value: Sidecar) -> bool:
        """Write a sidecar where it differs from what stands there; whether it did."""
        path, text = self._sidecar_path(name), sidecar.write(value)
        with explained(path):
            if path.exists() and path.read_text(encoding="utf-8") == text:
                return False
        write_atomically(path, text)
        return True

    def _sidecar_path(self, name: str) -> Path:
        return self.folder / sidecar.FOLDER / f"{name}.yml"

    def _removed(self) -> list[Path]:
        with explained(self.folder):
            return sorted((self.folder / removal.FOLDER).glob("*.yml"))

    def _paths(self) -> list[Path]:
        return [Path(path) for path, _, _ in self._shown()]

    def _shown(self) -> list[tuple[str, str, str]]:
        """The path of each record, as messages show it too, and its stem, in the order of paths. Folders are walked by hand: pathlib takes ten times as long."""
        found: list[tuple[tuple[str, ...], str]] = []
        left: list[tuple[tuple[str, ...], str]] = [((), os.fspath(self.folder))] if self.folder.is_dir() else []
        with explained(self.folder):
            while left:
                parts, folder = left.pop()
                with os.scandir(folder) as entries:
                    for entry in entries:
                        if entry.name.startswith("."):
                            continue
                        if entry.is_dir(follow_symlinks=False):
                            left.append(((*parts, entry.name), entry.path))
                        elif entry.name.endswith(".md"):
                            found.append(((*parts, entry.name), entry.path))
        return [(path, f"{self._prefix}{'/'.join(parts)}", parts[-1].removesuffix(".md")) for parts, path in sorted(found)]


def _drop_rare_tags(records: dict[str, Record]) -> Iterator[Problem]:
    """Leave the records only the most used tags where a list has too many, with a problem for each record that loses some."""
    if len({tag for found in records.values() for tag in found.entry.tags}) <= MOST_TAGS:
        return
    counts = collections.Counter(tag for found in records.values() for tag in found.entry.tags)
    kept = {tag for tag, _ in counts.most_common(MOST_TAGS)}  # of those that are used alike, the first by the order of files
    for slug, found in records.items():
        tags = tuple(tag for tag in found.entry.tags if tag in kept)
        if tags == found.entry.tags:
            continue
        entry = dataclasses.replace(found.entry, tags=tags)
        records[slug] = dataclasses.replace(found, entry=entry, digest=record.digest(record.write(entry)))
        lost = len(found.entry.tags) - len(tags)
        message = f"{lost:,} of its tags are left out: the list has {len(counts):,} different ones, at most {MOST_TAGS:,} have pages"
        yield _error(found.place("tags"), "tags-different", message, "write tags that other entries have; `llmnotes tags list` shows them")


def _parse_aside(files: Sequence[tuple[str, str, str]], remembered: Remembered) -> Aside[dict[str, Any]] | None:
    """Parse those in another process, if that is worth it; its result is what `remembered` may learn."""

    def parsed() -> dict[str, Any]:
        for path, shown, stem in files:
            with contextlib.suppress(OSError):  # told where they are read again
                _read(path, shown, stem, remembered)
        return remembered.now

    few = len(files) - sum(shown in remembered for _, shown, _ in files) < _FEW
    return None if few or parallel.cores() == 1 or not parallel.can_fork() else Aside(parsed)


def _read(path: str, shown: str, slug: str, remembered: Remembered | None) -> tuple[Record | None, list[Problem]]:
    """A record from its file, or as it is remembered."""
    found = os.stat(path)  # noqa: PTH116 - pathlib takes as long as reading does

    def content() -> bytes:
        # Room for the most that a record may have takes three times as long as reading one. A byte more tells whether it has grown since.
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes as long as reading does
            text = file.read(min(found.st_size, record.MAX_BYTES) + 1)
            return text if len(text) <= found.st_size else text + file.read(record.MAX_BYTES + 1 - len(text))

    if remembered and (known := remembered.find(shown, found, content)):
        return known, []
    text = content()
    parsed, faults = record.read(text, slug=slug, file=shown, size=found.st_size)
    if remembered and parsed and not faults:
        remembered.remember(parsed, found, text)
    return parsed, faults


def _is_text(name: str) -> bool:
    """Whether a file's name is UTF-8; Python gives others with halves of surrogate pairs in them."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _error(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule=rule, severity=Severity.ERROR, message=message, remedy=remedy)
