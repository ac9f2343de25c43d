"""The folder of records: `<folder>/<year>/<slug>.md`, the logs' sidecars in `<folder>/.logs/`, what remains of removed entries in `<folder>/.removed/`.

Writes are atomic: a record is the old one or the new one, whenever the writer is killed; of files that change together, all are or none.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import functools
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmnotes.model import Place, Problem
from llmnotes.records import record, removal
from llmnotes.system import processes
from llmnotes.system.change_set import ChangeSets
from llmnotes.system.files import show, unread, write_atomically
from llmnotes.system.processes import Aside
from llmnotes.system.regular_files import Bounds, FileTooLarge, NotRegular
from llmnotes.system.rewrite import Rewrite, carry_out, replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.records.parse_cache import Remembered
    from llmnotes.records.record import Record
    from llmnotes.records.removal import Removal


LOGS = ".logs"
"""The folder of the logs' sidecars: see `logs/sidecar.py`."""
MAX_SIDECAR = 64 * 1024 * 1024
"""Bytes of a sidecar that are read. The sidecar of 13,000 entries has 1.4 MiB."""
_FILES = re.compile(rf"(?:[^./][^/]*/)*[^./][^/]*\.md|(?:{re.escape(LOGS)}|{re.escape(removal.FOLDER)})/[^/]+\.yml")
"""Paths below the folder that commands write."""
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

    def __init__(self, folder: Path, bounds: Bounds | None = None, others: Sequence[Path] = ()) -> None:
        """The folder need not exist yet.

        Args:
            folder: Holds the records.
            bounds: The list's. Without them, no link is followed below the folder.
            others: Files elsewhere that commands change together with records.

        """
        self.folder = folder
        self.bounds = bounds or Bounds(folder, *others)
        self.sets = ChangeSets(folder, _FILES, self.bounds, others)

    def load(self, remembered: Remembered | None = None) -> Loaded:
        """All records, and every problem that kept one out.

        Those that are `remembered` aren't parsed again; they don't know the places of their values. It remains to be saved.
        """
        records: dict[str, Record] = {}
        problems: list[Problem] = []
        first: dict[str, str] = {}
        files, unfit = self._scanned()
        problems += [unread(Path(error.filename), error) for error in unfit]
        problems += self.hidden(LOGS, MAX_SIDECAR)[1]
        half = len(files) // 2
        aside = _parse_aside(files[half:], self.bounds, remembered) if remembered else None
        for number, (path, shown, stem) in enumerate(files):
            if number == half and remembered and aside:
                remembered.learn(aside.result() or {})
            if not _is_text(self.within(shown)):
                place = Place(shown.encode("utf-8", "replace").decode())
                problems.append(Problem.error(place, "utf-8", "the file's name is not UTF-8", "rename it, in ASCII letters and digits"))
                continue
            try:
                found, faults = _read(path, shown, stem, self.bounds, remembered)
            except OSError as error:
                problems.append(unread(Path(path), error))
                continue
            problems += faults
            other = first.setdefault(stem.casefold(), shown)
            if other != shown:
                problems.append(
                    Problem.error(
                        Place(shown), "slug-unique", f"the slug '{stem}' is taken by {other}", "rename the newer of the two files"
                    )
                )
            elif found:
                records[stem] = found
        return Loaded(records, (*problems, *_drop_rare_tags(records)))

    def slugs(self) -> set[str]:
        """All slugs that are taken, case folded, those of damaged records and of removed ones included."""
        files, unfit = self._scanned()
        removed, damaged = self.hidden(removal.FOLDER, removal.MAX_BYTES)
        names = [*(error.filename for error in unfit), *removed, *(problem.place.file for problem in damaged)]
        return {stem.casefold() for stem in (*(stem for _, _, stem in files), *(Path(name).stem for name in names))}

    def load_removals(self) -> tuple[Mapping[str, Removal], list[Problem]]:
        """What remains of removed entries, by their slugs, and every problem. A slug that a record has again is a problem, and no removal."""
        removals: dict[str, Removal] = {}
        problems: list[Problem] = []
        paths, unfit = self.hidden(removal.FOLDER, removal.MAX_BYTES)
        problems += unfit
        there = {stem.casefold() for _, _, stem in self._scanned()[0]} if paths else set()
        for path in paths:
            try:
                content = self.bounds.read(path, limit=removal.MAX_BYTES)
            except OSError as error:
                problems.append(unread(path, error))
                continue
            found, faults = removal.read(content, slug=path.stem, file=show(path))
            problems += faults
            if path.stem.casefold() in there:
                remedy = "delete this file if the entry is back; rename the record if it is another"
                problems.append(
                    Problem.error(
                        Place(show(path)), "removed-again", f"the slug '{path.stem}' was removed, and is a record's again", remedy
                    )
                )
            elif found:
                removals[found.slug] = found
        return removals, problems

    def removal_path(self, slug: str) -> Path:
        """Where stands what remains of a removed entry."""
        return self.folder / removal.FOLDER / f"{slug}.yml"

    def path(self, entry: Entry) -> Path:
        """Where a new record stands."""
        return self.path_of(entry.slug)

    def path_of(self, slug: str) -> Path:
        """Where the record of a new slug stands."""
        return self.folder / slug[:4] / f"{slug}.md"

    def save(self, entry: Entry, path: Path | None = None) -> Path:
        """Write a record, at `path` if it stands elsewhere than a new one would."""
        path = path or self.path(entry)
        self.save_all([(entry, path)])
        return path

    def write(self, path: Path, text: str) -> None:
        """Write a file of the list. Raises StoreError, also for a path that a link leads elsewhere."""
        write_atomically(path, text, self.bounds)

    def save_all(
        self, entries: Sequence[tuple[Entry, Path]], also: Sequence[Rewrite] = (), progress: Callable[[], None] = lambda: None
    ) -> int:
        """Write records, each at its path, and other files that change with them: all, or none. Returns how many files changed.

        `progress` is called after each file. Raises StoreError.
        """
        rewrites = [*(replacing(path, record.write(entry)) for entry, path in entries), *also]
        carry_out(rewrites, self.sets, progress)
        return len(rewrites)

    def within(self, file: str) -> str:
        """The path of a record from this folder, from its path as messages show it."""
        return file.removeprefix(self._prefix)

    @functools.cached_property
    def _prefix(self) -> str:
        shown = show(self.folder)
        return "" if shown == "." else f"{shown.rstrip('/')}/"

    def hidden(self, name: str, limit: int) -> tuple[list[Path], list[Problem]]:
        """The YAML files of a hidden folder in the order of their paths, and a problem for each that is no regular file or too large."""
        paths: list[Path] = []
        problems: list[Problem] = []
        folder = self.folder / name
        try:
            self.bounds.check_folder(self.folder)
        except OSError:
            return [], []  # `load` reports it
        try:
            with os.scandir(self.bounds.check_folder(folder)) as entries:
                found = sorted((entry.name, entry.stat(follow_symlinks=False)) for entry in entries if entry.name.endswith(".yml"))
        except FileNotFoundError:
            return [], []
        except OSError as error:
            return [], [unread(folder, error)]
        for file, stat_ in found:
            path = folder / file
            if not stat.S_ISREG(stat_.st_mode):
                problems.append(unread(path, NotRegular(str(path), stat_.st_mode)))
            elif stat_.st_size > limit:
                problems.append(unread(path, FileTooLarge(str(path), stat_.st_size, limit)))
            else:
                paths.append(path)
        return paths, problems

    def _scanned(self) -> tuple[list[tuple[str, str, str]], list[OSError]]:
        """The path of each record, as messages show it too, and its stem, in the order of paths; and an error for each that can't be read.

        Folders are walked by hand: pathlib takes ten times as long.
        """
        try:
            folder = self.bounds.check_folder(self.folder)
        except FileNotFoundError:
            return [], []
        except OSError as error:
            return [], [error]
        found: list[tuple[tuple[str, ...], str]] = []
        unfit: list[OSError] = []
        left: list[tuple[tuple[str, ...], str]] = [((), folder)]
        while left:
            parts, folder = left.pop()
            try:
                with os.scandir(folder) as scanned:
                    entries = [entry for entry in scanned if not entry.name.startswith(".")]
                unfit += [NotRegular(entry.path, entry.stat(follow_symlinks=False).st_mode) for entry in entries if _is_unfit(entry)]
            except OSError as error:
                unfit.append(error)
                continue
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    left.append(((*parts, entry.name), entry.path))
                elif entry.name.endswith(".md") and entry.is_file(follow_symlinks=False):
                    found.append(((*parts, entry.name), entry.path))
        files = [(path, f"{self._prefix}{'/'.join(parts)}", parts[-1].removesuffix(".md")) for parts, path in sorted(found)]
        return files, sorted(unfit, key=lambda error: str(error.filename))


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
        yield Problem.error(
            found.place("tags"), "tags-different", message, "write tags that other entries have; `llmnotes tags list` shows them"
        )


def _parse_aside(files: Sequence[tuple[str, str, str]], bounds: Bounds, remembered: Remembered) -> Aside[dict[str, Any]] | None:
    """Start to parse files in another process, if that is worth it. Its result goes to `Remembered.learn`.

    A cold build of 12,939 entries takes 7.8 s instead of 8.4 s.
    """

    def parsed() -> dict[str, Any]:
        for path, shown, stem in files:
            with contextlib.suppress(OSError):  # told where they are read again
                _read(path, shown, stem, bounds, remembered)
        return remembered.now

    few = len(files) - sum(shown in remembered for _, shown, _ in files) < _FEW
    return None if few or processes.cores() == 1 or not processes.can_fork() else Aside(parsed)


def _read(path: str, shown: str, slug: str, bounds: Bounds, remembered: Remembered | None) -> tuple[Record | None, list[Problem]]:
    """A record from its file, or as it is remembered. Raises OSError."""
    found = os.lstat(path)

    def content() -> bytes:
        return bounds.read(path, limit=record.MAX_BYTES)

    try:
        if remembered and (known := remembered.find(shown, found, content)):
            return known, []
        text = content()
    except FileTooLarge as error:
        return record.read(b"", slug=slug, file=shown, size=error.size)
    parsed, faults = record.read(text, slug=slug, file=shown)
    if remembered and parsed and not faults:
        remembered.remember(parsed, found, text)
    return parsed, faults


def _is_unfit(entry: os.DirEntry[str]) -> bool:
    """Whether it is a link, which may lead to a folder whatever its name, or has a record's name and is no regular file."""
    return entry.is_symlink() or (entry.name.endswith(".md") and not entry.is_file(follow_symlinks=False))


def _is_text(name: str) -> bool:
    """Whether a file's name is UTF-8; Python gives others with halves of surrogate pairs in them."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
