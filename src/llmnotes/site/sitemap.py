"""The sitemap of all pages: https://www.sitemaps.org/protocol.html."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable


def sitemap(site_url: str, pages: Iterable[tuple[str, datetime.date | None]]) -> str:
    """The sitemap's XML, from addresses relative to the site's, which ends in a slash, and the date of what each page shows, where that is known."""
    environment = jinja2.Environment(loader=jinja2.PackageLoader("llmnotes.site"), autoescape=True, trim_blocks=True)
    rows = [(f"{site_url}{address.removeprefix('./')}", modified) for address, modified in pages]
    return environment.get_template("sitemap.xml").render(rows=rows)
