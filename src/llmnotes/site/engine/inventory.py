"""The inventory of the last build: the cache key of each artifact or run of pages, and its files with their sizes and times. It is a JSON file in the cache.

A contributor may have written the files in the cache and in the site's folder. So the format of the JSON is checked when it is read, and its paths are
checked before they are used.
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
"""The cache key of an artifact in the last build, and the files that the build wrote for it."""


class Inventory:
    """The artifacts of the last build by id, each with its key and its files."""

    def __init__(self, cache: Cache, name: str) -> None:
        """Read the inventory that `cache` keeps under `name`. It is empty if the cached document has another format, such as that of another version."""
        self._cache, self._name = cache, name
        self.key, self.artifacts = _sound(cache.read(name, ""))

    @property
    def paths(self) -> set[str]:
        """Return the paths of the files of all artifacts."""
        return {path for _, files in self.artifacts.values() for path, _, _ in files}

    def of(self, key: str) -> Mapping[str, Made]:
        """Return the artifacts of the last build if their common key was `key`; otherwise an empty mapping.

        The common key is a digest of the inputs that all artifacts share.
        """
        return self.artifacts if key == self.key else {}

    def check_paths(self, folder: Path) -> None:
        """Raise FolderError if the path of a file in the inventory leads out of the site's folder."""
        outside = tree.unsafe([path for _, files in self.artifacts.values() for path, _, _ in files])
        if outside is not None:
            raise FolderError(
                f"{show(self._cache.path(self._name) or folder)}: this file lists the files of the last build, but it names {outside[:200]!r}, which is "
                "not a path below the site's folder. Delete the file: the next build writes it again"
            )

    def forget(self) -> None:
        """Empty the inventory in memory. The cache keeps the old inventory until `keep` replaces it."""
        self.key, self.artifacts = "", {}

    def keep(self, key: str, artifacts: Mapping[str, Made]) -> None:
        """Save the inventory for the next build. Leave out artifacts with a path that `check_paths` refuses, so that each build writes them again."""
        # The file name of a record may contain a backslash, and `check_paths` refuses such a path.
        if tree.unsafe([path for _, files in artifacts.values() for path, _, _ in files]) is not None:
            artifacts = {id_: one for id_, one in artifacts.items() if tree.unsafe([path for path, _, _ in one[1]]) is None}
        self.key, self.artifacts = key, artifacts
        self._cache.write(self._name, "", _columns(key, artifacts))


def is_whole(files: list[File], folder: str) -> bool:
    """Return whether each of the recorded files is still in `folder`, as a regular file with the recorded size and time."""
    try:
        for path, size, time in files:
            found = os.lstat(f"{folder}/{path}")  # `Path.lstat` takes twice as long
            if found.st_size != size or found.st_mtime_ns != time or not stat.S_ISREG(found.st_mode):
                return False
    except OSError:
        return False
    return True


def _columns(key: str, artifacts: Mapping[str, Made]) -> dict[str, Any]:
    """Return the inventory as JSON data for the cache.

    It has one array of all paths, one of all sizes and one of all times. Reading an array for each file would take three times as long.
    """
    files = [file for _, files in artifacts.values() for file in files]
    paths, sizes, times = zip(*files, strict=True) if files else ((), (), ())
    heads = [(id_, one, len(files)) for id_, (one, files) in artifacts.items()]
    return {"key": key, "batches": heads, "paths": paths, "sizes": sizes, "times": times}


def _sound(found: Any) -> tuple[str, Mapping[str, Made]]:
    """Return the key and the artifacts from `found`, the content of an inventory's file.

    If `found` doesn't have the format of `_columns`, return an empty key and no artifacts.
    """
    if not _is_shaped(found):
        return "", {}
    files = zip(found["paths"], found["sizes"], found["times"], strict=True)
    return found["key"], {id_: (key, list(itertools.islice(files, count))) for id_, key, count in found["batches"]}


def _is_shaped(found: Any) -> bool:
    """Return whether a value has the format of the JSON data that `_columns` returns."""
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
