from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import forkserver
import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"


@pytest.fixture
def llmnotes(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """The command as a process, in an empty folder."""

    def run(*args: str) -> subprocess.CompletedProcess[bytes]:
        return forkserver.shared().run("llmnotes", *args, cwd=tmp_path)

    return run


@pytest.fixture
def log_file() -> Path:
    return CASES / "log" / "llm-dev.md"
