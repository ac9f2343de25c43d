from __future__ import annotations

import datetime
import re
from importlib import resources
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.taxonomy import Taxonomy, Topic
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.pages.statistics_numbers import FROM, statistics
from llmnotes.site.publication.publication import Publication
from llmnotes.site.words import Words

if TYPE_CHECKING:
    from llmnotes.site.engine.page import Page

DAY = datetime.date(2024, 1, 1)
TOPIC = Topic(id="t", title={"ja": "<題>", "en": "<T>"}, description={"ja": "", "en": ""})
OTHER = Topic(id="u", title={"ja": "別", "en": "U"}, description={"ja": "", "en": ""})


def entries(*days: datetime.date, host: str = "a.example", topics: tuple[str, ...] = (), tags: tuple[str, ...] = ()) -> list[Entry]:
    return [
        Entry(slug=f"{host}-{day}-{n}", title="題", url=f"https://{host}/{n}", date=day, topics=topics, tags=tags)
        for n, day in enumerate(days)
    ]


def site(found: list[Entry], language: str = "ja") -> Site:
    return Site(
        Publication(
            catalogue=Catalogue(found), taxonomy=Taxonomy(topics=(TOPIC, OTHER)), name="n", language=language, addresses=Addresses()
        )
    )


def statistics_of(built: Site) -> Page:
    return next(page for page in built.pages() if page.kind == "statistics")


def year_of_entries(count: int = FROM) -> list[Entry]:
    days = [DAY + datetime.timedelta(days=3 * n) for n in range(count)]
    return entries(*days, topics=("t",), tags=("<b>x", "C#"))


def parsed(html: str) -> ElementTree.Element:
    closed = re.sub("(<link [^>]*)>", r"\1/>", html)
    return ElementTree.fromstring(f"<page>{closed}</page>")  # noqa: S314 - our own page


def drawn(path: str) -> set[tuple[int, int]]:
    """Columns and rows that a heat map's path covers, as a browser would stroke and dash it."""
    runs = re.findall(r"M(\d+) (\d+)v(\d+)", path)
    assert "".join(f"M{a} {b}v{c}" for a, b, c in runs) == path
    return {(int(a) // 11, row // 11) for a, b, c in runs for row in range(int(b), int(b) + int(c), 11)}


@pytest.mark.parametrize(("count", "there"), [(FROM - 1, False), (FROM, True)])
def test_the_page_and_the_ways_to_it_exist_from_a_hundred_entries_up(count: int, *, there: bool) -> None:
    built = site(year_of_entries(count))
    assert ("statistics/index" in {page.path for page in built.pages()}) is there
    assert ({"統計": "statistics/index.md"} in built.navigation()) is there
    assert ('href="./statistics/"' in built.home().html) is there
    assert ("assets/statistics.css" in {asset.path for asset in built.assets()}) is there


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2028, 1999])
def test_a_years_grid_has_each_day_once_in_its_weekdays_row(year: int) -> None:
    first = datetime.date(year, 1, 1)
    found = statistics(Catalogue(entries(first, datetime.date(year, 12, 31))), (), Words("ja")).years[0]
    cells = drawn(found.grid)
    assert len(cells) == (datetime.date(year + 1, 1, 1) - first).days
    weeks = sorted({column for column, _ in cells})
    assert weeks == list(range(len(weeks)))
    assert found.width == len(weeks) * 11 - 2
    assert min(row for column, row in cells if column == 0) == first.isoweekday() % 7
    assert {cell for level in found.levels for cell in drawn(level)} == {(0, first.isoweekday() % 7), max(cells)}


def test_days_fall_into_levels_by_their_entries() -> None:
    days = [DAY + datetime.timedelta(days=n) for n in range(8) for _ in range(n + 1)]
    found = statistics(Catalogue(entries(*days)), (), Words("ja"))
    assert found.steps == [(1, 2), (3, 4), (5, 6), (7, None)]
    assert [len(drawn(level)) for level in found.years[0].levels] == [2, 2, 2, 2]
    assert (found.years[0].most, found.years[0].busiest, found.years[0].days) == (8, DAY + datetime.timedelta(days=7), 8)


def test_days_alike_have_one_level() -> None:
    found = statistics(Catalogue(year_of_entries()), (), Words("ja"))
    assert found.steps == [(1, None)]


def test_the_busy_days_of_a_later_year_do_not_darken_an_earlier() -> None:
    found = statistics(Catalogue(entries(DAY, datetime.date(2010, 5, 5))), (), Words("ja"))
    assert [year.year for year in found.years] == [2024, 2010]
    assert [year.count for year in found.years] == [1, 1]


def test_numbers_of_topics_sources_tags_and_years() -> None:
    many = [
        *entries(DAY, DAY, datetime.date(2022, 2, 2), topics=("t",), tags=("x",)),
        *(entry for n in range(30) for entry in entries(DAY, host=f"h{n:02}.example", tags=(f"tag{n:02}",))),
    ]
    found = statistics(Catalogue(many), (TOPIC, OTHER), Words("ja"))
    assert [(topic.name, topic.total, topic.counts) for topic in found.topics] == [("<題>", 3, [1, 2]), ("別", 0, [0, 0])]
    assert found.topics[0].columns == "M0 40v-20h8v20zM10 40v-40h8v40z"
    assert found.topics[1].columns == ""
    assert [(bar.page, bar.count, bar.share) for bar in found.per_year] == [("years/2024", 32, 100), ("years/2022", 1, 3.12)]
    assert (len(found.sources), found.sources[0].page, found.sources[0].count) == (15, "sources/a.example", 3)
    assert (len(found.tags), found.tags[0].page, found.tags[0].share, found.tags[1].share) == (20, "tags/x", 100, 33.33)
    assert (found.sources_count, found.tags_count) == (31, 31)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_is_well_formed_and_without_scripts_or_inline_styles(language: str) -> None:
    page = statistics_of(site(year_of_entries(1_500), language))
    assert parsed(page.html).find("h1") is not None
    assert not re.search(r"<script|\sstyle=|\son\w+=|<[bT题]>", page.html)
    assert "1,500" in page.html


def test_each_chart_has_a_text_alternative_and_links() -> None:
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


def test_a_list_without_topics_and_tags() -> None:
    built = Site(Publication(catalogue=Catalogue(entries(*[DAY] * FROM)), taxonomy=None, name="n", language="ja", addresses=Addresses()))
    page = statistics_of(built)
    assert [section.id for section in page.sections] == ["per-year", "days", "sources"]
    assert "topics/" not in page.html


def test_twelve_busy_years_stay_small() -> None:
    days = [datetime.date(2013, 1, 1) + datetime.timedelta(days=n) for n in range(12 * 365) for _ in range(1 + n * n % 5)]
    page = statistics_of(site(entries(*days)))
    assert sum(map(len, re.findall(r'<svg class="ln-year".*?</svg>', page.html, re.DOTALL))) < 60_000


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("scheme", "page"), [("default", "#ffffff"), ("slate", "#1e2129")])
def test_marks_stand_out_from_the_page(scheme: str, page: str) -> None:
    styles = (resources.files("llmnotes.site") / "assets" / "statistics.css").read_text(encoding="utf-8")
    block = re.search(rf'\[data-md-color-scheme="{scheme}"\] {{(.*?)}}', styles)
    assert block
    colours = dict(re.findall(r"--ln-(mark|day-[1-4]): (#\w{6})", block[1]))
    assert len(colours) == 5
    for name, colour in colours.items():
        lighter, darker = sorted((_luminance(colour), _luminance(page)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3, name
