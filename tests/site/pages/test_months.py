"""The month table, and the links between the pages of a list."""

from __future__ import annotations

import datetime

import pytest
from dated_entries import entries

from llmnotes.records.catalogue import Catalogue
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.pages.months import level, month_rows, page_links
from llmnotes.site.publication.paging import list_pages, page_of
from llmnotes.site.publication.publication import Publication

DAYS = [datetime.date(2023, 1, 1) + datetime.timedelta(days=2 * number) for number in range(330)]
LISTED = Catalogue(entries(*DAYS, tags=("x",))).entries


def test_each_month_of_the_month_table_leads_to_the_page_with_its_newest_entry() -> None:
    pages = {page.number: page for page in list_pages(LISTED)}
    rows = month_rows("tags/x", LISTED)
    assert [row.year for row in rows] == [2024, 2023]
    for row in rows:
        for month, found in enumerate(row.months, 1):
            dated = [entry for entry in LISTED if (entry.date.year, entry.date.month) == (row.year, month)]
            assert found.total == len(dated)
            assert not dated or dated[-1] in pages[found.number].items
    assert sum(row.total for row in rows) == len(LISTED)


@pytest.mark.parametrize("count", [1, 99, 100, 330])
def test_every_entry_of_a_long_list_is_on_the_page_whose_number_is_computed_for_it(count: int) -> None:
    for page in list_pages(range(count)):
        assert {page_of(place, count) for place in page.items} == {page.number}


@pytest.mark.parametrize(("number", "shown"), [(0, [6, 5, 4, 1]), (5, [6, 5, 4, 3, 1]), (3, [6, 5, 4, 3, 2, 1]), (1, [6, 3, 2, 1])])
def test_a_page_of_a_long_list_links_to_the_newest_page_to_the_pages_near_it_and_to_the_oldest_page(number: int, shown: list[int]) -> None:
    pages = {page.number: page for page in list_pages(LISTED)}
    links = page_links(pages[number], LISTED)
    assert [link.shown for link in links] == shown
    for link in links:
        newest = pages[link.number].items[0]
        assert link.month == f"{newest.date:%Y-%m}"


def test_a_list_with_a_single_page_has_no_links_to_numbered_pages() -> None:
    assert page_links(next(iter(list_pages(LISTED[:99]))), LISTED[:99]) == ()


def test_the_shade_of_a_month_follows_from_its_share_of_the_highest_number_of_entries() -> None:
    assert [level(count, 130) for count in (1, 32, 33, 65, 66, 130)] == [1, 1, 2, 2, 3, 4]


def test_entries_in_the_list_of_a_tag_do_not_show_this_tag_in_any_spelling() -> None:
    listed = [*entries(DAYS[0], tags=("React", "Vue")), *entries(DAYS[1], tags=("react",))]
    site = Site(Publication(catalogue=Catalogue(listed), taxonomy=None, name="n", language="en", addresses=Addresses()))
    html = next(page.html for page in site.pages() if page.path == "tags/react")
    assert 'href="../vue/"' in html
    assert 'href="./"' not in html
    assert html.count('<ul class="ln-terms">') == 1  # an entry without other tags has no empty list
