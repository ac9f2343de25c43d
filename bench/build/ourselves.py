"""Measure llmnotes: its builds, its preview and its commands."""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import measure
import yaml

from llmnotes.model import Entry
from llmnotes.records import record
from llmnotes.records.slug import make_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lists import Row
    from measure import Ran

HERE = Path(__file__).parent
TOPICS = HERE.parents[1] / "topics.yml"
_REST = 15
"""Seconds to wait after a reload, until the preview has written all other files."""
_PROGRAM = Path(sys.executable).with_name("llmnotes")


def write(folder: Path, rows: Iterable[Row]) -> None:
    """Write entries as records, with settings with which llmnotes builds all kinds of pages and files."""
    taken: set[str] = set()
    for row in rows:
        slug = make_slug(row.date, row.url, "", taken.__contains__)
        taken.add(slug)
        file = folder / "entries" / str(row.date.year) / f"{slug}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        entry = Entry(slug=slug, title=row.title, url=row.url, date=row.date, tags=row.tags, note=row.note)
        file.write_text(record.write(entry), encoding="utf-8")
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "topics.yml").write_bytes(TOPICS.read_bytes())
    _settings(folder, "mkdocs.yml", [])
    _settings(folder, "phases.yml", ["phases.py"])


def _settings(folder: Path, name: str, hooks: list[str]) -> None:
    settings = {
        "site_name": "A list",
        "site_url": "https://example.org/",
        "site_dir": f"site-{name.removesuffix('.yml')}",
        "theme": {"name": "material", "font": False},
        "plugins": [{"llmnotes": {"entries": "entries", "topics": "topics.yml", "language": "ja"}}],
        "hooks": [str(HERE / hook) for hook in hooks],
    }
    (folder / name).write_text(yaml.safe_dump(settings), encoding="utf-8")


def cold(folder: Path, settings: str = "mkdocs.yml") -> Ran:
    """Remove the site and the cache, and measure a build. `settings` is the file name of the settings."""
    measure.remove(folder / f"site-{settings.removesuffix('.yml')}", folder / ".cache")
    return measure.run(_mkdocs("build", "--quiet", "-f", settings), folder)


def again(folder: Path, number: int) -> Ran:
    """Change one note, and measure a build. `number` is part of the new text, so that each change differs from the earlier changes."""
    _change(_middle(folder), f"Changed, {number}.")
    return measure.run(_mkdocs("build", "--quiet"), folder)


def unchanged(folder: Path) -> Ran:
    """Measure a build without a change since the last build."""
    return measure.run(_mkdocs("build", "--quiet"), folder)


def phases(folder: Path) -> Mapping[str, float]:
    """Remove the site and the cache, build on one core, and return the seconds in each phase of the build."""
    measure.remove(folder / "site-phases", folder / ".cache")
    measure.run(_mkdocs("build", "--quiet", "-f", "phases.yml"), folder)
    found: dict[str, float] = json.loads((folder / "phases.json").read_text(encoding="utf-8"))
    return found


def write_log(folder: Path) -> None:
    """Export the list to `list.md`, a log that `llmnotes import` can read."""
    log = subprocess.run([_PROGRAM, "export", "--format", "log"], cwd=folder, capture_output=True, check=True, env=measure.environment())
    (folder / "list.md").write_bytes(log.stdout)


def command(folder: Path, *words: str) -> Ran:
    """Measure `llmnotes` with the arguments `words`. Exit status 1 is accepted, because commands use it to report faults, and real lists have faults."""
    return measure.run([_PROGRAM, *words], folder, well=(0, 1))


def reload(folder: Path, count: int) -> list[float]:
    """Save a record `count` times. Return the seconds from each save to the reloaded page.

    Like a browser, this function waits for the preview's signal and then fetches the page.
    """
    changed = _middle(folder)
    found = []
    with _serving(folder) as address:
        page = f"{address}entries/{changed.stem}/"
        for number in range(count):
            html = _get(page)
            said = re.search(r"livereload\((\d+), (\d+)\)", html)
            if not said:
                raise measure.FailedError(f"{page} has no script that reloads it after a change")
            epoch, request = said.groups()
            time.sleep(2)
            words = f"Saved, {number}."
            _change(changed, words)
            began = time.monotonic()
            while words not in html:
                while _get(f"{address}livereload/{epoch}/{request}") == epoch:
                    pass
                html = _get(page)
                epoch = (re.search(r"livereload\((\d+)", html) or said)[1]
            found.append(time.monotonic() - began)
            time.sleep(_REST)
    return found


@contextlib.contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """Run `mkdocs serve` during the block. Yield the address of the preview."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (folder.parent / "serve.txt").open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [str(word) for word in _mkdocs("serve", "-a", f"127.0.0.1:{port}")], cwd=folder, stdout=output, stderr=output, env=measure.environment()
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}/"
        for _ in range(600):
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                _get(address)
                break
            time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait()


def size_of_page(folder: Path) -> tuple[float, int]:
    """Return the size of an entry's page with gzip in bytes: median and maximum."""
    sizes = [len(gzip.compress(file.read_bytes(), 6)) for file in (folder / "site-mkdocs" / "entries").glob("*/index.html")]
    return statistics.median(sizes), max(sizes)


def _mkdocs(*words: str) -> list[str | Path]:
    return [sys.executable, "-m", "mkdocs", *words]


def _middle(folder: Path) -> Path:
    """Return the path of a record in the middle of the list."""
    files = sorted((folder / "entries").rglob("*.md"))
    return files[len(files) // 2]


def _change(file: Path, words: str) -> None:
    file.write_text(f"{file.read_text(encoding='utf-8').rstrip()}\n\n{words}\n", encoding="utf-8")


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=120) as answer:  # noqa: S310 - the address is that of the preview on this machine
        text: str = answer.read().decode()
        return text
