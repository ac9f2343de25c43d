"""A cache folder with JSON documents that a build saves for the next build.

A document that is missing, truncated, damaged or written by another version is ignored, and the next build takes longer. A stranger may have changed the
cache, for example through a CI service. So the documents are JSON: unlike a pickle, JSON can't run code when it is loaded.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import zlib
from typing import TYPE_CHECKING, Any

from llmnotes.system import compact_json, tree

if TYPE_CHECKING:
    from pathlib import Path

_KEPT = 16
"""The maximum number of cached documents. After each write, the oldest beyond this number are deleted. Each configuration of a reading list has a few."""

_WRITING = 600
"""An unfinished document of the cache is deleted if it is older than this number of seconds. Writing takes less time, so the process that wrote it was killed."""


class Cache:
    """A cache folder, which need not exist. A cache without a folder saves nothing."""

    def __init__(self, folder: Path | None) -> None:
        """Set the folder, without access to the disk; None for a cache that saves nothing."""
        self._folder = folder

    def path(self, name: str) -> Path | None:
        """Return the path of the document `name`; None for a cache without a folder."""
        return self._folder and self._folder / f"{name}.json"

    def read(self, name: str, key: str) -> Any:
        """Return the document that was saved with this name and key; None if there is no such document, or if it is damaged."""
        if self._folder is None:
            return None
        try:
            head, body = tree.read(f"{self._folder / name}.json").split(b"\n", 1)
            if head.decode() != _head(key, body):
                return None
            return compact_json.loads(body)
        except (OSError, ValueError, RecursionError):
            return None

    def write(self, name: str, key: str, value: Any) -> None:
        """Save `value` as the document `name` for the next build, which can read it with the same `key`. If the disk has an error, nothing is saved."""
        if self._folder is None:
            return
        body = compact_json.dumps(value)
        temporary = self._folder / f"{name}.{os.getpid()}.part"
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError), (self._folder / ".gitignore").open("x", encoding="utf-8") as ignore:
                ignore.write("*\n")
            temporary.unlink(missing_ok=True)
            try:
                with temporary.open("xb") as file:  # the mode "x" fails for a symbolic link, so a symbolic link can't redirect this write
                    file.write(_head(key, body).encode() + b"\n")
                    file.write(body)
                temporary.replace(self._folder / f"{name}.json")
            finally:
                temporary.unlink(missing_ok=True)
            self._prune()

    def _prune(self) -> None:
        assert self._folder is not None  # noqa: S101 - for the type checker; `write` calls this only with a folder
        documents = sorted(self._folder.glob("*.json"), key=lambda path: path.lstat().st_mtime_ns, reverse=True)
        # Keep new unfinished documents, because another process may be writing them.
        parts = [path for path in self._folder.glob("*.part") if time.time() - path.lstat().st_mtime > _WRITING]
        for path in [*documents[_KEPT:], *parts]:
            path.unlink(missing_ok=True)


def _head(key: str, body: bytes) -> str:
    """Return the first line of a cached document: its key, and a checksum of its body, by which `read` detects damage."""
    return json.dumps({"key": key, "crc32": zlib.crc32(body)})
