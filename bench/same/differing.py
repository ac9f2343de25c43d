"""Compare two folders byte by byte."""

from __future__ import annotations

import dataclasses
import datetime
import gzip
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEFT_OUT = {".git", ".cache", "__pycache__"}
"""The folders that are not compared."""
_CONTEXT = 50
"""Number of characters to show before and after the first different character."""
_KIND = 8
"""Number of characters before and after the first different character that must be equal in all differences of a group."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A file that differs between the two sides (the compared folders), or that only one side has."""

    file: str
    where: str
    """Place of the first different character or byte, or the only side that has the file."""
    before: str = ""
    after: str = ""
    kind: tuple[str, str] = ("", "")
    """A few characters around the first difference on each side. Differences with equal values are shown as one group."""


@dataclasses.dataclass(kw_only=True, slots=True)
class Compared:
    """Numbers and differences of all steps so far."""

    steps: int = 0
    files: int = 0
    size: int = 0
    """Number of compared bytes on the side `before`."""
    differences: list[tuple[str, Difference]] = dataclasses.field(default_factory=list)
    """The differences, each with the name of the step after which it was found."""


def compare(before: Path, after: Path, compared: Compared) -> Iterator[Difference]:
    """Compare the files of two folders. Yield each difference, and add the numbers of files and bytes to `compared`."""
    ours, theirs = _files(before), _files(after)
    for file in sorted(ours | theirs):
        if file not in theirs or file not in ours:
            where = f"only {'before' if file in ours else 'after'}"
            yield Difference(file=file, where=where, kind=(where, ""))
            continue
        one, other = (Path(folder, file).read_bytes() for folder in (before, after))
        compared.files += 1
        compared.size += len(one)
        if one != other and (found := _first(file, one, other)):
            yield found


def _files(folder: Path) -> set[str]:
    found = set()
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        found |= {os.path.relpath(os.path.join(place, name), folder) for name in names}  # noqa: PTH118 - os takes half the time of pathlib for 40,000 files
    return found


def _first(file: str, one: bytes, other: bytes) -> Difference | None:
    """Return the first difference between two contents of a file; None if they differ only in values that `_settled` replaces, such as times."""
    if file.endswith(".gz"):
        one, other = gzip.decompress(one), gzip.decompress(other)
    one, other = _settled(one), _settled(other)
    if one == other:
        return None
    try:
        ours, theirs = one.decode(), other.decode()
    except UnicodeDecodeError:
        place = _equal(one, other)
        begin, end = max(0, place - 8), place + 16
        where = f"byte {place} of {len(one)} and {len(other)}"
        return Difference(file=file, where=where, before=one[begin:end].hex(" "), after=other[begin:end].hex(" "))
    place = _equal(ours, theirs)
    line = ours.rfind("\n", 0, place) + 1
    begin, end = max(place - _CONTEXT, line), place + _CONTEXT
    where = f"line {ours.count(chr(10), 0, place) + 1}, column {place - line + 1}"
    near = slice(max(place - _KIND, 0), place + _KIND)
    return Difference(file=file, where=where, before=repr(ours[begin:end]), after=repr(theirs[begin:end]), kind=(ours[near], theirs[near]))


def _equal(one: Sequence[object], other: Sequence[object]) -> int:
    """Return how many characters or bytes at the beginning of both sequences are equal."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (ours, theirs) in pairs if ours != theirs), min(len(one), len(other)))


def _settled(data: bytes) -> bytes:
    """Replace values that differ each time that the same code is executed, such as times."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat().encode()
    for pattern, replacement in (
        (rb"built in \d+\.\d+ seconds", b"built in SECONDS"),
        (rb'time="[\d.]+"', b'time="SECONDS"'),
        (rb'"seconds": [\d.e-]+', b'"seconds": SECONDS'),
        (rb"livereload\(\d+, \d+\)", b"livereload(EPOCH, REQUEST)"),
        (today + rb"T\d\d:\d\d(:\d\d)?", today + b"TNOW"),
    ):
        data = re.sub(pattern, replacement, data)
    return data
