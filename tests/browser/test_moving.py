"""Navigation: the theme's switch, the keyboard, the drawer on phones, a missing page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from browser.conftest import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import Served, Tabs


def expect_scheme(page: Page, name: str) -> None:
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", name)


def test_a_switched_theme_is_kept_on_other_pages(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    expect_scheme(page, "default")
    page.locator("header label[for^=__palette]:visible").click()
    expect_scheme(page, "slate")
    page.reload()
    expect_scheme(page, "slate")
    page.goto(f"{own.url}topics/rag/")
    expect_scheme(page, "slate")


def test_a_reader_who_prefers_dark_gets_the_dark_theme(own: Served, tab: Tabs) -> None:
    page = tab(dark=True)
    page.goto(own.url)
    expect_scheme(page, "slate")


def test_a_keyboard_user_can_page_through_a_long_list(long: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{long.url}tags/everywhere/")
    for url, rel in ((r"/tags/everywhere/2/$", "prev"), (r"/tags/everywhere/1/$", "prev"), (r"/tags/everywhere/2/$", "next")):
        link = page.locator(f"nav.ln-neighbours a[rel={rel}]")
        page.locator("nav.ln-neighbours").press("Shift")  # move the starting point of the keyboard to the end of the page
        page.evaluate("document.querySelector('.ln-entry:last-of-type a').focus()")
        for _ in range(20):
            page.keyboard.press("Tab")
            if link.evaluate("link => link === document.activeElement"):
                break
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(url))


def test_the_first_link_of_a_page_skips_the_navigation(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{own.url}topics/rag/")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#"))


def test_the_drawer_on_a_phone_links_to_the_lists(own: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(own.url)
    drawer = page.locator(".md-sidebar--primary")
    expect(drawer).not_to_be_in_viewport()
    page.locator("header label[for=__drawer]").click()
    expect(drawer).to_be_in_viewport()
    drawer.locator("a[href*='tags/']").first.click()
    expect(page).to_have_url(f"{own.url}tags/")
    expect(page.locator("h1").first).to_be_visible()


def test_a_missing_page_links_to_the_home_page(own: Served, tab: Tabs) -> None:
    page = tab()
    answer = page.goto(f"{own.url}missing/deep/page/")
    assert answer is not None
    assert answer.status == 404
    page.locator("header a.md-logo").click()
    expect(page).to_have_url(own.url)
    expect(page.locator("h1").first).to_be_visible()
