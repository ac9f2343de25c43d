"""Planned changes of several text files, which can be shown as a diff and then written together, all or none."""

from __future__ import annotations

import dataclasses
import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.system import regular_files
from llmnotes.system.change_set import FileChange
from llmnotes.system.files import explained, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from llmnotes.system.change_set import ChangeSets


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Rewrite:
    """The change of one file."""

    file: str
    """Path of the file, as messages show it."""
    before: str
    """Text before the change, with the file's own line ends; empty if the file doesn't exist."""
    after: str
    """Text after the change; empty if the file is deleted."""


_MAX_BYTES = 8 * 1024 * 1024
"""Maximum size of a file to rewrite. The limits of records and topics.yml are lower."""


def text_of(file: str | Path) -> str:
    """Return a file's text, with its line ends and byte order mark unchanged. Raises StoreError."""
    path = Path(file)
    with explained(path):
        return regular_files.read(path, limit=_MAX_BYTES).decode("utf-8")


def replacing(path: Path, text: str) -> Rewrite:
    """Return the change that replaces a file's content with `text`. Raises StoreError."""
    return Rewrite(file=show(path), before=text_of(path) if path.exists() else "", after=text)


def diff(rewrites: Sequence[Rewrite]) -> Iterator[str]:
    """Yield the lines of one unified diff of all changes, without line ends, for `git apply`. An empty text means that the file doesn't exist."""
    for rewrite in rewrites:
        before, after = (_lines(text) for text in (rewrite.before, rewrite.after))
        names = f"a/{rewrite.file}" if rewrite.before else _NOWHERE, f"b/{rewrite.file}" if rewrite.after else _NOWHERE
        for line in difflib.unified_diff(before, after, *names, lineterm=""):
            yield from line.split("\n")


_NOWHERE = "/dev/null"


def _lines(text: str) -> list[str]:
    """Return the lines of a text for a diff. A last line without a line end is marked."""
    *lines, rest = text.replace("\r\n", "\n").split("\n")
    return [*lines, f"{rest}\n\\ No newline at end of file"] if rest else lines


def carry_out(rewrites: Sequence[Rewrite], sets: ChangeSets, progress: Callable[[], None] = lambda: None) -> None:
    """Write all changes or none, even if the process is killed (see `system/change_set.py`). `progress` is called after each file.

    Raises StoreError if a file has changed since it was read, or can't be written.
    """
    changes = []
    for rewrite in rewrites:
        path = Path(rewrite.file)
        is_new = not rewrite.before and not os.path.lexists(path)
        changes.append(FileChange(path=path, before=None if is_new else rewrite.before, after=rewrite.after or None))
    if changes:
        with explained(sets.folder):
            sets.write(changes, progress)
