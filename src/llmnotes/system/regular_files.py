"""Reads files that contributors wrote, and refuses links, pipes, devices and files that are too large.

    bounds = Bounds(Path("my-list"))
    content = bounds.read(Path("my-list/topics.yml"), limit=2**20)

A repository can contain a symbolic link to any file of the machine that reads it. A folder can contain pipes and devices, and reading these may
never end. `Bounds` reads only regular files, up to a size limit, and follows no links. `read` does the same for a path that a user typed, but
follows links.

Failures are OSError: the system's own, such as FileNotFoundError, and `UnfitFile` for a file that exists but is refused.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Opening must neither wait for the writer of a pipe nor take over a terminal. Windows has only O_BINARY; other systems lack it.
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
    """A path that llmnotes refuses to read or write. `strerror` is the reason; `filename` is the path, or the folder above it that is at fault."""

    def __init__(self, path: str, why: str, remedy: str) -> None:
        super().__init__(errno.EINVAL, why, path)
        self.remedy = remedy


class NotRegular(UnfitFile):
    """A path that is not a regular file, or that is behind a symbolic link."""

    def __init__(self, path: str, mode: int, wanted: str = "regular file") -> None:
        """Describe a file by its mode, which is `st_mode` from `lstat`."""
        kind = _KINDS.get(stat.S_IFMT(mode), "a special file")
        if stat.S_ISLNK(mode):
            super().__init__(
                path, f"{kind}, and links are not followed", "replace it with the file or folder that it leads to, or remove it"
            )
        else:
            super().__init__(path, f"{kind}, not a {wanted}", f"replace it with a {wanted}, or remove it")


class FileTooLarge(UnfitFile):
    """A file that is larger than the limit."""

    def __init__(self, path: str, size: int, limit: int) -> None:
        super().__init__(path, f"it has {_size(size)}, but at most {_size(limit)} are allowed", "make it smaller, or restore it from git")
        self.size = size


class Bounds:
    """The folders of a list. No link below them is followed; the folders themselves may be links or behind links.

    A path belongs to the first of the folders that contains it by name. `..` is resolved without access to the disk.
    """

    def __init__(self, *folders: Path) -> None:
        """Take the folders of a list. A file may be given in place of a folder; because a user names it, it may be a link."""
        self._roots = tuple(map(_absolute, folders))

    def read(self, path: str | Path, *, limit: int) -> bytes:
        """Return the content of a regular file of at most `limit` bytes. Raises OSError."""
        whole, root = self._place(path)
        return _read(whole, _status(whole, root), limit, 0 if whole == root else _NO_LINK)

    def check(self, path: str | Path) -> str:
        """Return the absolute path for writing a file. Raises UnfitFile if a write would follow a link or replace something other than a regular file."""
        whole, root = self._place(path)
        with contextlib.suppress(FileNotFoundError):
            mode = _status(whole, root).st_mode
            if not stat.S_ISREG(mode):
                raise NotRegular(whole, mode)
        return whole

    def check_folder(self, path: str | Path) -> str:
        """Return the absolute path of a folder. Raises UnfitFile for a link, a path behind a link, or a file; FileNotFoundError if nothing exists."""
        whole, root = self._place(path)
        mode = _status(whole, root).st_mode
        if not stat.S_ISDIR(mode):
            raise NotRegular(whole, mode, "folder")
        return whole

    def _place(self, path: str | Path) -> tuple[str, str]:
        """Return the absolute path without `..`, and the folder of the list that contains it."""
        whole = _absolute(path)
        for root in self._roots:
            if whole == root or whole.startswith(root if root.endswith(os.sep) else root + os.sep):
                return whole, root
        raise UnfitFile(whole, "it is outside the list's folders", "name its folder in mkdocs.yml")


def read(path: str | Path, *, limit: int) -> bytes:
    """Return the content of a regular file that a user named, of at most `limit` bytes. Links are followed. Raises OSError."""
    return _read(os.fspath(path), _followed(path), limit, 0)


def _absolute(path: str | Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute leaves `..` in, and Path.resolve follows links


def _followed(path: str | Path) -> os.stat_result:
    return os.stat(path)  # noqa: PTH116 - making a Path takes as long as the call


def _status(whole: str, root: str) -> os.stat_result:
    """Return the status of a path in `root`, without following links below `root`. Raises UnfitFile if a folder between them is a link."""
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
    """Read the file whose status is `found`. Raises UnfitFile if another file has replaced it."""
    if not stat.S_ISREG(found.st_mode):
        raise NotRegular(path, found.st_mode)  # before opening, because opening a device may have effects
    descriptor = os.open(path, _FLAGS | flags)
    try:
        opened = os.fstat(descriptor)
        if not (stat.S_ISREG(opened.st_mode) and os.path.samestat(found, opened)):
            raise UnfitFile(path, "it was replaced while it was read", "run the command again")
        if opened.st_size > limit:
            raise FileTooLarge(path, opened.st_size, limit)
        content = _content(descriptor, opened.st_size, limit)
        if len(content) > opened.st_size and len(content) > (size := os.fstat(descriptor).st_size):
            # Files in /proc have the type of regular files and size 0, but the system generates their content, sometimes without end.
            raise UnfitFile(
                path, f"it contains more than its size of {_size(size)}, like generated files of the system", "name a regular file"
            )
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise FileTooLarge(path, len(content), limit)
    return content


def _content(descriptor: int, size: int, limit: int) -> bytes:
    """Read up to `limit` + 1 bytes. The file may have grown since it had `size` bytes."""
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
