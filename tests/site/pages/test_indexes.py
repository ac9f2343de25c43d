"""The pages that list all topics, tags, years or sources."""

from __future__ import annotations

import datetime

import pytest
from dated_entries import entries

from llmnotes.records.catalogue import Catalogue
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.publication.publication import Publication

DAY = datetime.date(2023, 1, 1)


@pytest.mark.parametrize(("most", "size"), [(1, 1), (63, 3), (64, 4), (223, 4), (343, 4)])
def test_the_tag_with_the_most_entries_has_the_largest_text_if_it_has_at_least_64(most: int, size: int) -> None:
    listed = Catalogue([*entries(*[DAY] * most, tags=("many",)), *entries(DAY + datetime.timedelta(days=1), tags=("one",))])
    site = Site(Publication(catalogue=listed, taxonomy=None, name="n", language="en", addresses=Addresses()))
    html = next(page.html for page in site.pages() if page.path == "tags/index")
    assert f'<a class="ln-size-{size}" href="' in html.partition(">many<")[0].rpartition("<li>")[2]
    assert '<a class="ln-size-1" href="' in html.partition(">one<")[0].rpartition("<li>")[2]
