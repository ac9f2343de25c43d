"""States of pages that only scripts make, for tests of accessibility and HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from browser.conftest import Served


def states(page: Page, site: Served) -> Iterator[str]:
    """Bring a page into each state in turn, and yield the state's name."""
    page.goto(f"{site.url}search/?q=RAG&note=with")
    expect(page.locator("#ln-results mark").first).to_be_visible()
    yield "results with a filter"
    page.goto(f"{site.url}search/")
    page.locator("#ln-facets").evaluate("facets => facets.open = true")
    for button in page.locator("[id^=ln-more-]").all():
        button.click()
    expect(page.locator("#ln-groups [aria-expanded=false]")).to_have_count(0)
    yield "all facets open"
    page.goto(f"{site.url}search/?q=RAG+zzzz")
    expect(page.locator(".ln-nothing ul a")).to_be_visible()
    yield "nothing found"
    page.goto(f"{site.url}search/?q={quote('tag:LangChain tag:everywhere since:2019-02 -azure 埋め込み')}")
    page.locator(".ln-help summary").click()
    expect(page.locator("#ln-chosen button").nth(2)).to_be_visible()
    yield "operators as filters, and how to search"
    page.goto(f"{site.url}add/?url=https://example.net/new")
    expect(page.locator("#ln-add")).to_contain_text("example.net")
    expect(page.locator("#ln-add-listed p")).to_be_visible()
    yield "a record of a new URL"
    page.locator("#ln-add-form [type=checkbox]").nth(2).check()
    page.locator("#ln-add-tags").fill("x" * 60)
    page.locator("#ln-add-note").fill("長いノート。" * 200)
    page.locator("#ln-add-copy").click()
    expect(page.locator("#ln-add-faults")).to_be_focused()
    yield "a record that lacks much"
    page.goto(f"{site.url}add/?url={quote(site.catalogue.entries[0].url)}&title=a&text=b%0Ac")
    expect(page.locator("#ln-add-listed a")).to_be_visible()
    yield "a URL that is listed"
    if page.locator("#ln-header-query").is_visible():
        for query in ("Embeddings", "zzzz"):
            page.goto(f"{site.url}topics/rag/")
            page.locator("#ln-header-query").fill(query)
            expect(page.locator(".ln-found__option").first).to_be_visible()
            page.keyboard.press("ArrowDown")
            yield f"{query} in the header"
