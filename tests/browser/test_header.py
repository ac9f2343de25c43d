"""The header, the menu and the colour scheme on narrow and wide pages."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from browser.conftest import DESKTOP, PHONE, TABLET

if TYPE_CHECKING:
    from browser.conftest import Served, Tabs

IN_MENU = "element => element.closest('.md-sidebar--primary') !== null"
NAVIGATIONS = 20
BRIGHT = 200
"""Brightness (0 to 255) of a pixel that belongs to a light page. Texts of a dark page reach it in less than a tenth of the pixels."""


@pytest.mark.parametrize("width", [PHONE, TABLET, DESKTOP])
def test_the_name_of_the_site_in_the_header_leads_home_at_any_scroll_position(long: Served, tab: Tabs, width: int) -> None:
    page = tab(width=width)
    page.goto(f"{long.url}tags/everywhere/")
    page.mouse.wheel(0, 3000)
    page.wait_for_function("() => scrollY > 1000")
    page.locator(".md-header__title a").click()
    expect(page).to_have_url(long.url)


def test_the_script_inserts_the_same_header_navigation_and_footer_as_the_theme_writes(own: Served, tab: Tabs) -> None:
    page = tab()
    parts = {}
    for address in ("search/", f"entries/{own.catalogue.entries[0].slug}/"):
        page.goto(f"{own.url}{address}")
        texts = page.locator("header, .md-sidebar--primary, footer").evaluate_all(
            "parts => parts.map((part) => part.textContent.replace(/\\s+/g, ' '))"
        )
        links = page.locator("header a, .md-sidebar--primary a, footer a").evaluate_all(
            "links => links.map((link) => link.href.replace(/#.*/, ''))"
        )
        parts[address] = texts, links
    (themed_texts, themed_links), (entry_texts, entry_links) = parts.values()
    assert entry_texts == themed_texts
    assert len(entry_links) > 15
    assert entry_links == themed_links


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_links_lead_a_reader_without_scripts_to_the_home_page_the_search_and_all_lists(own: Served, tab: Tabs, width: int) -> None:
    page = tab(width=width, scripts=False)
    page.goto(f"{own.url}entries/{own.catalogue.entries[0].slug}/")
    for path in ("", "search/", "topics/", "tags/", "years/", "sources/", "health/", "add/"):
        assert page.locator(f"a[href='../../{path}']:visible").count(), path
    page.locator("ln-top a", has_text="メニュー").click()
    expect(page.locator(".ln-footer")).to_be_in_viewport()


@pytest.mark.parametrize("width", [PHONE, TABLET])
def test_the_closed_menu_takes_no_focus_and_opens_by_keyboard(own: Served, tab: Tabs, width: int) -> None:
    page = tab(width=width)
    page.goto(f"{own.url}tags/")
    menu = page.get_by_role("button", name="メニュー")
    reached = False
    for _ in range(40):
        page.keyboard.press("Tab")
        assert not page.evaluate(f"({IN_MENU})(document.activeElement)")
        reached = reached or menu.evaluate("element => element === document.activeElement")
    assert reached
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".md-nav--primary").get_by_role("link", name="ホーム")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    assert not page.evaluate(f"({IN_MENU})(document.activeElement)")


def test_the_menu_on_the_page_of_a_topic_opens_at_the_list_of_topics_and_leads_back_by_keyboard(own: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(f"{own.url}topics/rag/")
    page.get_by_role("button", name="メニュー").focus()
    page.keyboard.press("Enter")
    menu = page.locator(".md-nav--primary")
    expect(menu.get_by_role("link", name="入門・概説")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="入門・概説")).not_to_be_visible()
    expect(menu.get_by_role("link", name="ホーム")).to_be_visible()


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_reader_with_the_dark_colour_scheme_never_sees_a_light_page_while_a_page_loads(own: Served, tab: Tabs, system: str) -> None:
    page = tab(width=800, dark=system == "dark")
    page.goto(own.url)
    if system == "light":  # the reader chooses dark, the opposite of the light scheme of the system
        page.locator("label[for^=__palette]:visible").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    session = page.context.new_cdp_session(page)
    frames: list[str] = []

    def keep(event: dict[str, str]) -> None:
        frames.append(event["data"])
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1, "maxWidth": 200, "maxHeight": 150})
    addresses = [
        "",
        f"entries/{own.catalogue.entries[0].slug}/",
        "topics/rag/",
        "tags/",
        "search/",
        "years/2023/",
        f"entries/{own.catalogue.entries[-1].slug}/",
        "add/",
        "health/",
    ]
    for number in range(NAVIGATIONS):
        if number == NAVIGATIONS // 2:  # from here on, pages are loaded without the browser's cache
            session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(own.url + addresses[number % len(addresses)])
    session.send("Page.stopScreencast")
    assert len(frames) >= NAVIGATIONS // 2
    light = [share for share in map(_bright, frames) if share > 0.3]
    assert not light, f"{len(light)} of {len(frames)} frames are light"


def _bright(frame: str) -> float:
    """Return the share of bright pixels in a frame, a PNG in base64."""
    histogram = Image.open(io.BytesIO(base64.b64decode(frame))).convert("L").histogram()
    return sum(histogram[BRIGHT:]) / sum(histogram)


@pytest.mark.parametrize("dark", [False, True])
def test_a_page_has_the_systems_colour_scheme_before_the_script_of_the_theme_has_run(own: Served, tab: Tabs, *, dark: bool) -> None:
    page = tab(dark=dark)
    page.route(re.compile(r"/bundle\.[^/]*\.js$"), lambda route: route.abort())
    page.goto(f"{own.url}topics/rag/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate" if dark else "default")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == ("dark" if dark else "light")
    tab.forgive("bundle.")


def test_the_footer_has_links_to_lists_feeds_and_the_source_code_that_are_large_enough_for_touch(own: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(f"{own.url}entries/{own.catalogue.entries[0].slug}/")
    footer = page.get_by_role("navigation", name="フッター")
    addresses = footer.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert {f"{own.url}{path}" for path in ("topics/", "years/", "feed.atom.xml", "add/")} <= set(addresses)
    assert "https://github.com/example/llmnotes" in addresses
    heights = footer.locator("a").evaluate_all("links => links.map(link => link.getBoundingClientRect().height)")
    assert min(heights) >= 24
