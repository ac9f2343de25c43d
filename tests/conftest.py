from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"


@pytest.fixture
def llmnotes(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """The command as a process, in an empty folder."""

    def run(*args: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", "from llmnotes.cli import run; run()", *args],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def log_file() -> Path:
    return CASES / "log" / "llm-dev.md"
