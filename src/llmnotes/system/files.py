"""Write a file so that a killed process never leaves it half-written, and turn the system's errors about files into messages."""

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
    """Return a path for messages: relative to the working directory if the path is below this directory, else unchanged."""
    with contextlib.suppress(ValueError):
        return path.absolute().relative_to(Path.cwd()).as_posix()
    return path.as_posix()


def checkout(folder: Path) -> Path:
    """Return the root of the git repository that contains `folder`; `folder` itself if it isn't in a git repository."""
    if (folder / ".git").exists():
        return folder
    return next((parent for parent in folder.absolute().parents if (parent / ".git").exists()), folder)


def unpublishable(path: Path, project: Path) -> Problem | None:
    """Return the problem for a file that must not be published; None for other files.

    Such a file is a special file, is in a folder `.git`, or is a symbolic link to a special file, into a folder `.git`, or out of the project.
    """
    root, real = Path(os.path.realpath(project)), Path(os.path.realpath(path))
    if real.is_file() and real.is_relative_to(root) and ".git" not in real.relative_to(root).parts:
        return None
    what = "not a regular file, or a symbolic link that leads out of the project or into a folder .git"
    return Problem.error(Place(show(path)), "file-kind", what, "replace it with a file, or remove it")


def write_atomically(path: Path, text: str, bounds: Bounds | None = None) -> None:
    """Write a file under a temporary name, then rename it. Make the folders above it that are missing.

    Raises StoreError if the file can't be written; then no temporary file remains.

    For a file of the reading list, `bounds` are the folders of the list, and no symbolic link below these folders is followed. For a path that the user
    named on the command line, `bounds` is None: symbolic links above the file are followed, and a symbolic link at the path itself is replaced.

    The function doesn't call fsync, because fsync takes 10 ms for each record, and protects only against a power cut.
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
    """Create a file. If a file or symbolic link with this name exists, for example one that a killed process left, it is removed first."""
    try:
        return path.open("x", encoding="utf-8", newline="")
    except FileExistsError:
        path.unlink()
        return path.open("x", encoding="utf-8", newline="")


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise StoreError for each OSError or decoding error in the `with` block. The message names the file of the error, or else `path`."""
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
        message = f"{show(path)}: the file is not UTF-8. Save it in the encoding UTF-8, or restore it from git"
        raise StoreError(message) from error


def message_of(error: UnfitFile) -> str:
    """Return the message for a refused path: the path, the reason and the remedy."""
    return f"{_shown(Path(error.filename))}: {error.strerror}. {error.remedy[0].upper()}{error.remedy[1:]}"


def decoded(content: bytes) -> str:
    """Decode UTF-8, remove a byte order mark, and use line feeds as line endings. Raises UnicodeDecodeError if the content isn't UTF-8."""
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def unread(path: Path, error: OSError) -> Problem:
    """Return the problem for the file `path`, which can't be read. Its place is the path that the error names, such as a folder above the file."""
    place = Place(_shown(Path(error.filename or path)))
    if isinstance(error, FileTooLarge):
        return Problem.error(place, "file-size", str(error.strerror), error.remedy)
    if isinstance(error, UnfitFile):
        return Problem.error(place, "file-kind", str(error.strerror), error.remedy)
    return Problem.error(place, "unreadable", f"the file can't be read: {error.strerror}", "check the path and its permissions")


def _shown(path: Path) -> str:
    """Return a path as printable text for messages. The path may contain bytes that aren't UTF-8."""
    return show(path).encode("utf-8", "replace").decode()
