"""Replace regular files with symbolic links, pipes, sockets, folders and huge files."""

from __future__ import annotations

import contextlib
import os
import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "what-a-foreign-file-says"  # noqa: S105 - not a password, but the text of a file outside the reading list, which no message may quote


def _socket(path: Path) -> None:
    # A socket's path may have at most 108 bytes, so use only the name.
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as one:
        one.bind(path.name)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _linked_pipe(path: Path) -> None:
    pipe = path.with_name(f"{path.name}.pipe")
    os.mkfifo(pipe)
    path.symlink_to(pipe)


def _outside(path: Path) -> None:
    path.symlink_to(outside(path))


def _hop(path: Path) -> None:
    hop = path.with_name(f"{path.name}.hop")
    hop.symlink_to(outside(path))
    path.symlink_to(hop.name)


def _relative(path: Path) -> None:
    path.symlink_to(os.path.relpath(outside(path), path.parent))


def _loop(path: Path) -> None:
    other = path.with_name(f"{path.name}.loop")
    other.symlink_to(path.name)
    path.symlink_to(other.name)


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a sparse file takes no space on the disk


def _to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


KINDS: dict[str, Callable[[Path], None]] = {
    "pipe": _pipe,
    "socket": _socket,
    "folder": lambda path: path.mkdir(),
    "link outside": _outside,
    "relative link outside": _relative,
    "link to a link outside": _hop,
    "link to a pipe": _linked_pipe,
    "link to a folder": _to("/"),
    "link to nothing": _to("nothing"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "loop of links": _loop,
    "link to /dev/zero": _to("/dev/zero"),
    "link to /dev/stdin": _to("/dev/stdin"),
    "link to /dev/tty": _to("/dev/tty"),
    "link to /proc": _to("/proc/self/environ"),
    "terabyte": _large,
}

kinds = pytest.mark.parametrize("kind", KINDS)
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes, and links need a privilege there")


def outside(path: Path) -> Path:
    """Return the path of the file outside the reading list to which the symbolic links point."""
    return next(parent / "outside.md" for parent in path.absolute().parents if (parent / "outside.md").exists())


def plant(kind: str, path: Path) -> None:
    """Replace the file at a path with a special file. `kind` is a key of `KINDS`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    KINDS[kind](path)
