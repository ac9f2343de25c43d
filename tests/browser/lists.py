"""The two lists that the tests build: a list of 36 entries with the pages of this repository, and a long one of unusual titles in English."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import forkserver

from llmnotes.github import form
from llmnotes.links.check import Check, Outcome
from llmnotes.links.history import Copy, History, Mark, Said
from llmnotes.links.history_merge import advanced
from llmnotes.links.ledger import Ledger, Run
from llmnotes.links.ledger_folder import LedgerFolder
from llmnotes.links.links import collect
from llmnotes.records.folder import Store
from llmnotes.records.taxonomy_file import load

if TYPE_CHECKING:
    from collections.abc import Collection

ROOT = Path(__file__).parent.parent.parent
LIST = ROOT / "tests" / "cases" / "list"
LONG = 150
"""Number of entries of the generated list. A tag of all entries has three pages, so that one page has both neighbours."""

_TITLES = (
    "A plain title of an ordinary length",
    "<script>alert(1)</script> & \"quotes\" 'everywhere'",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
    "日本語の長い題名がどこまでも続いていくとき、折り返しと文字の大きさがどうなるのかを確かめるための、とても長い題名です。" * 2,
    "{{ config }} {% raw %} [brackets] (and) 【more】 https://example.com/a/very/long/path?with=a&query=string#and-a-fragment",
    "e\u0301 مرحبا بالعالم 👩‍👩‍👧‍👦 Ω≈ç√∫˜µ≤≥÷",
    "x",
)
_NOTES = (
    "",
    "A short note.",
    '- one\n  - nested, with `code`\n    - deeper *stressed* and **strong**\n- "><script>alert(4)</script>\n',
    "### A heading\n\n| a | b |\n|---|--:|\n| one | 2 |\n\n```python\n" + "very_long_line = " + "1 + " * 80 + "1\n```\n\n> A quotation\n",
    "日本語の*強調*と、https://example.com/" + "path/" * 60 + "という長いURL。\n\n1. 一\n2. 二\n",
    "| " + " | ".join(f"column {n}" for n in range(14)) + " |\n|" + "---|" * 14 + "\n| " + " | ".join("value" for _ in range(14)) + " |\n",
)
_TAGS = ("C++", "C#", "a/b", "..", "<b>x</b>", "日本語のタグ", "a tag of several words that goes on for a while", "LangChain")
_TOPICS = ("rag", "models", "prompting", "building")


def write_long(folder: Path) -> None:
    """Write the generated list: settings, taxonomy, records and ledger."""
    settings = (LIST / "mkdocs.yml").read_text(encoding="utf-8")
    for old, new in (
        ("language: ja", "language: en"),
        ("site_url: https://example.github.io/llmnotes/", "site_url: https://example.org/"),
        ("site_name: LLM開発 読書ノート", "site_name: A list of strange titles"),
    ):
        settings = settings.replace(old, new)
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    shutil.copy(LIST / "topics.yml", folder)
    start = datetime.date(2019, 1, 1)
    for number in range(LONG):
        date = start + datetime.timedelta(days=number * 5)
        record = folder / "entries" / str(date.year) / f"{date}-entry-{number}.md"
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(_record(number, date), encoding="utf-8")
    write_ledger(folder)


def write_ledger(folder: Path) -> None:
    """Write the ledger of ten weeks of checks for a list, in which some links die, move or become unsure."""
    LedgerFolder(folder / "links").save(_ledger(collect(found.entry for found in Store(folder / "entries").load().records.values())))


def _ledger(urls: Collection[str]) -> Ledger:
    """Return the ledger of ten weeks of checks in which some links die, move or become unsure."""
    begin = datetime.datetime(2026, 9, 1, 4, tzinfo=datetime.UTC)
    histories: dict[str, History] = {}
    runs: list[Run] = []
    for week in range(10):
        time = begin + datetime.timedelta(weeks=week)
        for number, url in enumerate(sorted(urls)):
            outcome = _FATES.get(number % 23, Outcome.OK) if week > number % 9 else Outcome.OK
            check = Check(url=url, outcome=outcome, time=time, detail="404" if outcome is Outcome.GONE else "", target=f"{url}?moved=<b>")
            histories[url] = advanced(histories.get(url, History()), check)
        known = Ledger(histories=histories)
        counts = collections.Counter(known.verdict(url, time).standing for url in histories)
        runs.append(Run(time=time, scope="all", counts=counts, checked=len(histories)))
    for number, url in enumerate(sorted(urls)):
        if number % 46 == 1:
            histories[url] = dataclasses.replace(
                histories[url], copy=Copy(begin.date(), f"https://web.archive.org/web/20190203040506/{url}")
            )
    said = Mark(begin, Said.DEAD, "sold: <script>alert(1)</script>")
    return Ledger(histories=histories, runs=tuple(runs)).marked(min(urls), said)


_FATES = {1: Outcome.GONE, 2: Outcome.SERVER_ERROR, 3: Outcome.MOVED, 4: Outcome.BLOCKED, 5: Outcome.FRAGMENT, 6: Outcome.TLS_EXPIRED}


def _rare(number: int) -> list[str]:
    """Return tags that only one entry has, 72 in all, so that the index of tags also has a list by name."""
    return [f"rare {number + n}" if n % 3 else f"珍しい {number + n}" for n in range(12)] if number % 25 == 0 else []


def _record(number: int, date: datetime.date) -> str:
    front = {
        "title": f"{_TITLES[number % len(_TITLES)]} {number}",
        "url": f"https://{'abc'[number % 3]}.example/{number}",
        "date": str(date),
        "topics": [_TOPICS[number % 4]],
        "tags": sorted({"everywhere", _TAGS[number % len(_TAGS)], _TAGS[number // 7 % len(_TAGS)], *_rare(number)}),
    }
    front |= {"lang": "ja"} if number % len(_TITLES) == 3 else {}  # entries with the Japanese title
    front |= {"via": "<i>someone</i>", "archived": f"https://web.example/{number}"} if number % 11 == 0 else {}
    # Dates need no quotes; all other values are JSON, which is valid YAML.
    lines = (f"{key}: {value if key == 'date' else json.dumps(value, ensure_ascii=False)}" for key, value in front.items())
    return "\n".join(["---", *lines, "---", "", _NOTES[number % len(_NOTES)]])


def write_own(folder: Path, *, directories: bool = True) -> None:
    """Copy the list for tests, with the pages of this repository, for the path /list/. Without directory URLs, it is also a list that is not on GitHub."""
    settings = (LIST / "mkdocs.yml").read_text(encoding="utf-8").replace("example.github.io/llmnotes/", "example.github.io/list/")
    settings = settings.replace("use_directory_urls: true", f"use_directory_urls: {str(directories).lower()}")
    settings = settings if directories else settings.replace("https://github.com/", "https://gitlab.com/")
    folder.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    shutil.copy(LIST / "topics.yml", folder)
    shutil.copytree(LIST / "entries", folder / "entries")
    shutil.copytree(ROOT / "docs", folder / "docs")
    (folder / form.FILE).parent.mkdir(parents=True)
    (folder / form.FILE).write_text(form.text(load(LIST / "topics.yml", "topics.yml")[0], "ja"), encoding="utf-8")
    removed = folder / "entries" / ".removed" / "2023-01-01-example-gone.yml"
    removed.parent.mkdir(exist_ok=True)
    removed.write_text(
        "url: https://example.com/gone\ntitle: 取り除いた記事\ndate: 2023-01-01\nremoved: 2023-02-01\nreason: 著者の希望\n",
        encoding="utf-8",
    )


def build(folder: Path) -> Path:
    """Build a list with MkDocs and return the folder of its site. Raises RuntimeError with MkDocs's messages."""
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    result = forkserver.shared().run_text("mkdocs", "build", "--strict", "--quiet", cwd=folder, env=env)
    if result.returncode:
        raise RuntimeError(result.stderr)
    return folder / "site"
