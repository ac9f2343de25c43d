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
from link_commands import record_writer
from loopback import Loopback

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

MEMORY = Path("/dev/shm")  # noqa: S108 - tests create new folders below it
"""A folder in memory, on Linux. A build that writes to this folder takes half as long as a build that writes to a disk."""
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = os.fspath(MEMORY)

# Without these settings, hypothesis would fail slow tests on a busy machine.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
LIST = CASES / "list"
"""A list of 36 entries for tests: `mkdocs.yml`, `topics.yml` and `entries/`. It is a copy of the list that llmnotes shipped at first, and never changes with that list."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests of the shipped list in a fork that keeps another list in entries/."""
    if item.get_closest_marker("shipped") and not all((ROOT / path.relative_to(LIST)).is_file() for path in LIST.glob("entries/2*/*.md")):
        pytest.skip("entries/ holds another list than the one that llmnotes ships")


def pytest_xdist_auto_num_workers() -> int:
    """Return the number of test processes: one more than there are cores, because many tests only wait for a browser, a server or a build."""
    return 1 + (os.cpu_count() or 1)


@pytest.fixture
def server() -> Iterator[Loopback]:
    """A server on loopback."""
    with Loopback() as loopback:
        yield loopback


@pytest.fixture
def entry(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a record into a new reading list, for tests of link checks."""
    return record_writer(tmp_path)


@pytest.fixture
def llmnotes(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Return a function that runs `llmnotes` in the temporary folder of the test. The function's arguments are those of the command."""

    def run(*args: str) -> subprocess.CompletedProcess[bytes]:
        return forkserver.shared().run("llmnotes", *args, cwd=tmp_path, measured=True)

    return run


@pytest.fixture
def log_file() -> Path:
    """Return the path of a sample log."""
    return CASES / "log" / "llm-dev.md"
