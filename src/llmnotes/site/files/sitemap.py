"""Make the sitemap of all pages, as plain XML and compressed with gzip. Format: https://www.sitemaps.org/protocol.html."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from markupsafe import escape

from llmnotes.site.engine.artifact import Artifact, Asset

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from llmnotes.site.publication.site_view import SiteView

    Row = tuple[str, datetime.date | None]

SITEMAP = "sitemap.xml"
"""Path of the plain sitemap, relative to the site's root."""
_HEAD = ('<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')


def artifact(pages: Iterable[Row]) -> Artifact:
    """Return the artifact with both files. A row has the address of a page, relative to the site's root, and the date of its last change or None."""
    return Artifact(id=SITEMAP, view=lambda: tuple(pages), template=template)


def template(view: tuple[Row, ...], site: SiteView) -> Iterator[Asset]:
    """Yield the sitemap, plain and compressed. Call this only if the site's URL is known, because a sitemap needs absolute URLs."""
    rows = [_row(f"{site.site_url}{address.removeprefix('./')}", modified) for address, modified in view]
    text = "\n".join([*_HEAD, *rows, "</urlset>"]).encode()
    yield Asset(SITEMAP, text)
    yield Asset(f"{SITEMAP}.gz", gzip.compress(text, 6, mtime=0))  # MkDocs would also write both files


def _row(address: str, modified: datetime.date | None) -> str:
    dated = f"<lastmod>{modified}</lastmod>" if modified else ""
    return f"<url><loc>{escape(address)}</loc>{dated}</url>"
