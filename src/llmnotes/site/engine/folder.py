"""The site's folder: writes what changed since the last build, keeps what did not, removes what is no more.

A file is kept if its artifact's key is the same, and if its size and time say that it is as we left it; all else that is ours is written anew or removed.
So the folder always ends up as a first build would make it, unless another plugin writes over a file of ours during a build and doesn't tell MkDocs:
that the next build sees.

`begin` brings some artifacts up to date in a process of their own, while MkDocs renders pages; `write` does the rest, takes what was begun, and remembers
all. All files are removed by `tree.remove`, which checks their paths again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
from typing import TYPE_CHECKING

from llmnotes.errors import LlmnotesError
from llmnotes.site.engine.inventory import Inventory, is_whole
from llmnotes.site.engine.rescue import Rescue, clear
from llmnotes.system import processes, tree
from llmnotes.system.files import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from llmnotes.site.engine.artifact import Asset, Batch, File
    from llmnotes.site.engine.inventory import Made
    from llmnotes.system.cache import Cache

_CHUNK = 25
"""Batches that a process takes at a time."""
_FEW = 50
"""Batches that aren't worth a second process."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Begun:
    """What was begun early."""

    batches: Callable[[], Iterable[Batch]]
    foreseen: AbstractSet[str]
    """The files that MkDocs was known to write."""
    task: processes.Task[dict[str, Made]]


class Output:
    """The folder of one site, from one build to the next."""

    def __init__(self, folder: Path, cache: Cache, name: str) -> None:
        """`cache` remembers, under `name`, what the last build wrote. Raises FolderError where it holds what no build writes."""
        self.folder = folder
        self._folder = os.fspath(folder)
        self._inventory = Inventory(cache, name)
        self._rescue: Rescue | None = None
        self._begun: _Begun | None = None

    def rescue(self, *, preview: bool = False) -> None:
        """Move what the last build wrote aside, before MkDocs empties the folder. Raises FolderError."""
        self._rescue = Rescue(self.folder, self._inventory, preview=preview)
        self._begun = None

    def restore(self) -> None:
        """Put it back, now that MkDocs has emptied the folder. Raises FolderError."""
        self._saved.restore()

    def put(self, assets: Iterable[Asset]) -> int:
        """Write files ahead of a build, which writes them again; how many there were. Raises StoreError."""
        with explained(self.folder):
            return len([self._put(asset) for asset in assets])

    def begin(self, batches: Callable[[], Iterable[Batch]], key: str, foreseen: AbstractSet[str], also: Callable[[], None]) -> None:
        """Bring batches up to date in a process of its own, beside all that comes until `write`, which counts them among its own.

        `key` is as there, `foreseen` are `others` as far as they are known; `also` is something else whose result nothing waits for.
        """
        known = self._inventory.of(key)

        def work() -> dict[str, Made]:
            also()
            return self._brought_up(batches(), known, foreseen)

        self._begun = _Begun(batches=batches, foreseen=foreseen, task=processes.Task(work))

    def make_way(self, paths: AbstractSet[str]) -> None:
        """Prepare for the files that MkDocs writes from now on. Raises StoreError."""
        if self._begun and not paths <= self._begun.foreseen:  # another plugin's, perhaps over ours: it shall be over them
            with contextlib.suppress(LlmnotesError):  # `write` meets the same
                self._begun.task.result()
        self._saved.make_way(paths)

    def write(self, batches: Sequence[Batch], key: str, others: AbstractSet[str]) -> None:
        """Bring our files up to date. `key` is of what all have in common, `others` are the files that aren't ours to write.

        Raises LlmnotesError.
        """
        last, same_key = self._inventory.artifacts, key == self._inventory.key
        touched, strays, _ = self._saved.seen()
        touched |= {id_ for id_, (_, files) in last.items() for path, _, _ in files if path in others}
        known = {id_: one for id_, one in last.items() if id_ not in touched} if same_key else {}
        self._inventory.forget()
        with explained(self.folder):
            # Not shared: a process that only looks takes longer to copy what it looks at.
            keys = {batch.id: batch.key() for batch in batches} if known else {}
            now = {id_: known[id_] for id_, one in keys.items() if one and id_ in known and known[id_][0] == one}
            made: dict[str, Made] = {}
            parts = _parts(batch for batch in batches if batch.id not in now)
            tasks = [functools.partial(self._made_all, part, others, keys) for part in parts]
            for found in processes.shared(tasks, processes.cores() if sum(map(len, parts)) > _FEW else 1):
                made |= found
            begun = self._finished(others)
            made |= begun
            # What was begun has removed its own, if it knew of it, but for what others were to write.
            done = {*now, *begun} if same_key else now.keys()
            spared = self._begun.foreseen - others if self._begun else frozenset()
            left = strays.union(path for id_, (_, files) in last.items() for path, _, _ in files if id_ not in done or path in spared)
            left.difference_update(others, (path for _, files in made.values() for path, _, _ in files))
            self._remove(filter(self._saved.is_old, left))
        self._begun = None
        self._inventory.keep(key, now | made)

    @property
    def _saved(self) -> Rescue:
        if self._rescue is None:
            self.rescue()
        assert self._rescue is not None  # noqa: S101 - for the type checker
        return self._rescue

    def _finished(self, others: AbstractSet[str]) -> dict[str, Made]:
        """What was begun, with what was left to others who don't write it after all."""
        if self._begun is None:
            return {}
        found = self._begun.task.result()
        left = {id_ for id_, (_, files) in found.items() if any(size < 0 and path not in others for path, size, _ in files)}
        return found | self._made_all([batch for batch in self._begun.batches() if batch.id in left], others, {}) if left else found

    def _brought_up(self, batches: Iterable[Batch], known: Mapping[str, Made], others: AbstractSet[str]) -> dict[str, Made]:
        found: dict[str, Made] = {}
        for batch in batches:
            key, before = batch.key(), known.get(batch.id)
            files = self._kept(batch, key, before, others)
            found[batch.id] = key, self._made(batch, others) if files is None else files
            if before and files is not before[1]:
                kept = {path for path, _, _ in found[batch.id][1]} | others
                self._remove(path for path, _, _ in before[1] if path not in kept and self._saved.is_old(path))
        return found

    def _kept(self, batch: Batch, key: str, known: Made | None, others: AbstractSet[str]) -> list[File] | None:
        """A batch's files, where they need not be made: they are as we left them, and its key is the same or it knows a shorter way."""
        if known is None or any(path in others for path, _, _ in known[1]) or not is_whole(known[1], self._folder):
            return None
        if key and key == known[0]:
            return known[1]
        return batch.revise(self.folder, known[1], self._put)

    def _made_all(self, batches: Sequence[Batch], others: AbstractSet[str], known: Mapping[str, str]) -> dict[str, Made]:
        with explained(self.folder):  # a process sends no error of the system's
            # One kind of work after the other, which processors are quicker at.
            keys = [known[batch.id] if batch.id in known else batch.key() for batch in batches]
            return {batch.id: (one, self._made(batch, others)) for batch, one in zip(batches, keys, strict=True)}

    def _made(self, batch: Batch, others: AbstractSet[str]) -> list[File]:
        # Recorded with size -1, so the file is written again once the other plugin stops writing it.
        return [(asset.path, -1, 0) if asset.path in others else self._put(asset) for asset in batch.make()]

    def _put(self, asset: Asset) -> File:
        path = f"{self._folder}/{asset.path}"  # pathlib takes as long as writing does
        try:
            file = os.open(path, _NEW, 0o666)
        except FileNotFoundError:
            _make_folder(path.rpartition("/")[0])
            file = os.open(path, _NEW, 0o666)
        except OSError:  # there is something already, or where its folder belongs
            clear(self.folder, asset.path)
            file = os.open(path, _NEW, 0o666)
        try:
            content = memoryview(asset.content)
            while content:
                content = content[os.write(file, content) :]
            found = os.fstat(file)
        finally:
            os.close(file)
        return asset.path, found.st_size, found.st_mtime_ns

    def _remove(self, paths: Iterable[str]) -> None:
        """Remove what an earlier build left in our folders, and the folders that this leaves empty."""
        for path in paths:
            tree.remove(self._folder, path)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""A file is never written over: it may be a link, or have another name where somebody keeps the last build."""


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)  # noqa: PTH102 - nearly always all that there is to do
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103 - the same
    except FileExistsError:  # another process was quicker
        pass


def _parts(batches: Iterable[Batch]) -> list[Sequence[Batch]]:
    """Batches as they are made together: a group, or a handful of those that have none. Long ones come first."""
    groups: dict[str, list[Batch]] = {}
    for batch in batches:
        groups.setdefault(batch.group, []).append(batch)
    single = groups.pop("", [])
    parts: list[Sequence[Batch]] = list(groups.values())
    while single:
        size = max(_CHUNK, len(single) // (3 * processes.cores()))
        parts.append(single[:size])
        single = single[size:]
    return parts
