"""Run a command, and measure its time and the memory of its largest process."""

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
    """Time from start to end in seconds."""
    processor: float
    """Processor time of all processes in seconds."""
    memory: int
    """Maximum memory of the largest process in bytes."""

    def __add__(self, other: Ran) -> Ran:
        """Return time and memory of two commands that run one after the other."""
        return Ran(seconds=self.seconds + other.seconds, processor=self.processor + other.processor, memory=max(self.memory, other.memory))


def run(command: Sequence[str | Path], folder: Path, *, well: Sequence[int] = (0,)) -> Ran:
    """Run a command in a folder, and measure it. Raises FailedError if the exit status is not in `well`.

    Before the command starts, pending writes to the disk are finished, because they would slow it down.
    """
    words = [str(word) for word in command]
    os.sync()
    said = folder.parent / f"{folder.name}.txt"
    with said.open("w", encoding="utf-8") as output:
        began = time.monotonic()
        process = subprocess.Popen(words, cwd=folder, stdout=output, stderr=output, env=environment())
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)  # Popen can't get the status, because `wait4` has collected it
    if process.returncode not in well:
        raise FailedError(f"{' '.join(words)} ended with {process.returncode}:\n{said.read_text(encoding='utf-8')[-2000:]}")
    return Ran(seconds=seconds, processor=used.ru_utime + used.ru_stime, memory=used.ru_maxrss * 1024)


def environment() -> dict[str, str]:
    """Return the environment variables for commands.

    Material doesn't print its banner. Python may write bytecode files, because pip also writes bytecode files of the other generators.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "NO_MKDOCS_2_WARNING": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def remove(*folders: Path) -> None:
    """Remove folders with all files in them, if they exist."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
