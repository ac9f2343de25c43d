"""Files written whole or not at all, and what the system says of them in our words."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator


def show(path: Path) -> str:
    """A path as messages show it: from the working directory where it is below that."""
    with contextlib.suppress(ValueError):
        return path.absolute().relative_to(Path.cwd()).as_posix()
    return path.as_posix()


def write_atomically(path: Path, text: str) -> None:
    """Write a file beside its place, then put it there. Raises StoreError, and leaves nothing behind.

    There is no fsync: it guards against a power cut, at 10 ms a record, and what is lost then is imported again.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    with explained(path):
        try:
            try:
                file = temporary.open("w", encoding="utf-8", newline="")
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                file = temporary.open("w", encoding="utf-8", newline="")
            with file:
                file.write(text)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the system's errors about `path` into StoreError."""
    try:
        yield
    except OSError as error:
        message = (
            f"{show(Path(error.filename or path))}: {error.strerror or error}. Check the path, its permissions and the disk's free space"
        )
        raise StoreError(message) from error
    except UnicodeDecodeError as error:
        message = f"{show(path)}: not UTF-8. Take the file back from git"
        raise StoreError(message) from error
