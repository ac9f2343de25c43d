"""Folders that only llmnotes fills: the site, the cache, a link check under way.

A build deletes and trusts what lies in them, so nothing in them may come with a checkout: whoever sends a pull request could choose the files
that a build of it deletes or overwrites.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.errors import FolderError
from llmnotes.system import git, tree
from llmnotes.system.files import show

if TYPE_CHECKING:
    from collections.abc import Iterable


def check(folder: Path, project: Path, remedy: str) -> None:
    """Refuse a folder that git tracks files in, or that is a symbolic link or lies behind one.

    A link counts where a stranger can have put it: in the work tree of git that holds `project`, or below `project` without one. The
    folder need not exist.

    Args:
        folder: The folder that is written.
        project: The folder of mkdocs.yml.
        remedy: What names another folder, for messages.

    Raises:
        FolderError: The folder is refused; nothing has been written or deleted.

    """
    place, root = _located(folder, project)
    if place.is_relative_to(root):
        for path in reversed([place, *place.parents]):
            if path != root and path.is_relative_to(root) and path.is_symlink():
                raise FolderError(
                    f"{_plain(show(path))}: a symbolic link to {_plain(path.readlink())}, and llmnotes writes and deletes files behind it. "
                    f"Delete the link, or {remedy}"
                )
    if place.exists() and not place.is_dir():
        raise FolderError(f"{show(folder)}: not a folder. Delete it, or {remedy}")
    name = git.tracked(place)
    if name is not None:
        raise FolderError(
            f"{show(folder)}: git tracks files in this folder, such as {_plain(name)}, so they come from whoever changed the repository, and llmnotes "
            f"trusts and deletes files there. Run `git rm -r --cached {show(folder)}`, delete the folder and add it to .gitignore, or {remedy}"
        )


def check_files(folder: Path) -> None:
    """Refuse a folder that holds a link, a named pipe or another special file among its own files. Raises FolderError."""
    try:
        with os.scandir(folder) as found:
            odd = sorted(entry.path for entry in found if not entry.is_dir(follow_symlinks=False) and not tree.is_regular(entry))
    except OSError:
        return
    if odd:
        path = Path(odd[0])
        what = f"a symbolic link to {_plain(path.readlink())}" if path.is_symlink() else "not a regular file"
        raise FolderError(f"{_plain(show(path))}: {what}, in a folder where llmnotes keeps files of its own. Delete it")


def check_links(folder: Path, paths: Iterable[str]) -> None:
    """Refuse a folder in which one of `paths` is a symbolic link that leads out of it. Raises FolderError."""
    out = [f"{folder}/{path}" for path in sorted(paths) if tree.leads_out(os.fspath(folder), path)]
    if out:
        message = "\n  ".join(
            [f"{show(folder)}: symbolic links lead out of this folder, and a build writes and deletes files in it:",
             *(f"{_plain(show(Path(path)))} → {_plain(Path(path).readlink())}" for path in out[:_SHOWN]),
             *([f"and {len(out) - _SHOWN} more"] if len(out) > _SHOWN else []),
             "Delete them, or the whole folder: the next build makes it again"]
        )  # fmt: skip
        raise FolderError(message)


_SHOWN = 20
"""Links that one message lists."""


def _plain(text: object) -> str:
    """Write a name that a stranger chose so that it can't break a line or control a terminal."""
    return str(text) if str(text).isprintable() else ascii(str(text))


def _located(folder: Path, project: Path) -> tuple[Path, Path]:
    """The folder's path, of which links above the project are resolved, and the root below which links count."""
    folder, project = (Path(os.path.abspath(path)) for path in (folder, project))  # noqa: PTH100 - links must stay to be found
    real = Path(os.path.realpath(project))
    if folder.is_relative_to(project):
        folder = real / folder.relative_to(project)
    return folder, next(git.work_trees(real), real)
