"""Start git with options that keep a hostile repository from starting programs. Find tracked files and the default branch."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A pull request can contain a folder that looks like a bare repository. Git would start the programs that the configuration of this repository names.
_SAFE = ("--no-pager", "-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false")
LOCAL = ("-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never", "-c", "safe.directory=*")
"""Options for git commands that need neither hooks nor remotes. With these options, git runs no hooks and connects to no remote, and accepts a repository
that belongs to another user."""
_SECONDS = 30
"""The time limit in seconds for a git command of `tracked` or `default_branch`, which normally takes milliseconds.

A command that takes longer is ended, and counts as a command that found nothing.
"""


def run(
    folder: Path, *arguments: str, given: bytes | None = None, environment: Mapping[str, str] | None = None, seconds: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git in `folder` and return its status and output.

    Args:
        folder: The working directory of git.
        arguments: Git's own options, the command, and the command's arguments.
        given: Standard input; None for empty input.
        environment: All environment variables of git; None for the variables of this process.
        seconds: The time limit; None for no limit.

    Raises:
        OSError: Git can't be started.
        subprocess.TimeoutExpired: Git took longer than `seconds`.

    """
    return subprocess.run(  # noqa: S603 - the program is git, and no shell interprets the arguments
        ["git", *_SAFE, *arguments],  # noqa: S607 - the git that is on the user's PATH is used on purpose
        cwd=folder, input=given or b"", env=environment, capture_output=True, check=False, timeout=seconds,
    )  # fmt: skip


def work_trees(folder: Path) -> Iterator[Path]:
    """Yield each folder that contains a `.git`, among `folder` and the folders above it, nearest first. The caller must resolve symbolic links in `folder` first."""
    return (path for path in (folder, *folder.parents) if os.path.lexists(path / ".git"))


def tracked(path: Path) -> str | None:
    """Find a file that git tracks at `path` or below `path`. Return its path from the root of the work tree; None if git tracks no such file.

    Symbolic links above `path` are followed; `path` itself may be a symbolic link that git tracks. If `path` is the root of a repository, only the repository
    around it is searched. If `path` isn't in a repository, or git isn't installed or fails, the result is None.
    """
    path = Path(os.path.realpath(path.parent)) / path.name
    for root in work_trees(path.parent):
        below = path.relative_to(root).as_posix()
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            # Name the repository, because git would otherwise search for one, and treat a folder with `objects`, `refs` and `HEAD` as one.
            # Ignore case, because two names that differ only in case are the same file on some file systems.
            done = run(
                root, f"--git-dir={root / '.git'}", f"--work-tree={root}", *LOCAL, "ls-files", "-z", "--", f":(top,literal,icase){below}",
                environment=_environment(), seconds=_SECONDS,
            )  # fmt: skip
            if done.returncode == 0:
                names = done.stdout.decode(errors="surrogateescape").split("\0")[:-1]
                return next((name for name in names if _is_same(root, name, below)), None)
    return None


def default_branch(folder: Path) -> str:
    """Return the default branch of the remote `origin` of the repository around `folder`, such as `main`.

    `git clone` records the default branch. Other commands, such as the checkouts of workflows and `git push`, don't: then this function returns `main` or
    `master` if the remote has exactly one of them.

    Return an empty text if the branch stays unknown, as in a repository that was never pushed, or if git isn't installed or fails.
    """
    for root in work_trees(Path(os.path.realpath(folder))):
        head = _origin(root, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
        usual = _origin(root, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/remotes/origin/main", "refs/remotes/origin/master")
        branches = head or usual
        return branches[0].removeprefix("origin/") if len(branches) == 1 else ""
    return ""


def _origin(root: Path, *arguments: str) -> list[str]:
    """Return the lines that a git command writes about the remote `origin` of the repository at `root`; an empty list if git can't be run or fails."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        done = run(root, f"--git-dir={root / '.git'}", *LOCAL, *arguments, environment=_environment(), seconds=_SECONDS)
        return done.stdout.decode(errors="replace").splitlines() if done.returncode == 0 else []
    return []


def _is_same(root: Path, name: str, below: str) -> bool:
    """Return whether the tracked file `name` is at or below the path `below`. Both are relative to `root`, the root of the work tree.

    The names must be equal except for case. If they differ in case, this function looks on the disk whether both names lead to the same file.
    """
    start = "/".join(name.split("/")[: below.count("/") + 1])
    if start == below:
        return True
    with contextlib.suppress(OSError):
        return os.path.samestat(os.lstat(root / start), os.lstat(root / below))
    return False


def _environment() -> dict[str, str]:
    """Return the environment without variables that begin with `GIT_`.

    In a git hook, such variables are set, and git would use the repository, index or configuration that they name.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
