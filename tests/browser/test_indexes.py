"""The pages that list all tags or sources: columns, and the filter by name."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.conftest import PHONE
from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.publication.publication import Publication

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from browser.conftest import Served, Tabs

MANY = 1200
"""Number of sources and of tags: enough for a page for each initial."""
DAY = datetime.date(2024, 1, 2)
NAMES = {"sources": [f"{'abc'[number % 3]}{number}.example" for number in range(MANY)], "tags": [f"日本{number}" for number in range(MANY)]}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Return the content of the index pages of a list with many tags and sources, by the address of the page."""
    entries = [
        Entry(slug=f"2024-01-02-e{number}", title="T", url=f"https://{'abc'[number % 3]}{number}.example/", date=DAY, tags=(f"t{number}", f"日本{number}"))
        for number in range(MANY)
    ]  # fmt: skip
    addresses = Addresses()
    site = Site(Publication(catalogue=Catalogue(entries), taxonomy=None, name="n", language="en", addresses=addresses))
    return {addresses.of(page.path): page.html for page in site.pages() if page.kind == "index"}


@pytest.mark.parametrize(("kind", "typed"), [("sources", "B115"), ("tags", "本119")])
def test_typing_on_an_index_page_filters_the_names_with_all_initials(
    long: Served, tab: Tabs, pages: dict[str, str], kind: str, typed: str
) -> None:
    names = {name for name in NAMES[kind] if typed.lower() in name}
    assert len(names) > 3

    def fulfill(route: Route) -> None:
        html = pages[route.request.url.removeprefix(long.url)]
        script = f'<script type="module" src="{long.url}assets/site.js"></script>'
        route.fulfill(body=f"<!doctype html><title>i</title><body>{html}{script}", content_type="text/html; charset=utf-8")

    page = tab()
    page.route(lambda url: url.removeprefix(long.url) in pages, fulfill)
    page.goto(f"{long.url}{kind}/")
    page.get_by_label("Filter by name").fill(typed)
    section = page.locator(".ln-initials + section")
    shown = section.get_by_role("listitem")
    expect(shown).to_have_count(len(names))
    links = section.get_by_role("link")
    assert set(links.all_inner_texts()) == names
    hrefs = links.evaluate_all("links => links.filter((link) => link.checkVisibility()).map((link) => link.href)")
    assert all(href.startswith(f"{long.url}{kind}/") for href in hrefs)
    page.get_by_label("Filter by name").fill("")
    expect(shown).to_have_count(0)
    expect(page.locator("#by-count + ul")).to_be_visible()


def test_an_index_page_has_two_columns_on_a_phone(own: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(f"{own.url}tags/")
    lefts = page.locator(".ln-index li").evaluate_all("items => items.map((item) => Math.round(item.getBoundingClientRect().left))")
    assert len(set(lefts)) == 2


def test_tags_with_more_entries_have_larger_text_on_the_index_page_of_tags(long: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{long.url}tags/")
    sizes = [
        float(page.locator("#by-count + ul a", has_text=name).first.evaluate("link => parseFloat(getComputedStyle(link).fontSize)"))
        for name in ("everywhere", "C#", "rare 1")
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[2]
