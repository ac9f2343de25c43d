"""Plan changes of several text files, show these changes as a diff, and write them to disk together: either all files change or none does."""

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
    """The change of one text file: its text before and after the change."""

    file: str
    """The path of the file, as messages show it."""
    before: str
    """The text before the change, with the line endings of the file; empty if the file doesn't exist or is empty."""
    after: str
    """The text after the change; empty if the file is deleted."""


_MAX_BYTES = 8 * 1024 * 1024
"""The maximum number of bytes of a file to rewrite. This limit is higher than the limits for records and topics.yml."""


def text_of(file: str | Path) -> str:
    """Return a file's text, with its line endings and byte order mark unchanged.

    Raises StoreError if the file can't be read, has more than `_MAX_BYTES` bytes, or is not UTF-8.
    """
    path = Path(file)
    with explained(path):
        return regular_files.read(path, limit=_MAX_BYTES).decode("utf-8")


def replacing(path: Path, text: str) -> Rewrite:
    """Return the change that replaces a file's content with `text`, or creates the file. Raises StoreError if the file exists but can't be read."""
    return Rewrite(file=show(path), before=text_of(path) if path.exists() else "", after=text)


def diff(rewrites: Sequence[Rewrite]) -> Iterator[str]:
    """Yield the lines of one unified diff of all changes, without line endings. `git apply` accepts the diff if the files have LF as line ending.

    In the diff, a change with an empty `before` creates the file, and a change with an empty `after` deletes the file.
    """
    for rewrite in rewrites:
        before, after = (_lines(text) for text in (rewrite.before, rewrite.after))
        names = f"a/{rewrite.file}" if rewrite.before else _NOWHERE, f"b/{rewrite.file}" if rewrite.after else _NOWHERE
        for line in difflib.unified_diff(before, after, *names, lineterm=""):
            yield from line.split("\n")


_NOWHERE = "/dev/null"


def _lines(text: str) -> list[str]:
    r"""Return the lines of a text for a diff, without LF or CRLF. After a last line without line ending, add `\ No newline at end of file`, as diffs do."""
    *lines, rest = text.replace("\r\n", "\n").split("\n")
    return [*lines, f"{rest}\n\\ No newline at end of file"] if rest else lines


def carry_out(rewrites: Sequence[Rewrite], sets: ChangeSets, progress: Callable[[], None] = lambda: None) -> None:
    """Write either all changes to disk or none, even if the process is killed (see `system/change_set.py`).

    `progress` is called after each file. Raises StoreError if a file can't be written, or was changed after its text was read.
    """
    changes = []
    for rewrite in rewrites:
        path = Path(rewrite.file)
        is_new = not rewrite.before and not os.path.lexists(path)
        changes.append(FileChange(path=path, before=None if is_new else rewrite.before, after=rewrite.after or None))
    if changes:
        with explained(sets.folder):
            sets.write(changes, progress)
