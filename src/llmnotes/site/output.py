"""The site's folder: writes what changed since the last build, keeps what did not, removes what is no more.

MkDocs empties its site folder before each build, which takes longer than a build of what changed, as does writing everything again. So what
is ours is moved aside before and back behind. A file is kept if its fingerprint is the same, and if its size and time say that nobody touched
it since we wrote it; all else that is ours is written anew or removed. So the folder always ends up as a first build would make it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmnotes import parallel
from llmnotes.files import explained

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.cache import Cache
    from llmnotes.site.page import Asset, Batch

_ASIDE = ".llmnotes"
"""Where our folders are while MkDocs empties the site's: it leaves hidden files alone."""
_NOT_OURS = "assets"
"""The folder that we share with the theme, whose files MkDocs writes at each build."""
_CHUNK = 100
"""Batches that a process takes at a time."""
_FEW = 200
"""Batches that aren't worth a second process."""

File = tuple[str, int, int]
"""A file that we wrote: path, size in bytes, time in nanoseconds."""
Written = list[File]
"""The files of a batch."""
Revise = Callable[[Path, Written, Callable[["Asset"], File]], "Written | None"]
"""Brings a batch's files below a folder up to date, given that they are as the last build left them, and what writes one; None where it can't."""


class Output:
    """The folder of one site, from one build to the next."""

    def __init__(self, folder: Path, cache: Cache, name: str) -> None:
        """`cache` remembers, under `name`, what the last build wrote."""
        self.folder = folder
        self._folder = os.fspath(folder)
        self._cache = cache
        self._name = name
        self._key, self._known = _sound(cache.read(name, ""))
        self._rescued: list[str] = []
        self._began = 0
        self._aside: tuple[Batch, Callable[[], Written | None]] | None = None

    def rescue(self, *, whole: bool = False) -> None:
        """Put aside what is ours, before MkDocs empties the site's folder; or the `whole` site, which a preview shows while MkDocs writes it anew."""
        aside = self.folder / _ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        self._rescued = []
        ours = {path.partition("/")[0] for _, files in self._known.values() for path, _, _ in files} - {_NOT_OURS}
        with contextlib.suppress(OSError):  # what can't be moved is emptied and made again
            found = [entry.name for entry in os.scandir(self.folder) if (whole or entry.name in ours) and not entry.is_symlink()]
            aside.mkdir()
            self._began = aside.stat().st_mtime_ns  # by the file system's own clock
            for name in found:
                (self.folder / name).rename(aside / name)
                self._rescued.append(name)

    def restore(self) -> None:
        """Put them back, now that it is empty."""
        aside = self.folder / _ASIDE
        for name in self._rescued:
            with contextlib.suppress(OSError):
                (aside / name).rename(self.folder / name)
        shutil.rmtree(aside, ignore_errors=True)

    def put(self, assets: Iterable[Asset]) -> int:
        """Write files ahead of a build, which writes them again; how many there were. Raises StoreError."""
        with explained(self.folder):
            return len([self._put(asset) for asset in assets])

    def begin(self, batch: Batch, revise: Revise, key: str) -> None:
        """Make a batch that takes long, all the files in the folder of its name, in a process of its own beside all that comes until `write`."""
        known = self._known.get(batch.id) if key == self._key else None
        task = functools.partial(self._revised, batch, revise, known)  # its faults are told by `write`, which does it again
        self._aside = batch, parallel.Aside(task).result if parallel.cores() > 1 and parallel.can_fork() else task

    def _revised(self, batch: Batch, revise: Revise, known: tuple[str, Written] | None) -> Written:
        files: Written | None = None
        if known and self._is_whole(known[1]):
            sees, written = known
            files = written if sees == batch.sees() else revise(self.folder, written, self._put)
        return self._made(batch, set()) if files is None else files

    def write(self, batches: Iterable[Batch], key: str, others: set[str]) -> None:
        """Bring our files up to date. `key` says what all of them have in common, `others` are the files that aren't ours to write.

        Raises LlmnotesError.
        """
        known = self._known if key == self._key else {}
        self._key, self._known = "", {}  # until all is written, nothing is known
        ours = {path for _, files in known.values() for path, _, _ in files}
        parts = _parts(batches)
        tasks: list[Callable[[], Any]] = [functools.partial(self._strays, ours)]
        tasks += [functools.partial(self._brought_up, part, known, others) for part in parts]
        found: list[list[tuple[str, Written] | None]]
        strays: set[str]
        strays, *found = parallel.shared(tasks, parallel.cores() if sum(map(len, parts)) > _FEW else 1)
        now: dict[str, tuple[str, Written]] = {}
        for part, brought in zip(parts, found, strict=True):
            now.update((batch.id, one or known[batch.id]) for batch, one in zip(part, brought, strict=True))
        with explained(self.folder):
            if self._aside:
                batch, aside = self._aside
                self._aside = None
                revised = aside()
                now[batch.id] = batch.sees(), self._made(batch, others) if revised is None else revised
            left = {*ours, *strays}.difference(others, (path for _, files in now.values() for path, _, _ in files))
            self._remove(filter(self._is_old, left))
        self._key, self._known = key, now
        self._cache.write(self._name, "", [key, now])

    def _brought_up(
        self, batches: Sequence[Batch], known: Mapping[str, tuple[str, Written]], others: set[str]
    ) -> list[tuple[str, Written] | None]:
        """Make batches, but for those that are known and still as they should be: these are None."""
        with explained(self.folder):
            seen = [batch.sees() for batch in batches]  # one kind of work after the other, which processors are quicker at
            return [
                None if self._is_still(known.get(batch.id), sees) else (sees, self._made(batch, others))
                for batch, sees in zip(batches, seen, strict=True)
            ]

    def _is_still(self, known: tuple[str, Written] | None, sees: str) -> bool:
        """Whether a batch that sees this is there already."""
        return known is not None and bool(sees) and known[0] == sees and self._is_whole(known[1])

    def _is_whole(self, files: Written) -> bool:
        """Whether nobody touched files since we wrote them."""
        try:
            for path, size, time in files:
                found = os.lstat(f"{self._folder}/{path}")  # pathlib takes as long as looking does
                if found.st_size != size or found.st_mtime_ns != time:
                    return False
        except OSError:
            return False
        return True

    def _strays(self, ours: set[str]) -> set[str]:
        """Files that stand in our folders and aren't `ours`."""
        found = {name for name in self._rescued if name not in ours}
        left = [f"{name}/" for name in self._rescued]
        while left:
            folder = left.pop()
            # What is no folder, or what a process aside renames meanwhile, is known by its name.
            with contextlib.suppress(OSError), os.scandir(f"{self._folder}/{folder}") as entries:
                for entry in entries:
                    path = folder + entry.name
                    if entry.is_dir(follow_symlinks=False):
                        left.append(f"{path}/")
                    elif path not in ours:
                        found.add(path)
        return found

    def _is_old(self, path: str) -> bool:
        """Whether it is a file that nobody wrote since this build began, as others may.

        A file's last change tells, but not of those at the root: to be put aside was theirs. A folder's files don't change with it.
        """
        with contextlib.suppress(OSError):
            found = os.lstat(f"{self._folder}/{path}")
            return not stat.S_ISDIR(found.st_mode) and (found.st_ctime_ns if "/" in path else found.st_mtime_ns) < self._began
        return False

    def _made(self, batch: Batch, others: set[str]) -> Written:
        # What somebody else wrote is kept in mind by a size that no file has, so that ours comes back when theirs is gone.
        return [(asset.path, -1, 0) if asset.path in others else self._put(asset) for asset in batch.make()]

    def _put(self, asset: Asset) -> tuple[str, int, int]:
        path = f"{self._folder}/{asset.path}"  # pathlib takes as long as writing does
        try:
            file = os.open(path, _WRITE, 0o666)
        except FileNotFoundError:
            _make_folder(path.rpartition("/")[0])
            file = os.open(path, _WRITE, 0o666)
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
            (self.folder / path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                os.removedirs((self.folder / path).parent)


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)  # noqa: PTH102 - nearly always all that there is to do
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103 - the same
    except FileExistsError:  # another process was quicker
        pass


_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def _parts(batches: Iterable[Batch]) -> list[Sequence[Batch]]:
    """Batches as they are made together: a group, or a handful of those that have none. Long ones come first."""
    groups: dict[str, list[Batch]] = {}
    for batch in batches:
        groups.setdefault(batch.group, []).append(batch)
    single = groups.pop("", [])
    parts: list[Sequence[Batch]] = list(groups.values())
    while single:
        size = max(_CHUNK, len(single) // (3 * parallel.cores()))
        parts.append(single[:size])
        single = single[size:]
    return parts


def _sound(found: Any) -> tuple[str, dict[str, tuple[str, Written]]]:
    """What a cache holds, in the shape that it was written in; nothing where it has another."""
    with contextlib.suppress(TypeError, ValueError, AttributeError):
        key, known = found
        return str(key), {id_: (sees, [(path, size, time) for path, size, time in files]) for id_, (sees, files) in known.items()}
    return "", {}
