"""The statistics page."""

from __future__ import annotations

import datetime
import re
from importlib import resources
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from dated_entries import DAY, OTHER, TOPIC, entries, year_of_entries

from llmnotes.records.catalogue import Catalogue
from llmnotes.records.taxonomy import Taxonomy
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.pages.statistics_numbers import FROM
from llmnotes.site.publication.publication import Publication

if TYPE_CHECKING:
    from llmnotes.model import Entry
    from llmnotes.site.engine.page import Page


def site(found: list[Entry], language: str = "ja") -> Site:
    return Site(
        Publication(
            catalogue=Catalogue(found), taxonomy=Taxonomy(topics=(TOPIC, OTHER)), name="n", language=language, addresses=Addresses()
        )
    )


def statistics_of(built: Site) -> Page:
    return next(page for page in built.pages() if page.kind == "statistics")


def parsed(html: str) -> ElementTree.Element:
    closed = re.sub("(<link [^>]*|<wbr)>", r"\1/>", html)
    return ElementTree.fromstring(f"<page>{closed}</page>")  # noqa: S314 - written by the code under test


@pytest.mark.parametrize(("count", "there"), [(FROM - 1, False), (FROM, True)])
def test_the_statistics_page_and_links_to_it_exist_only_in_lists_of_at_least_100_entries(count: int, *, there: bool) -> None:
    built = site(year_of_entries(count))
    assert ("statistics/index" in {page.path for page in built.pages()}) is there
    assert ({"統計": "statistics/index.md"} in built.navigation()) is there
    assert ('href="./statistics/"' in built.home().html) is there
    assert ("assets/statistics.css" in {asset.path for asset in built.assets()}) is there


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_statistics_page_is_well_formed_without_scripts_or_inline_styles(language: str) -> None:
    page = statistics_of(site(year_of_entries(1_500), language))
    assert parsed(page.html).find("h1") is not None
    assert not re.search(r"<script|\sstyle=|\son\w+=|<[bT题]>", page.html)
    assert "1,500" in page.html


def test_each_chart_of_the_statistics_page_has_a_text_alternative_and_links() -> None:
    page = statistics_of(site(year_of_entries()))
    tree = parsed(page.html)
    ids = {element.get("id"): "".join(element.itertext()) for element in tree.iter() if element.get("id")}
    for svg in tree.iter("svg"):
        if svg.get("aria-hidden") == "true":
            continue
        assert svg.get("role") == "img"
        assert all(ids[name] for name in (svg.get("aria-labelledby") or "").split())
        assert not list(svg.iter("a")), "an image has no links inside"
    for region in tree.iterfind(".//div[@role='region']"):
        assert region.get("tabindex") == "0"
        assert ids[region.get("aria-labelledby") or ""]
    hrefs = {link.get("href") for link in tree.iter("a")}
    assert {"../topics/t/", "../years/2024/", "../sources/a.example/", "../tags/c_23/"} <= hrefs
    rows = [["".join(cell.itertext()) for cell in row] for row in tree.iter("tr")]
    assert ["<題>", "100", "100"] in rows
    assert {section.id for section in page.sections} <= ids.keys()


def test_the_statistics_page_of_a_list_without_topics_and_tags_has_three_sections() -> None:
    built = Site(Publication(catalogue=Catalogue(entries(*[DAY] * FROM)), taxonomy=None, name="n", language="ja", addresses=Addresses()))
    page = statistics_of(built)
    assert [section.id for section in page.sections] == ["per-year", "days", "sources"]
    assert "topics/" not in page.html


def test_heat_maps_of_twelve_busy_years_take_less_than_60_kb() -> None:
    days = [datetime.date(2013, 1, 1) + datetime.timedelta(days=n) for n in range(12 * 365) for _ in range(1 + n * n % 5)]
    page = statistics_of(site(entries(*days)))
    assert sum(map(len, re.findall(r'<svg class="ln-year".*?</svg>', page.html, re.DOTALL))) < 60_000


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("selector", "page"), [(":root", "#ffffff"), ('[data-md-color-scheme="slate"]', "#1e2129")])
def test_chart_colours_have_a_contrast_of_3_to_1_with_the_page(selector: str, page: str) -> None:
    styles = (resources.files("llmnotes.site") / "assets" / "statistics.css").read_text(encoding="utf-8")
    block = re.search(rf"{re.escape(selector)} {{(.*?)}}", styles)
    assert block
    colours = dict(re.findall(r"--ln-(mark|day-[1-4]): (#\w{6})", block[1]))
    assert len(colours) == 5
    for name, colour in colours.items():
        lighter, darker = sorted((_luminance(colour), _luminance(page)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3, name
