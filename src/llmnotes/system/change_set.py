"""Change several files together: either all of them change or none does, even if the process is killed between two files.

Before the first file of a set changes, the content of each file is saved in a journal (`.changes/journal.json` in the set's folder). After the last file
has changed, the journal is deleted, and the set is complete. If a command finds a journal, an earlier process was killed. The command undoes the changes
of the killed process, so that the user can run the killed command again. A process that changes files holds a lock, and the system releases this lock if
the process dies. So if a command holds the lock and finds a journal, the journal doesn't belong to a running process. A set with only one file needs no
journal, because each file is replaced in one step.

A hostile contributor may add a journal to a pull request or an archive. A journal is refused if git tracks it or if it is a symbolic link. A hostile journal
can do no more than a pull request: only files that a set of this folder may change are restored, and only if their present content has the digest that the
journal states.
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
"""The name of the folder for the journal, in the folder whose files change. It exists while several files change, and after a process was killed meanwhile.

A .gitignore in the folder makes git ignore it.
"""
_JOURNAL = "journal.json"
_PART = re.compile(r"\.(?P<name>.+)\.\d+\.part", re.DOTALL)
"""Matches the name of an unfinished file, such as `.a.md.4711.part`: it has the final name, and the id of the process that writes the file."""
_PATIENCE = 30.0
"""The time in seconds to wait for another process that changes the same files."""
_PAUSE = 0.05
_LARGEST = 1 << 28
"""The maximum size of a journal in bytes."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FileChange:
    """The change of one file: its content before and after the change. None means that the file doesn't exist before or after the change."""

    path: Path
    before: str | None
    after: str | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Undone:
    """The result of undoing the incomplete changes of a killed process."""

    restored: int
    """The number of files whose changes were undone: the file has its earlier content again, or is deleted if it did not exist earlier."""
    left: Sequence[Path]
    """Files whose changes were not undone, because a person or a program has edited them since the process was killed."""


class ChangeSets:
    """Changes several files of a folder together: all of them or none.

    Invariants: On systems that can lock folders, files change only while this process holds the folder's lock. While several files change, a journal exists,
    and it always has the contents that are needed to undo the changes. Below the folders of `bounds`, no symbolic link is followed.
    """

    def __init__(
        self, folder: Path, names: re.Pattern[str], bounds: Bounds, others: Sequence[Path] = (), *, patience: float = _PATIENCE
    ) -> None:
        """Set the folder and its files, without access to the disk. The folder need not exist.

        Args:
            folder: The folder with the files.
            names: Matches the whole relative path, with slashes, of each file that a set may change.
            bounds: The folders below which no symbolic link is followed. Every file that a set changes must be in one of them.
            others: Files outside the folder that a set may also change.
            patience: The time in seconds to wait for the lock.

        """
        self.folder = folder
        self._names = names
        self._bounds = bounds
        self._others: Mapping[str, Path] = {Path(os.path.relpath(path, folder)).as_posix(): path for path in others}
        self._patience = patience

    def write(self, changes: Sequence[FileChange], progress: Callable[[], None] = lambda: None) -> None:
        """Make either all of the changes or none of them. Before that, undo the incomplete changes of a killed process, if there are any.

        Args:
            changes: The changes. `before` of each change must be the file's present content.
            progress: Called after each changed file.

        Raises:
            StoreError: The present content of a file differs from `before`, a set may not change the file, another process holds the lock, or there is a
                journal that can't be trusted.
            UnfitFile: A path is not a regular file, or is behind a symbolic link.
            OSError: A file can't be read or written.
            UnicodeEncodeError: A text can't be encoded in UTF-8.

        """
        states = [(change.path, _bytes(change.before), _bytes(change.after)) for change in changes]
        self.folder.mkdir(parents=True, exist_ok=True)
        with _locked(self.folder, self._patience):
            self._undo_killed()
            for path, before, _ in states:
                self._relative(path)
                self._bounds.check(path)
                if _content(path) != before:
                    raise StoreError(
                        f"{_shown(path)}: the file changed while the command ran, so no file was written. Run the command again"
                    )
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
        """Undo the incomplete changes of a killed process, and delete unfinished files of killed processes. Return None if there is no journal.

        If there are neither a journal nor unfinished files, this method changes no file and takes no lock.

        Raises:
            StoreError: The journal can't be trusted, or there is a journal and another process holds the lock.
            OSError: A file can't be read or written.

        """
        if not self.folder.is_dir():
            return None
        undone = None
        if os.path.lexists(self.folder / FOLDER):
            with _locked(self.folder, self._patience):
                undone = self._undo_killed()
        if list(self._parts()):
            # If another process holds the lock, it may still be writing the unfinished files, so they stay. A later command deletes them if they remain.
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
        """Delete the journal after a set of changes was completed or undone."""
        folder = self.folder / FOLDER
        if not os.path.lexists(folder):
            return
        (folder / _JOURNAL).unlink(missing_ok=True)
        # The remaining files have no effect without a journal, and the next command deletes them. So it does not matter if they can't be deleted here.
        with contextlib.suppress(OSError):
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
            raise StoreError(
                f"{_shown(folder)}: this is not a folder, but llmnotes needs a folder with this name. Delete the file or the symbolic link"
            )
        journal = folder / _JOURNAL
        if not os.path.lexists(journal):
            self._end()
            return None
        if git.tracked(journal) is not None:
            raise StoreError(
                f"{_shown(journal)}: git tracks this journal, but only a killed command leaves a journal. Remove the file from git and delete it"
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
        if before is None:  # the change set created this file, and may have created its folders too
            with contextlib.suppress(OSError):
                for folder in list(path.parents)[: self._relative(path).count("/")]:
                    folder.rmdir()

    def _read(self, journal: Path) -> list[tuple[Path, bytes | None, str | None]]:
        """Return for each file in a journal its path, its content before the change, and the digest of its content after the change.

        Raises StoreError if the journal is invalid, UnfitFile if a file in it is refused (see `Bounds.check`), and OSError if the journal can't be read.
        """
        try:
            document = json.loads(_content(journal, _LARGEST) or b"")
            changes = [self._of_file(file) for file in document["files"]] if document["version"] == 1 else None
        except (ValueError, KeyError, TypeError, RecursionError):
            changes = None
        if changes is None:
            raise StoreError(
                f"{_shown(journal)}: not a journal of this version of llmnotes. Run `git status` to see what the killed command changed, then delete this file"
            )
        for path, _, _ in changes:
            self._bounds.check(path)
        return changes

    def _of_file(self, file: Mapping[str, object]) -> tuple[Path, bytes | None, str | None]:
        """Parse the values of one file in a journal. Raises ValueError, KeyError or TypeError if they are invalid."""
        name, before, after = file["path"], file["before"], file["after"]
        if not isinstance(name, str) or not isinstance(before, str | None) or not isinstance(after, str | None):
            raise TypeError("not a text")
        name.encode()  # this line raises UnicodeEncodeError, a ValueError, if the name has a lone surrogate, because such a name can't be a path
        path = self._others.get(name) or (self.folder / name if self._names.fullmatch(name) else None)
        if path is None or "\0" in name:
            raise ValueError(f"{name!r} is not a file of this reading list")
        return path, _bytes(before), after

    def _relative(self, path: Path) -> str:
        name = os.path.relpath(path, self.folder).replace(os.sep, "/")
        if name not in self._others and not self._names.fullmatch(name):
            raise StoreError(f"{_shown(path)} does not belong to the reading list in {_shown(self.folder)}")
        return name

    def _parts(self) -> Iterator[Path]:
        """Yield the unfinished (temporary) files beside the files that a set may change, in this folder and outside it. No symbolic link is followed."""
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
    """Return the unfinished files that killed processes left when they wrote the file `whole`. No symbolic link is followed.

    Call this only if no process is writing `whole`, because the files of a running process can't be distinguished from the files of a killed process.
    """
    beside = list(whole.parent.iterdir()) if whole.parent.is_dir() else []
    return [
        path
        for path in beside
        if (part := _PART.fullmatch(path.name)) and part["name"] == whole.name and stat.S_ISREG(path.lstat().st_mode)
    ]


def _content(path: Path, most: int | None = None) -> bytes | None:
    """Return the content of a file; None if it doesn't exist. Raises OSError if it is not a regular file or has more than `most` bytes."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or (most is not None and found.st_size > most):
            raise OSError(errno.EINVAL, "not a regular file, or too large", os.fspath(path))
        return file.read()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _put(path: Path, content: bytes | None) -> None:
    """Replace a file's content in one step, and make the folders above the file that are missing. If `content` is None, delete the file."""
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
        except FileExistsError:
            # Remove the file that a killed process with the same id left, or the symbolic link that a hostile contributor added.
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
    """Hold the folder's lock in a `with` block. Raises StoreError if another process still holds the lock after `patience` seconds.

    The system releases the lock if this process is killed. The lock is on the folder itself, because a lock file could be replaced with a symbolic link.
    Windows and some network file systems can't lock folders. On these systems, the block is executed without a lock. If two commands change the same file at
    the same time, the second one usually fails, because the file's content differs from the content that it has read.
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
                    message = f"{_shown(folder)}: another llmnotes process is writing this reading list. Wait until that process ends, or stop it, and run this command again"
                    raise StoreError(message) from None
                time.sleep(_PAUSE)
            except OSError:
                break
            else:
                break
        yield
    finally:
        os.close(descriptor)
