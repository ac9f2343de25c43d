"""Make the sitemap of all pages, as plain XML and compressed with gzip. Format: https://www.sitemaps.org/protocol.html.

A sitemap may have at most 50,000 addresses and 50 MB. For a site with more than 45,000 pages (`MOST`), the sitemap is an index, which names several sitemaps.
"""

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
"""Path of the sitemap without compression, relative to the root of the whole site that MkDocs builds."""
MOST = 45_000
"""The maximum number of addresses in one file of the sitemap. It is lower than the protocol's limit, so that another program can add some addresses."""
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class SitemapView(NamedTuple):
    """The content of the sitemap."""

    root: str
    """URL of the root of the whole site that MkDocs builds, with a slash at its end. A sitemap needs absolute URLs."""
    rows: tuple[Row, ...]
    """For each page, the address relative to `root`, and the date of its last change or None."""


def artifact(root: str, pages: Iterable[Row]) -> Artifact:
    """Return the artifact with all files of the sitemap.

    Args:
        root: URL of the root of the whole site that MkDocs builds, with a slash at its end.
        pages: For each page, its address relative to `root`, and the date of its last change or None.

    """
    return Artifact(id=SITEMAP, view=lambda: SitemapView(root, tuple(pages)), template=template, whole=True)


def template(view: SitemapView, _: SiteView) -> Iterator[Asset]:
    """Yield the sitemap, plain and compressed. If it is an index, first yield the sitemaps that it names."""
    rows = [(f"{view.root}{address.removeprefix('./')}", modified) for address, modified in view.rows]
    if len(rows) <= MOST:
        text = _document("urlset", "url", rows)
    else:
        named: list[Row] = []
        for start in range(0, len(rows), MOST):
            part = rows[start : start + MOST]
            path = part_path(start // MOST + 1)
            yield Asset(path, _document("urlset", "url", part))
            named.append((f"{view.root}{path}", max((modified for _, modified in part if modified), default=None)))
        text = _document("sitemapindex", "sitemap", named)
    yield Asset(SITEMAP, text)
    # Without llmnotes, MkDocs writes a sitemap and a compressed copy of it. The site has both files too.
    yield Asset(f"{SITEMAP}.gz", gzip.compress(text, 6, mtime=0))


def part_path(number: int) -> str:
    """Return the path of one of the sitemaps that a sitemap index names, such as `sitemap-1.xml`. The first sitemap has the number 1."""
    return f"sitemap-{number}.xml"


def _document(root: str, item: str, rows: Iterable[Row]) -> bytes:
    """Return the XML of a sitemap or of a sitemap index. Each row becomes an element: a page, or a sitemap that the index names."""
    elements = (f"<{item}><loc>{escape(address)}</loc>{_dated(modified)}</{item}>" for address, modified in rows)
    return "\n".join([_XML, f"<{root} {_NAMESPACE}>", *elements, f"</{root}>"]).encode()


def _dated(modified: datetime.date | None) -> str:
    return f"<lastmod>{modified}</lastmod>" if modified else ""
