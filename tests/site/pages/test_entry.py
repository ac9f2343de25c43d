"""The page of an entry: its language attributes, and runs of entries whose pages share a cache key."""

from __future__ import annotations

import datetime
import re

import pytest

from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.pages.entry import runs
from llmnotes.site.publication.publication import Publication


def entry(number: float) -> Entry:
    return Entry(slug=f"2020-01-01-{number:05}", title="T", url=f"https://a.example/{number}", date=datetime.date(2020, 1, 1))


@pytest.mark.parametrize("place", [0, 3, 150, 300])
def test_a_new_entry_changes_at_most_four_of_the_groups_in_which_entry_pages_are_written(place: int) -> None:
    listed = [entry(number) for number in range(300)]
    more = [*listed[:place], entry(place - 0.5), *listed[place:]]
    before, after = (list(map(tuple, runs(entries))) for entries in (listed, more))
    assert [one for run in after for one in run] == more
    assert len([run for run in after if run not in before]) <= 4


def test_only_a_link_to_the_work_has_hreflang_and_only_an_element_with_the_title_has_the_language_of_the_work() -> None:
    entries = [
        Entry(slug=f"2020-01-0{number}-a", title=f"Title {number}", url=f"https://a.example/{number}", date=datetime.date(2020, 1, number), lang="en")
        for number in (1, 2)
    ]  # fmt: skip
    publication = Publication(catalogue=Catalogue(entries), taxonomy=None, name="n", language="ja", addresses=Addresses())
    html = next(page.html for page in Site(publication).pages() if page.path == "entries/2020-01-01-a")
    assert '<a href="https://a.example/1" hreflang="en" lang="en">Title 1</a>' in html
    assert '<p class="ln-read"><a href="https://a.example/1" hreflang="en">記事を読む' in html
    assert html.count("hreflang=") == 2
    assert re.search(r'<a rel="next" href="[^"]*" lang="en">', html)
    assert html.count("lang=") == 2 + 2
