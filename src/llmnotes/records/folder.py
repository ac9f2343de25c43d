"""The folder of records.

Records are in `<folder>/<year>/<slug>.md`, and the files of removed entries in `<folder>/.removed/`. The folder `<folder>/.logs/` holds sidecars: each of these
YAML files stores the layout of an imported Markdown log.

Writes are atomic: if a command is killed, each file has either its old or its new content. If a command changes several files together, either all of
them change or none does.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import functools
import os
import re
import stat
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.model import Place, Problem
from llmnotes.records import other_files, record, removal, schema
from llmnotes.system import processes
from llmnotes.system.change_set import ChangeSets
from llmnotes.system.files import show, unread, write_atomically
from llmnotes.system.processes import Aside
from llmnotes.system.regular_files import Bounds, FileTooLarge, NotRegular
from llmnotes.system.rewrite import Rewrite, carry_out, replacing
from llmnotes.text.characters import apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmnotes.model import Entry
    from llmnotes.records.parse_cache import Remembered
    from llmnotes.records.record import Record
    from llmnotes.records.removal import Removal


LOGS = ".logs"
"""The name of the folder, in the folder of records, that holds sidecars, the files that store the layout of imported logs. `logs/sidecar.py` defines their
format."""
MAX_SIDECAR = 64 * 1024 * 1024
"""The maximum number of bytes of a sidecar, the file that stores the layout of an imported Markdown log. For 13,000 entries, it has 1.4 MiB."""
_FILES = re.compile(rf"(?:[^./][^/]*/)*[^./][^/]*\.md|(?:{re.escape(LOGS)}|{re.escape(removal.FOLDER)})/[^/]+\.yml")
"""Matches the paths of the records, removals and sidecars in the folder of records, relative to this folder. A command that changes several files together
may change no other file in this folder."""
MOST_TAGS = 10_000
"""The maximum number of different tags in a reading list, because each tag adds a page of about 20 KB to the site. A real reading list of 12,939 entries
has 517 tags."""

_FEW = 500
"""If fewer records than this number must be parsed, it is faster to parse them in one process than in two processes."""


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """The records that were read from a folder, and the problems that were found in the folder's files."""

    records: Mapping[str, Record]
    """The valid records by slug, in the order of their paths."""
    problems: tuple[Problem, ...]
    damaged: tuple[Record, ...] = ()
    """The records with problems, in the order of their paths, with the values that could be parsed, so that lint can check these values.

    Files of which nothing could be parsed are left out.
    """


class Store:
    """A folder of records on disk, with the files of removed entries and the sidecars of imported Markdown logs in it."""

    def __init__(self, folder: Path, bounds: Bounds | None = None, others: Sequence[Path] = (), ignored: Sequence[Path] = ()) -> None:
        """Set the folder, without access to the disk. The folder need not exist.

        Args:
            folder: The folder of records.
            bounds: Symbolic links below these folders are not followed. None for the folder of records and the files in `others`.
            others: Files outside the folder that commands change together with records, such as topics.yml.
            ignored: Files and folders that are not read as records even if they are below the folder of records.

        """
        self.folder = folder
        self._known = {show(path) for path in (folder / schema.NAME, *others, *ignored)}
        self.bounds = bounds or Bounds(folder, *others)
        self.sets = ChangeSets(folder, _FILES, self.bounds, others)

    def load(self, remembered: Remembered | None = None) -> Loaded:
        """Read all records, and find the problems of the folder's files.

        Args:
            remembered: A cache of records that an earlier build parsed. Cached records aren't parsed again. With a cache, records without
                problems lack the places of their values. The caller must call `remembered.save()` afterwards.

        """
        records: dict[str, Record] = {}
        damaged: list[Record] = []
        problems: list[Problem] = []
        first: dict[str, str] = {}
        files, unfit, others = self._scanned()
        problems += [unread(Path(error.filename), error) for error in unfit]
        problems += others
        problems += self.hidden(LOGS, MAX_SIDECAR)[1]
        half = len(files) // 2
        aside = self._parse_aside(files[half:], remembered) if remembered else None
        for number, parts in enumerate(files):
            path, shown, stem = self._named(parts)
            if number == half and remembered and aside:
                remembered.learn(aside.result() or {})
            if not shown.isascii() and not _is_text(self.within(shown)):
                place = Place(shown.encode("utf-8", "replace").decode())
                remedy = "rename the file or its folder with ASCII letters and digits"
                problems.append(Problem.error(place, "utf-8", "the name of the file or of its folder is not UTF-8", remedy))
                continue
            try:
                found, faults = _read(path, shown, stem, self.bounds, remembered)
            except OSError as error:
                problems.append(unread(Path(path), error))
                continue
            problems += faults
            if not found and not faults:  # the file is a README without front matter, which is not a record
                continue
            other = first.setdefault(_folded(stem), shown)
            if other != shown:
                message = f"{other} has the slug '{stem}' too{apart(stem, Path(other).stem)}"
                problems.append(Problem.error(Place(shown), "slug-unique", message, "rename the newer of the two files"))
            elif found and faults:
                damaged.append(found)
            elif found:
                records[stem] = found
        return Loaded(records, (*problems, *_drop_rare_tags(records)), tuple(damaged))

    def _parse_aside(self, files: Sequence[tuple[str, ...]], remembered: Remembered) -> Aside[dict[str, bytes]] | None:
        """Start a second process that parses these files, while this process parses the others.

        Return None if one process is faster, or if no second process can be forked.

        The second process returns the parsed records for `Remembered.learn`. With it, a build of 12,939 entries without a cache takes 7.8 s
        instead of 8.4 s.
        """

        def parsed() -> dict[str, bytes]:
            for path, shown, stem in map(self._named, files):
                with contextlib.suppress(OSError):  # the main process reads the file again, and reports the error
                    _read(path, shown, stem, self.bounds, remembered)
            return remembered.packed()

        few = len(files) - sum(self._shown(parts) in remembered for parts in files) < _FEW
        return None if few or processes.cores() == 1 or not processes.can_fork() else Aside(parsed)

    def slugs(self) -> set[str]:
        """Return the case-folded slugs of all records and of all removed entries. Their files needn't be valid."""
        files, unfit, _ = self._scanned()
        stems = [stem for _, _, stem in map(self._named, files)]
        removed, damaged = self.hidden(removal.FOLDER, removal.MAX_BYTES)
        names = [*(error.filename for error in unfit), *removed, *(problem.place.file for problem in damaged)]
        return {stem.casefold() for stem in (*stems, *(Path(name).stem for name in names))}

    def load_removals(self) -> tuple[Mapping[str, Removal], list[Problem]]:
        """Read the files of removed entries.

        Returns the valid removals by slug, and every problem. If a record has the same slug as a removal, a problem is returned instead of the removal.
        """
        removals: dict[str, Removal] = {}
        problems: list[Problem] = []
        paths, unfit = self.hidden(removal.FOLDER, removal.MAX_BYTES)
        problems += unfit
        there = {stem.casefold() for _, _, stem in map(self._named, self._scanned()[0])} if paths else set()
        for path in paths:
            try:
                content = self.bounds.read(path, limit=removal.MAX_BYTES)
            except OSError as error:
                problems.append(unread(path, error))
                continue
            found, faults = removal.read(content, slug=path.stem, file=show(path))
            problems += faults
            if path.stem.casefold() in there:
                remedy = "if the record restores the removed entry, delete this file; if the record is a new entry, rename the record"
                message = f"a record has the slug '{path.stem}', which belongs to a removed entry"
                problems.append(Problem.error(Place(show(path)), "removed-again", message, remedy))
            elif found:
                removals[found.slug] = found
        return removals, problems

    def removal_path(self, slug: str) -> Path:
        """Return the path of a removed entry's file."""
        return self.folder / removal.FOLDER / f"{slug}.yml"

    def path(self, entry: Entry) -> Path:
        """Return the path at which a new record of this entry is written."""
        return self.path_of(entry.slug)

    def path_of(self, slug: str) -> Path:
        """Return the path at which a new record with this slug is written."""
        return self.folder / slug[:4] / f"{slug}.md"

    def save(self, entry: Entry, path: Path | None = None) -> Path:
        """Write an entry's record to disk at `path`, or at `self.path(entry)` if `path` is None. Returns the path."""
        path = path or self.path(entry)
        self.save_all([(entry, path)])
        return path

    def write(self, path: Path, text: str) -> None:
        """Write a file of the reading list to disk. Raises StoreError if the file can't be written, or if it is behind a symbolic link."""
        write_atomically(path, text, self.bounds)

    def save_all(
        self, entries: Sequence[tuple[Entry, Path]], also: Sequence[Rewrite] = (), progress: Callable[[], None] = lambda: None
    ) -> int:
        """Write records and other files to disk together: either all of them change, or none does.

        Args:
            entries: Each entry with the path of its record.
            also: Changes of other files, to write together with the records.
            progress: Called after each file that is written.

        Returns:
            The number of files in `entries` and `also`, including files whose text stays the same.

        Raises:
            StoreError: A file can't be written.

        """
        rewrites = [*(replacing(path, record.write(entry)) for entry, path in entries), *also]
        carry_out(rewrites, self.sets, progress)
        return len(rewrites)

    def within(self, file: str) -> str:
        """Return the path of a record relative to this folder. `file` is the record's path, as messages show it."""
        return file.removeprefix(self._prefix)

    @functools.cached_property
    def _prefix(self) -> str:
        shown = show(self.folder)
        return "" if shown == "." else f"{shown.rstrip('/')}/"

    def hidden(self, name: str, limit: int) -> tuple[list[Path], list[Problem]]:
        """List the YAML files of a hidden folder in this folder, such as `.removed/`.

        Args:
            name: The hidden folder's name.
            limit: The maximum number of bytes of a file.

        Returns:
            The sorted paths, and a problem for each file that isn't a regular file, is too large, or has a name that doesn't end with `.yml`. READMEs and
            hidden files are ignored. If the hidden folder doesn't exist, both lists are empty. If it can't be read, one problem reports that.

        """
        paths: list[Path] = []
        problems: list[Problem] = []
        folder = self.folder / name
        try:
            self.bounds.check_folder(self.folder)
        except OSError:
            return [], []  # `load` reports the folder that can't be read, so no problem is returned here
        try:
            with os.scandir(self.bounds.check_folder(folder)) as entries:
                found = sorted((entry.name, entry.stat(follow_symlinks=False)) for entry in entries if not entry.name.startswith("."))
        except FileNotFoundError:
            return [], []
        except OSError as error:
            return [], [unread(folder, error)]
        for file, stat_ in found:
            path = folder / file
            if not file.endswith(".yml"):
                if not other_files.is_readme(file) and stat.S_ISREG(stat_.st_mode):
                    problems.append(other_files.hidden_problem(show(path).encode("utf-8", "replace").decode()))
            elif not stat.S_ISREG(stat_.st_mode):
                problems.append(unread(path, NotRegular(str(path), stat_.st_mode)))
            elif stat_.st_size > limit:
                problems.append(unread(path, FileTooLarge(str(path), stat_.st_size, limit)))
            else:
                paths.append(path)
        return paths, problems

    def _scanned(self) -> tuple[list[tuple[str, ...]], list[OSError], list[Problem]]:
        """Find all files of the folder.

        Returns:
            The path of each record below this folder, as the names of its folders and its file, sorted. Then an OSError for each file or folder
            that can't be read, and a problem for each file that is not read as a record, although people may expect it.

        """
        # This method uses os.scandir, because pathlib takes ten times as long.
        try:
            folder = self.bounds.check_folder(self.folder)
        except FileNotFoundError:
            return [], [], []
        except OSError as error:
            return [], [error], []
        others: list[Problem] = []
        found: list[tuple[str, ...]] = []
        unfit: list[OSError] = []
        left: list[tuple[tuple[str, ...], str]] = [((), folder)]
        while left:
            parts, folder = left.pop()
            try:
                with os.scandir(folder) as scanned:
                    listed = list(scanned)
                entries = [entry for entry in listed if not entry.name.startswith(".")]
                others += self._unread_hidden([entry for entry in listed if entry.name.startswith(".")], parts)
                unfit += [NotRegular(entry.path, entry.stat(follow_symlinks=False).st_mode) for entry in entries if _is_unfit(entry)]
            except OSError as error:
                unfit.append(error)
                continue
            for entry in entries:
                path = (*parts, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    if self._shown(path) not in self._known:
                        left.append((path, entry.path))
                elif entry.name.endswith(".md") and entry.is_file(follow_symlinks=False):
                    found.append(path)
                elif entry.is_file(follow_symlinks=False) and self._shown(path) not in self._known:
                    problem = other_files.problem_of(entry.name, self._shown(path))
                    others += [problem] if problem else []
        return sorted(found), sorted(unfit, key=lambda error: str(error.filename)), sorted(others, key=lambda problem: problem.place)

    def _named(self, parts: Sequence[str]) -> tuple[str, str, str]:
        """Return a record's absolute path, its path as messages show it, and its slug. To save memory, this is called only when a record is read."""
        return f"{self._absolute}/{'/'.join(parts)}", self._shown(parts), parts[-1].removesuffix(".md")

    @functools.cached_property
    def _absolute(self) -> str:
        return os.path.abspath(self.folder).rstrip(os.sep)  # noqa: PTH100 - resolving symbolic links would hide that a record is behind one

    def _unread_hidden(self, entries: Sequence[os.DirEntry[str]], parts: tuple[str, ...]) -> Iterator[Problem]:
        """Yield a problem for each file that seems to be a record but is not read, because the file is hidden or in a hidden folder.

        The folders `.logs/`, `.removed/` and `.git/` are not searched, because they hold other files than records.
        """
        for entry in entries:
            path = (*parts, entry.name)
            if entry.is_file(follow_symlinks=False):
                problem = other_files.unread_hidden(entry.name, self._shown(path))
            elif entry.is_dir(follow_symlinks=False) and path not in {(LOGS,), (removal.FOLDER,), (".git",)}:
                with contextlib.suppress(OSError), os.scandir(entry.path) as inner:
                    yield from self._unread_hidden(list(inner), path)
                continue
            else:
                problem = None
            if problem:
                yield problem

    def _shown(self, parts: Sequence[str]) -> str:
        """Return a path below this folder, as messages show it."""
        return f"{self._prefix}{'/'.join(parts)}"


def _drop_rare_tags(records: dict[str, Record]) -> Iterator[Problem]:
    """Remove the rarest tags from `records` if there are more than `MOST_TAGS` different tags. Yields a problem for each record that loses a tag."""
    if len({tag for found in records.values() for tag in found.entry.tags}) <= MOST_TAGS:
        return
    counts = collections.Counter(tag for found in records.values() for tag in found.entry.tags)
    kept = {tag for tag, _ in counts.most_common(MOST_TAGS)}  # of equally frequent tags, those that occur in earlier files stay
    for slug, found in records.items():
        tags = tuple(tag for tag in found.entry.tags if tag in kept)
        if tags == found.entry.tags:
            continue
        entry = dataclasses.replace(found.entry, tags=tags)
        records[slug] = dataclasses.replace(found, entry=entry, digest=record.digest(record.write(entry)))
        lost = len(found.entry.tags) - len(tags)
        message = (
            f"{lost:,} tags of this record are left out: the reading list has {len(counts):,} different tags; the limit is {MOST_TAGS:,}"
        )
        remedy = "use tags that other entries have; `llmnotes tags list` shows them"
        yield Problem.error(found.place("tags"), "tags-different", message, remedy)


def _read(path: str, shown: str, slug: str, bounds: Bounds, remembered: Remembered | None) -> tuple[Record | None, list[Problem]]:
    """Read a record from its file, or from the cache of an earlier build.

    Returns:
        The record with the values that could be parsed, or None if nothing could be parsed; and every problem. For a README without front matter, None and
        an empty list.

    Raises:
        OSError: The file can't be read.

    """
    found = os.lstat(path)

    def content() -> bytes:
        return bounds.read(path, limit=record.MAX_BYTES)

    try:
        if remembered and (known := remembered.find(shown, found, content)):
            return known, []
        text = content()
    except FileTooLarge as error:
        return record.read_partly(b"", slug=slug, file=shown, size=error.size)
    parsed, faults = record.read_partly(text, slug=slug, file=shown)
    if faults and not record.has_front_matter(text):
        if other_files.is_readme(slug):
            return None, []
        if other_files.is_index(slug):
            return None, [other_files.index_problem(shown)]
    if remembered and parsed and not faults:
        parsed = remembered.remember(parsed, found, text)
    return parsed, faults


def _is_unfit(file: os.DirEntry[str]) -> bool:
    """Return whether a file or folder is a symbolic link, or has the name of a record but isn't a regular file."""
    return file.is_symlink() or (file.name.endswith(".md") and not file.is_file(follow_symlinks=False))


def _folded(stem: str) -> str:
    """Return a form of a slug for comparisons. Two slugs have the same form if some file systems can't hold both as file names, such as `a` and `A`."""
    folded = (stem if stem.isascii() else unicodedata.normalize("NFC", stem)).casefold()
    return stem if folded == stem else folded  # `stem` is in memory already, but an equal copy would need more memory


def _is_text(name: str) -> bool:
    """Return whether a file's name is UTF-8. In names that are not UTF-8, Python puts surrogates in place of the undecodable bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
