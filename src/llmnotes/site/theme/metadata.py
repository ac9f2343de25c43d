"""Metadata in the head of each page: Open Graph (https://ogp.me/), Twitter card, JSON-LD (https://schema.org/), and links to other formats.

The theme writes the title and the canonical URL, and the description of pages that the author wrote.
"""

from __future__ import annotations

import functools
from html import escape as html_escape
from typing import TYPE_CHECKING

from llmnotes.site.engine.addresses import encoded
from llmnotes.site.engine.escaping import escaped
from llmnotes.system import compact_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.engine.page import Page

CARD = (1200, 630)
"""Width and height of a card image in pixels."""
_LOCALES = {"ja": "ja_JP", "en": "en_US"}
_LISTS = {"topic", "tag", "year", "source", "index"}


class Metadata:
    """The metadata of the pages of one site."""

    def __init__(self, *, site_name: str, site_url: str | None, description: str, language: str, addresses: Addresses) -> None:
        """Make the metadata that all pages share.

        Args:
            site_name: Name of the site.
            site_url: URL of the site's root, ending in `/`. Without it, all metadata that needs absolute URLs is left out.
            description: Description of the site. Pages without their own description get it.
            language: Language of the interface.
            addresses: Addresses of the site's pages.

        """
        self._name = site_name
        self._url = site_url
        self._description = description
        self._language = language
        self._addresses = addresses
        self._absolute = functools.lru_cache(1 << 14)(lambda path: f"{site_url}{addresses.of(path)}")
        self._types = {kind: _property("og:type", kind) for kind in ("website", "article")}
        self._website = {"@type": "WebSite", "name": site_name, **({"@id": site_url, "url": site_url} if site_url else {})}
        self._constant = _property("og:site_name", site_name) + _property("og:locale", _LOCALES.get(language, language))

    def of(self, page: Page, address: str) -> str:
        """Return the metadata elements of a page. `address` is relative to the site's root."""
        url = f"{self._url}{address}" if self._url else ""
        return "".join((*self._graph(page, url), *self._alternates(page, address), self._json_ld(page, url)))

    def without_description(self, html: str, page: Page) -> str:
        """Return the theme's HTML of a generated page without the element for the description, because `of` also writes one."""
        # The theme doesn't escape descriptions. So the plugin escapes the description of a page, and the author writes the description of the site as HTML.
        description = html_escape(page.description) if page.description else self._description
        return html.replace(f'<meta name="description" content="{description}">\n', "", 1)

    def _graph(self, page: Page, url: str) -> Iterator[str]:
        if not page.listed:
            yield '<meta name="robots" content="noindex">'
        yield self._constant
        yield self._types["article" if page.kind == "entry" else "website"]
        yield _property("og:title", page.title)
        if description := page.description or self._description:
            name = 'name="description" ' if page.generated else ""
            yield f'<meta {name}property="og:description" content="{escaped(description)}">'
        if url:
            yield _property("og:url", url)
        if page.card and self._url:
            yield _property("og:image", f"{self._url}{encoded(page.card)}")
            yield _property("og:image:width", str(CARD[0]))
            yield _property("og:image:height", str(CARD[1]))
            yield _property("og:image:alt", page.title if page.card == f"cards/{page.path}.png" else self._name)
            yield '<meta name="twitter:card" content="summary_large_image">'
        else:
            yield '<meta name="twitter:card" content="summary">'

    def _alternates(self, page: Page, address: str) -> Iterator[str]:
        # Many feed finders resolve a relative address from the root of the site's host, so the addresses are absolute if the site's URL is known.
        root = self._url or "../" * address.count("/")
        for alternate in page.alternates:
            yield f'{_alternate(alternate.type, alternate.title)}{root}{escaped(encoded(alternate.path))}">'

    def _json_ld(self, page: Page, url: str) -> str:
        graph = self._site() if page.kind == "home" else self._page(page, url)
        # Escape "<", so that a title can't end the script or start a comment in it.
        text = compact_json.dumps({"@context": "https://schema.org", **graph}).decode().replace("<", "\\u003c")
        return f'<script type="application/ld+json">{text}</script>'

    def _site(self) -> dict[str, object]:
        graph: dict[str, object] = {**self._website, "inLanguage": self._language}
        if self._description:
            graph["description"] = self._description
        if self._url:
            search = f"{self._url}{self._addresses.of('search')}"
            graph["potentialAction"] = {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
                "query-input": "required name=search_term_string",
            }
        return graph

    def _page(self, page: Page, url: str) -> dict[str, object]:
        # These structured data leave out title, description and canonical URL, because search engines read them from other elements of the page.
        graph: dict[str, object] = {"@type": "CollectionPage" if page.kind in _LISTS else "WebPage", "inLanguage": self._language}
        if page.modified:
            graph["dateModified"] = page.modified.isoformat()
        if page.about:
            graph["mainEntity"] = page.about
        if url and self._url:
            way = [(self._name, self._url), *((title, self._absolute(path)) for title, path in page.crumbs)]
            steps = [{"@type": "ListItem", "position": number, "name": name, "item": item} for number, (name, item) in enumerate(way, 1)]
            # Search engines add the page itself at the end of a breadcrumb path, but ignore a path with only one page. So if the path would contain only the home
            # page, add the page itself.
            here = [] if page.crumbs else [{"@type": "ListItem", "position": 2, "name": page.title}]
            graph["breadcrumb"] = {"@type": "BreadcrumbList", "itemListElement": [*steps, *here]}
        return graph


def _property(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{escaped(value)}">'


@functools.lru_cache(maxsize=64)
def _alternate(media_type: str, title: str) -> str:
    """Return the beginning of the element `<link rel="alternate">` for a file in another format, such as a feed, up to the file's address.

    The value of `rel` is only `alternate`, because many feed finders compare the whole value. `site.js` keeps Material from fetching a sitemap for each such
    link.
    """
    return f'<link rel="alternate" type="{escaped(media_type)}" title="{escaped(title)}" href="'
