"""The search engines. Each writes an index into a folder, and a page with a function `ask(query)`, which returns the results and the time in ms."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import unicodedata
from html import escape
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from llmnotes.records.catalogue import Catalogue
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files.search_documents import view
from llmnotes.site.files.search_index import Searching
from llmnotes.site.publication.publication import Publication
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from llmnotes.model import Entry

Texts = list[tuple[str, str]]


class Engine(Protocol):
    """A search engine with an index of one list."""

    index: Path
    """The folder into which the engine wrote its index."""

    def open(self, page: Page, address: str) -> None:
        """Open the engine's page, and wait until it accepts queries."""

    def numbers(self, found: list[Any]) -> list[int]:
        """Return the results of a query as the numbers of the texts that were found."""


class Own:
    """The index of llmnotes, queried with the scripts of its site."""

    def __init__(self, folder: Path, entries: list[Entry], _texts: Texts) -> None:
        self.index = folder / "search"
        publication = Publication(catalogue=Catalogue(entries), taxonomy=None, name="bench", language="ja", addresses=Addresses())
        for asset in Searching(view(publication), publication.site, Cache(None)).whole():
            target = folder / asset.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(asset.content)
        for script in ("search-index.js", "search-query.js", "search-terms.js", "url.js"):
            (folder / script).write_bytes((resources.files("llmnotes.site") / "assets" / script).read_bytes())
        (folder / "index.html").write_text(
            """<!doctype html><script type="module">
            import { SearchIndex, ranked } from "./search-index.js";
            import { parse } from "./search-query.js";
            const index = new SearchIndex(new URL("search/", location));
            window.ask = async (query) => {
              const start = performance.now();
              const found = ranked(await index.find(parse(query, []).wanted));
              await index.shown(found.slice(0, 10));
              return { found, ms: performance.now() - start };
            };
            </script>""",
            encoding="utf-8",
        )

    def open(self, page: Page, address: str) -> None:
        page.goto(address)
        page.wait_for_function("window.ask !== undefined")

    def numbers(self, found: list[Any]) -> list[int]:
        return found


class Material:
    """The search of Material for MkDocs, queried with the search field of its pages.

    The results are read from the messages of the web worker in which this search runs.
    """

    def __init__(self, folder: Path, _entries: list[Entry], texts: Texts) -> None:
        docs = folder / "docs"
        docs.mkdir()
        (docs / "index.md").write_text("# Home\n", encoding="utf-8")
        for number, (title, text) in enumerate(texts):
            body = escape(" ".join(text.split()))
            (docs / f"{number}.md").write_text(f"<h1>{escape(title)}</h1>\n<p>{body}</p>\n", encoding="utf-8")
        (folder / "mkdocs.yml").write_text(
            "site_name: bench\ntheme: {name: material, font: false, language: ja}\nplugins: [{search: {lang: [ja, en]}}]\nnav: [index.md]\n"
            "validation: {nav: {omitted_files: ignore}}\n",
            encoding="utf-8",
        )
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, check=True, env=environment)
        self.index = folder / "site" / "search"

    def open(self, page: Page, address: str) -> None:
        page.add_init_script("""
            const Native = Worker;
            window.Worker = class extends Native {
              constructor(...args) {
                super(...args);
                this.addEventListener("message", ({ data }) => { if (data.type === 3) window.answered?.(data.data); if (data.type === 1) window.ready = true; });
              }
            };
            window.ask = (query) => new Promise((resolve) => {
              const field = document.querySelector("[data-md-component=search-query]");
              const start = performance.now();
              const late = setTimeout(() => resolve({ found: [], ms: 0 }), 4000);
              window.answered = ({ items }) => {
                clearTimeout(late);
                window.answered = undefined;
                resolve({ found: items.map(([first]) => first.location), ms: performance.now() - start });
              };
              field.focus();
              field.value = query;
              field.dispatchEvent(new Event("keyup"));
              field.dispatchEvent(new Event("input"));
            });
        """)
        page.goto(f"{address}site/")
        page.focus("[data-md-component=search-query]")
        page.wait_for_function("window.ready === true", timeout=60000)

    def numbers(self, found: list[Any]) -> list[int]:
        return [int(match[1]) for location in found if (match := re.match(r"(\d+)/", location))]


class Pagefind:
    """The search engine Pagefind in its extended version. It gets the texts of the pages as they are, not split into grams."""

    language = "ja"

    def __init__(self, folder: Path, _entries: list[Entry], texts: Texts) -> None:
        pages = folder / "pages"
        pages.mkdir()
        for number, (title, text) in enumerate(texts):
            body = f"<h1>{escape(self.cut(title))}</h1><p>{escape(self.cut(text))}</p>"
            (pages / f"{number}.html").write_text(f'<html lang="{self.language}"><title>{number}</title><body>{body}', encoding="utf-8")
        command = [sys.executable, "-m", "pagefind", "--site", str(pages), "--output-path", str(folder / "pagefind"), "--quiet"]
        subprocess.run(command, check=True)
        self.index = folder / "pagefind"
        self.known = {}
        for path in self.index.rglob("*.pf_fragment"):
            fragment = json.loads(gzip.decompress(path.read_bytes()).decode().removeprefix("pagefind_dcd"))
            self.known[path.stem] = int(Path(fragment["url"]).stem)
        (folder / "index.html").write_text(
            """<!doctype html><script type="module">
            const pagefind = await import("/pagefind/pagefind.js");
            await pagefind.init();
            const cut = CUT;
            window.ask = async (query) => {
              const start = performance.now();
              const { results } = await pagefind.search(cut(query));
              await Promise.all(results.slice(0, 10).map((result) => result.data()));
              return { found: results.map(({ id }) => id), ms: performance.now() - start };
            };
            </script>""".replace("CUT", self.script),
            encoding="utf-8",
        )

    script = "(query) => query"

    def cut(self, text: str) -> str:
        return text

    def open(self, page: Page, address: str) -> None:
        page.goto(address)
        page.wait_for_function("window.ask !== undefined")

    def numbers(self, found: list[Any]) -> list[int]:
        return [self.known[id_] for id_ in found]


class PagefindBigrams(Pagefind):
    """Pagefind over texts in which runs of kana and kanji are split into pairs of characters."""

    language = "en"
    script = """(query) => query.normalize("NFKC").replace(/[\\u3041-\\u30ff\\u4e00-\\u9fff]+/g, (run) => {
      const pairs = [];
      for (let at = 0; at + 1 < run.length; at++) pairs.push(run.slice(at, at + 2));
      return ` ${pairs.join(" ") || run} `;
    })"""

    def cut(self, text: str) -> str:
        def pairs(match: re.Match[str]) -> str:
            run = match[0]
            return " ".join(["", *(run[at : at + 2] for at in range(len(run) - 1)), run[-1], ""])

        return re.sub("[\u3041-\u30ff\u4e00-\u9fff]+", pairs, unicodedata.normalize("NFKC", text))


ENGINES: dict[str, Callable[[Path, list[Entry], Texts], Engine]] = {
    "llmnotes": Own,
    "material": Material,
    "pagefind": Pagefind,
    "pagefind-bigrams": PagefindBigrams,
}
