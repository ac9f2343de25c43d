"""Check folders that only llmnotes may write: the site, the cache, and the state of an interrupted link check.

A build trusts the files in these folders, and deletes files from them. If such a folder came from git, the author of a pull request could choose which files
a build trusts, deletes or overwrites. So these functions refuse folders that may come from git.
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
    """Refuse a folder that contains files tracked by git, that is a symbolic link, or whose path contains one. Also refuse a path that is not a folder.

    Only symbolic links that a contributor can add are refused: symbolic links in the git work tree of `project`, or symbolic links below `project` if
    it is not in a work tree. The folder need not exist.

    Args:
        folder: The folder that llmnotes writes.
        project: The folder of mkdocs.yml.
        remedy: The end of the message: how the user can choose another folder.

    Raises:
        FolderError: The folder is refused. No file has been written or deleted.

    """
    place, root = _located(folder, project)
    if place.is_relative_to(root):
        for path in reversed([place, *place.parents]):
            if path != root and path.is_relative_to(root) and path.is_symlink():
                raise FolderError(
                    f"{_plain(show(path))}: a symbolic link to {_plain(path.readlink())}. llmnotes would write and delete files in the folder that it names. "
                    f"Delete the link, or {remedy}"
                )
    if place.exists() and not place.is_dir():
        raise FolderError(f"{show(folder)}: not a folder. Delete it, or {remedy}")
    name = git.tracked(place)
    if name is not None:
        raise FolderError(
            f"{show(folder)}: git tracks files in this folder, such as {_plain(name)}. llmnotes trusts and deletes the files in this folder, so they must "
            f"not come from the repository. Run `git rm -r --cached {show(folder)}`, delete the folder and add it to .gitignore, or {remedy}"
        )


def check_apart(folder: Path, sources: Iterable[Path], remedy: str) -> None:
    """Raise FolderError if a folder that a build empties is, contains, or is inside one of the files and folders from which the build makes the site.

    `remedy` is the end of the message: how the user can choose another folder.
    """
    place = Path(os.path.realpath(folder))
    for source in sources:
        kept = Path(os.path.realpath(source))
        if kept.is_relative_to(place) or place.is_relative_to(kept):
            raise FolderError(
                f"{show(folder)}: the site's folder must not be, contain or be inside {show(source)}, because a build deletes files in the site's folder. "
                f"{remedy[0].upper()}{remedy[1:]}"
            )


def check_files(folder: Path) -> None:
    """Raise FolderError if a folder directly contains a symbolic link, a named pipe or another special file.

    A folder that doesn't exist or can't be listed is accepted.
    """
    try:
        with os.scandir(folder) as found:
            odd = sorted(entry.path for entry in found if not entry.is_dir(follow_symlinks=False) and not tree.is_regular(entry))
    except OSError:
        return
    if odd:
        path = Path(odd[0])
        what = f"a symbolic link to {_plain(path.readlink())}" if path.is_symlink() else "not a regular file"
        raise FolderError(f"{_plain(show(path))}: {what}, in a folder that only llmnotes writes. Delete this path")


def check_links(folder: Path, paths: Iterable[str]) -> None:
    """Raise FolderError if one of `paths`, which are relative to a folder, leads out of the folder because of a symbolic link."""
    out = [f"{folder}/{path}" for path in sorted(paths) if tree.leads_out(os.fspath(folder), path)]
    if out:
        message = "\n  ".join(
            [f"{show(folder)}: this folder has symbolic links to places outside it, and a build would write and delete files there:",
             *(f"{_plain(show(Path(path)))} → {_plain(Path(path).readlink())}" for path in out[:_SHOWN]),
             *([f"and {len(out) - _SHOWN} more"] if len(out) > _SHOWN else []),
             "Delete these links, or the whole folder: the next build creates the folder again"]
        )  # fmt: skip
        raise FolderError(message)


_SHOWN = 20
"""The maximum number of symbolic links that a message lists."""


def _plain(text: object) -> str:
    """Return a file name for a message. Line breaks and control characters are escaped."""
    return str(text) if str(text).isprintable() else ascii(str(text))


def _located(folder: Path, project: Path) -> tuple[Path, Path]:
    """Return the absolute path of `folder`, and the root below which `check` refuses symbolic links. Symbolic links on the way to `project` are resolved."""
    folder, project = (Path(os.path.abspath(path)) for path in (folder, project))  # noqa: PTH100 - Path.resolve would resolve the symbolic links that `check` refuses
    real = Path(os.path.realpath(project))
    if folder.is_relative_to(project):
        folder = real / folder.relative_to(project)
    return folder, next(git.work_trees(real), real)
