"""The home page's marks for new entries; long notes and long indexes."""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from llmnotes.web.source import source_of_url

if TYPE_CHECKING:
    from browser.conftest import Served, Tabs

NOON = datetime.time(12)
KEY = "llmnotes:/list/"
"""Storage key of the list at the path /list/."""
VISITED = "([key, seen]) => { localStorage.setItem(key, seen); sessionStorage.clear(); }"


def test_the_home_page_marks_entries_added_since_the_last_visit(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    line = page.locator("p", has=page.locator("[data-ln-home]"))
    plain = f"36 件 · 最終更新 {own.catalogue.modified}"
    expect(line).to_have_text(plain)
    page.reload()
    expect(line).to_have_text(plain)

    # Simulate an earlier visit before the three newest entries were added.
    remembered = page.wait_for_function("key => localStorage.getItem(key)", arg=KEY).json_value()
    page.evaluate(VISITED, [KEY, json.dumps(json.loads(remembered)[3:])])
    page.reload()
    expect(line).to_have_text(f"{plain} · 前回の訪問以降の新着 3 件")
    marked = page.locator(".ln-entry--new h3")
    newest = own.catalogue.newest[:3]
    assert marked.evaluate_all("headings => headings.map((heading) => heading.id)") == [entry.slug for entry in newest]
    page.goto(f"{own.url}topics/")
    page.go_back()
    expect(line).to_have_text(f"{plain} · 前回の訪問以降の新着 3 件")  # the text stays the same until the visit ends
    line.get_by_role("link", name="前回の訪問以降の新着 3 件").click()
    expect(page).to_have_url(f"{own.url}#{newest[0].slug}")

    page.evaluate(VISITED, [KEY, "damaged{"])
    page.reload()
    expect(line).to_have_text(plain)


def test_each_list_on_a_host_stores_its_own_visits(own: Served, long: Served, tab: Tabs) -> None:
    page = tab()
    for site, key in ((own, KEY), (long, "llmnotes:/")):
        page.goto(site.url)
        page.wait_for_function("key => localStorage.getItem(key) !== null", arg=key)
        slugs = [slug for slug, _ in json.loads(page.evaluate("key => localStorage.getItem(key)", key))]
        assert slugs == [entry.slug for entry in site.catalogue.newest][:100]


def test_the_home_page_lists_entries_published_on_this_day_of_earlier_years(own: Served, tab: Tabs) -> None:
    entry = own.catalogue.entries[-1]
    for years, expected in ((3, f"{source_of_url(entry.url).displayed(entry.title)} 3年前"), (0, "")):
        page = tab()
        page.clock.set_fixed_time(datetime.datetime.combine(entry.date.replace(year=entry.date.year + years), NOON))
        page.goto(own.url)
        page.wait_for_load_state("networkidle")
        expect(page.locator("#ln-anniversary li")).to_have_text([expected] if expected else [])
    page.clock.set_fixed_time(datetime.datetime(2026, 1, 1, 12))  # noqa: DTZ001 - the reader's local time
    page.goto(own.url)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#ln-anniversary")).to_be_empty()


def test_entries_published_on_this_day_of_earlier_years_link_to_their_pages(own: Served, tab: Tabs) -> None:
    entry = own.catalogue.entries[0]
    page = tab()
    page.clock.set_fixed_time(datetime.datetime.combine(entry.date.replace(year=entry.date.year + 2), NOON))
    page.goto(own.url)
    expect(page.get_by_role("heading", name="過去の今日")).to_be_visible()
    page.locator("#ln-anniversary a").last.click()
    expect(page).to_have_url(f"{own.url}entries/{entry.slug}/")


def test_long_notes_in_lists_end_with_a_link_to_the_entry(own: Served, tab: Tabs) -> None:
    entry = next(entry for entry in own.catalogue.entries if "legal" in entry.topics)
    for scripts in (True, False):
        page = tab(scripts=scripts)
        page.goto(f"{own.url}topics/legal/")
        note = page.locator(".ln-note--long")
        expect(note).to_have_count(1)
        box, more = note.bounding_box(), page.get_by_role("link", name=re.compile("^続きを読む"))
        assert box is not None
        assert 100 < box["height"] < 400
        more.click()
        expect(page).to_have_url(f"{own.url}entries/{entry.slug}/")
        expect(page.locator(".ln-note--long")).to_have_count(0)
        expect(page.locator(".ln-note")).to_contain_text(entry.note.rstrip().splitlines()[-1].lstrip("- "))


def test_a_link_in_a_shortened_note_is_visible_when_it_has_the_focus(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{own.url}topics/fine-tuning/")
    note = page.locator(".ln-note--long").filter(has=page.locator("a"))
    note.locator("a").last.focus()
    expect(note).to_have_css("max-height", "none")
    expect(note.locator("a").last).to_be_in_viewport()


def test_typing_filters_the_names_on_a_long_index_page(long: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{long.url}tags/")
    names = page.locator("#by-name ~ section li")
    expect(names).to_have_count(len(long.catalogue.by_tag))
    page.get_by_label("Filter by name").fill("ＲＡＲＥ 5")
    shown = [tag for tag in long.catalogue.by_tag if tag.startswith("rare 5")]
    assert len(shown) > 3
    expect(names.filter(visible=True)).to_have_count(len(shown))
    assert {text.rpartition(" ")[0] for text in names.filter(visible=True).all_inner_texts()} == set(shown)
    expect(page.locator("#by-name ~ section").filter(visible=True)).to_have_count(1)
    page.get_by_label("Filter by name").fill("no such name")
    expect(page.locator("#ln-filter-none")).to_have_text("Nothing found.")
    page.get_by_label("Filter by name").fill("")
    expect(names.filter(visible=True)).to_have_count(len(long.catalogue.by_tag))


def test_without_scripts_a_long_index_page_has_no_field_that_filters_names(long: Served, tab: Tabs) -> None:
    page = tab(scripts=False)
    page.goto(f"{long.url}tags/")
    expect(page.locator("#ln-filter")).to_be_hidden()
    expect(page.locator("#by-name ~ section li").first).to_be_visible()
