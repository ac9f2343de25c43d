"""One search for entries and for the author's pages, also beside the theme's plugin search, and in a site that was opened as a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import forkserver
import pytest
from playwright.sync_api import expect

from browser.conftest import Served
from browser.static_server import StaticServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.conftest import Tabs

FILES = {
    "mkdocs.yml": """\
site_name: A list in a site
site_url: https://list.example/
theme: {name: material, font: false}
plugins: [search, llmnotes, offline]
""",
    "topics.yml": "topics:\n- {id: birds, title: Birds, description: Everything about kakapos}\n",
    "docs/index.md": "# A list in a site\n\nIntroduces numbats.\n",
    "docs/guide.md": "# The guide\n\nAbout wombats.\n\n## Food & drink\n\nWombats eat *grass* and ワラビーの餌.\n\n## Sleep\n\nThey sleep.\n",
    "docs/hidden.md": "---\nsearch: {exclude: true}\n---\n\n# Hidden\n\nWombats hide here.\n",
    "entries/2024/2024-01-02-one.md": "---\ntitle: One\nurl: https://a.example/\ndate: 2024-01-02\ntopics: [birds]\n---\n\nA note on wombats and quolls.\n",
}


@pytest.fixture(scope="module")
def offline_site(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Build a list with the theme's plugins search and offline. Pages are files such as guide.html."""
    folder = tmp_path_factory.mktemp("offline")
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    result = forkserver.shared().run_text("mkdocs", "build", "--strict", cwd=folder, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    assert result.returncode == 0, result.stderr
    assert "the theme's plugin search is turned off" in result.stderr
    return Served(folder=folder / "site", url=f"{(folder / 'site').as_uri()}/")


@pytest.fixture(scope="module")
def offline(offline_site: Served) -> Iterator[Served]:
    with StaticServer(offline_site.folder) as server:
        yield Served(folder=offline_site.folder, url=server.url)


def test_one_search_field_finds_entries_and_pages_of_the_author(offline: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{offline.url}guide.html")
    field = page.get_by_role("combobox")
    page.keyboard.press("/")
    expect(field).to_be_focused()
    assert page.locator("input[type=search]:visible, .md-search__input").count() == 1
    field.fill("wombats")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    assert "One" in options.nth(0).inner_text()
    assert "The guide" in options.nth(1).inner_text()
    field.fill("kakapos")
    expect(options.first).to_contain_text("Birds")
    field.fill("numbats")
    expect(options.first).to_contain_text("A list in a site")


def test_a_page_in_the_search_results_leads_to_its_section_with_the_words(offline: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{offline.url}search/index.html?q=ワラビー")
    link = page.locator("#ln-pages li a")
    expect(link).to_have_text("The guide")
    expect(page.locator("#ln-pages mark")).to_have_text("ワラビー")
    link.click()
    page.wait_for_url("**/guide.html#food-drink")


def test_pages_in_the_search_results_are_collapsed_if_an_entry_matches_too(offline: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{offline.url}search/index.html?q=wombats")
    expect(page.locator("#ln-results .ln-entry")).to_be_visible()
    expect(page.locator("#ln-pages summary")).to_have_text("Pages of this site 1")
    expect(page.locator("#ln-pages li")).to_be_hidden()
    page.locator("#ln-pages summary").click()
    expect(page.locator("#ln-pages li")).to_be_visible()


def test_a_search_finds_pages_with_its_terms_but_none_with_a_filter_for_entries_or_without_terms(offline: Served, tab: Tabs) -> None:
    page = tab()
    for query, pages in (("wombats", 1), ("wombats -grass", 0), ("wombats topic:birds", 0), ('"wombats eat grass"', 1), ("", 0)):
        page.goto(f"{offline.url}search/index.html?q={query}")
        expect(page.locator("#ln-found")).not_to_have_attribute("aria-busy", "true")
        expect(page.locator("#ln-pages li")).to_have_count(pages)


def test_the_search_finds_entries_even_if_the_texts_of_pages_cannot_be_fetched(offline: Served, tab: Tabs) -> None:
    page = tab()
    page.route("**/search/pages.json", lambda route: route.fulfill(status=503))
    page.goto(f"{offline.url}search/index.html?q=wombats")
    expect(page.locator("#ln-results .ln-entry")).to_have_count(1)
    expect(page.locator("#ln-pages")).to_be_hidden()
    tab.forgive("pages.json")


def test_a_site_has_no_index_and_no_script_of_the_themes_search_and_its_own_search_lacks_an_excluded_page(offline_site: Served) -> None:
    assert not (offline_site.folder / "search" / "search_index.json").exists()
    assert "iframe-worker" not in (offline_site.folder / "guide.html").read_text(encoding="utf-8")
    assert "hidden" not in (offline_site.folder / "search" / "pages.json").read_text(encoding="utf-8").lower()


def test_a_site_that_was_opened_as_a_file_says_why_the_search_does_not_work(offline_site: Served, tab: Tabs) -> None:
    page = tab(origin="file://")
    page.goto(f"{offline_site.url}guide.html")
    expect(page.locator("h1")).to_have_css("font-weight", "600")
    field = page.locator(".ln-search input")
    field.fill("wombats")
    field.press("Enter")
    expect(page.locator("#ln-unserved")).to_be_visible()
    expect(page.locator("#ln-unserved")).to_contain_text("opened as a file")
    expect(page.locator("#ln-q")).to_have_value("wombats")
    expect(page.locator("#ln-found")).to_be_hidden()
    expect(page.locator("#ln-browse").get_by_role("link", name="Birds")).to_be_visible()
    # For a page that was opened as a file, the browser reports that it blocks modules, the web manifest and requests. Reports come until it is closed.
    page.close()
    tab.faults.clear()
