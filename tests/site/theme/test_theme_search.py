"""The search of the theme, which the search of the list replaces."""

from __future__ import annotations

from types import SimpleNamespace

from llmnotes.model import Severity
from llmnotes.site.theme import theme_search


def test_only_the_search_plugin_of_the_theme_is_turned_off_and_this_is_reported_once() -> None:
    plugins = {name: SimpleNamespace(config={"enabled": True}) for name in ("material/search", "search", "tags", "own/research")}
    assert [problem.severity for problem in theme_search.replaced(plugins)] == [Severity.ADVICE]
    assert [name for name, plugin in plugins.items() if not plugin.config["enabled"]] == ["material/search"]
    assert list(theme_search.replaced(plugins)) == []


def test_only_the_script_of_another_site_for_the_themes_search_is_removed() -> None:
    extra = {"polyfills": ["https://a.example/iframe-worker/shim", "https://a.example/other.js"], "social": []}
    theme_search.without_polyfill(extra)
    assert extra == {"polyfills": ["https://a.example/other.js"], "social": []}
    theme_search.without_polyfill({})
