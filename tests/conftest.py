"""Fixtures and settings for all tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import forkserver
import hypothesis
import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

MEMORY = Path("/dev/shm")  # noqa: S108 - tests create new folders below it
"""A file system in memory, on Linux. A build that writes there takes half the time, because it does not wait for the disk."""
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = os.fspath(MEMORY)

hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # time limits would fail tests on a busy machine
hypothesis.settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"


def pytest_xdist_auto_num_workers() -> int:
    """Return the number of cores plus one, because tests of browsers, servers and builds often wait for other processes."""
    return 1 + (os.cpu_count() or 1)


@pytest.fixture
def llmnotes(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Return a function that runs `llmnotes` with its arguments as a process, in an empty folder."""

    def run(*args: str) -> subprocess.CompletedProcess[bytes]:
        return forkserver.shared().run("llmnotes", *args, cwd=tmp_path, measured=True)

    return run


@pytest.fixture
def log_file() -> Path:
    """Return the path of a sample log."""
    return CASES / "log" / "llm-dev.md"
