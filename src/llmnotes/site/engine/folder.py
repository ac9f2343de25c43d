"""Write changed files to the site's folder, keep unchanged files, and remove old files.

A file is kept if the key of its artifact is unchanged and the file has the recorded size and modification time. All other generated files are edited,
written again or removed. So after each build the folder has the same content as after a first build into an empty folder. There are two exceptions: with
`--dirty`, MkDocs keeps its own files of earlier builds; and another plugin may overwrite a generated file without passing the file to MkDocs, which only the
next build detects.

`Output.begin` updates some artifacts in another process while MkDocs renders pages. `Output.write` updates all other artifacts, collects the result of
`begin`, and saves the inventory. Old files are removed with `tree.remove`, which refuses paths that lead out of the folder.
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
"""Minimum number of batches (files with one cache key) in one task of a process. The last task, and the task of a group, may have fewer batches."""
_FEW = 50
"""Up to this number of batches (files with one cache key), this process writes them alone, because starting another process would take longer."""


_KEYS = 500
"""Number of batches whose keys a process computes before it writes their files."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Begun:
    """The batches (files with one cache key) that `Output.begin` updates in another process."""

    batches: Callable[[], Iterable[Batch]]
    foreseen: AbstractSet[str]
    """Paths of the files that MkDocs was expected to write when `Output.begin` was called."""
    task: processes.Task[dict[str, Made]]


class Output:
    """The folder of a site, in which builds write, keep and remove files. All builds of a preview use the same object."""

    def __init__(self, folder: Path, cache: Cache, name: str) -> None:
        """Read the inventory of the last build, which `cache` keeps under `name`."""
        self.folder = folder
        self._folder = os.fspath(folder)
        self._inventory = Inventory(cache, name)
        self._rescue: Rescue | None = None
        self._begun: _Begun | None = None

    def rescue(self, *, preview: bool = False, dirty: bool = False) -> None:
        """Move the files of the last build aside, before MkDocs empties the folder. Raises FolderError if a symbolic link leads out of the folder.

        `preview` says whether MkDocs already serves the site, and `dirty` whether MkDocs keeps its own files of the last build.
        """
        self._rescue = Rescue(self.folder, self._inventory, preview=preview, dirty=dirty)
        self._begun = None

    def restore(self) -> None:
        """Move the files of the last build back into the site's folder, after MkDocs has emptied this folder.

        Raises FolderError if a symbolic link or a path in the inventory leads out of the folder, and StoreError if a file can't be removed.
        """
        self._saved.restore()

    def put(self, assets: Iterable[Asset]) -> int:
        """Write files, without recording them in the inventory, and return their number. Raises StoreError if a file can't be written."""
        with explained(self.folder):
            return len([self._put(asset) for asset in assets])

    def begin(self, batches: Callable[[], Iterable[Batch]], key: str, foreseen: AbstractSet[str], also: Callable[[], None]) -> None:
        """Start to update batches (files with one cache key) in another process. Call `write` to collect the result.

        If this process can't fork, or may use only one core, `write` updates these batches, too.

        Args:
            batches: Function that returns the batches.
            key: Digest of the inputs that all batches share. If it differs from the last build's, all files are written again.
            foreseen: Paths of files that MkDocs is expected to write.
            also: A function to call before the batches are updated, in the process that updates them.

        """
        known = self._inventory.of(key)

        def work() -> dict[str, Made]:
            with explained(self.folder):
                also()
                return self._brought_up(batches(), known, foreseen)

        self._begun = _Begun(batches=batches, foreseen=foreseen, task=processes.Task(work))

    def make_way(self, paths: AbstractSet[str]) -> None:
        """Remove everything that prevents MkDocs from writing files at these paths, such as folders. Raises StoreError if something can't be removed."""
        # If MkDocs will write a file that was not expected, the other process may be writing a generated file at the same path. Wait until that process ends, so
        # that it doesn't overwrite MkDocs's file.
        if self._begun and not paths <= self._begun.foreseen:
            with contextlib.suppress(LlmnotesError):  # ignore the error here, because `write` raises it again
                self._begun.task.result()
        self._saved.make_way(paths)

    def written(self, pages: AbstractSet[str]) -> set[str]:
        """Return which of the HTML files at the paths `pages` MkDocs has written in this build, or has kept because of `--dirty`.

        MkDocs writes no file for a page that another plugin has emptied.
        """
        return {path for path in pages if self._saved.is_written(path)}

    def write(self, batches: Sequence[Batch], key: str, others: AbstractSet[str]) -> None:
        """Update the files of these batches, collect the result of `begin`, remove old files, and save the inventory.

        Args:
            batches: All batches except those that `begin` updates.
            key: Digest of the inputs that all batches share. If it differs from the last build's, all files are written again.
            others: Paths of files that MkDocs and other plugins write.

        Raises:
            LlmnotesError: A template can't make a file, or a file can't be written or removed.

        """
        last, same_key = self._inventory.artifacts, key == self._inventory.key
        touched, strays, _ = self._saved.seen()
        touched |= {id_ for id_, (_, files) in last.items() for path, _, _ in files if path in others}
        known = {id_: one for id_, one in last.items() if id_ not in touched} if same_key else {}
        self._inventory.forget()
        with explained(self.folder):
            # Computing a key makes the views of its batch. Both are made before the processes below are forked, so that these processes have them in memory.
            # Passing keys and views to the processes would take longer.
            keys = {batch.id: batch.key() for batch in batches} if known else {}
            now = {id_: known[id_] for id_, one in keys.items() if one and id_ in known and known[id_][0] == one}
            made: dict[str, Made] = {}
            parts = _parts(batch for batch in batches if batch.id not in now)
            tasks = [functools.partial(self._made_all, part, others, keys) for part in parts]
            for found in processes.shared(
                tasks, processes.cores() if sum(map(len, parts)) > _FEW else 1, self._begun.task if self._begun else None
            ):
                made |= found
            begun = self._finished(others)
            made |= begun
            # If the key that all batches share is unchanged, the process that `begin` started has already removed the old files of its batches.
            # But it left the files that MkDocs was expected to write. Remove those of them here that MkDocs didn't write.
            done = {*now, *begun} if same_key else now.keys()
            spared = self._begun.foreseen - others if self._begun else frozenset()
            left = strays.union(path for id_, (_, files) in last.items() for path, _, _ in files if id_ not in done or path in spared)
            left.difference_update(others, (path for _, files in made.values() for path, _, _ in files))
            self._remove(filter(self._saved.is_old, left))
        self._begun = None
        self._inventory.keep(key, now | made)

    def abandon(self) -> None:
        """End a build that failed: wait until no other process writes to the folder, and move back the files of the last build that are still aside."""
        if self._begun:
            with contextlib.suppress(LlmnotesError):  # ignore the error, because the build has already failed for another reason
                self._begun.task.result()
            self._begun = None
        if self._rescue:
            self._rescue.put_back()

    def size(self, others: Iterable[str]) -> int:
        """Return the size of all files of the site in bytes: the files that the last call of `write` wrote or kept, and the files at the paths `others`."""
        total = sum(max(size, 0) for _, files in self._inventory.artifacts.values() for _, size, _ in files)
        for path in others:
            with contextlib.suppress(OSError):
                total += os.stat(f"{self._folder}/{path}").st_size  # noqa: PTH116 - `Path.stat` takes twice as long
        return total

    @property
    def left_out(self) -> list[str]:
        """Return the paths of the generated files that the last call of `write` left out, because MkDocs or another plugin writes files at these paths."""
        return [path for _, files in self._inventory.artifacts.values() for path, size, _ in files if size < 0]

    @property
    def _saved(self) -> Rescue:
        if self._rescue is None:
            self.rescue()
        assert self._rescue is not None  # noqa: S101 - `rescue` has set it; only the type checker needs this line
        return self._rescue

    def _finished(self, others: AbstractSet[str]) -> dict[str, Made]:
        """Wait for the process that `begin` started. Return the cache key and the files of each batch that the process updated, by the id of the batch.

        That process does not write files that MkDocs was expected to write. If MkDocs has not written such a file, write the batch with this file now.
        `others` are the paths of the files that MkDocs and other plugins have written.
        """
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
        """Return the files of a batch if they can stay, or if the batch could edit them. Return None if all files of the batch must be written again."""
        if known is None or any(path in others for path, _, _ in known[1]) or not is_whole(known[1], self._folder):
            return None
        if key and key == known[0]:
            return known[1]
        return batch.revise(self.folder, known[1], self._put)

    def _made_all(self, batches: Sequence[Batch], others: AbstractSet[str], known: Mapping[str, str]) -> dict[str, Made]:
        # A forked process passes only LlmnotesError to its parent. After an OSError, the parent would repeat the task.
        with explained(self.folder):
            made: dict[str, Made] = {}
            for at in range(0, len(batches), _KEYS):
                # Compute many keys before writing the first file. This is faster, because the processor's cache then keeps the code that computes keys.
                # Don't compute the keys of all batches at once, because a batch keeps its views in memory after its key is computed.
                part = batches[at : at + _KEYS]
                keys = [known[batch.id] if batch.id in known else batch.key() for batch in part]
                made |= {batch.id: (one, self._made(batch, others)) for batch, one in zip(part, keys, strict=True)}
            return made

    def _made(self, batch: Batch, others: AbstractSet[str]) -> list[File]:
        # The inventory records size -1, which no file has, for a file that another plugin writes.
        # So the engine writes its own file again once the other plugin stops writing.
        return [(asset.path, -1, 0) if asset.path in others else self._put(asset) for asset in batch.make()]

    def _put(self, asset: Asset) -> File:
        path = f"{self._folder}/{asset.path}"  # not a Path, because making a Path takes as long as writing the file
        # Nearly every page has its own folder, so make it first: trying to open a file in a missing folder takes 5 µs of the 24 µs for the file.
        if path.endswith("/index.html"):
            _make_folder(path.rpartition("/")[0])
        try:
            file = os.open(path, _NEW, 0o666)
        except FileNotFoundError:
            _make_folder(path.rpartition("/")[0])
            file = os.open(path, _NEW, 0o666)
        except OSError:  # something is at this path, or a file is where a folder of the path should be: remove it, and try again
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
        """Remove files of an earlier build, and the folders that are empty afterwards."""
        for path in paths:
            tree.remove(self._folder, path)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""Flags that create a file, and fail if it exists. Overwriting a symbolic link or a hard link could change a file outside the site's folder."""


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)  # noqa: PTH102 - pathlib is slower, and the folder above nearly always exists
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103 - pathlib is slower
    except (FileExistsError, NotADirectoryError):
        # The folder exists, or a file is where a folder of the path should be. In that case, the caller can't open its new file, and removes the file in the way.
        pass


def _parts(batches: Iterable[Batch]) -> list[Sequence[Batch]]:
    """Split batches (files with one cache key) into parts. Each part is written by one process.

    The batches of a group form one part, because their pages share rendered HTML. Batches without a group form parts that become shorter, so that all
    processes finish at about the same time.
    """
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
