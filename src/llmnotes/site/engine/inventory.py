"""What the last build wrote, as a cache keeps it: each artifact's key, and its files with their sizes and times.

Neither the cache nor the folder is trusted, since a stranger may have made them: the shape of the document is checked when it is read, its paths before
they are used.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
from typing import TYPE_CHECKING, Any

from llmnotes.errors import FolderError
from llmnotes.system import tree
from llmnotes.system.files import show

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from llmnotes.site.engine.artifact import File
    from llmnotes.system.cache import Cache

Made = tuple[str, "list[File]"]
"""An artifact's key, and its files."""


class Inventory:
    """The artifacts of the last build."""

    def __init__(self, cache: Cache, name: str) -> None:
        """Read what `cache` keeps under `name`. Raises FolderError where that is in a shape that no build leaves."""
        self._cache, self._name = cache, name
        self.key, self.artifacts = _sound(cache.read(name, ""), cache.path(name))

    @property
    def paths(self) -> set[str]:
        """The files of all artifacts."""
        return {path for _, files in self.artifacts.values() for path, _, _ in files}

    def of(self, key: str) -> Mapping[str, Made]:
        """The artifacts, if what they all have in common has this key; else none."""
        return self.artifacts if key == self.key else {}

    def check_paths(self, folder: Path) -> None:
        """Raise FolderError where a file is not in the site's folder."""
        outside = tree.unsafe([path for _, files in self.artifacts.values() for path, _, _ in files])
        if outside is not None:
            raise FolderError(
                f"{show(self._cache.path(self._name) or folder)}: it names {outside[:200]!r} as a file of the site, which is not a path "
                "below its folder; no build wrote this. Delete the file: the next build makes it again"
            )

    def forget(self) -> None:
        """Know nothing, until all is written."""
        self.key, self.artifacts = "", {}

    def keep(self, key: str, artifacts: Mapping[str, Made]) -> None:
        """Leave this to the next build."""
        self.key, self.artifacts = key, artifacts
        self._cache.write(self._name, "", _columns(key, artifacts))


def is_whole(files: list[File], folder: str) -> bool:
    """Whether files are as we left them."""
    try:
        for path, size, time in files:
            found = os.lstat(f"{folder}/{path}")  # pathlib takes as long as looking does
            if found.st_size != size or found.st_mtime_ns != time or not stat.S_ISREG(found.st_mode):
                return False
    except OSError:
        return False
    return True


def _columns(key: str, artifacts: Mapping[str, Made]) -> dict[str, Any]:
    """What a cache keeps: columns, as a row for each file takes three times as long to read."""
    files = [file for _, files in artifacts.values() for file in files]
    paths, sizes, times = zip(*files, strict=True) if files else ((), (), ())
    if tree.unsafe(paths) is not None:  # a record's name may hold a backslash; such files are written at each build
        return _columns(key, {id_: one for id_, one in artifacts.items() if tree.unsafe([path for path, _, _ in one[1]]) is None})
    heads = [(id_, one, len(files)) for id_, (one, files) in artifacts.items()]
    return {"key": key, "batches": heads, "paths": paths, "sizes": sizes, "times": times}


def _sound(found: Any, file: Path | None) -> tuple[str, Mapping[str, Made]]:
    """What a cache holds, in the shape that `_columns` has; nothing where it holds nothing. Raises FolderError for any other shape."""
    if found is None or file is None:
        return "", {}
    if not _is_shaped(found):
        raise FolderError(f"{show(file)}: no build wrote this list of files. Delete the file: the next build makes it again")
    files = zip(found["paths"], found["sizes"], found["times"], strict=True)
    return found["key"], {id_: (key, list(itertools.islice(files, count))) for id_, key, count in found["batches"]}


def _is_shaped(found: Any) -> bool:
    """Whether a value has the shape that `_columns` has."""
    with contextlib.suppress(TypeError, ValueError, KeyError):
        heads, paths, sizes, times = columns = [found[name] for name in ("batches", "paths", "sizes", "times")]
        counts = [count for _, _, count in heads]
        return (
            {*map(type, columns)} == {list}
            and {type(found["key"]), *map(type, paths), *(type(text) for id_, key, _ in heads for text in (id_, key))} == {str}
            and {*map(type, counts), *map(type, sizes), *map(type, times)} <= {int}
            and min(counts, default=0) >= 0
            and len(paths) == len(sizes) == len(times) == sum(counts)
        )
    return False
