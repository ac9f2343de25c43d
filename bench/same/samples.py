"""Write the reading lists that both checkouts build.

Both checkouts get equal lists, with files from BEFORE, the checkout of the earlier revision. The code of BEFORE writes only the browser tests' list.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from sides import SideError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from lists import Row
    from sides import Side

_STAMP, _STAMPED = 1_600_000_000, 1_700_000_000
"""The time that `stamp` sets for files, in seconds since 1970; and a time between that time and the present.

A file whose time is later was written after the last call of `stamp`.
"""
INPUTS = ("entries", "docs", "links", ".github")
_LONG = "import sys; from pathlib import Path; from browser.lists import write_long; write_long(Path(sys.argv[1]))"
_SETTINGS = """\
site_name: A list
site_url: https://example.org/
theme: {name: material, font: false}
plugins:
- llmnotes:
    entries: entries
    topics: topics.yml
    language: ja
"""
_FAULTS = {
    "no-front-matter": "words\n",
    "no-title": "---\nurl: https://example.com/a\ndate: 2023-01-01\n---\n",
    "no-url": "---\ntitle: No address\ndate: 2023-01-01\n---\n",
    "unknown-key": "---\ntitle: A key\nurl: https://example.com/b\ndate: 2023-01-01\nsubtitle: x\n---\n",
    "unknown-topic": "---\ntitle: A topic\nurl: https://example.com/c\ndate: 2023-01-01\ntopics: [rags, RAG]\ntags: [langchain, LangChain, ' x ']\n---\n",
    "bad-date": "---\ntitle: A date\nurl: https://example.com/d\ndate: 2023-02-31\n---\n",
    "late-date": "---\ntitle: A date to come\nurl: https://example.com/e\ndate: 2999-01-01\n---\n",
    "not-yaml": "---\ntitle: [open\nurl: 'https://example.com/f\n---\n",
    "twice": "---\ntitle: Twice\ntitle: Twice\nurl: https://example.com/g\ndate: 2023-01-01\n---\n",
    "same-url-1": "---\ntitle: Same\nurl: https://example.com/same?utm_source=x\ndate: 2023-01-01\n---\n",
    "same-url-2": "---\ntitle: Same\nurl: http://www.example.com/same/\ndate: 2023-01-01\n---\n",
    "bad-url": "---\ntitle: An address\nurl: javascript:alert(1)\ndate: 2023-01-01\n---\n\n<script>alert(1)</script> [x](javascript:alert(1))\n",
    "wide": "---\ntitle: ' ｆｕｌｌ　ｗｉｄｔｈ  ﾊﾝｶｸ '\nurl: https://example.com/h\ndate: 2023-01-01\nlang: jp\n---\n\n# One\n\n[a]: <>\n\t\n",
    "crlf": "---\r\ntitle: Lines\r\nurl: https://example.com/i\r\ndate: 2023-01-01\r\n---\r\n\r\nnote  \r\n",
    "good": "---\ntitle: A good one\nurl: https://example.com/j\ndate: 2023-01-01\ntopics: [rag]\ntags: [LangChain]\n---\n\nA note on `code`.\n",
}


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A reading list that both compared checkouts build."""

    name: str
    write: Callable[[Path], None]
    """Function that writes the list into an existing folder."""
    every: bool = True
    """Whether the list is small enough for the theme to render every page."""


def shipped(before: Side) -> Sample:
    """Return the list in the repository of the checkout BEFORE."""

    def write(folder: Path) -> None:
        for name in ("mkdocs.yml", "topics.yml"):
            shutil.copy(before.checkout / name, folder)
        for name in ("entries", "docs", ".github/ISSUE_TEMPLATE"):
            shutil.copytree(before.checkout / name, folder / name)

    return Sample(name="shipped", write=write)


def strange(before: Side) -> Sample:
    """Return the browser tests' list of unusual titles, with a ledger. The code of the checkout BEFORE writes the list."""

    def write(folder: Path) -> None:
        paths = os.pathsep.join([before.environment["PYTHONPATH"], str(before.checkout / "tests")])
        done = subprocess.run(
            [sys.executable, "-c", _LONG, folder], env={**before.environment, "PYTHONPATH": paths}, capture_output=True, check=False
        )
        if done.returncode:
            raise SideError(f"tests/browser/lists.py writes no list:\n{done.stderr.decode()}")

    return Sample(name="strange", write=write)


def faulty(before: Side) -> Sample:
    """Return a list with faults in its records, topics and settings."""

    def write(folder: Path) -> None:
        settings = f"{_SETTINGS}    lint: {{no-rule: {{skip: [x], reason: y}}}}\nnope: true\n"
        (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
        taxonomy = (before.checkout / "topics.yml").read_text(encoding="utf-8")
        (folder / "topics.yml").write_text(f"{taxonomy}- {{name: LangChain, aliases: [RAG]}}\n- {{nam: x}}\n", encoding="utf-8")
        (folder / "docs").mkdir()
        for name, text in _FAULTS.items():
            _put(folder, f"2023-01-01-{name}", text)
        (folder / "entries/2023/no-date.md").write_text(_FAULTS["good"], encoding="utf-8")
        (folder / "entries/2023/2023-01-01-not-utf-8.md").write_bytes(b"---\ntitle: \xff\n---\n")

    return Sample(name="faulty", write=write)


def corpus(before: Side, rows: Iterable[Row], name: str) -> Sample:
    """Return a list with the entries `rows` of a corpus."""

    def write(folder: Path) -> None:
        (folder / "mkdocs.yml").write_text(_SETTINGS, encoding="utf-8")
        shutil.copy(before.checkout / "topics.yml", folder)
        (folder / "docs").mkdir()
        for number, row in enumerate(rows):
            keys = {"title": row.title, "url": row.url, "date": row.date, "topics": [("rag", "models")[number % 2]], "tags": row.tags}
            _put(folder, f"{row.date}-entry-{number}", record(keys, row.note))

    return Sample(name=name, write=write, every=False)


def linked(before: Side, urls: Sequence[str]) -> Sample:
    """Return a list with an entry for each URL. The first two URLs always work, and are control URLs: link checks use them to test the network."""

    def write(folder: Path) -> None:
        settings = f"{_SETTINGS}    links: {{controls: {json.dumps(urls[:2])}, interval: 0.1, retries: 1, backoff: 0.1}}\n"
        (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
        shutil.copy(before.checkout / "topics.yml", folder)
        (folder / "docs").mkdir()
        for number, url in enumerate(urls):
            _put(folder, f"2023-01-01-entry-{number}", record({"title": f"Entry {number}", "url": url, "date": "2023-01-01"}, ""))

    return Sample(name="linked", write=write)


def record(keys: dict[str, object], note: str) -> str:
    """Return the text of a record. Its date is written without quotes, and all other values are written as JSON, which is valid YAML."""
    lines = (f"{key}: {value if key == 'date' else json.dumps(value, ensure_ascii=False)}" for key, value in keys.items())
    return "\n".join(["---", *lines, "---", "", note.strip(), ""])


def _put(folder: Path, slug: str, text: str) -> None:
    file = folder / "entries" / slug[:4] / f"{slug}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")


def stamp(folder: Path, step: int) -> None:
    """Set the time of each file of the list that was written since the last call to a fixed time, so that both sides see equal times.

    Files of the site and of the cache keep their times. `step` is the number of minutes to add to the fixed time.
    """
    for file in _inputs(folder):
        if file.stat().st_mtime > _STAMPED:
            os.utime(file, (_STAMP + step * 60, _STAMP + step * 60))


def _inputs(folder: Path) -> Iterator[Path]:
    yield from (file for file in folder.iterdir() if file.is_file())
    for name in INPUTS:
        yield from (file for file in (folder / name).rglob("*") if file.is_file())
