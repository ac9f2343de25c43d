"""The two checkouts to compare: their folders, and how their commands run."""

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
"""Folder in the list's folder for the output and status of each command, which are compared as files."""
_DROPPED = ("PYTHON", "GITHUB_", "LC_", "VIRTUAL_ENV", "FORCE_COLOR", "CI")
"""Prefixes of environment variables that commands don't get."""


class SideError(Exception):
    """A checkout can't be used, or one of its commands failed."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """A checkout, and the folders in which its code runs."""

    name: str
    checkout: Path
    home: Path
    """Folder for the side's list while the other side runs."""
    common: Path
    """Folder for a side's list while that side runs. Both sides use the same path, so that outputs don't differ by it."""
    overlay: Path
    """Folder for `PYTHONPATH` with the distribution's metadata: the command and the plugin that this checkout's pyproject.toml names."""

    def prepare(self) -> None:
        """Write the metadata, and check that commands load this checkout's code. Raises SideError."""
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
        """Move this side's list to the common path during the block."""
        self.home.rename(self.common)
        try:
            yield self.common
        finally:
            self.common.rename(self.home)

    def llmnotes(self, folder: Path, *words: str | Path, label: str = "", fails: bool = False) -> bytes:
        """Run the command `llmnotes` in a folder and save its output, under `label` if the words are many. Return its standard output.

        Raises SideError for an unexpected error of the command, because two sides that fail in the same way prove nothing.
        """
        done = self._keep(folder, label or " ".join(str(word) for word in words), [*self.command, *words])
        if not fails and (done.returncode not in (0, 1) or done.stderr.startswith((b"error:", b"Traceback"))):
            raise SideError(f"{self.name}: llmnotes {' '.join(map(str, words))}:\n{done.stderr.decode()}")
        return done.stdout

    def build(self, folder: Path, *, fails: bool = False) -> None:
        """Build the site and save the output. Raises SideError for an unexpected failure."""
        done = self._keep(folder, "mkdocs build", [sys.executable, "-m", "mkdocs", "build"])
        if done.returncode and not fails:
            raise SideError(f"{self.name}: mkdocs build:\n{done.stderr.decode()}")

    @property
    def command(self) -> list[str]:
        """Return the command line that runs `llmnotes` like pip's script."""
        point = "next(iter(entry_points(group='console_scripts', name='llmnotes')))"
        return [
            sys.executable,
            "-c",
            f"import sys; from importlib.metadata import entry_points; sys.argv[0] = 'llmnotes'; {point}.load()()",
        ]

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of this side's commands: this checkout's code, and a fixed time zone, language, terminal and hash seed."""
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
