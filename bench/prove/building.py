"""Runs builds and commands in a list's folder, as processes of a server that has imported them."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import forkserver

if TYPE_CHECKING:
    from pathlib import Path

_ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1800000000"}
"""The time of a build is fixed: pages and feeds hold it."""
_LONG = 600
"""Seconds that no build takes."""


class BuildError(Exception):
    """A build or a command failed; says what it printed."""


def build(folder: Path) -> None:
    """Build a list's site. Raises BuildError."""
    try:
        _run(folder, "mkdocs", "build", "--quiet")
    except subprocess.TimeoutExpired:
        raise BuildError(f"mkdocs build: not done after {_LONG} seconds") from None


def build_and_kill(folder: Path, seconds: float) -> bool:
    """Build a list's site, but send the process SIGKILL after so many seconds; whether it still ran then. Raises BuildError where it failed."""
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
