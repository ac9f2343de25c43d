"""Check paths, walk folders, and read and remove files in folders that llmnotes writes and empties.

Paths in a folder are relative to the folder and have slashes on every system. No function reads or removes a file behind a symbolic link in such a folder.
Only `read` takes a whole path, and refuses a symbolic link only as its last part.
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

_UNSAFE = re.compile(r"[\0\\\n/](?:(?<=[\0\\])|\.{0,2}[\n/]|(?<=\n)[A-Za-z]:)")
"""Matches if any line of a text is an unsafe path: absolute, or with an empty part, `.`, `..`, a NUL, a backslash or a Windows drive.

The text must begin and end with a line break. All matches begin with one of four characters, so that the search takes a third of the time.
"""


def unsafe(paths: Sequence[str]) -> str | None:
    """Return the first path that is not a normalised relative path; None if all paths are.

    A normalised relative path, joined to a folder, is inside the folder, unless a part of the path is a symbolic link to a place outside.
    """
    # Nearly always, all paths are safe. One search in the joined paths shows this faster than one search in each path.
    if not paths or not _UNSAFE.search("\n".join(["", *paths, ""])):
        return None
    return next((path for path in paths if _UNSAFE.search(f"\n{path}\n")), None)


def walk(folder: str, names: Iterable[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Walk the files and folders with these names in `folder`. Yield the path and the `os.DirEntry` of everything that is not a folder, such as a file or a link.

    Folders that disappear during the walk, or can't be opened, are left out.
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


def is_regular(found: os.DirEntry[str]) -> bool:
    """Return whether `found`, which `walk` yielded, is a regular file, and not a symbolic link, named pipe, socket or device."""
    return found.is_file(follow_symlinks=False)


def leads_out(folder: str, path: str) -> bool:
    """Return whether `path` is, or is behind, a symbolic link to a place outside `folder`."""
    return not Path(os.path.realpath(f"{folder}/{path}")).is_relative_to(os.path.realpath(folder))


def remove(folder: str, path: str) -> None:
    """Remove a file or a symbolic link, if it exists, then the folders above it that become empty, but never `folder` itself.

    Raises NotADirectoryError if `path` is unsafe (see `unsafe`), or if a part above the last is a symbolic link or a file instead of a folder.
    """
    if unsafe([path]) is not None:
        raise NotADirectoryError(0, "the path is outside the folder", path)
    above = [path[: found.start()] for found in re.finditer("/", path)]
    for parent in above:
        try:
            mode = os.lstat(f"{folder}/{parent}").st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISDIR(mode):
            raise NotADirectoryError(0, "not a folder, so nothing below it is removed", f"{folder}/{parent}")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(f"{folder}/{path}")  # noqa: PTH108 - creating a Path takes as long as os.unlink
    with contextlib.suppress(OSError):  # removing a folder that is not empty raises OSError, which ends the loop
        for parent in reversed(above):
            os.rmdir(f"{folder}/{parent}")  # noqa: PTH106 - creating a Path takes as long as os.rmdir


def read(path: str) -> bytes:
    """Return the content of a regular file.

    Raises OSError if the path is a symbolic link or another kind of file, or can't be read. A named pipe raises it at once, instead of waiting for a writer.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "not a regular file", path)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - pathlib can't open a descriptor
        return file.read()
