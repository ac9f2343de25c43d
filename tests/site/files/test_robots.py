from __future__ import annotations

import pytest

from llmnotes.records.catalogue import Catalogue
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files import robots
from llmnotes.site.publication.publication import Publication


@pytest.mark.parametrize(("url", "expected"), [("https://u.example/list/", ["Sitemap: https://u.example/list/sitemap.xml"]), (None, [])])
def test_robots_txt_names_the_sitemap_only_if_the_site_url_is_known(url: str | None, expected: list[str]) -> None:
    publication = Publication(catalogue=Catalogue([]), taxonomy=None, name="a", language="en", addresses=Addresses(), site_url=url)
    texts = [asset.content.decode() for one in robots.artifacts(publication) for asset in one.template(one.view(), publication.site)]
    assert [line for text in texts for line in text.splitlines() if line.startswith("Sitemap")] == expected
