from __future__ import annotations

import datetime
import gzip
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from llmnotes.records.catalogue import Catalogue
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files import sitemap
from llmnotes.site.publication.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = Publication(
    catalogue=Catalogue([]), taxonomy=None, name="a", language="en", addresses=Addresses(), site_url="https://u.example/l/"
).site


def files_of(count: int) -> Mapping[str, bytes]:
    day = datetime.date(2024, 1, 1)
    rows = [(f"entries/{number}/", day + datetime.timedelta(days=number // 1000)) for number in range(count)]
    artifact = sitemap.artifact("https://u.example/l/", rows)
    return {asset.path: asset.content for asset in artifact.template(artifact.view(), SITE)}


def addresses(document: bytes, kind: str) -> list[str]:
    return [found.text or "" for found in ET.fromstring(document).findall(f"s:{kind}/s:loc", NAMES)]  # noqa: S314 - written by this test


def test_a_site_with_at_most_45000_pages_has_one_sitemap() -> None:
    files = files_of(sitemap.MOST)
    assert {*files} == {"sitemap.xml", "sitemap.xml.gz"}
    assert len(addresses(files["sitemap.xml"], "url")) == sitemap.MOST


def test_a_site_with_more_than_45000_pages_has_an_index_of_dated_sitemaps() -> None:
    files = files_of(2 * sitemap.MOST + 1)
    parts = [f"sitemap-{number}.xml" for number in (1, 2, 3)]
    assert {*files} == {"sitemap.xml", "sitemap.xml.gz", *parts}
    assert gzip.decompress(files["sitemap.xml.gz"]) == files["sitemap.xml"]
    assert addresses(files["sitemap.xml"], "sitemap") == [f"https://u.example/l/{part}" for part in parts]
    found = [address for part in parts for address in addresses(files[part], "url")]
    assert found == [f"https://u.example/l/entries/{number}/" for number in range(2 * sitemap.MOST + 1)]
    assert [len(addresses(files[part], "url")) for part in parts] == [sitemap.MOST, sitemap.MOST, 1]
    dates = [found.text for found in ET.fromstring(files["sitemap.xml"]).findall("s:sitemap/s:lastmod", NAMES)]  # noqa: S314 - written by this test
    assert dates == ["2024-02-14", "2024-03-30", "2024-03-31"], "a sitemap has the newest date of its pages"
