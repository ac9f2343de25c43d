"""Navigation: the switch of the colour scheme, the keyboard, months, numbered pages, the menu on phones, missing addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import Served, Tabs


def expect_scheme(page: Page, name: str) -> None:
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", name)


def test_the_colour_scheme_that_a_reader_chose_is_kept_on_other_pages(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    expect_scheme(page, "default")
    page.locator("header label[for^=__palette]:visible").click()
    expect_scheme(page, "slate")
    page.reload()
    expect_scheme(page, "slate")
    page.goto(f"{own.url}topics/rag/")
    expect_scheme(page, "slate")


def test_a_reader_whose_system_is_dark_gets_the_dark_colour_scheme(own: Served, tab: Tabs) -> None:
    page = tab(dark=True)
    page.goto(own.url)
    expect_scheme(page, "slate")


def test_a_keyboard_user_can_page_through_a_long_list(long: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{long.url}tags/everywhere/")
    for url, rel in ((r"/tags/everywhere/2/$", "prev"), (r"/tags/everywhere/1/$", "prev"), (r"/tags/everywhere/2/$", "next")):
        pager = page.get_by_role("navigation", name="Pages (below)")
        link = pager.locator(f"a[rel={rel}]")
        expect(link).to_be_visible()
        page.evaluate("document.querySelector('.ln-entry:last-of-type a').focus()")
        for _ in range(30):
            page.keyboard.press("Tab")
            if link.evaluate("link => link === document.activeElement"):
                break
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(url))


def test_two_clicks_lead_from_the_home_page_of_a_long_list_to_any_month(long: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(long.url)
    page.get_by_role("link", name="Browse by month").click()
    page.get_by_role("link", name=re.compile("^March 2020: ")).click()
    expect(page).to_have_url(f"{long.url}years/2020/#2020-03")
    expect(page.get_by_role("heading", name="March 2020")).to_be_in_viewport()


def test_the_home_page_of_a_long_list_links_to_the_newest_entry_that_it_does_not_show(long: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(long.url)
    shown = page.locator(".ln-entry").count()
    following = long.catalogue.newest[shown]
    page.get_by_role("link", name=f"Older: {following.date:%B %Y} →").click()
    expect(page.locator(f"[id='{following.slug}']")).to_be_in_viewport()


def test_each_page_of_a_long_list_links_to_other_pages_by_number_and_month(long: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{long.url}tags/everywhere/")
    newest_first = long.catalogue.entries[::-1]
    labels = [f"{3 - number} {newest_first[50 * number].date:%Y-%m}" for number in range(3)]
    for name in ("Pages", "Pages (below)"):
        expect(page.get_by_role("navigation", name=name, exact=True).get_by_role("listitem")).to_have_text(labels)
    page.get_by_role("navigation", name="Pages", exact=True).get_by_role("link", name=labels[2]).click()
    expect(page).to_have_url(f"{long.url}tags/everywhere/1/")
    expect(page.locator("[aria-current=page]").first).to_have_text(labels[2])


def test_the_month_table_of_a_list_links_to_pages_of_this_list(long: Served, tab: Tabs) -> None:
    page = tab(scripts=False)
    page.goto(f"{long.url}tags/everywhere/")
    page.locator("summary", has_text="Months").click()
    page.get_by_role("link", name=re.compile("^June 2019: ")).click()
    expect(page).to_have_url(f"{long.url}tags/everywhere/1/#2019-06")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_lists_of_topics_and_of_a_tag_begin_within_200_pixels_of_their_title(site: Served, tab: Tabs, width: int) -> None:
    page = tab(width=width)
    for address in [*(f"topics/{topic}/" for topic in site.catalogue.by_topic), "tags/langchain/"]:
        page.goto(site.url + address)
        title, entry = page.locator("h1").bounding_box(), page.locator(".ln-entry").first.bounding_box()
        assert title
        assert entry
        assert entry["y"] - (title["y"] + title["height"]) < 200, address


def test_the_buttons_of_a_list_are_on_one_line_with_its_text_on_a_phone(long: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(f"{long.url}tags/everywhere/")
    lines = page.locator(".ln-bar-line > *").evaluate_all("parts => parts.map((part) => part.getBoundingClientRect().top)")
    assert len(lines) == 4
    assert max(lines) - min(lines) < 1


def test_the_month_table_of_a_list_fits_the_width_of_a_phone(long: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(f"{long.url}tags/everywhere/")
    page.locator("summary", has_text="Months").click()
    strip = page.locator(".ln-popup__panel .ln-scroll")
    expect(strip).to_be_visible()
    assert strip.evaluate("strip => strip.scrollWidth <= strip.clientWidth")
    assert strip.evaluate("strip => strip.getBoundingClientRect().right") <= PHONE


def test_entries_in_the_list_of_a_topic_do_not_repeat_the_topic(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{own.url}topics/rag/")
    newest = own.catalogue.by_topic["rag"][-1]
    assert "Embeddings" in newest.tags
    terms = page.locator(".ln-terms")
    expect(terms.first.get_by_role("link", name="Embeddings")).to_be_visible()
    expect(terms.get_by_role("link", name="RAG・検索")).to_have_count(0)
    page.goto(own.url)
    expect(terms.get_by_role("link", name="RAG・検索").first).to_be_visible()


def test_the_first_link_of_a_page_skips_the_navigation(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{own.url}topics/rag/")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#"))


def test_the_menu_on_a_phone_links_to_the_lists(own: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(own.url)
    drawer = page.locator(".md-sidebar--primary")
    expect(drawer).not_to_be_in_viewport()
    page.locator("header .ln-menu").click()
    expect(drawer).to_be_in_viewport()
    drawer.locator("a[href*='tags/']").first.click()
    expect(page).to_have_url(f"{own.url}tags/")
    expect(page.locator("h1").first).to_be_visible()


def test_the_page_for_addresses_that_do_not_exist_links_to_the_home_page(own: Served, tab: Tabs) -> None:
    page = tab()
    answer = page.goto(f"{own.url}missing/deep/page/")
    assert answer is not None
    assert answer.status == 404
    page.locator(".md-header__topic a").first.click()
    expect(page).to_have_url(own.url)
    expect(page.locator("h1").first).to_be_visible()


@pytest.mark.parametrize(("address", "target"), [("tags/LlamaIndex/", "tags/llamaindex/"), ("TOPICS/RAG/#2023-06", "topics/rag/#2023-06")])
def test_an_address_with_capital_letters_leads_to_the_page_in_lower_case(own: Served, tab: Tabs, address: str, target: str) -> None:
    tabs = tab()
    tabs.goto(own.url + address)
    expect(tabs).to_have_url(own.url + target)
    tab.forgive(address.partition("#")[0])
