"""The sidecars of a folder of records: `<folder>/.logs/<log>.yml`."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from llmnotes.errors import StoreError
from llmnotes.logs import sidecar
from llmnotes.records.folder import LOGS, MAX_SIDECAR
from llmnotes.system.files import decoded, explained, show
from llmnotes.system.rewrite import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from llmnotes.logs.sidecar import Sidecar
    from llmnotes.records.folder import Store
    from llmnotes.system.rewrite import Rewrite


class Sidecars:
    """What is remembered of the logs that were imported into a folder of records."""

    def __init__(self, store: Store) -> None:
        """Nothing is read yet."""
        self._store = store

    def names(self) -> list[str]:
        """Names of the logs that were imported. Raises StoreError where a sidecar can't be read."""
        paths, unfit = self._store.hidden(LOGS, MAX_SIDECAR)
        if unfit:
            raise StoreError("\n".join(f"{problem.place}: {problem.message}. To mend it, {problem.remedy}" for problem in unfit))
        return [path.stem for path in paths]

    def load(self, name: str) -> Sidecar | None:
        """What is remembered of a log. Raises LogError where it is damaged, StoreError where it can't be read."""
        path = self._path(name)
        with explained(path), contextlib.suppress(FileNotFoundError):
            return sidecar.read(decoded(self._store.bounds.read(path, limit=MAX_SIDECAR)), show(path))
        return None

    def rewrites(self, name: str, value: Sidecar) -> list[Rewrite]:
        """What writes a sidecar; nothing where that text is there already."""
        made = replacing(self._path(name), sidecar.write(value))
        return [made] if made.before != made.after else []

    def _path(self, name: str) -> Path:
        return self._store.folder / LOGS / f"{name}.yml"
