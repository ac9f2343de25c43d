"""Run git with options that keep a repository from running programs, and find what it tracks."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A pull request can bring a folder that looks like a bare repository, whose configuration names programs to run.
_SAFE = ("--no-pager", "-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false")
LOCAL = ("-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never", "-c", "safe.directory=*")
"""Options for a command that needs neither hooks nor remotes: it runs nothing that a repository brings, so one of another owner can be asked, too."""
_SECONDS = 30
"""`git ls-files` takes milliseconds. A repository that makes it wait longer tells nothing."""


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
        ["git", *_SAFE, *arguments],  # noqa: S607 - the same
        cwd=folder, input=given or b"", env=environment, capture_output=True, check=False, timeout=seconds,
    )  # fmt: skip


def work_trees(folder: Path) -> Iterator[Path]:
    """Yield the folders with a `.git` that hold `folder` or are it, nearest first. Symbolic links must be resolved already."""
    return (path for path in (folder, *folder.parents) if os.path.lexists(path / ".git"))


def tracked(path: Path) -> str | None:
    """Find a file that git tracks at `path` or below it, from the root of its work tree; None if there is none.

    Symbolic links above `path` are followed; `path` itself may be one that git tracks. A folder with a `.git` of its own is judged by the repository around it. Without git or
    without a repository nothing is tracked.
    """
    path = Path(os.path.realpath(path.parent)) / path.name
    for root in work_trees(path.parent):
        below = path.relative_to(root).as_posix()
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            # To name the repository keeps git from looking for one, which a folder `objects` beside a file `HEAD` would be too.
            # Case is ignored, since some file systems do so.
            done = run(
                root, f"--git-dir={root / '.git'}", f"--work-tree={root}", *LOCAL, "ls-files", "-z", "--", f":(top,literal,icase){below}",
                environment=_environment(), seconds=_SECONDS,
            )  # fmt: skip
            if done.returncode == 0:
                names = done.stdout.decode(errors="surrogateescape").split("\0")[:-1]
                return next((name for name in names if _is_same(root, name, below)), None)
    return None


def _is_same(root: Path, name: str, below: str) -> bool:
    """Whether a tracked file lies at or below a path, which it does in all but the case of letters."""
    start = "/".join(name.split("/")[: below.count("/") + 1])
    if start == below:
        return True
    with contextlib.suppress(OSError):
        return os.path.samestat(os.lstat(root / start), os.lstat(root / below))
    return False


def _environment() -> dict[str, str]:
    """The environment without what leads git to another repository, index or configuration, as a hook's environment does."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
