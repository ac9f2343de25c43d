"""Set up the search of the theme, so that readers see only one search field, which finds every page.

If the list is the whole site, the search of the list replaces the theme's. If the list is in a folder of a larger site, the theme's search also finds the list.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from llmnotes.model import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, MutableMapping

_THEME = "/search"
"""End of the names of search plugins that belong to a theme, such as `material/search`."""
_OWN = "search"
"""Name of MkDocs's own search plugin, for themes without a search. No option turns it off. It indexes each page that the theme renders."""
LEFT_OUT = {"exclude": True}
"""Value of `search` in the front matter of a page that the theme's search should not index itself."""
_POLYFILL = "iframe-worker"
"""Part of the URL of a script that the theme's plugin `offline` adds for the theme's search. Pages would load the script from another site."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SearchedPage:
    """A page to add to the index of the theme's search. It has the same attributes as a page of MkDocs, as far as the search reads them."""

    path: str
    """Path of the page in the list's site, such as `topics/rag`."""
    url: str
    """Address of the page, relative to the root of the whole site that MkDocs builds."""
    title: str
    """Title as HTML."""
    content: str
    """Text as HTML."""
    meta: Mapping[str, object]
    """Front matter of the page. The search results show its `tags`."""
    toc: tuple[()] = ()
    """Headings of the page. There are none, so that a result leads to the top of the page."""


def replaced(plugins: Mapping[str, Any]) -> Iterator[Problem]:
    """Turn off the theme's plugin `search`, and yield a problem of severity advice that says so.

    The search of the theme would find only the pages that MkDocs renders, and it would not find parts of Japanese words.
    """
    for _, plugin in _of_theme(plugins):
        plugin.config["enabled"] = False
        message = "the search of llmnotes also finds your own pages, so the theme's plugin search is turned off"
        yield Problem.advice(Place("mkdocs.yml"), "theme-search", message, "remove search from plugins in mkdocs.yml")


def finds(meta: Mapping[str, Any]) -> bool:
    """Return whether a search should find a page. `meta` is the front matter of the page, which can exclude it: `search: {exclude: true}`."""
    search = meta.get("search")
    return not (isinstance(search, dict) and search.get("exclude"))


def is_used(plugins: Mapping[str, Any]) -> bool:
    """Return whether a search plugin of the theme or of MkDocs is on, so that pages have the theme's search field."""
    return _OWN in plugins or any(True for _ in _of_theme(plugins))


def fill(plugins: Mapping[str, Any], pages: Iterable[SearchedPage], published: Container[str], rendered: Container[str]) -> None:
    """Add pages to the index of the theme's search, unless this search is off. Call this before the search plugin writes its index.

    Args:
        plugins: MkDocs's plugins.
        pages: The pages to add.
        published: Paths of the generated pages that are published. Other pages are not added, because the author or a plugin has replaced or removed them.
        rendered: Paths of the pages that the theme has rendered. MkDocs's own search has indexed these pages already.

    """
    searches = [*_of_theme(plugins), *((name, plugin) for name, plugin in plugins.items() if name == _OWN)]
    for page in pages if searches else ():
        for name, plugin in searches:
            if page.path in published and not (name == _OWN and page.path in rendered):
                plugin.search_index.add_entry_from_context(page)


def without_polyfill(extra: MutableMapping[str, Any]) -> None:
    """Remove the script that the plugin `offline` adds for the theme's search from MkDocs's option `extra`."""
    if polyfills := extra.get("polyfills"):
        extra["polyfills"] = [script for script in polyfills if _POLYFILL not in str(script)]


def _of_theme(plugins: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, plugin) for name, plugin in plugins.items() if name.endswith(_THEME) and plugin.config.get("enabled"))
