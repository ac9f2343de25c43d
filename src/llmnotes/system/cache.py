"""A folder of what can be made again: JSON documents that a build leaves for the next.

Whatever is wrong with a document, it counts as none: it may be deleted, cut short, changed or written by another version, and the next
build takes longer, no more. JSON, because a cache may come from elsewhere (a CI service keeps it), and reading it must never run anything.
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
"""Documents that are kept, the newest: lists with several configurations have a few each."""

_WRITING = 600
"""Seconds that no document takes to write."""


class Cache:
    """The folder; it need not exist, and without one nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        """Nothing is read or written yet."""
        self._folder = folder

    def path(self, name: str) -> Path | None:
        """Where a document is kept; None where nothing is."""
        return self._folder and self._folder / f"{name}.json"

    def read(self, name: str, key: str) -> Any:
        """A document that was written by that name and key; None if there is none, or it is not whole."""
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
        """Leave a document for the next build; a disk that takes none is no error."""
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
                with temporary.open("xb") as file:  # never what a link leads to
                    file.write(_head(key, body).encode() + b"\n")
                    file.write(body)
                temporary.replace(self._folder / f"{name}.json")
            finally:
                temporary.unlink(missing_ok=True)
            self._prune()

    def _prune(self) -> None:
        assert self._folder is not None  # noqa: S101 - for the type checker: only `write` calls
        documents = sorted(self._folder.glob("*.json"), key=lambda path: path.lstat().st_mtime_ns, reverse=True)
        # Another process may be writing a document of its own.
        parts = [path for path in self._folder.glob("*.part") if time.time() - path.lstat().st_mtime > _WRITING]
        for path in [*documents[_KEPT:], *parts]:
            path.unlink(missing_ok=True)


def _head(key: str, body: bytes) -> str:
    """The first line: what made the document, and a checksum by which a damaged one is known."""
    return json.dumps({"key": key, "crc32": zlib.crc32(body)})
