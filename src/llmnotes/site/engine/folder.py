"""The site's folder: writes what changed since the last build, keeps what did not, removes what is no more.

MkDocs empties its site folder before each build, which takes longer than a build of what changed, as does writing everything again. So what
is ours is moved aside before and back behind. A file is kept if its fingerprint is the same, and if its size and time say that nobody touched
it since we wrote it; all else that is ours is written anew or removed. So the folder always ends up as a first build would make it, unless
somebody else writes over a file of ours during a build and doesn't tell MkDocs: that the next build key.

One process looks at what was moved aside, until it is moved back; one brings up to date what is begun early; `write` does the rest, takes
what the two found, and remembers it all.

Neither the folder nor the cache is trusted, since a stranger may have made them. A link that leads out of the folder stops a build before it
has changed anything, and so does a remembered path that is not below the folder. All files are removed by `tree.remove`, which checks again.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from llmnotes.errors import FolderError, LlmnotesError
from llmnotes.system import own_folder, processes, tree
from llmnotes.system.files import explained, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from llmnotes.site.engine.artifact import Asset, Batch, File
    from llmnotes.system.cache import Cache

_ASIDE = ".llmnotes"
"""Where our folders are while MkDocs empties the site's: it leaves hidden files alone."""
_NOT_OURS = "assets"
"""The folder that we share with the theme, whose files MkDocs writes at each build."""
_GIT = ".git"
"""Not looked into: a work tree of git may be there, whose files no build writes."""
_CHUNK = 25
"""Batches that a process takes at a time."""
_FEW = 50
"""Batches that aren't worth a second process."""

Made = tuple[str, "list[File]"]
"""A batch's key, and its files."""


class _Seen(NamedTuple):
    """What stands in the folder before a build."""

    touched: set[str]
    """The known batches of which somebody touched a file."""
    strays: set[str]
    """The files in our folders that are in no known batch."""
    odd: list[str]
    """All that is neither a regular file nor a folder."""


class Output:
    """The folder of one site, from one build to the next."""

    def __init__(self, folder: Path, cache: Cache, name: str) -> None:
        """`cache` remembers, under `name`, what the last build wrote. Raises FolderError where it holds what no build writes. Its paths are checked before they are used, by `restore` or `write`."""
        self.folder = folder
        self._folder = os.fspath(folder)
        self._cache = cache
        self._name = name
        self._key, self._known = _sound(cache.read(name, ""), cache.path(name))
        self._rescued: list[str] = []
        self._began = 0
        self._look: Callable[[], _Seen | None] = _nothing
        self._seen: _Seen | None = None
        self._cleared: list[str] = []
        self._begun: tuple[Callable[[], Iterable[Batch]], Mapping[str, Made]] = tuple, {}
        self._beside: Callable[[], dict[str, Made] | None] = _nothing
        self._foreseen: AbstractSet[str] = frozenset()
        self._also: Callable[[], None] = _nothing

    def rescue(self, *, preview: bool = False) -> None:
        """Move what stands in the folder aside, before MkDocs empties it, and begin to look at it.

        A preview's folder is MkDocs's own: it is put back whole, and looked at late. Raises FolderError where a link leads out of the folder.
        """
        aside = self.folder / _ASIDE
        self._rescued, self._seen, self._look, self._cleared = [], None, _nothing, []
        names = self._names()
        if not preview:
            # What stays in place is looked at here. Where nothing is known, MkDocs empties the folder, which takes longer.
            stay = [name for name in names if name != _GIT and (name.startswith(".") or not self._known)]
            found = [path for path, entry in tree.entries(self._folder, stay) if not tree.is_regular(entry)]
            links = [name for name in names if (self.folder / name).is_symlink()]
            own_folder.check_links(self.folder, {*found, *links})
            for name in links:  # MkDocs leaves links to folders alone, and would write where they lead
                if not name.startswith("."):
                    (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
        if not self._known and not preview:
            return
        with contextlib.suppress(OSError):  # what can't be moved is emptied and made again
            aside.mkdir()
            self._began = aside.stat().st_mtime_ns  # by the file system's own clock
            for name in names:
                if not name.startswith("."):
                    (self.folder / name).rename(aside / name)
                    self._rescued.append(name)
        if not preview:
            look = functools.partial(self._looked, os.fspath(aside))
            self._look = look
            if self._rescued and len(self._known) > _FEW and processes.cores() > 1 and processes.can_fork():
                beside = processes.Aside(look)
                self._look = lambda: beside.result() or look()

    def restore(self) -> None:
        """Put back what is ours, now that MkDocs has emptied the folder; in a preview, all of it.

        Raises FolderError where a link leads out of the folder: then all is put back, and the folder is as it was.
        """
        try:
            seen = self._look()
        finally:
            back = self._put_back()
        if seen:
            own_folder.check_links(self.folder, seen.odd)
            ours = self._ours()
            with explained(self.folder):
                for name in self._rescued:
                    if name not in ours:
                        self._clear(self.folder / name)
                for path in seen.odd:
                    tree.remove(self._folder, path)
            self._rescued = [name for name in self._rescued if name in ours]
        self._seen = seen if back else None

    def _put_back(self) -> bool:
        """Move all back that was moved aside; whether all could be."""
        back = True
        for name in self._rescued:
            try:
                (self.folder / _ASIDE / name).rename(self.folder / name)
            except OSError:  # another plugin has written there; what is lost is made again
                back = False
        shutil.rmtree(self.folder / _ASIDE, ignore_errors=True)
        return back

    def _names(self) -> list[str]:
        """What stands in the folder, but for what an earlier build left aside; a link there is named."""
        try:
            with os.scandir(self._folder) as found:
                return [entry.name for entry in found if entry.name != _ASIDE or entry.is_symlink()]
        except OSError:
            return []

    def _ours(self) -> set[str]:
        return {path.partition("/")[0] for _, files in self._known.values() for path, _, _ in files} - {_NOT_OURS}

    def make_way(self, paths: Iterable[str]) -> None:
        """Remove what MkDocs can't write over, or must not: folders, special files, and files with another name, at paths where it writes files.

        Raises StoreError.
        """
        kept = set(self._rescued)
        with explained(self.folder):
            for path in paths:
                if path.partition("/")[0] in kept and not self._is_free(path):
                    self._clear(self.folder / path)
                    self._cleared.append(path)

    def _is_free(self, path: str) -> bool:
        """Whether a file can be written at `path`: there is none, or one with no other name, and its folders are folders."""
        try:
            found = os.lstat(f"{self._folder}/{path}")
        except FileNotFoundError:
            return True
        except NotADirectoryError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_nlink == 1

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
        if processes.cores() > 1 and processes.can_fork():
            # In a build again it ends before all else does; in a first one it takes as long, and may not yield.
            again = bool(self._begun[1])
            self._beside = processes.Aside(functools.partial(self._brought_up, *self._begun, others), yields=again).result

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
            key = batch.key()
            before = known.get(batch.id)
            files = self._kept(batch, key, before, others)
            found[batch.id] = key, self._made(batch, others) if files is None else files
            if before and files is not before[1]:
                self._remove_old(before[1], {path for path, _, _ in found[batch.id][1]} | others)
        return found

    def _remove_old(self, files: Iterable[File], kept: AbstractSet[str]) -> None:
        self._remove(path for path, _, _ in files if path not in kept and self._is_old(path))

    def _kept(self, batch: Batch, key: str, known: Made | None, others: AbstractSet[str]) -> list[File] | None:
        """A batch's files, where they need not be made: they are as we left them, and its key is the same or it knows a shorter way."""
        if known is None or any(path in others for path, _, _ in known[1]) or not self._is_whole(known[1], self._folder):
            return None
        if key and key == known[0]:
            return known[1]
        return batch.revise(self.folder, known[1], self._put) if batch.revise else None

    def write(self, batches: Sequence[Batch], key: str, others: AbstractSet[str]) -> None:
        """Bring our files up to date. `key` says what all of them have in common, `others` are the files that aren't ours to write.

        Raises LlmnotesError.
        """
        last, same_key = self._known, key == self._key
        touched, strays, _ = self._seen or self._looked(self._folder)
        touched |= {id_ for id_, (_, files) in last.items() for path, _, _ in files if path in others or self._was_cleared(path)}
        known = {id_: one for id_, one in last.items() if id_ not in touched} if same_key else {}
        self._key, self._known = "", {}  # until all is written, nothing is known
        with explained(self.folder):
            # Not shared: a process that only looks takes longer to copy what it looks at.
            seen = {batch.id: batch.key() for batch in batches} if known else {}
            now = {id_: known[id_] for id_, key in seen.items() if key and id_ in known and known[id_][0] == key}
            made: dict[str, Made] = {}
            parts = _parts(batch for batch in batches if batch.id not in now)
            tasks = [functools.partial(self._made_all, part, others, seen) for part in parts]
            for found in processes.shared(tasks, processes.cores() if sum(map(len, parts)) > _FEW else 1):
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
            key = [seen[batch.id] if batch.id in seen else batch.key() for batch in batches]
            return {batch.id: (one, self._made(batch, others)) for batch, one in zip(batches, key, strict=True)}

    def _looked(self, folder: str) -> _Seen:
        """Look at what was moved aside, which stands in `folder`. Raises FolderError where the cache names a file that is not in it."""
        outside = tree.unsafe([path for _, files in self._known.values() for path, _, _ in files])
        if outside is not None:
            raise FolderError(
                f"{show(self._cache.path(self._name) or self.folder)}: it names {outside[:200]!r} as a file of the site, which is not a path "
                "below its folder; no build wrote this. Delete the file: the next build makes it again"
            )
        touched = {id_ for id_, (_, files) in self._known.items() if not self._is_whole(files, folder)}
        ours = {path for _, files in self._known.values() for path, _, _ in files}
        strays, odd = set(), []
        for path, entry in tree.entries(folder, self._rescued):
            if not tree.is_regular(entry):
                odd.append(path)
            if path not in ours:
                strays.add(path)
        return _Seen(touched, strays, odd)

    def _is_whole(self, files: list[File], folder: str) -> bool:
        """Whether nobody touched files since we wrote them."""
        try:
            for path, size, time in files:
                found = os.lstat(f"{folder}/{path}")  # pathlib takes as long as looking does
                if found.st_size != size or found.st_mtime_ns != time or not stat.S_ISREG(found.st_mode):
                    return False
        except OSError:
            return False
        return True

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
            tree.remove(self._folder, path)

    def _was_cleared(self, path: str) -> bool:
        return any(path == cleared or path.startswith(f"{cleared}/") for cleared in self._cleared)


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
        size = max(_CHUNK, len(single) // (3 * processes.cores()))
        parts.append(single[:size])
        single = single[size:]
    return parts


def _columns(key: str, known: Mapping[str, Made]) -> dict[str, Any]:
    """What a cache keeps: columns, as a row for each file takes three times as long to read."""
    files = [file for _, files in known.values() for file in files]
    paths, sizes, times = zip(*files, strict=True) if files else ((), (), ())
    if tree.unsafe(paths) is not None:  # a record's name may hold a backslash; such files are written at each build
        return _columns(key, {id_: one for id_, one in known.items() if tree.unsafe([path for path, _, _ in one[1]]) is None})
    seen = [(id_, key, len(files)) for id_, (key, files) in known.items()]
    return {"key": key, "batches": seen, "paths": paths, "sizes": sizes, "times": times}


def _sound(found: Any, file: Path | None) -> tuple[str, dict[str, Made]]:
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
        batches, paths, sizes, times = columns = [found[name] for name in ("batches", "paths", "sizes", "times")]
        counts = [count for _, _, count in batches]
        return (
            {*map(type, columns)} == {list}
            and {type(found["key"]), *map(type, paths), *(type(text) for id_, key, _ in batches for text in (id_, key))} == {str}
            and {*map(type, counts), *map(type, sizes), *map(type, times)} <= {int}
            and min(counts, default=0) >= 0
            and len(paths) == len(sizes) == len(times) == sum(counts)
        )
    return False
