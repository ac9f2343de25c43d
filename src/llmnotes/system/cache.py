"""A cache folder with JSON documents that a build saves for the next one.

A document that is missing, truncated, changed or written by another version is ignored; the next build then only takes longer. The documents are
JSON, because a cache may come from elsewhere (for example from a CI service), and reading it must not run code.
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
"""Number of documents that are kept, the newest first. Each configuration of a list has a few documents."""

_WRITING = 600
"""Age in seconds from which an unfinished document is deleted. No document takes so long to write."""


class Cache:
    """A cache folder. It need not exist. A cache without a folder keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        """Set the folder, without access to the disk; None for a cache that keeps nothing."""
        self._folder = folder

    def path(self, name: str) -> Path | None:
        """Return the path of a document; None for a cache without a folder."""
        return self._folder and self._folder / f"{name}.json"

    def read(self, name: str, key: str) -> Any:
        """Return the document that was written with this name and key; None if it doesn't exist or is damaged."""
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
        """Save a document for the next build. Errors of the disk are ignored."""
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
                with temporary.open("xb") as file:  # "x" never writes through a link
                    file.write(_head(key, body).encode() + b"\n")
                    file.write(body)
                temporary.replace(self._folder / f"{name}.json")
            finally:
                temporary.unlink(missing_ok=True)
            self._prune()

    def _prune(self) -> None:
        assert self._folder is not None  # noqa: S101 - for the type checker; `write` calls this only with a folder
        documents = sorted(self._folder.glob("*.json"), key=lambda path: path.lstat().st_mtime_ns, reverse=True)
        # Another process may be writing one of these documents.
        parts = [path for path in self._folder.glob("*.part") if time.time() - path.lstat().st_mtime > _WRITING]
        for path in [*documents[_KEPT:], *parts]:
            path.unlink(missing_ok=True)


def _head(key: str, body: bytes) -> str:
    """Return the first line of a document: its key, and a checksum that reveals damage."""
    return json.dumps({"key": key, "crc32": zlib.crc32(body)})
