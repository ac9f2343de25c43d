"""Texts of files that are to change together: planned first, shown as a diff, and then all written or none."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.errors import StoreError
from llmnotes.files import explained, write_atomically
from llmnotes.system import regular_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmnotes.system.regular_files import Bounds


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Rewrite:
    """One file's change."""

    file: str
    """Its path, as messages show it."""
    before: str
    """With its own line ends, as `text_of` gives it."""
    after: str


_MAX_BYTES = 8 * 1024 * 1024
"""Of a file that is rewritten: records and topics.yml have less, and so has what is made from them."""


def text_of(file: str | Path) -> str:
    """A file's text, its line ends and byte order mark as they are. Raises StoreError."""
    path = Path(file)
    with explained(path):
        return regular_files.read(path, limit=_MAX_BYTES).decode("utf-8")


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


def carry_out(rewrites: Sequence[Rewrite], bounds: Bounds) -> None:
    """Write all, within the list's bounds. Raises StoreError where one has changed since it was read or can't be written, with the others as they were."""
    for rewrite in rewrites:
        with explained(Path(rewrite.file)):
            bounds.check(rewrite.file)
        if text_of(rewrite.file) != rewrite.before:
            raise StoreError(f"{rewrite.file}: somebody changed it meanwhile, so nothing was written. Run the command again")
    written: list[Rewrite] = []
    try:
        for rewrite in rewrites:
            write_atomically(Path(rewrite.file), rewrite.after, bounds)
            written.append(rewrite)
    except BaseException:
        for rewrite in written:
            with contextlib.suppress(StoreError):
                write_atomically(Path(rewrite.file), rewrite.before, bounds)
        raise
