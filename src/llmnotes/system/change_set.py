"""Files that change together: all of them or none, also where the process is killed between two of them.

Before the first file of a set changes, a journal in the set's folder (`.changes/journal.json`) keeps what each file held. It is deleted after the
last one, and that is the moment at which the set has happened. A journal that is found later is of a process that was killed: its set is undone, as
if the command had never run, so that the same command can be given again. The system releases the lock of a process that dies, so there is no journal of a
living process that another one could take for a dead one's.

A journal may also come from a stranger, in a pull request or an archive. It is refused where git tracks it or where a link leads to it. What it can do
is no more than a pull request can: it changes only files that a set of this folder may change, and only those whose content is the one that it names.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import hashlib
import json
import os
import re
import stat
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.errors import StoreError
from llmnotes.system import git

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmnotes.system.regular_files import Bounds

FOLDER = ".changes"
"""Where the journal is, below the folder whose files change. It ignores itself in git, and is there only while a set is under way."""
_JOURNAL = "journal.json"
_PART = re.compile(r"\.(?P<name>.+)\.\d+\.part", re.DOTALL)
"""What a file is called until it is whole: its name, and the process that writes it."""
_PATIENCE = 30.0
"""Seconds to wait for another process that changes the same files."""
_PAUSE = 0.05
_LARGEST = 1 << 28
"""Bytes of a journal that are read."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FileChange:
    """What becomes of one file. None: there is no such file."""

    path: Path
    before: str | None
    after: str | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Undone:
    """A set of changes that a killed process left half made, and that is undone."""

    restored: int
    """Files that hold again what they held before."""
    left: Sequence[Path]
    """Files that somebody has changed since, so that they were left alone."""


class ChangeSets:
    """All sets of changes of a folder's files.

    Invariants: files change only while this process holds the folder's lock; while more than one file is to change, there is a journal; what stands in
    the journal is enough to undo the set at any time; nothing follows a link.
    """

    def __init__(
        self, folder: Path, names: re.Pattern[str], bounds: Bounds, others: Sequence[Path] = (), *, patience: float = _PATIENCE
    ) -> None:
        """Nothing is read or written yet; the folder need not exist.

        Args:
            folder: Holds the files.
            names: Matches the whole relative path, with slashes, of each file that a set may change.
            bounds: The folders below which no link is followed; they hold all these files.
            others: Files elsewhere that a set may change too.
            patience: Seconds to wait for the lock.

        """
        self.folder = folder
        self._names = names
        self._bounds = bounds
        self._others: Mapping[str, Path] = {Path(os.path.relpath(path, folder)).as_posix(): path for path in others}
        self._patience = patience

    def write(self, changes: Sequence[FileChange], progress: Callable[[], None] = lambda: None) -> None:
        """Make all changes, or none.

        `progress` is called after each. Raises StoreError where a file isn't what its change says that it was before, and where another process keeps
        the lock; UnfitFile where a link or something else than a file is in the way; OSError where the system refuses; UnicodeEncodeError.
        """
        states = [(change.path, _bytes(change.before), _bytes(change.after)) for change in changes]
        self.folder.mkdir(parents=True, exist_ok=True)
        with _locked(self.folder, self._patience):
            self._undo_killed()
            for path, before, _ in states:
                self._relative(path)
                self._bounds.check(path)
                if _content(path) != before:
                    raise StoreError(f"{_shown(path)}: it was changed meanwhile, so nothing was written. Run the command again")
            if len(changes) > 1:
                self._begin(changes)
            try:
                for path, _, after in states:
                    _put(path, after)
                    progress()
            except BaseException:
                for path, before, after in states:
                    if _content(path) == after:
                        self._put_back(path, before)
                self._end()
                raise
            self._end()

    def recover(self) -> Undone | None:
        """Undo the set of a process that was killed, and delete its unfinished files. None where there is no such set.

        Where neither is found nothing is written and no lock taken. Raises StoreError where the journal can't be trusted, or another process keeps the
        lock; OSError.
        """
        if not self.folder.is_dir():
            return None
        undone = None
        if os.path.lexists(self.folder / FOLDER):
            with _locked(self.folder, self._patience):
                undone = self._undo_killed()
        if list(self._parts()):
            # Where another process keeps the lock, its files are none of ours; the next command deletes what it leaves.
            with contextlib.suppress(StoreError), _locked(self.folder, 0):
                for path in self._parts():
                    with contextlib.suppress(OSError):
                        path.unlink()
        return undone

    def _begin(self, changes: Sequence[FileChange]) -> None:
        folder = self.folder / FOLDER
        folder.mkdir(exist_ok=True)
        _put(folder / ".gitignore", b"*\n")
        files = [
            {"path": self._relative(change.path), "before": change.before, "after": _digest(_bytes(change.after))} for change in changes
        ]
        _put(folder / _JOURNAL, json.dumps({"version": 1, "files": files}, ensure_ascii=False).encode())

    def _end(self) -> None:
        """The set has happened, or is undone."""
        folder = self.folder / FOLDER
        if not os.path.lexists(folder):
            return
        (folder / _JOURNAL).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # the rest means nothing, and the next command deletes it
            for path in folder.iterdir():
                if path.name == ".gitignore" or _PART.fullmatch(path.name):
                    path.unlink()
            folder.rmdir()

    def _undo_killed(self) -> Undone | None:
        folder = self.folder / FOLDER
        try:
            kind = folder.lstat().st_mode
        except FileNotFoundError:
            return None
        if not stat.S_ISDIR(kind):
            raise StoreError(f"{_shown(folder)}: no folder of ours. Delete it")
        journal = folder / _JOURNAL
        if not os.path.lexists(journal):
            self._end()
            return None
        if git.tracked(journal) is not None:
            raise StoreError(
                f"{_shown(journal)}: git tracks it, but it is only ever left by a command that was killed. Take it out of git and delete it"
            )
        changes = self._read(journal)
        restored, left = 0, []
        for path, before, after in changes:
            found = _content(path)
            if found == before:
                continue
            if _digest(found) != after:
                left.append(path)
                continue
            self._put_back(path, before)
            restored += 1
        self._end()
        return Undone(restored=restored, left=left)

    def _put_back(self, path: Path, before: bytes | None) -> None:
        _put(path, before)
        if before is None:  # its folders may be the set's too
            with contextlib.suppress(OSError):
                for folder in list(path.parents)[: self._relative(path).count("/")]:
                    folder.rmdir()

    def _read(self, journal: Path) -> list[tuple[Path, bytes | None, str | None]]:
        """Path, content before, and digest after of each file. Raises StoreError where any of it is not what `_begin` writes."""
        try:
            document = json.loads(_content(journal, _LARGEST) or b"")
            changes = [self._of_file(file) for file in document["files"]] if document["version"] == 1 else None
        except (ValueError, KeyError, TypeError, RecursionError):
            changes = None
        if changes is None:
            raise StoreError(
                f"{_shown(journal)}: not what a killed command of this version leaves. See what it did by `git status`, then delete this file"
            )
        for path, _, _ in changes:
            self._bounds.check(path)
        return changes

    def _of_file(self, file: Mapping[str, object]) -> tuple[Path, bytes | None, str | None]:
        """Raises ValueError, KeyError or TypeError where it is none."""
        name, before, after = file["path"], file["before"], file["after"]
        if not isinstance(name, str) or not isinstance(before, str | None) or not isinstance(after, str | None):
            raise TypeError("no text")
        name.encode()  # half a surrogate pair is no name of a file
        path = self._others.get(name) or (self.folder / name if self._names.fullmatch(name) else None)
        if path is None or "\0" in name:
            raise ValueError(f"{name!r} is no file of this list")
        return path, _bytes(before), after

    def _relative(self, path: Path) -> str:
        name = os.path.relpath(path, self.folder).replace(os.sep, "/")
        if name not in self._others and not self._names.fullmatch(name):
            raise StoreError(f"{_shown(path)}: no file of the list in {_shown(self.folder)}")
        return name

    def _parts(self) -> Iterator[Path]:
        """Files that are not whole, in this folder and beside the others. No link is followed."""
        left = [("", os.fspath(self.folder))]
        while left:
            prefix, folder = left.pop()
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".part"):
                        found = _PART.fullmatch(entry.name)
                        if found and self._names.fullmatch(f"{prefix}{found['name']}") and entry.is_file(follow_symlinks=False):
                            yield Path(entry.path)
                    elif entry.is_dir(follow_symlinks=False):
                        left.append((f"{prefix}{entry.name}/", entry.path))
        for other in self._others.values():
            yield from unfinished(other)


def unfinished(whole: Path) -> list[Path]:
    """Files that processes which were killed left of writing `whole`, if none is writing it now. No link is followed."""
    beside = list(whole.parent.iterdir()) if whole.parent.is_dir() else []
    return [
        path
        for path in beside
        if (part := _PART.fullmatch(path.name)) and part["name"] == whole.name and stat.S_ISREG(path.lstat().st_mode)
    ]


def _content(path: Path, most: int | None = None) -> bytes | None:
    """What a file holds; None where there is none. Raises OSError where it is no file, or has more than `most` bytes."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or (most is not None and found.st_size > most):
            raise OSError(errno.EINVAL, "no file, or one that is too large", os.fspath(path))
        return file.read()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _put(path: Path, content: bytes | None) -> None:
    """Make a file hold `content`, at once, or delete it."""
    if content is None:
        path.unlink(missing_ok=True)
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            file = part.open("xb")
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = part.open("xb")
        except FileExistsError:  # a process of the same number was killed, or somebody put a link there
            part.unlink()
            file = part.open("xb")
        with file:
            file.write(content)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _shown(path: Path) -> str:
    with contextlib.suppress(ValueError):
        return path.absolute().relative_to(Path.cwd()).as_posix()
    return path.as_posix()


@contextlib.contextmanager
def _locked(folder: Path, patience: float) -> Iterator[None]:
    """Hold the folder's lock, which the system releases however this process ends. Raises StoreError where another process keeps it.

    The folder itself is locked, so that no file is needed that somebody could put a link in the place of. Windows locks no folders, and some network file
    systems neither: there two commands at a time find out only when the second one compares what it read with what it finds.
    """
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    message = f"{_shown(folder)}: another llmnotes is writing this list. Let it end, or stop it, and run the command again"
                    raise StoreError(message) from None
                time.sleep(_PAUSE)
            except OSError:
                break
            else:
                break
        yield
    finally:
        os.close(descriptor)
