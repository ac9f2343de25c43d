"""Fetch the pages that `mkdocs serve` shows, after its start and after edits."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import steps
from sides import SideError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sides import Side

_ENTRIES = 300
"""Approximate number of files below `entries/` to fetch. All files in other folders are fetched."""
_PATIENCE = 120
"""The time limit of a build in seconds."""


def free_port() -> int:
    """Return a free port. Call this once, and use the port for both sides, because pages contain the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def preview(side: Side, folder: Path, port: int) -> None:
    """Run `mkdocs serve` for the list, and save the served files in the list's folder.

    The files are saved after the start, and again after changes to two notes and to topics.yml. Raises SideError if the preview fails.
    """
    said = folder.parent / f"serve-{side.name}.txt"
    temporary = folder.parent / f"serve-{side.name}"
    temporary.mkdir(exist_ok=True)
    with said.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={**side.environment, "TMPDIR": str(temporary)},
        )  # fmt: skip
    try:
        waited = _Waited(process, said)
        root = re.findall(r"Serving on (\S+)", waited.until("Serving on"))[0]
        _keep(folder / "served", temporary, root)
        for name, change in (
            ("a note", lambda: steps.add_words(folder, 2, "A paragraph while it is served.")),
            ("a title", lambda: steps.add_words(folder, 3, "- [A link](https://served.example/x) to a page")),
            ("topics.yml", lambda: (folder / "topics.yml").write_text(_retitled(folder / "topics.yml"), encoding="utf-8")),
        ):
            waited.through(change)
            _keep(folder / f"served after {name}", temporary, root)
    finally:
        process.terminate()
        process.wait()


class _Waited:
    """Waits until the preview's process prints a message."""

    def __init__(self, process: subprocess.Popen[bytes], said: Path) -> None:
        self._process, self._said, self._count = process, said, 0

    def through(self, change: Callable[[], object]) -> None:
        """Call `change`, which changes a file, and wait until the build has ended."""
        self._count = self._text().count("Reloading browsers")
        change()
        self.until("Reloading browsers")

    def until(self, words: str) -> str:
        """Wait until `words` are printed once more than before. Return the whole output. Raises SideError if the process ends or takes too long."""
        for _ in range(_PATIENCE * 10):
            if self._text().count(words) > self._count:
                time.sleep(0.5)
                return self._text()
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise SideError(f"mkdocs serve doesn't print {words!r}:\n{self._text()[-2000:]}")

    def _text(self) -> str:
        return self._said.read_text(encoding="utf-8")


def _retitled(file: Path) -> str:
    """Return the text of topics.yml with other English titles."""
    return re.sub(r"en: (\w+)", r"en: Changed \1", file.read_text(encoding="utf-8"))


def _keep(folder: Path, temporary: Path, root: str) -> None:
    """Fetch the files of the site from the server, and save them in `folder`. Of the files below `entries/`, fetch only about `_ENTRIES`.

    Raises SideError if the server doesn't serve a file.

    MkDocs's temporary folder, below `temporary`, gives the names of the files.
    """
    site = max(temporary.iterdir(), key=lambda path: path.stat().st_mtime)
    files = sorted(str(path.relative_to(site)) for path in site.rglob("*") if path.is_file())
    entries = [file for file in files if file.startswith("entries/")]
    fetched = {*files} - {*entries} | {*entries[:: len(entries) // _ENTRIES + 1]}
    for file in sorted(fetched):
        address = f"{root}{urllib.request.pathname2url(file.removesuffix('index.html'))}"
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - the URL is the address of the preview on this machine
                body = answer.read()
        except urllib.error.HTTPError as error:
            raise SideError(f"mkdocs serve gives {error.code} for {address}") from None
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    (folder / "files").write_text("\n".join(files), encoding="utf-8")
