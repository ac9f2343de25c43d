"""Compare the time of the installation of llmnotes with that of mkdocs-material alone. Also print the number of packages and the size of llmnotes's environment.

Each round installs both into new environments, one after the other, without pip's cache. The command needs a network. It prints the median and the range of
each time and of the ratio.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PEER = "mkdocs-material"


def main() -> None:
    """Install both packages in each round, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=3, help="how many times llmnotes and mkdocs-material are installed; the default is %(default)s"
    )
    parser.add_argument(
        "--pip",
        default="--upgrade pip",
        help="the arguments with which `pip install` first installs pip itself, such as `pip==23.2.1`; by default the newest pip",
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        subprocess.run(
            [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT], check=True, capture_output=True
        )
        (wheel,) = folder.glob("*.whl")
        times: dict[str, list[float]] = {str(wheel): [], PEER: []}
        for _ in range(arguments.rounds):
            for package, found in times.items():
                environment = folder / "environment"
                venv.create(environment, with_pip=True, clear=True)
                _pip(environment, "install", *arguments.pip.split())
                began = time.perf_counter()
                _pip(environment, "install", "--no-cache-dir", package)
                found.append(time.perf_counter() - began)
                if package != PEER:
                    packages = len(_pip(environment, "list", "--format", "freeze").splitlines())
                    version = _pip(environment, "--version").split()[1]
                    _pip(environment, "uninstall", "--yes", "pip")
                    used = sum(path.stat().st_blocks * 512 for path in environment.rglob("*") if not path.is_symlink())
    print(f"pip {version}: {packages} packages with pip, {used / 2**20:.0f} MiB without pip")
    ours, theirs = times.values()
    for name, values in (("llmnotes", ours), (PEER, theirs), ("ratio", [a / b for a, b in zip(ours, theirs, strict=True)])):
        print(f"{name}: {statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})")


def _pip(environment: Path, *arguments: str) -> str:
    """Run the pip of an environment, and return its output."""
    command = [str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
