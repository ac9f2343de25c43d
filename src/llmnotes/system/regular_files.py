"""Read files that contributors wrote, and refuse symbolic links, pipes, devices and files that are too large.

    bounds = Bounds(Path("my-list"))
    content = bounds.read(Path("my-list/topics.yml"), limit=2**20)

A repository can contain a symbolic link to any file of the machine on which it is checked out. A folder can contain pipes and devices, and reading one of
these may never end. `Bounds.read` reads only regular files, up to a size limit, and follows no symbolic links below the folders of the reading list. The
function `read` reads a path that the user typed. It has the same limits, but follows symbolic links.

All exceptions are of type OSError: the exceptions of the system, such as FileNotFoundError, and `UnfitFile` for a path that is refused.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# With these flags, opening a pipe doesn't wait for a writer, a terminal doesn't become the process's terminal, and programs that this process starts can't
# use the open file. Of these flags, Windows has only O_BINARY, without which it would change line endings. Other systems lack O_BINARY.
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
    """Raised for a path that llmnotes refuses to read or write.

    `strerror` is the reason. `filename` is the path, or the folder above it that causes the refusal. `remedy` says what the user can do.
    """

    def __init__(self, path: str, why: str, remedy: str) -> None:
        super().__init__(errno.EINVAL, why, path)
        self.remedy = remedy


class NotRegular(UnfitFile):
    """Raised for a path that is or contains a symbolic link, or that is not of the wanted kind, such as a named pipe in place of a regular file."""

    def __init__(self, path: str, mode: int, wanted: str = "regular file") -> None:
        """Make the message for a path. `mode` is `st_mode` from `os.lstat`, and `wanted` the kind that was expected: `regular file` or `folder`."""
        kind = _KINDS.get(stat.S_IFMT(mode), "a special file")
        if stat.S_ISLNK(mode):
            super().__init__(
                path,
                f"{kind}, and links are not followed",
                "replace the link with the file or folder that it points to, or remove the link",
            )
        else:
            super().__init__(path, f"{kind}, not a {wanted}", f"replace it with a {wanted}, or remove it")


class FileTooLarge(UnfitFile):
    """Raised for a file that is larger than the limit."""

    def __init__(self, path: str, size: int, limit: int) -> None:
        super().__init__(path, f"the file has {_size(size)}; the limit is {_size(limit)}", "make the file smaller, or restore it from git")
        self.size = size


class Bounds:
    """The folders of a reading list. No symbolic link below these folders is followed. The folders themselves may be symbolic links or behind symbolic links.

    A path is in a folder if the folder's path is a prefix of it. If several folders contain a path, the first of them counts. `..` is resolved without
    access to the disk.
    """

    def __init__(self, *folders: Path) -> None:
        """Set the paths below which files may be read: folders of a reading list, or single files. These paths may be symbolic links, because the user named them."""
        self._roots = tuple(map(_absolute, folders))

    def read(self, path: str | Path, *, limit: int) -> bytes:
        """Return the content of a regular file of at most `limit` bytes. Raises OSError if the file can't be read.

        Raises UnfitFile if the file is refused: it is outside the folders of the reading list, behind a symbolic link, not a regular file, or too large.
        """
        whole, root = self._place(path)
        return _read(whole, _status(whole, root), limit, 0 if whole == root else _NO_LINK)

    def check(self, path: str | Path) -> str:
        """Check a path before a file is written to it, and return the absolute path.

        Raises UnfitFile if the path is outside the folders of the reading list or behind a symbolic link, or if something other than a regular file exists there.
        """
        whole, root = self._place(path)
        with contextlib.suppress(FileNotFoundError):
            mode = _status(whole, root).st_mode
            if not stat.S_ISREG(mode):
                raise NotRegular(whole, mode)
        return whole

    def check_folder(self, path: str | Path) -> str:
        """Return the absolute path of a folder of the reading list, or of a folder below it.

        Raises UnfitFile if the path is outside the folders of the reading list, if the path or a folder between such a folder and the path is a symbolic link, or
        if the path is not a folder. Raises FileNotFoundError if the path doesn't exist.
        """
        whole, root = self._place(path)
        mode = _status(whole, root).st_mode
        if not stat.S_ISDIR(mode):
            raise NotRegular(whole, mode, "folder")
        return whole

    def _place(self, path: str | Path) -> tuple[str, str]:
        """Return the absolute path without `..`, and the folder of the reading list in which it lies. Raises UnfitFile if it lies in none of them."""
        whole = _absolute(path)
        for root in self._roots:
            if whole == root or whole.startswith(root if root.endswith(os.sep) else root + os.sep):
                return whole, root
        raise UnfitFile(
            whole,
            "the path is outside the folders of the reading list",
            "move it into a folder of the reading list, or set the option entries, topics or links.ledger in mkdocs.yml to its place",
        )


def read(path: str | Path, *, limit: int) -> bytes:
    """Return the content of a regular file that the user named. Symbolic links are followed.

    Raises OSError if the file can't be read, and UnfitFile if it isn't a regular file or has more than `limit` bytes.
    """
    return _read(os.fspath(path), _followed(path), limit, 0)


def _absolute(path: str | Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute leaves `..` in, and Path.resolve follows symbolic links


def _followed(path: str | Path) -> os.stat_result:
    return os.stat(path)  # noqa: PTH116 - creating a Path takes as long as os.stat


def _status(whole: str, root: str) -> os.stat_result:
    """Return the `os.stat_result` of the path `whole`, which is `root` or below `root`. Below `root`, a symbolic link at the path isn't followed.

    Raises UnfitFile if a folder between `root` and the path is a symbolic link.
    """
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
    """Return the content of a file. `found` is its `os.stat_result`, which was read before. `flags` are added to the flags of `os.open`.

    Raises UnfitFile if it isn't a regular file, has more than `limit` bytes, has more bytes than the system states, or was replaced after `found` was read.
    """
    if not stat.S_ISREG(found.st_mode):
        raise NotRegular(path, found.st_mode)  # this check comes before the file is opened, because opening a device may have effects
    descriptor = os.open(path, _FLAGS | flags)
    try:
        opened = os.fstat(descriptor)
        if not (stat.S_ISREG(opened.st_mode) and os.path.samestat(found, opened)):
            raise UnfitFile(path, "the file was replaced while it was read", "run the command again")
        if opened.st_size > limit:
            raise FileTooLarge(path, opened.st_size, limit)
        content = _content(descriptor, opened.st_size, limit)
        if len(content) > opened.st_size and len(content) > (size := os.fstat(descriptor).st_size):
            # Files in /proc are regular files of size 0, but the system generates content for them, which may never end.
            raise UnfitFile(
                path,
                f"the file holds more bytes than the {_size(size)} that the system states for it, like the files in /proc",
                "name a regular file",
            )
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise FileTooLarge(path, len(content), limit)
    return content


def _content(descriptor: int, size: int, limit: int) -> bytes:
    """Read up to `limit` + 1 bytes. `size` is the size that the file had before it was opened; it may have grown since."""
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
