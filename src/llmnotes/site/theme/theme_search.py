"""The search of the theme, which the search of the reading list replaces, so that readers see one search field that finds every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmnotes.model import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping

_THEME = "/search"
"""End of the name that MkDocs gives to the plugin `search` of a theme, such as `material/search`."""
_POLYFILL = "iframe-worker"
"""Part of the URL of a script that the plugin `offline` adds for the theme's search. It comes from another site."""


def replaced(plugins: Mapping[str, Any]) -> Iterator[Problem]:
    """Turn off the theme's plugin `search`, and yield advice about it. The plugin reads this option whenever MkDocs calls it.

    The search of the theme would find only the pages that MkDocs renders, and no part of a Japanese word.
    """
    for name, plugin in plugins.items():
        if name.endswith(_THEME) and plugin.config.get("enabled"):
            plugin.config["enabled"] = False
            message = "the search of llmnotes also finds your own pages, so the theme's plugin search is turned off"
            yield Problem.advice(Place("mkdocs.yml"), "theme-search", message, "remove search from plugins")


def without_polyfill(extra: MutableMapping[str, Any]) -> None:
    """Remove the script that the plugin `offline` adds for the theme's search from MkDocs's option `extra`."""
    if polyfills := extra.get("polyfills"):
        extra["polyfills"] = [script for script in polyfills if _POLYFILL not in str(script)]
