"""The search of the theme, so that readers see one search field that finds every page.

If the list is the whole site, the search of the list replaces the theme's. If the list is in a folder of another site, the theme's search also finds the list.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from llmnotes.model import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, MutableMapping

_THEME = "/search"
"""End of the name that MkDocs gives to the plugin `search` of a theme, such as `material/search`."""
_OWN = "search"
"""Name of MkDocs's own search, for themes that have none. It has no option to turn it off, and reads each page that the theme renders."""
LEFT_OUT = {"exclude": True}
"""Value of `search` in the front matter of a page that the theme's search should not read itself."""
_POLYFILL = "iframe-worker"
"""Part of the URL of a script that the plugin `offline` adds for the theme's search. It comes from another site."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SearchedPage:
    """A page for the index of the theme's search. It has the attributes of MkDocs's pages that the search reads."""

    path: str
    """Path of the page in the list's site, such as `topics/rag`."""
    url: str
    """Address relative to the root of the whole site."""
    title: str
    """Title as HTML."""
    content: str
    """Text as HTML."""
    meta: Mapping[str, object]
    """Front matter: the search shows `tags`."""
    toc: tuple[()] = ()
    """Headings: none, so a result leads to the top of the page."""


def replaced(plugins: Mapping[str, Any]) -> Iterator[Problem]:
    """Turn off the theme's plugin `search`, and yield advice about it. The plugin reads this option whenever MkDocs calls it.

    The search of the theme would find only the pages that MkDocs renders, and no part of a Japanese word.
    """
    for _, plugin in _of_theme(plugins):
        plugin.config["enabled"] = False
        message = "the search of llmnotes also finds your own pages, so the theme's plugin search is turned off"
        yield Problem.advice(Place("mkdocs.yml"), "theme-search", message, "remove search from plugins")


def finds(meta: Mapping[str, Any]) -> bool:
    """Return whether a search should find a page. `meta` is the front matter of the page, which can exclude it: `search: {exclude: true}`."""
    search = meta.get("search")
    return not (isinstance(search, dict) and search.get("exclude"))


def is_used(plugins: Mapping[str, Any]) -> bool:
    """Return whether the theme's plugin `search` is on, so that pages have the theme's search field."""
    return _OWN in plugins or any(True for _ in _of_theme(plugins))


def fill(plugins: Mapping[str, Any], pages: Iterable[SearchedPage], published: Container[str], rendered: Container[str]) -> None:
    """Add pages to the index of the theme's search, unless it is off. Call this before the plugin writes its index.

    Args:
        plugins: MkDocs's plugins.
        pages: The pages.
        published: Paths of the published pages. The author or another plugin may have replaced or removed other pages.
        rendered: Paths of the pages that the theme has rendered. MkDocs's own search has read these pages.

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
