"""Runs builds and commands in a list's folder, as processes forked from a server that has imported their modules."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import forkserver

if TYPE_CHECKING:
    from pathlib import Path

_ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1800000000"}
"""Environment variables of all commands. The time of a build is fixed, because pages and feeds contain it."""
_LONG = 600
"""Time limit of a build in seconds."""


class BuildError(Exception):
    """A build or a command failed. The message contains its output."""


def build(folder: Path) -> None:
    """Build a list's site. Raises BuildError."""
    try:
        _run(folder, "mkdocs", "build", "--quiet")
    except subprocess.TimeoutExpired:
        raise BuildError(f"mkdocs build: not done after {_LONG} seconds") from None


def build_and_kill(folder: Path, seconds: float) -> bool:
    """Build a list's site, and kill the process after `seconds`. Return whether it was still running. Raises BuildError if the build failed."""
    try:
        _run(folder, "mkdocs", "build", "--quiet", timeout=seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def llmnotes(folder: Path, *words: str) -> None:
    """Run a command of llmnotes. Raises BuildError."""
    _run(folder, "llmnotes", *words)


def _run(folder: Path, module: str, *words: str, timeout: float = _LONG) -> None:
    done = forkserver.shared().run_text(module, *words, cwd=folder, env=_ENVIRONMENT, timeout=timeout, measured=False)
    if done.returncode:
        raise BuildError(f"{module} {' '.join(words)}: status {done.returncode}\n{done.stdout}{done.stderr}")
