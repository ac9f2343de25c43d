"""The sitemap of all pages, plain and compressed: https://www.sitemaps.org/protocol.html."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from llmnotes.site.engine import escaping
from llmnotes.site.engine.artifact import Asset, Batch
from llmnotes.site.engine.digest import fingerprint_of_text

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Sequence

    Row = tuple[str, datetime.date | None]

SITEMAP = "sitemap.xml"
"""Its place, from the site's root."""


def batch(site_url: str, pages: Iterable[Row]) -> Batch:
    """The sitemap of pages, each given as its address, relative to the site's, which ends in a slash, and the date of what it shows, where that is known."""
    rows = list(pages)

    def seen() -> str:
        return fingerprint_of_text("\n".join([site_url, *[f"{address} {modified}" for address, modified in rows]]))

    return Batch(id=SITEMAP, sees=seen, make=lambda: _assets(site_url, rows))


def _assets(site_url: str, rows: Sequence[Row]) -> Iterator[Asset]:
    environment = escaping.environment()
    absolute = [(f"{site_url}{address.removeprefix('./')}", modified) for address, modified in rows]
    text = environment.get_template("sitemap.xml").render(rows=absolute).encode()
    yield Asset(SITEMAP, text)
    yield Asset(f"{SITEMAP}.gz", gzip.compress(text, 6, mtime=0))  # beside it, as MkDocs has it
