"""Texts of files that are to change together: planned first, shown as a diff, and then all written or none."""

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
    """One file's change."""

    file: str
    """Its path, as messages show it."""
    before: str
    """With its own line ends, as `text_of` gives it; empty where there is no file."""
    after: str
    """Empty where the file is to go."""


_MAX_BYTES = 8 * 1024 * 1024
"""Of a file that is rewritten: records and topics.yml have less, and so has what is made from them."""


def text_of(file: str | Path) -> str:
    """A file's text, its line ends and byte order mark as they are. Raises StoreError."""
    path = Path(file)
    with explained(path):
        return regular_files.read(path, limit=_MAX_BYTES).decode("utf-8")


def replacing(path: Path, text: str) -> Rewrite:
    """A file's change to `text`, whatever it holds now. Raises StoreError."""
    return Rewrite(file=show(path), before=text_of(path) if path.exists() else "", after=text)


def diff(rewrites: Sequence[Rewrite]) -> Iterator[str]:
    """The lines of one unified diff of all, without line ends, as `git apply` takes them; empty text is no file."""
    for rewrite in rewrites:
        before, after = (_lines(text) for text in (rewrite.before, rewrite.after))
        names = f"a/{rewrite.file}" if rewrite.before else _NOWHERE, f"b/{rewrite.file}" if rewrite.after else _NOWHERE
        for line in difflib.unified_diff(before, after, *names, lineterm=""):
            yield from line.split("\n")


_NOWHERE = "/dev/null"


def _lines(text: str) -> list[str]:
    """A text's lines as a diff has them: the last one says so where no line end follows."""
    *lines, rest = text.replace("\r\n", "\n").split("\n")
    return [*lines, f"{rest}\n\\ No newline at end of file"] if rest else lines


def carry_out(rewrites: Sequence[Rewrite], sets: ChangeSets, progress: Callable[[], None] = lambda: None) -> None:
    """Write all, or none, also where the process is killed (see `system/change_set.py`); `progress` is called after each file.

    Raises StoreError where one has changed since it was read, or can't be written.
    """
    changes = []
    for rewrite in rewrites:
        path = Path(rewrite.file)
        is_new = not rewrite.before and not os.path.lexists(path)
        changes.append(FileChange(path=path, before=None if is_new else rewrite.before, after=rewrite.after or None))
    if changes:
        with explained(sets.folder):
            sets.write(changes, progress)
