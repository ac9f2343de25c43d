"""The site's folder: writes what changed since the last build, keeps what did not, removes what is no more.

MkDocs empties its site folder before each build, which takes longer than a build of what changed, as does writing everything again. So what
is ours is moved aside before and back behind. A file is kept if its fingerprint is the same, and if its size and time say that nobody touched
it since we wrote it; all else that is ours is written anew or removed. So the folder always ends up as a first build would make it, unless
somebody else writes over a file of ours during a build and doesn't tell MkDocs: that the next build sees.

One process looks at what stands there from the moment it is back; one brings up to date what is begun early; `write` does the rest, takes
what the two found, and remembers it all.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmnotes import parallel
from llmnotes.errors import LlmnotesError
from llmnotes.files import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from llmnotes.cache import Cache
    from llmnotes.site.page import Asset, Batch, File

_ASIDE = ".llmnotes"
"""Where our folders are while MkDocs empties the site's: it leaves hidden files alone."""
_NOT_OURS = "assets"
"""The folder that we share with the theme, whose files MkDocs writes at each build."""
_CHUNK = 25
"""Batches that a process takes at a time."""
_FEW = 50
"""Batches that aren't worth a second process."""

Made = tuple[str, "list[File]"]
"""What a batch saw, and the files that came of it."""


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
        self._look: Callable[[], tuple[set[str], set[str]] | None] = self._looked
        self._begun: tuple[Callable[[], Iterable[Batch]], Mapping[str, Made]] = tuple, {}
        self._beside: Callable[[], dict[str, Made] | None] = _nothing
        self._foreseen: AbstractSet[str] = frozenset()
        self._also: Callable[[], None] = _nothing

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
        """Put them back, now that it is empty, and begin to look which of them are as we left them."""
        aside = self.folder / _ASIDE
        for name in self._rescued:
            with contextlib.suppress(OSError):
                (aside / name).rename(self.folder / name)
        shutil.rmtree(aside, ignore_errors=True)
        self._look = self._looked
        if self._rescued and len(self._known) > _FEW and parallel.cores() > 1 and parallel.can_fork():
            self._look = parallel.Aside(self._looked, yields=True).result

    def put(self, assets: Iterable[Asset]) -> int:
        """Write files ahead of a build, which writes them again; how many there were. Raises StoreError."""
        with explained(self.folder):
            return len([self._put(asset) for asset in assets])

    def begin(self, batches: Callable[[], Iterable[Batch]], key: str, others: AbstractSet[str], also: Callable[[], None]) -> None:
        """Bring batches up to date in a process of its own, beside all that comes until `write`, which counts them among its own.

        `key` and `others` are as there, but for what comes to light later; `also` is something else that nobody waits for.
        """
        self._begun, self._foreseen, self._also = (batches, self._known if key == self._key else {}), others, also
        self._beside = _nothing  # whatever goes wrong there, `write` does it again, and tells of it
        if parallel.cores() > 1 and parallel.can_fork():
            # In a build again it ends before all else does; in a first one it takes as long, and may not yield.
            again = bool(self._begun[1])
            self._beside = parallel.Aside(functools.partial(self._brought_up, *self._begun, others), yields=again).result

    def settle(self) -> None:
        """Wait for these batches: what others write from now on shall stand over them."""
        found = None
        with contextlib.suppress(LlmnotesError):  # `write` will meet the same
            found = self._beside()
        self._beside = lambda: found

    def _brought_up(self, batches: Callable[[], Iterable[Batch]], known: Mapping[str, Made], others: AbstractSet[str]) -> dict[str, Made]:
        self._also()
        found: dict[str, Made] = {}
        for batch in batches():
            sees = batch.sees()
            before = known.get(batch.id)
            files = self._kept(batch, sees, before, others)
            found[batch.id] = sees, self._made(batch, others) if files is None else files
            if before and files is not before[1]:
                self._remove_old(before[1], {path for path, _, _ in found[batch.id][1]} | others)
        return found

    def _remove_old(self, files: Iterable[File], kept: AbstractSet[str]) -> None:
        self._remove(path for path, _, _ in files if path not in kept and self._is_old(path))

    def _kept(self, batch: Batch, sees: str, known: Made | None, others: AbstractSet[str]) -> list[File] | None:
        """A batch's files, where they need not be made: they are as we left them, and it sees the same or knows a shorter way."""
        if known is None or any(path in others for path, _, _ in known[1]) or not self._is_whole(known[1]):
            return None
        if sees and sees == known[0]:
            return known[1]
        return batch.revise(self.folder, known[1], self._put) if batch.revise else None

    def write(self, batches: Sequence[Batch], key: str, others: AbstractSet[str]) -> None:
        """Bring our files up to date. `key` says what all of them have in common, `others` are the files that aren't ours to write.

        Raises LlmnotesError.
        """
        last, same_key = self._known, key == self._key
        look, self._look = self._look, self._looked
        touched, strays = look() or self._looked()
        touched |= {id_ for id_, (_, files) in last.items() for path, _, _ in files if path in others}
        known = {id_: one for id_, one in last.items() if id_ not in touched} if same_key else {}
        self._key, self._known = "", {}  # until all is written, nothing is known
        with explained(self.folder):
            # Not shared: a process that only looks takes longer to copy what it looks at.
            seen = {batch.id: batch.sees() for batch in batches} if known else {}
            now = {id_: known[id_] for id_, sees in seen.items() if sees and id_ in known and known[id_][0] == sees}
            made: dict[str, Made] = {}
            parts = _parts(batch for batch in batches if batch.id not in now)
            tasks = [functools.partial(self._made_all, part, others, seen) for part in parts]
            for found in parallel.shared(tasks, parallel.cores() if sum(map(len, parts)) > _FEW else 1):
                made |= found
            begun = self._finished(others)
            made |= begun
            # What was begun has removed its own, if it knew of it, but for what others were to write.
            done, spared = {*now, *begun} if same_key else now.keys(), self._foreseen - others
            left = strays.union(path for id_, (_, files) in last.items() for path, _, _ in files if id_ not in done or path in spared)
            left.difference_update(others, (path for _, files in made.values() for path, _, _ in files))
            self._remove(filter(self._is_old, left))
        self._key, self._known = key, now | made
        self._cache.write(self._name, "", _columns(self._key, self._known))

    def _finished(self, others: AbstractSet[str]) -> dict[str, Made]:
        """What was begun, and is brought up to date now where its process could not, or left a file to others who don't write it after all."""
        (batches, known), found = self._begun, self._beside()
        self._begun, self._beside = (tuple, {}), _nothing
        if found is None:
            return self._brought_up(batches, known, others)
        left = {id_ for id_, (_, files) in found.items() if any(size < 0 and path not in others for path, size, _ in files)}
        return found | self._made_all([batch for batch in batches() if batch.id in left], others, {}) if left else found

    def _made_all(self, batches: Sequence[Batch], others: AbstractSet[str], seen: Mapping[str, str]) -> dict[str, Made]:
        with explained(self.folder):  # a process sends no error of the system's
            # One kind of work after the other, which processors are quicker at.
            sees = [seen[batch.id] if batch.id in seen else batch.sees() for batch in batches]
            return {batch.id: (one, self._made(batch, others)) for batch, one in zip(batches, sees, strict=True)}

    def _looked(self) -> tuple[set[str], set[str]]:
        """The known batches of which somebody touched a file, and the files in our folders that are in none."""
        touched = {id_ for id_, (_, files) in self._known.items() if not self._is_whole(files)}
        return touched, self._strays({path for _, files in self._known.values() for path, _, _ in files})

    def _is_whole(self, files: list[File]) -> bool:
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

    def _made(self, batch: Batch, others: AbstractSet[str]) -> list[File]:
        # What somebody else wrote is kept in mind by a size that no file has, so that ours comes back when theirs is gone.
        return [(asset.path, -1, 0) if asset.path in others else self._put(asset) for asset in batch.make()]

    def _put(self, asset: Asset) -> File:
        path = f"{self._folder}/{asset.path}"  # pathlib takes as long as writing does
        try:
            file = os.open(path, _NEW, 0o666)
        except FileNotFoundError:
            _make_folder(path.rpartition("/")[0])
            file = os.open(path, _NEW, 0o666)
        except OSError:  # something stands there already, or where its folder belongs
            self._clear(Path(path))
            file = os.open(path, _NEW, 0o666)
        try:
            content = memoryview(asset.content)
            while content:
                content = content[os.write(file, content) :]
            found = os.fstat(file)
        finally:
            os.close(file)
        return asset.path, found.st_size, found.st_mtime_ns

    def _clear(self, path: Path) -> None:
        """Make way for a file: whatever stands in its place, or in its folders', goes. A link's target stays as it is."""
        for part in reversed([path, *itertools.takewhile(lambda parent: parent != self.folder, path.parents)]):
            if part.is_dir() and not part.is_symlink():
                if part == path:
                    shutil.rmtree(part)
            else:
                part.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)

    def _remove(self, paths: Iterable[str]) -> None:
        """Remove what an earlier build left in our folders, and the folders that this leaves empty."""
        for path in paths:
            (self.folder / path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                os.removedirs((self.folder / path).parent)


def _nothing() -> None:
    """What comes of no process."""


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)  # noqa: PTH102 - nearly always all that there is to do
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103 - the same
    except FileExistsError:  # another process was quicker
        pass


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""A file is never written over: it may be a link, or have another name where somebody keeps the last build."""


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


def _columns(key: str, known: Mapping[str, Made]) -> dict[str, Any]:
    """What a cache keeps: columns, as a row for each file takes three times as long to read."""
    files = [file for _, files in known.values() for file in files]
    paths, sizes, times = zip(*files, strict=True) if files else ((), (), ())
    seen = [(id_, sees, len(files)) for id_, (sees, files) in known.items()]
    return {"key": key, "batches": seen, "paths": paths, "sizes": sizes, "times": times}


def _sound(found: Any) -> tuple[str, dict[str, Made]]:
    """What a cache holds, in the shape that it was written in; nothing where it has another."""
    with contextlib.suppress(TypeError, ValueError, KeyError):
        files = list(zip(found["paths"], found["sizes"], found["times"], strict=True))
        known = {}
        at = 0
        for id_, sees, count in found["batches"]:
            known[id_] = sees, files[at : at + count]
            at += count
        return str(found["key"]), known
    return "", {}
