"""Build a reading list's site and run commands in its folder.

Processes are forked from a server that has imported all modules, which saves the time of the imports.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import forkserver

if TYPE_CHECKING:
    from pathlib import Path

_ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1800000000"}
"""Environment variables of all commands. SOURCE_DATE_EPOCH fixes the time of a build, because pages and feeds contain this time."""
_LONG = 600
"""Time limit of a build in seconds."""


class BuildError(Exception):
    """A build or a command failed. The message contains its output."""


def build(folder: Path) -> None:
    """Build the site of the reading list in `folder`. Raises BuildError if the build fails or takes longer than `_LONG`."""
    try:
        _run(folder, "mkdocs", "build", "--quiet")
    except subprocess.TimeoutExpired:
        raise BuildError(f"mkdocs build: not done after {_LONG} seconds") from None


def build_and_kill(folder: Path, seconds: float) -> bool:
    """Build the site of the reading list in `folder`, and kill the build if it still runs after `seconds`.

    Return whether the build was killed. Raises BuildError if the build ended with an error.
    """
    try:
        _run(folder, "mkdocs", "build", "--quiet", timeout=seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def llmnotes(folder: Path, *words: str) -> None:
    """Run `llmnotes` with the arguments `words`. Raises BuildError if the exit status is not 0."""
    _run(folder, "llmnotes", *words)


def _run(folder: Path, module: str, *words: str, timeout: float = _LONG) -> None:
    done = forkserver.shared().run_text(module, *words, cwd=folder, env=_ENVIRONMENT, timeout=timeout, measured=False)
    if done.returncode:
        raise BuildError(f"{module} {' '.join(words)}: status {done.returncode}\n{done.stdout}{done.stderr}")
