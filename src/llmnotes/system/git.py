"""What git tracks, asked so that nothing in the repository can run a program or lead to another repository."""

from __future__ import annotations

import contextlib
import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SAFE = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never", "-c", "safe.directory=*")
"""Nothing that a repository brings is run, so one of another owner can be asked too."""
_SECONDS = 30
"""`git ls-files` takes milliseconds. A repository that makes it wait longer tells nothing."""


def work_trees(folder: Path) -> Iterator[Path]:
    """Yield the folders with a `.git` that hold `folder` or are it, nearest first. Symbolic links must be resolved already."""
    return (path for path in (folder, *folder.parents) if os.path.lexists(path / ".git"))


def tracked(path: Path) -> str | None:
    """Find a file that git tracks at `path` or below it, from the root of its work tree; None if there is none.

    Symbolic links above `path` must be resolved. A folder with a `.git` of its own is judged by the repository around it. Without git or
    without a repository nothing is tracked.
    """
    for root in work_trees(path.parent):
        below = path.relative_to(root).as_posix()
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            # To name the repository keeps git from looking for one, which a folder `objects` beside a file `HEAD` would be too.
            # Case is ignored, since some file systems do so.
            done = subprocess.run(  # noqa: S603 - git of this machine, no shell
                ["git", f"--git-dir={root / '.git'}", f"--work-tree={root}", *_SAFE, "ls-files", "-z", "--", f":(top,literal,icase){below}"],  # noqa: S607 - the same
                cwd=root, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_SECONDS,
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
