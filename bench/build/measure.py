"""Runs a command and measures its time and the memory of its largest process."""

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
    """A command failed. The message contains its output."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """Time and memory of a command."""

    seconds: float
    """Seconds from start to end."""
    processor: float
    """Processor time of all processes in seconds."""
    memory: int
    """Maximum memory of the largest process in bytes."""

    def __add__(self, other: Ran) -> Ran:
        """Combine two commands that run one after the other."""
        return Ran(seconds=self.seconds + other.seconds, processor=self.processor + other.processor, memory=max(self.memory, other.memory))


def run(command: Sequence[str | Path], folder: Path, *, well: Sequence[int] = (0,)) -> Ran:
    """Run a command in a folder, after pending writes to the disk. Raises FailedError if its exit status is not in `well`."""
    words = [str(word) for word in command]
    os.sync()
    said = folder.parent / f"{folder.name}.txt"
    with said.open("w", encoding="utf-8") as output:
        began = time.monotonic()
        process = subprocess.Popen(words, cwd=folder, stdout=output, stderr=output, env=environment())
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)  # `wait4` has collected the status
    if process.returncode not in well:
        raise FailedError(f"{' '.join(words)} ended with {process.returncode}:\n{said.read_text(encoding='utf-8')[-2000:]}")
    return Ran(seconds=seconds, processor=used.ru_utime + used.ru_stime, memory=used.ru_maxrss * 1024)


def environment() -> dict[str, str]:
    """Return the environment of commands: without Material's banner, and with bytecode files, which pip also writes for the other generators."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "NO_MKDOCS_2_WARNING": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def remove(*folders: Path) -> None:
    """Remove folders of an earlier run, if they exist."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
