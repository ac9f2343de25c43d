"""Make the sitemap of all pages, as plain XML and compressed with gzip. Format: https://www.sitemaps.org/protocol.html."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import escape

from llmnotes.site.engine.artifact import Artifact, Asset

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from llmnotes.site.publication.site_view import SiteView

    Row = tuple[str, datetime.date | None]

SITEMAP = "sitemap.xml"
"""Path of the plain sitemap, relative to the root of the whole site."""
_HEAD = ('<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')


class SitemapView(NamedTuple):
    """The view of the sitemap."""

    root: str
    """URL of the root of the whole site that MkDocs builds, with a slash at its end. A sitemap needs absolute URLs."""
    rows: tuple[Row, ...]
    """For each page, the address relative to `root`, and the date of its last change or None."""


def artifact(root: str, pages: Iterable[Row]) -> Artifact:
    """Return the artifact with both files. `SitemapView` describes the arguments."""
    return Artifact(id=SITEMAP, view=lambda: SitemapView(root, tuple(pages)), template=template, whole=True)


def template(view: SitemapView, _: SiteView) -> Iterator[Asset]:
    """Yield the sitemap, plain and compressed."""
    rows = [_row(f"{view.root}{address.removeprefix('./')}", modified) for address, modified in view.rows]
    text = "\n".join([*_HEAD, *rows, "</urlset>"]).encode()
    yield Asset(SITEMAP, text)
    yield Asset(f"{SITEMAP}.gz", gzip.compress(text, 6, mtime=0))  # MkDocs would also write both files


def _row(address: str, modified: datetime.date | None) -> str:
    dated = f"<lastmod>{modified}</lastmod>" if modified else ""
    return f"<url><loc>{escape(address)}</loc>{dated}</url>"
