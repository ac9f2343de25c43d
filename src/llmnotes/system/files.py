"""Writes files completely or not at all, and turns the system's errors about files into messages."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from llmnotes.errors import StoreError
from llmnotes.model import Place, Problem
from llmnotes.system.regular_files import FileTooLarge, UnfitFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.system.regular_files import Bounds


def show(path: Path) -> str:
    """Return a path for messages: relative to the working directory if it is below it."""
    with contextlib.suppress(ValueError):
        return path.absolute().relative_to(Path.cwd()).as_posix()
    return path.as_posix()


def checkout(folder: Path) -> Path:
    """Return the root of the git repository that contains `folder`, or `folder` itself outside git."""
    if (folder / ".git").exists():
        return folder
    return next((parent for parent in folder.absolute().parents if (parent / ".git").exists()), folder)


def unpublishable(path: Path, project: Path) -> Problem | None:
    """Return the problem of a file that must not be published: a special file, or a link that leads out of the project. None for other files."""
    root, real = Path(os.path.realpath(project)), Path(os.path.realpath(path))
    if real.is_file() and real.is_relative_to(root) and ".git" not in real.relative_to(root).parts:
        return None
    what = "not a regular file, or a symbolic link that leads out of the project"
    return Problem.error(Place(show(path)), "file-kind", what, "replace it with a file, or remove it")


def write_atomically(path: Path, text: str, bounds: Bounds | None = None) -> None:
    """Write a file under a temporary name, then rename it. Raises StoreError, and then leaves no file behind.

    `bounds` are the folders of the list, for a file of the list; None for a path that a user named on the command line. The function doesn't call
    fsync, which takes 10 ms per record and protects only against a power cut; lost records can be imported again.
    """
    if bounds:
        with explained(path):
            path = Path(bounds.check(path))
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    with explained(path):
        try:
            try:
                file = _new(temporary)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                file = _new(temporary)
            with file:
                file.write(text)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


def _new(path: Path) -> TextIO:
    """Create a file. An existing file or link with this name, such as one of a killed process, is removed first."""
    try:
        return path.open("x", encoding="utf-8", newline="")
    except FileExistsError:
        path.unlink()
        return path.open("x", encoding="utf-8", newline="")


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the system's errors about `path` into StoreError."""
    try:
        yield
    except UnfitFile as error:
        raise StoreError(message_of(error)) from error
    except OSError as error:
        message = (
            f"{show(Path(error.filename or path))}: {error.strerror or error}. Check the path, its permissions and the disk's free space"
        )
        raise StoreError(message) from error
    except UnicodeDecodeError as error:
        message = f"{show(path)}: not UTF-8. Restore the file from git"
        raise StoreError(message) from error


def message_of(error: UnfitFile) -> str:
    """Return the message for a refused path: the path, the reason and the remedy."""
    return f"{_shown(Path(error.filename))}: {error.strerror}. {error.remedy[0].upper()}{error.remedy[1:]}"


def decoded(content: bytes) -> str:
    """Decode UTF-8, remove a byte order mark, and replace line ends by line feeds. Raises UnicodeDecodeError."""
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def unread(path: Path, error: OSError) -> Problem:
    """Return the problem for a file that can't be read. Its place is the file, or the folder above it that is at fault."""
    place = Place(_shown(Path(error.filename or path)))
    if isinstance(error, FileTooLarge):
        return Problem.error(place, "file-size", str(error.strerror), error.remedy)
    if isinstance(error, UnfitFile):
        return Problem.error(place, "file-kind", str(error.strerror), error.remedy)
    return Problem.error(place, "unreadable", f"the file can't be read: {error.strerror}", "check its permissions")


def _shown(path: Path) -> str:
    """Return a path for messages, also if its name is not UTF-8."""
    return show(path).encode("utf-8", "replace").decode()
