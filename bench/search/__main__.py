"""Compare search engines for static sites with the same queries: `python bench/search [--entries DIR | --corpus FILE] [--engines …]`.

Each engine indexes the same texts and answers the same queries in Chromium. Its results are compared with a substring search of the texts (NFKC,
case folded). Queries are drawn from the texts at random with a seed: parts in one script, parts in mixed scripts, two words, words that occur
once, phrases, and some difficult ones. With `--ranking`, the queries are words, and the report states how many of the first ten results contain them whole. A corpus is a file of JSON lines with `date`, `title`, `url`, `notes` and, optionally, `tags`.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import platform
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import engines
import queries
import ranking
import serving
from playwright.sync_api import sync_playwright

from llmnotes.model import Entry
from llmnotes.records import note
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.folder import Store
from llmnotes.text.phrases import fold

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def entries_of(options: argparse.Namespace) -> list[Entry]:
    if options.corpus:
        rows = [json.loads(line) for line in options.corpus.read_text(encoding="utf-8").split("\n") if line]
        made = [
            Entry(
                slug=f"e{number}",
                title=row["title"] or row["url"],  # records need a title
                url=row["url"],
                date=datetime.date.fromisoformat(row["date"]),
                tags=tuple(dict.fromkeys(row.get("tags") or ())),
                note=row["notes"] or "",
            )
            for number, row in enumerate(rows)
        ]
        return list(Catalogue(made).entries)
    return list(Catalogue(found.entry for found in Store(options.entries).load().records.values()).entries)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--entries", type=Path, default=Path("entries"), metavar="DIR", help="Folder of records to search (default: %(default)s)."
    )
    parser.add_argument("--corpus", type=Path, metavar="FILE", help="Search the entries in this file instead.")
    parser.add_argument("--seed", type=int, default=1, help="Seed for drawing queries (default: %(default)s).")
    parser.add_argument("--count", type=int, default=30, help="Maximum number of queries of each kind (default: %(default)s).")
    parser.add_argument(
        "--engines", default=",".join(engines.ENGINES), help="Compare these engines only, separated by commas (default: %(default)s)."
    )
    parser.add_argument(
        "--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"), help="Path of Chromium (default: %(default)s)."
    )
    parser.add_argument("--ranking", action="store_true", help="Search for words, and judge the order of the results.")
    parser.add_argument("--misses", action="store_true", help="Print the queries whose results differ from the substring search.")
    options = parser.parse_args()
    entries = entries_of(options)
    texts = [(entry.title, "\n".join([note.text(entry.note), *entry.tags])) for entry in entries]
    folded = ["\n".join(" ".join(field.split()) for field in (fold(title), fold(text))) for title, text in texts]
    drawn = queries.draw(folded, seed=options.seed, count=options.count)
    words = ranking.draw(texts, seed=options.seed) if options.ranking else {}
    print(
        f"{len(entries):,} entries, seed {options.seed}, {sum(map(len, (words or drawn).values()))} queries; {platform.machine()}, Python {platform.python_version()}"
    )
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox", *FLAGS])
        print(f"Chromium {browser.version}\n")
        trial = Trial(folded=folded, drawn=drawn, browser=browser, misses=options.misses)
        for name in options.engines.split(","):
            folder = Path(scratch) / name
            folder.mkdir()
            start = time.perf_counter()
            engine = engines.ENGINES[name](folder, entries, texts)
            if options.ranking:
                judge(name, engine, folder, browser, words)
            else:
                report(name, engine, folder, trial, built=time.perf_counter() - start)
            shutil.rmtree(folder)
    return 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Trial:
    """The queries for every engine, and the texts that they search."""

    folded: list[str]
    """The texts that are searched, in folded form (NFKC, case-folded)."""
    drawn: dict[str, list[str]]
    """The queries, by the name of their kind."""
    browser: Browser
    misses: bool
    """Whether to print the queries whose results differ from the substring search."""


def report(name: str, engine: engines.Engine, folder: Path, trial: Trial, *, built: float) -> None:
    with serving.serve(folder) as server:
        page = trial.browser.new_page()
        page.on("pageerror", lambda error: print("page error:", error))
        engine.open(page, server.address)
        size = sum(path.stat().st_size for path in engine.index.rglob("*") if path.is_file())
        print(f"## {name}: {built:.1f} s to index, {size / 1e6:.1f} MB on disk\n")
        print(
            "| queries | n | recall | precision | nothing found | bytes, median / max | ms, median / max |\n|---|---|---|---|---|---|---|"
        )
        for kind, terms in trial.drawn.items():
            rows = []
            for query in terms:
                before = server.sent()
                answer = page.evaluate("query => ask(query)", query)
                truth = {number for number, text in enumerate(trial.folded) if queries.matches(query, text)}
                found = set(engine.numbers(answer["found"]))
                rows.append(
                    (len(found & truth), len(truth), len(found), server.sent() - before, answer["ms"], bool(truth and not found & truth))
                )
                if trial.misses and found != truth:
                    print(f"   {query!r}: {len(found & truth)} of {len(truth)}, {len(found - truth)} wrong")
            if rows:
                print(row_of(kind, rows))
        print(f"\nFirst query, including scripts and index files: {first(trial, engine, server):,} bytes.\n")
        page.close()


def judge(name: str, engine: engines.Engine, folder: Path, browser: Browser, words: dict[str, list[ranking.Truth]]) -> None:
    """Print how an engine ranks the results of words."""
    with serving.serve(folder) as server:
        page = browser.new_page()
        engine.open(page, server.address)
        print(f"## {name}\n")
        print(
            "| texts with the word | words | also inside words | whole words in the first ten | in titles | in order |\n|---|---|---|---|---|---|"
        )
        for band, truths in words.items():
            answers = [(truth, engine.numbers(page.evaluate("query => ask(query)", truth.word)["found"])) for truth in truths]
            print(ranking.row_of(band, answers))
        print()
        page.close()


def row_of(kind: str, rows: list[tuple[int, int, int, int, float, bool]]) -> str:
    recall = statistics.mean(hit / true if true else 1 for hit, true, *_ in rows)
    precision = statistics.mean(hit / found if found else 1 for hit, _, found, *_ in rows)
    sent = [row[3] for row in rows]
    ms = [row[4] for row in rows]
    missed = sum(row[5] for row in rows)
    return (
        f"| {kind} | {len(rows)} | {recall:.3f} | {precision:.3f} | {missed} | {statistics.median(sent):,.0f} / {max(sent):,} "
        f"| {statistics.median(ms):.0f} / {max(ms):.0f} |"
    )


def first(trial: Trial, engine: engines.Engine, server: serving.Server) -> int:
    """Return the largest number of bytes that the first query of a new visitor transfers, over one query of each kind."""
    worst = 0
    for terms in trial.drawn.values():
        for query in terms[:1]:
            context = trial.browser.new_context()
            page = context.new_page()
            before = server.sent()
            engine.open(page, server.address)
            page.evaluate("query => ask(query)", query)
            worst = max(worst, server.sent() - before)
            context.close()
    return worst


if __name__ == "__main__":
    sys.exit(main())
