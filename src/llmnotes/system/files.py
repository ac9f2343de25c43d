"""Files written whole or not at all, and what the system says of them in our words."""

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
    """A path as messages show it: from the working directory where it is below that."""
    with contextlib.suppress(ValueError):
        return path.absolute().relative_to(Path.cwd()).as_posix()
    return path.as_posix()


def checkout(folder: Path) -> Path:
    """The root of the repository that `folder` is in; `folder` itself outside of git."""
    if (folder / ".git").exists():
        return folder
    return next((parent for parent in folder.absolute().parents if (parent / ".git").exists()), folder)


def unpublishable(path: Path, project: Path) -> Problem | None:
    """The problem of a file that must not be published, as it is no regular file of the project: a pipe, or a link that leads out of it."""
    root, real = Path(os.path.realpath(project)), Path(os.path.realpath(path))
    if real.is_file() and real.is_relative_to(root) and ".git" not in real.relative_to(root).parts:
        return None
    what = "no regular file, or a symbolic link that leads out of the project"
    return Problem.error(Place(show(path)), "file-kind", what, "replace it by a file, or remove it")


def write_atomically(path: Path, text: str, bounds: Bounds | None = None) -> None:
    """Write a file beside its place, then put it there. Raises StoreError, and leaves nothing behind.

    Whatever belongs to a list is written within its `bounds`; a path without them is one that a user named on the command line.
    There is no fsync: it guards against a power cut, at 10 ms a record, and what is lost then is imported again.
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
    """Create a file. What is there already, a link or what a killed process left, is removed and not written through."""
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
        message = f"{show(path)}: not UTF-8. Take the file back from git"
        raise StoreError(message) from error


def message_of(error: UnfitFile) -> str:
    """A message about a path that is not read or written: where, what, and the remedy."""
    return f"{_shown(Path(error.filename))}: {error.strerror}. {error.remedy[0].upper()}{error.remedy[1:]}"


def decoded(content: bytes) -> str:
    """Text in UTF-8, without a byte order mark, its lines ended by line feeds. Raises UnicodeDecodeError."""
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def unread(path: Path, error: OSError) -> Problem:
    """The problem of a file that can't be read, or of the folder on its way that is at fault."""
    place = Place(_shown(Path(error.filename or path)))
    if isinstance(error, FileTooLarge):
        return Problem.error(place, "file-size", str(error.strerror), error.remedy)
    if isinstance(error, UnfitFile):
        return Problem.error(place, "file-kind", str(error.strerror), error.remedy)
    return Problem.error(place, "unreadable", f"the file can't be read: {error.strerror}", "check its permissions")


def _shown(path: Path) -> str:
    """A path as messages show it, also one whose name is not UTF-8."""
    return show(path).encode("utf-8", "replace").decode()
