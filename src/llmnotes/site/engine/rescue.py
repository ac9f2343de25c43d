"""Keep the files of the last build although MkDocs empties the site's folder: move the files to another folder before, and back afterwards.

Without these files, a build after a small change would have to write the whole site again. If a symbolic link leads out of the folder, the build stops
before it changes a file.
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
"""Folder in the site's folder that contains the files of the last build while MkDocs empties the site's folder. MkDocs doesn't remove hidden folders."""
_NOT_OURS = "assets"
"""Folder in the site's folder with files of the engine and of the theme.

MkDocs writes the theme's files in each build, so `restore` removes the folder, except in a preview and with `--dirty`.
"""
_GIT = ".git"
"""Folder that is not scanned. The site's folder may be a git work tree, and builds write nothing into its `.git`."""
_FEW = 50
"""Maximum number of artifacts whose files this process checks itself, because starting another process would take longer."""


class Seen(NamedTuple):
    """The state of the site's folder before a build, compared with the inventory of the last build."""

    touched: set[str]
    """Ids of artifacts with a changed or missing file."""
    strays: set[str]
    """Paths of files in the site's folder that don't belong to an artifact of the inventory, relative to that folder."""
    odd: list[str]
    """Paths of symbolic links and special files, such as sockets, in the site's folder, relative to that folder."""


class Rescue:
    """Moves the files of the last build to another folder before MkDocs empties the site's folder, and moves them back afterwards, for one build.

    Invariants: `restore` moves back all files that were moved aside, even if it raises an error; files outside the folder don't change.
    """

    def __init__(self, folder: Path, inventory: Inventory, *, preview: bool, dirty: bool = False) -> None:
        """Move the content of the folder aside, before MkDocs empties the folder, and start to scan the content.

        Hidden files stay. If the inventory is empty, and MkDocs doesn't serve a preview yet, nothing is moved, so MkDocs removes the files. Files that a killed
        build left aside are removed.

        Args:
            folder: The site's folder.
            inventory: The inventory of the last build.
            preview: Whether MkDocs already serves the site. It then serves a temporary folder, to which only builds write. So this folder is scanned only when
                `seen` is called.
            dirty: Whether MkDocs keeps its own files of the last build, and writes only files whose sources are newer.

        Raises:
            FolderError: A symbolic link leads out of the site's folder, and MkDocs doesn't serve the site yet.

        """
        self._folder, self._inventory, self._dirty = folder, inventory, dirty
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
        with contextlib.suppress(OSError):  # if a file can't be moved, MkDocs removes it, and the build writes it again
            aside.mkdir()
            self._began = aside.stat().st_mtime_ns  # the time as the file system records it, because it is compared with the times of files
            for name in names:
                if not name.startswith("."):
                    (folder / name).rename(aside / name)
                    self._moved.append(name)
        if not preview:
            worth = bool(self._moved) and len(inventory.artifacts) > _FEW
            self._look = Task(lambda: self._looked(os.fspath(aside)), worth=worth)

    def restore(self) -> None:
        """Move the files of the last build back into the site's folder, after MkDocs has emptied it.

        Then, except in a preview, remove symbolic links and special files, and the files and folders at the root that no build wrote. Other files that no build
        wrote are removed later. Raises FolderError if a symbolic link or a path in the inventory leads out of the folder, and StoreError if a file can't be
        removed. All files are moved back before an error is raised.
        """
        try:
            seen = self._look.result() if self._look else None
        finally:
            back = self.put_back()
        if seen:
            own_folder.check_links(self._folder, seen.odd)
            ours = {*self._moved} if self._dirty else {path.partition("/")[0] for path in self._inventory.paths} - {_NOT_OURS}
            with explained(self._folder):
                for name in self._moved:
                    if name not in ours:
                        clear(self._folder, name)
                        self._cleared.append(name)
                for path in seen.odd:
                    tree.remove(os.fspath(self._folder), path)
            self._moved = [name for name in self._moved if name in ours]
        self._seen = seen if back else None

    def make_way(self, paths: Iterable[str]) -> None:
        """Remove what prevents MkDocs from writing files at these paths: folders, special files, files with several hard links, and files in place of folders.

        MkDocs can't replace a folder with a file. Writing to a special file may block, and writing to a hard link may change a file outside the site's
        folder. Raises StoreError if the removal fails.
        """
        kept = set(self._moved)
        with explained(self._folder):
            for path in paths:
                if path.partition("/")[0] in kept and not self._is_free(path):
                    clear(self._folder, path)
                    self._cleared.append(path)

    def seen(self) -> Seen:
        """Return the state of the site's folder before this build. Its field `touched` includes the artifacts whose files `restore` or `make_way` removed.

        If MkDocs keeps its own files of the last build, the field `strays` is empty, because these files must stay.
        """
        touched, strays, odd = self._seen or self._looked(os.fspath(self._folder))
        names = {path.partition("/")[0] for path in self._cleared}
        artifacts = self._inventory.artifacts.items()
        cleared = {
            id_ for id_, (_, files) in artifacts for path, _, _ in files if path.partition("/")[0] in names and self._was_cleared(path)
        }
        return Seen(touched | cleared, set() if self._dirty else strays, odd)

    def is_old(self, path: str) -> bool:
        """Return whether a path is a file that nothing has written since this build began. A newer file may be another plugin's, so it must be kept.

        For a file in a folder, the time of its last status change (ctime) is compared with the start of the build. A file at the root was itself moved aside,
        which sets this time, so its modification time (mtime) is compared. A file whose time equals the start of the build is old. If nothing was moved
        aside, no file is old.
        """
        with contextlib.suppress(OSError):
            found = os.lstat(self._folder / path)
            return not stat.S_ISDIR(found.st_mode) and (found.st_ctime_ns if "/" in path else found.st_mtime_ns) <= self._began
        return False

    def is_written(self, path: str) -> bool:
        """Return whether MkDocs has written a file at `path` in this build, or has kept it because of `--dirty`. MkDocs writes no file for an empty page."""
        return (self._folder / path).exists() and (self._dirty or not self.is_old(path))

    def _check(self, names: list[str]) -> None:
        """Raise FolderError if a symbolic link leads out of the site's folder. Otherwise, remove the symbolic links at its root, except hidden ones.

        Search its root and its hidden folders for links; without an inventory, search all folders. Leave out `.git`. `names` are the files and folders at the root.
        """
        stay = [name for name in names if name != _GIT and (name.startswith(".") or not self._inventory.artifacts)]
        found = [path for path, entry in tree.walk(os.fspath(self._folder), stay) if not tree.is_regular(entry)]
        links = [name for name in names if (self._folder / name).is_symlink()]
        own_folder.check_links(self._folder, {*found, *links})
        for name in links:  # MkDocs doesn't remove symbolic links to folders, and would write files into those folders
            if not name.startswith("."):
                (self._folder / name).unlink(missing_ok=True)

    def _looked(self, folder: str) -> Seen:
        """Compare the files in `folder` with the inventory of the last build. Raises FolderError if a path in the inventory leads out of the site's folder."""
        self._inventory.check_paths(self._folder)
        touched = {id_ for id_, (_, files) in self._inventory.artifacts.items() if not is_whole(files, folder)}
        ours = self._inventory.paths
        strays, odd = set(), []
        for path, entry in tree.walk(folder, self._moved):
            if not tree.is_regular(entry):
                odd.append(path)
            if path not in ours:
                strays.add(path)
        return Seen(touched, strays, odd)

    def put_back(self) -> bool:
        """Move all files back into the site's folder, unless they are there already. Return False if this call has not moved all of them back."""
        back = True
        if not (self._folder / _ASIDE).is_dir():
            return not self._moved
        for name in self._moved:
            try:
                (self._folder / _ASIDE / name).rename(self._folder / name)
            except OSError:
                # Usually, another plugin has written a file or a folder with this name, which stays.
                # Then the build looks through the site's folder again, and writes the generated files that are missing.
                back = False
        shutil.rmtree(self._folder / _ASIDE, ignore_errors=True)
        return back

    def _names(self) -> list[str]:
        """Return the names of the files and folders at the root of the site's folder; no names if the folder can't be read.

        Leave out the folder `_ASIDE`, unless it is a symbolic link.
        """
        try:
            with os.scandir(self._folder) as found:
                return [entry.name for entry in found if entry.name != _ASIDE or entry.is_symlink()]
        except OSError:
            return []

    def _is_free(self, path: str) -> bool:
        """Return whether MkDocs can write a file at `path`: nothing is there, or a regular file with one hard link.

        If a file is in place of a folder above `path`, MkDocs can't write there.
        """
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
    """Remove everything that prevents writing a file at `path`: what is at the path, and files or symbolic links in place of the folders above it.

    The targets of symbolic links stay. Then make the folders above the path.
    """
    # This function uses no Path, because a build that writes all files again calls it for each file: it would take 10 % of the time.
    place, parts = os.fspath(folder), path.split("/")
    for number, part in enumerate(parts, 1):
        place = f"{place}/{part}"
        try:
            is_folder = stat.S_ISDIR(os.lstat(place).st_mode)
        except FileNotFoundError:
            break
        if not is_folder:
            os.unlink(place)  # noqa: PTH108 - a Path would take longer
        elif number == len(parts):
            shutil.rmtree(place)
    os.makedirs(f"{folder}/{path}".rpartition("/")[0], exist_ok=True)  # noqa: PTH103 - a Path would take longer
