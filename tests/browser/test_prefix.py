"""A reading list in a folder of a larger site, which the plugin's option `prefix` names."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from browser import handbook, lists
from browser.conftest import DESKTOP, PHONE, built_once
from browser.static_server import StaticServer
from browser.test_links import broken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser.conftest import Tabs

OURS = re.compile(r"llmnotes|\bln-|Content-Security-Policy|manifest\.webmanifest")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site for the path /handbook/, with the list in its navigation."""
    nav = f"{handbook.NAV}- Reading: reading/\n"
    return built_once(tmp_path_factory, "folder", lambda folder: handbook.write(folder, nav=nav))


@pytest.fixture(scope="session")
def flat_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site without directory URLs, without `nav` and without `site_url`."""
    return built_once(tmp_path_factory, "folder-flat", lambda folder: handbook.write(folder, nav="", url="", directories=False))


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """Serve the site, and return its address."""
    with StaticServer(site, "/handbook/") as server:
        yield server.url


def pages(site: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the HTML of the list's pages and of the other pages, by path."""
    found = {file.relative_to(site).as_posix(): file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
    inside = {path: html for path, html in found.items() if path.startswith("reading/")}
    return inside, {path: html for path, html in found.items() if path not in inside}


def test_every_link_and_file_of_a_site_with_a_list_in_a_folder_exists(site: Path, flat_site: Path) -> None:
    assert (flat_site / "reading/topics/rag.html").exists()
    for built, published in ((site, handbook.ADDRESS), (flat_site, "https://acme.example/")):
        faults, count = broken(built, published)
        assert not faults, "\n".join(faults)
        assert count > 1000


def test_every_absolute_url_in_a_site_with_a_list_in_a_folder_leads_to_a_page_or_file(site: Path) -> None:
    missing, count = [], 0
    for file in site.rglob("*"):
        if file.suffix in {".html", ".xml", ".json", ".md", ".txt", ".opml"}:
            for address in re.findall(rf"{re.escape(handbook.ADDRESS)}[^\s\\\"'<>?#)]*", file.read_text(encoding="utf-8")):
                path = site / unquote(address.removeprefix(handbook.ADDRESS))
                count += 1
                if not (path / "index.html" if address.endswith("/") else path).is_file():
                    missing.append(f"{file.relative_to(site)}: {address}")
    assert not missing, "\n".join(missing)
    assert count > 300


def test_a_list_in_a_folder_of_a_larger_site_writes_only_the_sitemap_outside_of_that_folder(site: Path) -> None:
    assert {path.name for path in site.iterdir() if path.is_file()} == {
        "404.html",
        "index.html",
        "own.css",
        "sitemap.xml",
        "sitemap.xml.gz",
    }
    assert {path.name for path in site.iterdir() if path.is_dir()} == {"assets", "blog", "guide", "reading"}
    assert not list((site / "assets").glob("*llmnotes*"))
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<loc>{handbook.ADDRESS}guide/setup/</loc>" in sitemap
    assert f"<loc>{handbook.ADDRESS}reading/topics/rag/</loc>" in sitemap
    assert sitemap.count("<loc>") == len([html for html in site.rglob("*.html") if html.name != "404.html"])


def test_the_plugin_does_not_change_pages_outside_of_the_lists_folder(tmp_path: Path) -> None:
    for name, plugin in (("with", handbook.LIST), ("without", "")):
        handbook.write(tmp_path / name, plugin=plugin)
        (tmp_path / name / "docs/index.md").write_text("# Welcome\n", encoding="utf-8")  # a page without links to the list
        lists.build(tmp_path / name)
    have, lack = (
        {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}
        for site in (tmp_path / "with/site", tmp_path / "without/site")
    )
    assert {path for path in have if path not in lack and not path.startswith("reading/")} == set()
    assert {path for path, content in lack.items() if have.get(path) != content} == {"sitemap.xml", "sitemap.xml.gz"}


def test_only_pages_in_the_lists_folder_have_the_styles_of_the_list_and_they_keep_the_colours_of_the_site(
    site: Path, flat_site: Path
) -> None:
    for built in (site, flat_site):
        inside, outside = pages(built)
        assert len(inside) > 30
        assert not [path for path, html in outside.items() if OURS.search(html)]
        assert not [path for path, html in inside.items() if "llmnotes.css" not in html or 'data-md-color-primary="teal"' not in html]


def test_a_list_in_a_folder_of_a_larger_site_has_its_own_name_and_keeps_the_title_of_the_site(site: Path) -> None:
    home = (site / "reading/index.html").read_text(encoding="utf-8")
    assert "<title>Reading list - ACME Handbook</title>" in home
    assert re.search(r"<h1[^>]*>Reading list</h1>", home)
    assert json.loads((site / "reading/feed.json").read_text(encoding="utf-8"))["title"] == "Reading list"
    manifest = json.loads((site / "reading/manifest.webmanifest").read_text(encoding="utf-8"))
    assert (manifest["name"], manifest["start_url"], manifest["scope"]) == ("Reading list", "./", "./")


def test_the_pages_of_the_list_replace_the_path_of_its_folder_in_nav_in_their_order(site: Path) -> None:
    home = (site / "reading/index.html").read_text(encoding="utf-8")
    sidebar = home[home.index('data-md-type="navigation"') : home.index('data-md-type="toc"')]
    links = [link for link in re.findall(r'href="([^"#]+)"', sidebar) if not link.startswith("..")]
    assert [link for link in links if not link.startswith("topics/")] == ["./", "tags/", "years/", "sources/", "health/", "search/", "add/"]
    assert links.index("topics/") < links.index("topics/rag/") < links.index("tags/")


def test_without_nav_the_navigation_has_the_folders_of_the_site_and_no_blog_posts(flat_site: Path) -> None:
    home = (flat_site / "index.html").read_text(encoding="utf-8")
    tabs = home[home.index('class="md-tabs__list"') : home.index("</nav>", home.index('class="md-tabs__list"'))]
    assert [text.strip() for text in re.findall(r"<a [^>]*>([^<]+)<", tabs)] == ["Welcome", "Blog", "Guide", "Reading list"]
    assert "first-post" not in home


def test_the_search_and_the_page_for_adding_entries_work_for_a_list_in_a_folder_of_a_larger_site(served: str, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{served}reading/")
    page.keyboard.press("/")
    page.keyboard.type("LLMOps")
    expect(page.locator(".ln-found__option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}reading/search/?q=LLMOps")
    page.locator("#ln-results .ln-entry__meta a", has=page.locator("time")).first.click()
    page.wait_for_url(f"{served}reading/entries/**")
    expect(page.locator(".md-tabs__item--active")).to_have_text("Reading")
    page.goto(f"{served}reading/add/?url=https://example.org/new")
    expect(page.locator("#ln-add")).to_contain_text("https://example.org/new")


def test_pages_of_a_list_in_a_folder_of_a_larger_site_have_the_header_and_the_colours_of_the_whole_site(served: str, tab: Tabs) -> None:
    styles = """() => {
      const of = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
      return [of(".md-header", "backgroundColor"), of("body", "backgroundColor"), of(".md-header__topic", "fontFamily"), of(".md-footer", "backgroundColor"),
        document.querySelector(".md-logo svg") !== null, document.documentElement.lang];
    }"""
    for width in (DESKTOP, PHONE):
        page = tab(width=width)
        found = []
        for address in ("guide/setup/", "reading/", "reading/topics/rag/"):
            page.goto(f"{served}{address}")
            found.append(page.evaluate(styles))
        assert found[0] == found[1] == found[2]


@pytest.fixture(scope="session")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site with the search of the theme."""
    return built_once(tmp_path_factory, "folder-searched", lambda folder: handbook.write(folder, plugin=f"{handbook.LIST}- search\n"))


def test_the_search_of_the_theme_has_each_entry_and_topic_once_and_no_placeholder(searched: Path) -> None:
    index = json.loads((searched / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    locations = [document["location"] for document in index if document["location"].startswith("reading/entries/")]
    assert sorted(locations) == sorted(f"{file.parent.relative_to(searched)}/" for file in searched.glob("reading/entries/*/index.html"))
    assert [document["title"] for document in index if document["location"] == "reading/topics/rag/"] == ["RAG and search"]
    assert [document["title"] for document in index if document["location"].startswith("reading/#")] == []
    assert not re.search(r"ln[0-9a-f]{32}", json.dumps(index))


@pytest.mark.parametrize("address", ["", "reading/", "reading/topics/rag/"])
def test_one_search_field_finds_the_pages_of_the_site_and_the_entries(searched: Path, address: str, tab: Tabs) -> None:
    with StaticServer(searched, "/handbook/") as server:
        page = tab()
        for word, found in (
            ("Hello", "blog/2024/01/10/first-post/"),
            ("LLMOps", "reading/entries/2023-04-15-twitter-nepinepimate3-1647136562105454592/"),
        ):
            page.goto(f"{server.url}{address}")
            page.keyboard.press("/")
            assert page.locator("input[type=search]:visible, input[name=query]:visible").count() == 1
            page.keyboard.type(word)
            page.locator(f'.md-search-result__link[href*="{found}"]').first.click()
            page.wait_for_url(f"{server.url}{found}*")
