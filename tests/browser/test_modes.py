"""Pages with forced colours, in print, used by keyboard, and used by touch; places where lines break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from browser.conftest import Served, Tabs

BACKGROUND = "element => getComputedStyle(element).backgroundColor"
SMALL = """selector => [...document.querySelectorAll(selector)]
  .filter(link => link.checkVisibility() && link.getBoundingClientRect().height < 24)
  .map(link => `${link.textContent.trim()}: ${link.getBoundingClientRect().height}`)"""
WITHOUT_OUTLINE = """() => {
  const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
  return document.activeElement !== document.body && (outlineStyle === "none" || parseFloat(outlineWidth) < 1.5);
}"""


def test_the_selected_result_below_the_search_field_is_visible_in_forced_colours(own: Served, tab: Tabs) -> None:
    page = tab()
    page.emulate_media(forced_colors="active")
    page.goto(f"{own.url}topics/rag/")
    page.locator("#ln-header-query").fill("Embeddings")
    expect(page.locator(".ln-found__option").nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    selected = page.locator(".ln-found__option[aria-selected=true]")
    expect(selected).to_have_count(1)
    assert selected.evaluate(BACKGROUND) != page.locator(".ln-found__option:not([aria-selected=true])").first.evaluate(BACKGROUND)


def test_the_legends_of_charts_are_visible_in_forced_colours(long: Served, tab: Tabs) -> None:
    page = tab()
    page.emulate_media(forced_colors="active")
    page.goto(f"{long.url}health/")
    paper = page.locator("body").evaluate(BACKGROUND)
    for key in page.locator(".ln-swatch, .ln-key--dead").all():
        assert key.evaluate(BACKGROUND) != paper


def test_verdicts_look_different_in_forced_colours(long: Served, tab: Tabs) -> None:
    page = tab()
    page.emulate_media(forced_colors="active")
    page.goto(f"{long.url}health/")
    colours = [key.evaluate(BACKGROUND) for key in page.locator(".ln-swatch").all()]
    assert len(colours) == 5
    assert len(set(colours)) == 5


@pytest.mark.parametrize("address", ["", "topics/rag/", "search/?q=RAG", "add/"])
def test_printed_pages_have_no_buttons_and_fields(own: Served, tab: Tabs, address: str) -> None:
    page = tab()
    page.goto(f"{own.url}{address}")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.emulate_media(media="print")
    for control in page.locator("main :is(button, input, select, textarea, summary, .ln-button, .ln-popup__panel)").all():
        expect(control).not_to_be_visible()


def test_a_marked_match_printed_in_the_dark_colour_scheme_has_the_colour_of_the_heading(own: Served, tab: Tabs) -> None:
    page = tab(dark=True)
    page.goto(f"{own.url}search/?q=ChatGPT")
    match = page.locator("#ln-results mark").first
    expect(match).to_be_visible()
    colour = "element => getComputedStyle(element).color"
    assert match.evaluate(colour) == "rgb(255, 236, 179)"
    page.emulate_media(media="print", color_scheme="dark")
    assert match.evaluate(colour) == page.locator("main h1").evaluate(colour)


def test_each_control_of_the_page_for_adding_entries_shows_its_focus(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{own.url}add/?url=https://example.net/new")
    expect(page.locator("#ln-add-listed p")).to_be_visible()
    page.locator("#ln-add-url").focus()
    seen = 0
    while seen < 60 and page.evaluate("document.activeElement.closest('main') !== null"):
        assert not page.evaluate(WITHOUT_OUTLINE), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        page.keyboard.press("Tab")
        seen += 1
    assert seen > 20


@pytest.mark.parametrize("address", ["", "topics/rag/", "health/", "sources/", "statistics/"])
def test_links_in_small_text_are_large_enough_for_touch(long: Served, tab: Tabs, address: str) -> None:
    page = tab(width=PHONE)
    page.goto(f"{long.url}{address}")
    links = ":is(.ln-entry__meta, .ln-feeds, .ln-muted, .ln-footer, .ln-index, .ln-bars, .ln-multiples, .ln-health__why) a"
    assert page.locator(links).count() > 8
    assert not page.evaluate(SMALL, links)


def test_the_link_to_the_article_is_large_enough_for_touch(own: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(f"{own.url}entries/{own.catalogue.entries[0].slug}/")
    assert page.locator(".ln-read a").count() == 1
    assert not page.evaluate(SMALL, ".ln-read a")


def test_the_checkboxes_of_a_facet_are_aligned_with_its_heading(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{own.url}search/")
    facet = page.locator(".ln-facet").first
    expect(facet).to_be_visible()
    left = "element => element.getBoundingClientRect().left"
    assert abs(facet.locator("legend").evaluate(left) - facet.locator("input").first.evaluate(left)) < 1


def test_urls_on_the_page_on_link_health_have_places_to_break_into_lines(long: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(f"{long.url}health/")
    address = page.locator(".ln-url").first
    assert address.locator("wbr").count() >= 2
    assert address.text_content() == address.get_attribute("href")


def test_names_of_sources_break_into_lines_after_dots_on_index_pages_and_in_facets(long: Served, tab: Tabs) -> None:
    page = tab(width=DESKTOP)
    page.goto(f"{long.url}sources/")
    name = page.locator(".ln-index a").first
    assert name.inner_html() == f"{name.inner_text()[:2]}<wbr>example"
    page.goto(f"{long.url}search/")
    label = page.locator("#ln-groups label", has_text="a.example")
    expect(label).to_be_visible()
    assert "a.<wbr>example" in label.inner_html()


def test_dates_of_checks_do_not_break_into_lines(long: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(f"{long.url}health/")
    dates = page.locator("#dead ~ * .ln-health__why time")
    assert dates.count() > 10
    assert "<" not in page.locator(".ln-health__why").first.inner_text()
    assert max(dates.evaluate_all("dates => dates.map((date) => date.getClientRects().length)")) == 1


def test_the_charts_of_topics_are_low_and_leave_out_topics_without_entries(long: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{long.url}statistics/")
    charts = page.locator(".ln-multiples .ln-columns")
    assert charts.count() == len(long.catalogue.by_topic)
    assert max(charts.evaluate_all("charts => charts.map((chart) => chart.getBoundingClientRect().height)")) < 80
