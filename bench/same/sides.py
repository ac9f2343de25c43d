"""The two checkouts to compare: their folders, and functions that run their commands."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EPOCH = 1_800_000_000
"""Value of `SOURCE_DATE_EPOCH`: 2027-01-15, later than every check in the ledgers of the tests."""
OUTPUT = ".output"
"""Name of a folder in the list's folder. It contains the output and the exit status of each command, so that they are compared like other files."""
_DROPPED = ("PYTHON", "GITHUB_", "LC_", "VIRTUAL_ENV", "FORCE_COLOR", "CI")
"""Prefixes of the environment variables that are hidden from commands."""


class SideError(Exception):
    """A checkout can't be used, or one of its commands failed."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """A checkout, and the folders of its reading list and metadata."""

    name: str
    checkout: Path
    home: Path
    """Folder of this side's list while the other side executes a step."""
    common: Path
    """Folder of this side's list while this side executes a step. Both sides use the same path, because some output contains the path."""
    overlay: Path
    """Folder on `PYTHONPATH` with the metadata of a distribution, which names the command and the plugin in this checkout's pyproject.toml."""

    def prepare(self) -> None:
        """Write the metadata. Raises SideError if commands don't load this checkout's code."""
        project = tomllib.loads((self.checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        points = {"console_scripts": project["scripts"], **project["entry-points"]}
        folder = self.overlay / f"{project['name']}-{project['version']}.dist-info"
        folder.mkdir(parents=True)
        metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        (folder / "METADATA").write_text(metadata, encoding="utf-8")
        lines = (
            line for group, named in points.items() for line in (f"[{group}]", *(f"{name} = {target}" for name, target in named.items()))
        )
        (folder / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.home.mkdir(parents=True)
        show = (
            "import sys; from importlib.metadata import entry_points as e;"
            "[print(sys.modules[p.load().__module__].__file__) for p in (*e(group='mkdocs.plugins', name='llmnotes'), *e(group='console_scripts', name='llmnotes'))]"
        )
        found = self._run([sys.executable, "-c", show], self.home)
        files = found.stdout.decode().split("\n")[:-1]
        if len(files) < 2 or not all(Path(file).is_relative_to(self.checkout) for file in files):
            raise SideError(f"{self.name}: the code is not loaded from {self.checkout}, but from {files}\n{found.stderr.decode()}")

    @contextlib.contextmanager
    def turn(self) -> Iterator[Path]:
        """Move this side's list to the common path during the block. Yield the path."""
        self.home.rename(self.common)
        try:
            yield self.common
        finally:
            self.common.rename(self.home)

    def llmnotes(self, folder: Path, *words: str | Path, label: str = "", fails: bool = False) -> bytes:
        """Run `llmnotes` with the arguments `words`, save its output in the list's folder, and return its standard output.

        Args:
            folder: The list's folder.
            words: The arguments.
            label: Name of the files with the output; empty for the arguments.
            fails: Whether the command may fail.

        Raises:
            SideError: The command failed although `fails` is false. Without this error, two sides that fail in the same way would count as equal.

        """
        done = self._keep(folder, label or " ".join(str(word) for word in words), [*self.command, *words])
        if not fails and (done.returncode not in (0, 1) or done.stderr.startswith((b"error:", b"Traceback"))):
            raise SideError(f"{self.name}: `llmnotes {' '.join(map(str, words))}` failed:\n{done.stderr.decode()}")
        return done.stdout

    def build(self, folder: Path, *, fails: bool = False) -> None:
        """Build the site, and save the output of MkDocs in the list's folder. Raises SideError if the build fails and `fails` is false."""
        done = self._keep(folder, "mkdocs build", [sys.executable, "-m", "mkdocs", "build"])
        if done.returncode and not fails:
            raise SideError(f"{self.name}: `mkdocs build` failed:\n{done.stderr.decode()}")

    @property
    def command(self) -> list[str]:
        """Return the beginning of a command line that runs `llmnotes` in the same way as the script that pip installs."""
        point = "next(iter(entry_points(group='console_scripts', name='llmnotes')))"
        return [
            sys.executable,
            "-c",
            f"import sys; from importlib.metadata import entry_points; sys.argv[0] = 'llmnotes'; {point}.load()()",
        ]

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment variables for commands: this checkout's code, and a fixed time, time zone, language, terminal width and hash seed."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
        return kept | {
            "PYTHONPATH": os.pathsep.join(map(str, (self.overlay, self.checkout / "src"))),
            "PYTHONHASHSEED": "0",
            "SOURCE_DATE_EPOCH": str(EPOCH),
            "TZ": "UTC",
            "LANG": "C.UTF-8",
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "NO_MKDOCS_2_WARNING": "1",
        }

    def _keep(self, folder: Path, label: str, command: Sequence[str | Path]) -> subprocess.CompletedProcess[bytes]:
        done = self._run(command, folder)
        output = folder / OUTPUT
        output.mkdir(exist_ok=True)
        stem = label.replace("/", "_")
        (output / f"{stem}: stdout").write_bytes(done.stdout)
        (output / f"{stem}: stderr and status").write_bytes(done.stderr + f"status {done.returncode}\n".encode())
        return done

    def _run(self, command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(word) for word in command], cwd=folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
