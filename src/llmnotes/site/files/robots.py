"""Make robots.txt, which names the sitemap for crawlers: https://www.rfc-editor.org/rfc/rfc9309. Crawlers read the file only at the root of a host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.site.engine.artifact import Artifact, Asset, known
from llmnotes.site.files.sitemap import SITEMAP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView

FILE = "robots.txt"


def artifacts(publication: Publication) -> Iterator[Artifact]:
    """Yield the artifact of robots.txt.

    Yield nothing if the site's URL is unknown, because the sitemap's address must be absolute. Also yield nothing if the list
    is in a folder of a larger MkDocs site, because crawlers read robots.txt only at the root of a host.
    """
    if publication.site_url and not publication.addresses.prefix:
        yield Artifact(id=FILE, view=known(None), template=template)


def template(_: None, site: SiteView) -> Iterator[Asset]:
    """Yield robots.txt. It lets crawlers read all pages, and names the sitemap."""
    yield Asset(FILE, f"User-agent: *\nAllow: /\n\nSitemap: {site.site_url}{SITEMAP}\n".encode())
