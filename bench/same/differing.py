"""Two folders, byte by byte."""

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
"""Folders that are a side's own business."""
_CONTEXT = 50
"""Characters shown on each side of the first that differs."""
_KIND = 8
"""Characters on each side by which differences are taken for the same."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A file that is not the same on both sides."""

    file: str
    where: str
    """The first line that differs, or the first byte, or the side that lacks the file."""
    before: str = ""
    after: str = ""
    kind: tuple[str, str] = ("", "")
    """A few characters around the difference on each side: files that differ alike have the same."""


@dataclasses.dataclass(kw_only=True, slots=True)
class Compared:
    """What was compared so far."""

    steps: int = 0
    files: int = 0
    size: int = 0
    """Bytes of the side before."""
    differences: list[tuple[str, Difference]] = dataclasses.field(default_factory=list)
    """With their steps."""


def compare(before: Path, after: Path, compared: Compared) -> Iterator[Difference]:
    """Count the files of two folders, and give those that differ."""
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
        found |= {os.path.relpath(os.path.join(place, name), folder) for name in names}  # noqa: PTH118 - 40,000 files, in half the time
    return found


def _first(file: str, one: bytes, other: bytes) -> Difference | None:
    """The first difference, unless only the time of the run makes it."""
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
    """How many characters or bytes are equal at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (ours, theirs) in pairs if ours != theirs), min(len(one), len(other)))


def _settled(data: bytes) -> bytes:
    """Without what differs from run to run of the same code."""
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
