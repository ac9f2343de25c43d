"""Checks of folders that only llmnotes writes: the site, the cache, and the state of an interrupted link check.

A build trusts and deletes files in these folders. No file in them may come from a checkout, because then the author of a pull request could choose
the files that a build deletes or overwrites.
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
    """Refuse a folder that contains files tracked by git, that is a symbolic link, or that is behind one.

    Only links that a contributor can add count: those in the git work tree of `project`, or below `project` if it is not in a work tree. The folder
    need not exist.

    Args:
        folder: The folder that llmnotes writes.
        project: The folder of mkdocs.yml.
        remedy: How to name another folder, for messages.

    Raises:
        FolderError: The folder is refused; nothing has been written or deleted.

    """
    place, root = _located(folder, project)
    if place.is_relative_to(root):
        for path in reversed([place, *place.parents]):
            if path != root and path.is_relative_to(root) and path.is_symlink():
                raise FolderError(
                    f"{_plain(show(path))}: a symbolic link to {_plain(path.readlink())}. llmnotes would write and delete files behind it. "
                    f"Delete the link, or {remedy}"
                )
    if place.exists() and not place.is_dir():
        raise FolderError(f"{show(folder)}: not a folder. Delete it, or {remedy}")
    name = git.tracked(place)
    if name is not None:
        raise FolderError(
            f"{show(folder)}: git tracks files in this folder, such as {_plain(name)}. llmnotes trusts and deletes files there, so they must not come "
            f"from the repository. Run `git rm -r --cached {show(folder)}`, delete the folder and add it to .gitignore, or {remedy}"
        )


def check_files(folder: Path) -> None:
    """Refuse a folder that directly contains a link, a named pipe or another special file. Raises FolderError."""
    try:
        with os.scandir(folder) as found:
            odd = sorted(entry.path for entry in found if not entry.is_dir(follow_symlinks=False) and not tree.is_regular(entry))
    except OSError:
        return
    if odd:
        path = Path(odd[0])
        what = f"a symbolic link to {_plain(path.readlink())}" if path.is_symlink() else "not a regular file"
        raise FolderError(f"{_plain(show(path))}: {what}, in a folder that only llmnotes writes. Delete it")


def check_links(folder: Path, paths: Iterable[str]) -> None:
    """Refuse a folder in which one of `paths` is, or is behind, a symbolic link that leads out of it. Raises FolderError."""
    out = [f"{folder}/{path}" for path in sorted(paths) if tree.leads_out(os.fspath(folder), path)]
    if out:
        message = "\n  ".join(
            [f"{show(folder)}: symbolic links lead out of this folder, and a build writes and deletes files in it:",
             *(f"{_plain(show(Path(path)))} → {_plain(Path(path).readlink())}" for path in out[:_SHOWN]),
             *([f"and {len(out) - _SHOWN} more"] if len(out) > _SHOWN else []),
             "Delete them, or the whole folder: the next build writes it again"]
        )  # fmt: skip
        raise FolderError(message)


_SHOWN = 20
"""Maximum number of links that a message lists."""


def _plain(text: object) -> str:
    """Return a file name for a message, escaped if it contains line breaks or control characters."""
    return str(text) if str(text).isprintable() else ascii(str(text))


def _located(folder: Path, project: Path) -> tuple[Path, Path]:
    """Return the folder's path, with links above the project resolved, and the root below which links count."""
    folder, project = (Path(os.path.abspath(path)) for path in (folder, project))  # noqa: PTH100 - unlike Path.resolve, it keeps links, which `check` looks for
    real = Path(os.path.realpath(project))
    if folder.is_relative_to(project):
        folder = real / folder.relative_to(project)
    return folder, next(git.work_trees(real), real)
