"""A command as a whole process: its time, and the memory of its largest process."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class FailedError(Exception):
    """A command failed: with what it said."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """What a command took."""

    seconds: float
    """From its start to its end."""
    processor: float
    """Seconds of processor time, of all its processes."""
    memory: int
    """Bytes, the most that its largest process had."""

    def __add__(self, other: Ran) -> Ran:
        """One after the other."""
        return Ran(seconds=self.seconds + other.seconds, processor=self.processor + other.processor, memory=max(self.memory, other.memory))


def run(command: Sequence[str | Path], folder: Path, *, well: Sequence[int] = (0,)) -> Ran:
    """Run a command in a folder, after the disk has come to rest. Raises FailedError where its status is none of `well`."""
    words = [str(word) for word in command]
    os.sync()
    said = folder.parent / f"{folder.name}.txt"
    with said.open("w", encoding="utf-8") as output:
        began = time.monotonic()
        process = subprocess.Popen(words, cwd=folder, stdout=output, stderr=output, env=environment())
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)  # `wait4` has taken it
    if process.returncode not in well:
        raise FailedError(f"{' '.join(words)} ended with {process.returncode}:\n{said.read_text(encoding='utf-8')[-2000:]}")
    return Ran(seconds=seconds, processor=used.ru_utime + used.ru_stime, memory=used.ru_maxrss * 1024)


def environment() -> dict[str, str]:
    """Without Material's banner about another version, and with bytecode kept: as pip leaves it of all that it installs, the peers included."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "NO_MKDOCS_2_WARNING": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def remove(*folders: Path) -> None:
    """Remove what an earlier run made."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
