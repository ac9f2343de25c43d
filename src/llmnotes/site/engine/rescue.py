"""What the last build wrote, saved from MkDocs, which empties its site folder before each build: moved aside before that, and put back behind.

To write all again takes longer than a build of what changed. A link that leads out of the folder stops a build before it has changed anything.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from typing import TYPE_CHECKING, NamedTuple

from llmnotes.site.engine.inventory import is_whole
from llmnotes.system import own_folder, tree
from llmnotes.system.files import explained
from llmnotes.system.processes import Task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from llmnotes.site.engine.inventory import Inventory

_ASIDE = ".llmnotes"
"""Where our folders are while MkDocs empties the site's: it leaves hidden files alone."""
_NOT_OURS = "assets"
"""The folder that we share with the theme, whose files MkDocs writes at each build."""
_GIT = ".git"
"""Not looked into: a work tree of git may be there, whose files no build writes."""
_FEW = 50
"""Artifacts that aren't worth a second process to look at."""


class Seen(NamedTuple):
    """What is in the folder before a build."""

    touched: set[str]
    """The known artifacts of which a file was changed."""
    strays: set[str]
    """The files in our folders that are of no known artifact."""
    odd: list[str]
    """All that is neither a regular file nor a folder."""


class Rescue:
    """The last build's files during one build.

    Invariants: what was moved aside is put back, whatever fails; nothing outside of the folder is changed.
    """

    def __init__(self, folder: Path, inventory: Inventory, *, preview: bool) -> None:
        """Move what is in the folder aside, before MkDocs empties it, and begin to look at it.

        A preview's folder is MkDocs's own: it is put back whole, and looked at late. Raises FolderError where a link leads out of the folder.
        """
        self._folder, self._inventory = folder, inventory
        self._moved: list[str] = []
        self._cleared: list[str] = []
        self._began = 0
        self._look: Task[Seen] | None = None
        self._seen: Seen | None = None
        names = self._names()
        if not preview:
            self._check(names)
        aside = folder / _ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        if not inventory.artifacts and not preview:
            return
        with contextlib.suppress(OSError):  # what can't be moved is emptied and made again
            aside.mkdir()
            self._began = aside.stat().st_mtime_ns  # by the file system's own clock
            for name in names:
                if not name.startswith("."):
                    (folder / name).rename(aside / name)
                    self._moved.append(name)
        if not preview:
            worth = bool(self._moved) and len(inventory.artifacts) > _FEW
            self._look = Task(lambda: self._looked(os.fspath(aside)), worth=worth)

    def restore(self) -> None:
        """Put back what is ours, now that MkDocs has emptied the folder; in a preview, all of it.

        Raises FolderError where a link leads out of the folder: then all is put back, and the folder is as it was.
        """
        try:
            seen = self._look.result() if self._look else None
        finally:
            back = self._put_back()
        if seen:
            own_folder.check_links(self._folder, seen.odd)
            ours = {path.partition("/")[0] for path in self._inventory.paths} - {_NOT_OURS}
            with explained(self._folder):
                for name in self._moved:
                    if name not in ours:
                        clear(self._folder, name)
                for path in seen.odd:
                    tree.remove(os.fspath(self._folder), path)
            self._moved = [name for name in self._moved if name in ours]
        self._seen = seen if back else None

    def make_way(self, paths: Iterable[str]) -> None:
        """Remove what MkDocs can't write over, or must not: folders, special files, and files with another name, at paths where it writes files.

        Raises StoreError.
        """
        kept = set(self._moved)
        with explained(self._folder):
            for path in paths:
                if path.partition("/")[0] in kept and not self._is_free(path):
                    clear(self._folder, path)
                    self._cleared.append(path)

    def seen(self) -> Seen:
        """What was in the folder before this build, but for what `make_way` removed."""
        touched, strays, odd = self._seen or self._looked(os.fspath(self._folder))
        cleared = {id_ for id_, (_, files) in self._inventory.artifacts.items() for path, _, _ in files if self._was_cleared(path)}
        return Seen(touched | cleared, strays, odd)

    def is_old(self, path: str) -> bool:
        """Whether it is a file that was not written since this build began, as other plugins may.

        A file's last change tells, but not of those at the root: to be put aside was theirs. A folder's files don't change with it.
        A change at the very tick of the clock at which the build began came before it: no file can be written in place of one that is aside.
        """
        with contextlib.suppress(OSError):
            found = os.lstat(self._folder / path)
            return not stat.S_ISDIR(found.st_mode) and (found.st_ctime_ns if "/" in path else found.st_mtime_ns) <= self._began
        return False

    def _check(self, names: list[str]) -> None:
        """Raise FolderError where a link leads out of what stays in place: where nothing is known, MkDocs empties the folder."""
        stay = [name for name in names if name != _GIT and (name.startswith(".") or not self._inventory.artifacts)]
        found = [path for path, entry in tree.entries(os.fspath(self._folder), stay) if not tree.is_regular(entry)]
        links = [name for name in names if (self._folder / name).is_symlink()]
        own_folder.check_links(self._folder, {*found, *links})
        for name in links:  # MkDocs leaves links to folders alone, and would write where they lead
            if not name.startswith("."):
                (self._folder / name).unlink(missing_ok=True)

    def _looked(self, folder: str) -> Seen:
        """Look at what was moved aside, which is in `folder`. Raises FolderError where the inventory names a file that is not in it."""
        self._inventory.check_paths(self._folder)
        touched = {id_ for id_, (_, files) in self._inventory.artifacts.items() if not is_whole(files, folder)}
        ours = self._inventory.paths
        strays, odd = set(), []
        for path, entry in tree.entries(folder, self._moved):
            if not tree.is_regular(entry):
                odd.append(path)
            if path not in ours:
                strays.add(path)
        return Seen(touched, strays, odd)

    def _put_back(self) -> bool:
        """Move all back that was moved aside; whether all could be."""
        back = True
        for name in self._moved:
            try:
                (self._folder / _ASIDE / name).rename(self._folder / name)
            except OSError:  # another plugin has written there; what is lost is made again
                back = False
        shutil.rmtree(self._folder / _ASIDE, ignore_errors=True)
        return back

    def _names(self) -> list[str]:
        """What is in the folder, but for what an earlier build left aside; a link there is named."""
        try:
            with os.scandir(self._folder) as found:
                return [entry.name for entry in found if entry.name != _ASIDE or entry.is_symlink()]
        except OSError:
            return []

    def _is_free(self, path: str) -> bool:
        """Whether a file can be written at `path`: there is none, or one with no other name, and its folders are folders."""
        try:
            found = os.lstat(self._folder / path)
        except FileNotFoundError:
            return True
        except NotADirectoryError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_nlink == 1

    def _was_cleared(self, path: str) -> bool:
        return any(path == cleared or path.startswith(f"{cleared}/") for cleared in self._cleared)


def clear(folder: Path, path: str) -> None:
    """Make way for a file: whatever is in its place, or in its folders', goes. A link's target stays as it is."""
    parts = path.split("/")
    for count in range(1, len(parts) + 1):
        part = folder.joinpath(*parts[:count])
        if part.is_dir() and not part.is_symlink():
            if count == len(parts):
                shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
