"""Folders that a program writes and empties: which paths lie in one, what stands in it, and how a file in it is removed.

A path here is relative to such a folder and written with slashes, whatever the system. No function follows a symbolic link below the folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_UNSAFE = re.compile(r"(?m)^\.{0,2}(?:/|$)|/\.{0,2}(?:/|$)|[\0\\]|^[A-Za-z]:")
"""In lines of paths: a part that is empty, `.` or `..` (so an absolute path too), a NUL, a backslash or a drive, which Windows would follow."""


def unsafe(paths: Sequence[str]) -> str | None:
    """Find the first path that is not a normalised relative path.

    Joined to a folder, a path for which this returns None lies in the folder, unless there is a symbolic link on the way.
    """
    return next((path for path in paths if _UNSAFE.search(path)), None)


def entries(folder: str, names: Iterable[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Walk `folder`, of its own entries only those named: the path and entry of everything that is not a folder.

    What disappears meanwhile or cannot be opened is left out.
    """
    wanted = set(names)
    left = [""]
    while left:
        inside = left.pop()
        with contextlib.suppress(OSError), os.scandir(f"{folder}/{inside}") as found:
            for entry in found:
                if not inside and entry.name not in wanted:
                    continue
                path = inside + entry.name
                if entry.is_dir(follow_symlinks=False):
                    left.append(f"{path}/")
                else:
                    yield path, entry


def is_regular(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a regular file: not a link, named pipe, socket or device."""
    return entry.is_file(follow_symlinks=False)


def leads_out(folder: str, path: str) -> bool:
    """Whether `path` is a symbolic link, or lies behind one, that leads out of `folder`."""
    return not Path(os.path.realpath(f"{folder}/{path}")).is_relative_to(os.path.realpath(folder))


def remove(folder: str, path: str) -> None:
    """Remove a file, then the folders that this leaves empty, but never `folder` itself. It is no error if the file does not exist.

    Raises NotADirectoryError where `path` is unsafe or where something other than a folder, such as a link, is on the way.
    """
    if unsafe([path]) is not None:
        raise NotADirectoryError(0, "the path leads out of the folder", path)
    above = [path[: found.start()] for found in re.finditer("/", path)]
    for parent in above:
        try:
            mode = os.lstat(f"{folder}/{parent}").st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISDIR(mode):
            raise NotADirectoryError(0, "not a folder, so nothing below it is removed", f"{folder}/{parent}")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(f"{folder}/{path}")  # noqa: PTH108 - pathlib takes as long as removing does
    with contextlib.suppress(OSError):  # the first that is not empty ends it
        for parent in reversed(above):
            os.rmdir(f"{folder}/{parent}")  # noqa: PTH106 - the same


def read(path: str) -> bytes:
    """Read a regular file. Raises OSError for anything else, without waiting for a named pipe or following a link."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "not a regular file", path)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - of a descriptor
        return file.read()
