"""The sitemap of all pages, plain and compressed: https://www.sitemaps.org/protocol.html."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from llmnotes.site.engine import escaping
from llmnotes.site.engine.artifact import Artifact, Asset

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from llmnotes.site.publication.site_view import SiteView

    Row = tuple[str, datetime.date | None]

SITEMAP = "sitemap.xml"
"""Its place, from the site's root."""


def artifact(pages: Iterable[Row]) -> Artifact:
    """The sitemap of pages, each given as its address, relative to the site's, and the date of what it shows, where that is known."""
    return Artifact(id=SITEMAP, view=lambda: tuple(pages), template=template)


def template(view: tuple[Row, ...], site: SiteView) -> Iterator[Asset]:
    """The sitemap, plain and compressed. The site's address must be known."""
    environment = escaping.environment()
    absolute = [(f"{site.site_url}{address.removeprefix('./')}", modified) for address, modified in view]
    text = environment.get_template("sitemap.xml").render(rows=absolute).encode()
    yield Asset(SITEMAP, text)
    yield Asset(f"{SITEMAP}.gz", gzip.compress(text, 6, mtime=0))  # beside it, as MkDocs has it
