"""The sitemap of all pages, plain and compressed. Format: https://www.sitemaps.org/protocol.html."""

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
"""Path of the file from the site's root."""
_HEAD = ('<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')


def artifact(pages: Iterable[Row]) -> Artifact:
    """Return the sitemap. Each row has a page's address, relative to the site's root, and the date of its last change, if known."""
    return Artifact(id=SITEMAP, view=lambda: tuple(pages), template=template)


def template(view: tuple[Row, ...], site: SiteView) -> Iterator[Asset]:
    """Write the sitemap, plain and compressed. The site's URL must be known."""
    rows = [_row(f"{site.site_url}{address.removeprefix('./')}", modified) for address, modified in view]
    text = "\n".join([*_HEAD, *rows, "</urlset>"]).encode()
    yield Asset(SITEMAP, text)
    yield Asset(f"{SITEMAP}.gz", gzip.compress(text, 6, mtime=0))  # MkDocs also writes both


def _row(address: str, modified: datetime.date | None) -> str:
    dated = f"<lastmod>{modified}</lastmod>" if modified else ""
    return f"<url><loc>{escape(address)}</loc>{dated}</url>"
