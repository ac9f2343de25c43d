"""Runs git with options that keep a repository from running programs, and finds files that git tracks."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A pull request can contain a folder that looks like a bare repository, whose configuration names programs to run.
_SAFE = ("--no-pager", "-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false")
LOCAL = ("-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never", "-c", "safe.directory=*")
"""Options for a command that needs neither hooks nor remotes. It runs no program of the repository, so it is safe for repositories of other users."""
_SECONDS = 30
"""Time limit for `git ls-files`, which normally takes milliseconds. After it, the files count as untracked."""


def run(
    folder: Path, *arguments: str, given: bytes | None = None, environment: Mapping[str, str] | None = None, seconds: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git in `folder` and return its status and output.

    Args:
        folder: The current folder of the command.
        arguments: Git's own options, the command, and the command's arguments.
        given: Standard input; None for an empty one.
        environment: All variables; None for those of this process.
        seconds: Stop git after this time.

    Raises:
        OSError: Git can't be run.
        subprocess.TimeoutExpired: Git took longer than `seconds`.

    """
    return subprocess.run(  # noqa: S603 - git of this machine, no shell
        ["git", *_SAFE, *arguments],  # noqa: S607 - the git on the user's PATH
        cwd=folder, input=given or b"", env=environment, capture_output=True, check=False, timeout=seconds,
    )  # fmt: skip


def work_trees(folder: Path) -> Iterator[Path]:
    """Yield `folder` and the folders above it that contain a `.git`, nearest first. Symbolic links must be resolved already."""
    return (path for path in (folder, *folder.parents) if os.path.lexists(path / ".git"))


def tracked(path: Path) -> str | None:
    """Find a file that git tracks at `path` or below it. Return its path from the root of the work tree; None if git tracks none.

    Symbolic links above `path` are followed; `path` itself may be a link that git tracks. For a folder with its own `.git`, the repository around the
    folder decides. Without git or without a repository, no file is tracked.
    """
    path = Path(os.path.realpath(path.parent)) / path.name
    for root in work_trees(path.parent):
        below = path.relative_to(root).as_posix()
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            # Name the repository, so that git doesn't search for one and take a folder `objects` next to a file `HEAD` for a repository.
            # Ignore case, because some file systems do.
            done = run(
                root, f"--git-dir={root / '.git'}", f"--work-tree={root}", *LOCAL, "ls-files", "-z", "--", f":(top,literal,icase){below}",
                environment=_environment(), seconds=_SECONDS,
            )  # fmt: skip
            if done.returncode == 0:
                names = done.stdout.decode(errors="surrogateescape").split("\0")[:-1]
                return next((name for name in names if _is_same(root, name, below)), None)
    return None


def _is_same(root: Path, name: str, below: str) -> bool:
    """Return whether a tracked file is at or below a path. Their names are equal except for case, which the file system may distinguish."""
    start = "/".join(name.split("/")[: below.count("/") + 1])
    if start == below:
        return True
    with contextlib.suppress(OSError):
        return os.path.samestat(os.lstat(root / start), os.lstat(root / below))
    return False


def _environment() -> dict[str, str]:
    """Return the environment without `GIT_` variables, which would lead git to another repository, index or configuration, for example in a hook."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
