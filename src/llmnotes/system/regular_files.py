"""Open files that other people wrote, and that may be no files: links, pipes, devices, or more than memory holds.

    bounds = Bounds(Path("my-list"))
    content = bounds.read(Path("my-list/topics.yml"), limit=2**20)

A repository can hold a symbolic link to any file of the machine that reads it, and a folder of a machine can hold pipes and devices, whose
reading never ends. `Bounds` reads regular files only, up to a limit, and follows no link. `read` does the same for a path that a
user typed, where links are followed.

Failures are OSError: the system's own, such as FileNotFoundError, and `UnfitFile` for a file that is there and is not read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Opening must neither wait for a pipe's writer nor take over a terminal. Windows lacks all but O_BINARY, and the others lack that one.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)

_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFREG: "a file",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class UnfitFile(OSError):
    """A path that is not read or written. `strerror` says why, `filename` is the path or the folder on the way that is at fault."""

    def __init__(self, path: str, why: str, remedy: str) -> None:
        super().__init__(errno.EINVAL, why, path)
        self.remedy = remedy


class NotRegular(UnfitFile):
    """What is there is no regular file, or lies behind a link."""

    def __init__(self, path: str, mode: int, wanted: str = "regular file") -> None:
        """`mode` is `st_mode`, as `lstat` gives it."""
        kind = _KINDS.get(stat.S_IFMT(mode), "a special file")
        if stat.S_ISLNK(mode):
            super().__init__(path, f"{kind}, and links are not followed", "replace it by what it leads to, or remove it")
        else:
            super().__init__(path, f"{kind}, not a {wanted}", f"replace it by a {wanted}, or remove it")


class FileTooLarge(UnfitFile):
    """A file with more bytes than the limit."""

    def __init__(self, path: str, size: int, limit: int) -> None:
        super().__init__(path, f"it has {_size(size)}; at most {_size(limit)} are read", "make it smaller, or take it back from git")
        self.size = size


class Bounds:
    """The folders that a list's files lie in. Below them no link is followed; the folders themselves may lie behind links.

    A path belongs to the first folder that it lies in by its text: `..` is resolved without a look at the disk.
    """

    def __init__(self, *folders: Path) -> None:
        """A file counts as a folder that holds itself alone: it is named by a user, so it may be a link."""
        self._roots = tuple(map(_absolute, folders))

    def read(self, path: str | Path, *, limit: int) -> bytes:
        """The whole content of a regular file. Raises OSError."""
        whole, root = self._place(path)
        return _read(whole, _status(whole, root), limit, 0 if whole == root else _NO_LINK)

    def check(self, path: str | Path) -> str:
        """The path to write a file at, absolute. Raises UnfitFile where a write would follow a link, or replace what is no regular file."""
        whole, root = self._place(path)
        with contextlib.suppress(FileNotFoundError):
            mode = _status(whole, root).st_mode
            if not stat.S_ISREG(mode):
                raise NotRegular(whole, mode)
        return whole

    def check_folder(self, path: str | Path) -> str:
        """The path of a folder, absolute. Raises UnfitFile for a link, on the way too, and for what is no folder; FileNotFoundError for nothing."""
        whole, root = self._place(path)
        mode = _status(whole, root).st_mode
        if not stat.S_ISDIR(mode):
            raise NotRegular(whole, mode, "folder")
        return whole

    def _place(self, path: str | Path) -> tuple[str, str]:
        """An absolute path without `..`, and the folder that it lies in."""
        whole = _absolute(path)
        for root in self._roots:
            if whole == root or whole.startswith(root if root.endswith(os.sep) else root + os.sep):
                return whole, root
        raise UnfitFile(whole, "it lies outside of the list's folders", "name its folder in mkdocs.yml")


def read(path: str | Path, *, limit: int) -> bytes:
    """The whole content of a regular file that a user named; links on the way are followed. Raises OSError."""
    return _read(os.fspath(path), _followed(path), limit, 0)


def _absolute(path: str | Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute leaves `..` in, and Path.resolve follows links


def _followed(path: str | Path) -> os.stat_result:
    return os.stat(path)  # noqa: PTH116 - a Path costs as much as the call


def _status(whole: str, root: str) -> os.stat_result:
    """What is at a path below `root`. Raises UnfitFile for a link among the folders between both. What is at `root` is followed."""
    if whole == root:
        return _followed(whole)
    end = whole.find(os.sep, len(root) + 1)
    while end != -1:
        folder = whole[:end]
        mode = os.lstat(folder).st_mode
        if stat.S_ISLNK(mode):
            raise NotRegular(folder, mode)
        end = whole.find(os.sep, end + 1)
    return os.lstat(whole)


def _read(path: str, found: os.stat_result, limit: int, flags: int) -> bytes:
    """Read the file that was `found` at a path. The opened file must be that one, whatever was put in its place meanwhile."""
    if not stat.S_ISREG(found.st_mode):
        raise NotRegular(path, found.st_mode)  # before it is opened: to open a device may already do something
    descriptor = os.open(path, _FLAGS | flags)
    try:
        opened = os.fstat(descriptor)
        if not (stat.S_ISREG(opened.st_mode) and os.path.samestat(found, opened)):
            raise UnfitFile(path, "it was replaced while it was read", "run the command again")
        if opened.st_size > limit:
            raise FileTooLarge(path, opened.st_size, limit)
        content = _content(descriptor, opened.st_size, limit)
        if len(content) > opened.st_size and len(content) > (size := os.fstat(descriptor).st_size):
            # Files of /proc call themselves regular and empty, and give what the system makes up, some of them without end.
            raise UnfitFile(path, f"it gives more than its {_size(size)}, as files of the system do", "name a regular file")
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise FileTooLarge(path, len(content), limit)
    return content


def _content(descriptor: int, size: int, limit: int) -> bytes:
    """All bytes up to the limit, and one more where there are more. A file may have grown since it had `size` bytes."""
    content = os.read(descriptor, size + 1)
    if len(content) == size:
        return content
    parts = [content]
    left = limit + 1 - len(content)
    while left > 0 and (part := os.read(descriptor, min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _size(size: int) -> str:
    for unit, name in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:.{0 if size % unit == 0 else 1}f} {name}"
    return f"{size} bytes"
