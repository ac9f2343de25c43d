"""Run `llmnotes links check` in the folder of a reading list, for tests of commands."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

CONFIG = """
site_name: A list
plugins:
- llmnotes:
    topics: false
    links: {interval: 0, retries: 0, backoff: 0.1, timeout: 2, controls: []}
"""


COMMAND = [sys.executable, "-c", "from llmnotes.cli import run; run()"]


def check(run: Run, *options: str, day: int = 1, hour: int = 4) -> subprocess.CompletedProcess[bytes]:
    return run("links", "check", "--allow-private", "--no-archive", "--at", f"2026-11-{day:02}T{hour:02}:00Z", *options)


def ledger(folder: Path) -> str:
    return (folder / "links" / "ledger.txt").read_text(encoding="utf-8")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607 - git of this machine


def record_writer(folder: Path) -> Callable[..., Path]:
    """Make a reading list without records in a folder, and return a function that adds a record to the folder."""
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")

    def write(slug: str, url: str, note: str = "", more: str = "") -> Path:
        path = folder / "entries" / "2023" / f"2023-06-09-{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {slug}\nurl: {url}\ndate: 2023-06-09\n{more}---\n\n{note}\n", encoding="utf-8")
        return path

    return write
