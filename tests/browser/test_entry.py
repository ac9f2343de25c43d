"""The page of an entry: where its link leads, and the ways to other entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from browser.conftest import DESKTOP, PHONE
from llmnotes.web.url import host

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import Served, Tabs
    from llmnotes.model import Entry


def address_of(site: Served, entry: Entry) -> str:
    return f"{site.url}entries/{entry.slug}/"


def neighbours(page: Page) -> list[str]:
    hrefs = page.locator(".ln-neighbours a").evaluate_all("links => links.map((link) => link.href)")
    return [href.split("/")[-2] for href in hrefs]


def test_the_page_of_an_entry_names_the_host_that_its_link_leads_to(own: Served, tab: Tabs) -> None:
    entry = own.catalogue.by_topic["rag"][-1]
    page = tab()
    page.goto(address_of(own, entry))
    link = page.get_by_role("link", name=f"記事を読む: {host(entry.url)}")
    expect(link).to_be_in_viewport()
    expect(link).to_have_attribute("href", entry.url)


def test_the_breadcrumb_of_an_entry_leads_to_its_topic_and_its_month(own: Served, tab: Tabs) -> None:
    entry = own.catalogue.by_topic["rag"][-1]
    page = tab()
    page.goto(address_of(own, entry))
    crumbs = page.get_by_role("navigation", name="現在地").get_by_role("link")
    expect(crumbs).to_have_text(["RAG・検索", f"{entry.date.year}年{entry.date.month}月"])
    crumbs.last.click()
    expect(page).to_have_url(f"{own.url}years/{entry.date.year}/#{entry.date:%Y-%m}")
    expect(page.get_by_role("heading", name=f"{entry.date.year}年{entry.date.month}月")).to_be_in_viewport()


def test_related_entries_are_beside_the_entry_on_wide_screens_and_below_it_on_phones(own: Served, tab: Tabs) -> None:
    entry = own.catalogue.by_tag["Embeddings"][-1]
    for width, beside in ((DESKTOP, True), (PHONE, False)):
        page = tab(width=width)
        page.goto(address_of(own, entry))
        article, related = page.locator("article.ln-entry").bounding_box(), page.locator("#related").bounding_box()
        assert article
        assert related
        assert (related["x"] >= article["x"] + article["width"]) is beside
        assert (related["y"] >= article["y"] + article["height"]) is not beside


def test_an_entry_opened_from_a_topic_links_to_the_previous_and_next_entries_of_that_topic(own: Served, tab: Tabs) -> None:
    oldest, middle, newest = own.catalogue.by_topic["rag"]
    page = tab()
    page.goto(f"{own.url}topics/rag/")
    page.locator(f".ln-entry__meta a[href*='{middle.slug}']").click()
    links = page.locator(".ln-neighbours a")
    expect(links.first).to_contain_text(f"← 「RAG・検索」の前 · {oldest.date}")
    expect(links.last).to_contain_text(f"{newest.date} · 「RAG・検索」の次 →")
    assert neighbours(page) == [oldest.slug, newest.slug]
    links.last.click()
    page.wait_for_url(address_of(own, newest))
    # The entry is the newest of its topic, so it has only an older neighbour.
    expect(links).to_contain_text([f"← 「RAG・検索」の前 · {middle.date}"])
    assert neighbours(page) == [middle.slug]


def test_links_to_previous_and_next_entries_cross_the_pages_of_a_long_list(long: Served, tab: Tabs) -> None:
    listed = long.catalogue.entries
    page = tab()
    page.goto(f"{long.url}tags/everywhere/1/")
    page.locator(".ln-entry__meta a:has(time)").first.click()
    link = page.locator(".ln-neighbours a[rel=next]")
    for entry in listed[50:52]:
        expect(link).to_contain_text(f"{entry.date} · Next in everywhere →")
        link.click()
        page.wait_for_url(address_of(long, entry))
    assert neighbours(page) == [listed[50].slug, listed[52].slug]


def test_an_entry_opened_directly_links_to_the_previous_and_next_entries_of_the_whole_list(own: Served, tab: Tabs) -> None:
    before, entry, after = own.catalogue.entries[3:6]
    for scripts in (True, False):
        page = tab(scripts=scripts)
        page.goto(address_of(own, entry))
        links = page.locator(".ln-neighbours a")
        expect(links).to_contain_text([f"← 前 · {before.date}", f"{after.date} · 次 →"])
        expect(links.first).to_have_attribute("href", re.compile(before.slug))


def test_the_page_of_an_entry_shows_each_link_of_its_note_once(own: Served, tab: Tabs) -> None:
    page = tab()
    linked = [entry for entry in own.catalogue.entries if "https://" in entry.note]
    assert linked
    for entry in linked:
        page.goto(address_of(own, entry))
        hrefs = page.locator(".ln-note a, #mentions + ul a").evaluate_all("links => links.map((link) => link.href)")
        assert len(hrefs) == len(set(hrefs)) > 0
