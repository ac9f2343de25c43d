"""A list with a running preview, for tests."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

RECORD = "---\ntitle: Title {number}\nurl: https://a.example/{number}\ndate: 2024-01-0{number}\ntags: [x]\n---\n\nNote {number}.\n"
SETTINGS = "site_name: A list\ntheme: {name: material, font: false}\nplugins: [{llmnotes: {entries: entries}}]\n"


class Served:
    """A list with a running preview."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address

    def record(self, number: int) -> Path:
        return self.folder / "entries" / "2024" / f"2024-01-0{number}-title.md"

    def page(self, number: int) -> str:
        return f"entries/2024-01-0{number}-title/"

    @property
    def said(self) -> str:
        """The output of `mkdocs serve`."""
        return (self.folder / "said").read_text(encoding="utf-8")

    def answer(self, path: str = "") -> tuple[int, str]:
        """Return the status and the text of a page."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as answer:  # noqa: S310 - the address of the test's own preview
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def get(self, path: str = "") -> str:
        return self.answer(path)[1]

    def banner(self, path: str = "") -> str:
        """Return the HTML of the banner on a page; empty if the page has no banner."""
        found = re.search(r'<details open id="llmnotes-preview".*?</details>', self.get(path), re.DOTALL)
        return found[0] if found else ""


def make_list(folder: Path, settings: str = SETTINGS) -> None:
    """Write a list of five entries."""
    (folder / "docs").mkdir()
    (folder / "entries" / "2024").mkdir(parents=True)
    for number in range(1, 6):
        file = folder / "entries" / "2024" / f"2024-01-0{number}-title.md"
        file.write_text(RECORD.format(number=number), encoding="utf-8")
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")


@contextlib.contextmanager
def serving_with_hook(folder: Path, hook: str) -> Iterator[Served]:
    """Make a list of five entries, and run `mkdocs serve` in its folder with a hook of MkDocs, a Python module."""
    make_list(folder, f"{SETTINGS}hooks: [hook.py]\n")
    (folder / "hook.py").write_text(hook, encoding="utf-8")
    with serving(folder) as served:
        yield served


@contextlib.contextmanager
def serving(folder: Path, options: Sequence[str] = ()) -> Iterator[Served]:
    """Run `mkdocs serve` in the folder of a list."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}", *options]
    with (folder / "said").open("w", encoding="utf-8") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
        served = Served(folder, f"http://127.0.0.1:{port}/")
        try:
            until(lambda: "Serving on" in served.said or process.poll() is not None)
            assert process.poll() is None, served.said
            yield served
        finally:
            process.terminate()
            process.wait(30)


def until(holds: Callable[[], object]) -> None:
    """Wait until the function `holds` returns true, at most a minute."""
    for _ in range(600):
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            if holds():
                return
        time.sleep(0.1)
    raise TimeoutError
