"""Render pages with the theme and all plugins as MkDocs does, find out whether similar pages may get different HTML, and refuse plugins that can't be used.

MkDocs's objects appear here without their types, because no module of the site imports MkDocs.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmnotes.errors import ConfigError
from llmnotes.model import Place, Problem
from llmnotes.site.engine.addresses import root_url
from llmnotes.web.url import encoded, fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_OF_PAGES = ("env", "pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
"""Names of MkDocs's events in which plugins can change a single page, or the templates of all pages."""
_THEMES = {"material", "materialx"}
"""Themes whose own templates put the same HTML around similar pages."""
_OF_THEME = "mkdocs_theme.yml"
"""Name of a file in the folder of each theme, and in no other folder of templates."""
_HARMLESS = {"material.plugins.search.plugin", "mkdocs.contrib.search"}
"""Modules of plugins that handle MkDocs's events about single pages, but don't change pages: search plugins only read them."""
_READS_ALL = "mkdocs.contrib.search"
"""The name of the module of MkDocs's own search plugin. It indexes each page, even one with `search: {exclude: true}` in its front matter."""

_LIST = re.compile(r"\{[{%][^{}]*?(?<![\w.])pages\b")
"""Matches Jinja code with MkDocs's variable `pages`, the list of all pages."""

_REFUSED = {
    "mkdocs_static_i18n": "it leaves out all pages that other plugins generate, and builds the site again for each language",
}
"""Plugins of MkDocs that a site with a reading list can't have: the import package of each, and the reason."""
_OF_GIT = frozenset({"git_info", "git_page_authors", "committers"})
"""The variables of templates that the plugins git-authors and git-committers set for each page."""


def refuse(plugins: Mapping[str, object]) -> None:
    """Raise ConfigError if mkdocs.yml names a plugin that a site with a reading list can't have. `plugins` are the plugins in mkdocs.yml by name."""
    for name, plugin in plugins.items():
        package = type(plugin).__module__.partition(".")[0]
        if reason := _REFUSED.get(package):
            raise ConfigError(
                f"mkdocs.yml: llmnotes can't publish a list together with the plugin {name} of {package.replace('_', '-')}: {reason}. "
                "Build the list as a separate site, with its own mkdocs.yml"
            )


def site_root(site_url: str | None) -> str:
    """Return `site_url` as a URI with one slash at its end, to which addresses can be appended; empty if it is not set.

    Raises ConfigError if addresses can't be appended to it, for example because it has no scheme. MkDocs checks the value in mkdocs.yml, but not one of a hook.
    """
    given = (site_url or "").strip()
    if not given:
        return ""
    found = fault(given)
    if not found and {"?", "#"} & {*given}:
        found = f"the URL has a query or a fragment: {given}", "remove the part from ? or # on"
    if found:
        what, remedy = found
        raise ConfigError(f"site_url in mkdocs.yml, or in a hook that sets it: {what}. {remedy[0].upper()}{remedy[1:]}")
    return root_url(encoded(given))


def may_vary(config: Any, plugin: object) -> bool:
    """Return whether similar pages may get different HTML around their content, because the theme, other plugins, hooks or the author's templates may change pages.

    Args:
        config: MkDocs's configuration.
        plugin: The plugin llmnotes itself, which treats similar pages alike.

    """
    methods = (method for event in _OF_PAGES for method in config.plugins.events[event] if getattr(method, "__self__", None) is not plugin)
    return config.theme.name not in _THEMES or any(_overrides(config)) or any(method.__module__ not in _HARMLESS for method in methods)


def lists_pages(config: Any, report: Callable[[Problem], None]) -> bool:
    """Return whether a template of the author uses MkDocs's list of all pages.

    If so, also report a problem of severity advice, because this list has only the pages that the theme renders.

    `config` is MkDocs's configuration.
    """
    extra = (Path(config.docs_dir, name) for name in config.extra_templates)
    for file in itertools.chain(_overrides(config), filter(Path.is_file, extra)):
        if _LIST.search(file.read_text(encoding="utf-8", errors="replace")):
            message = f"this build takes longer, because {file.name} uses MkDocs's list of all pages, so the theme has to render every page"
            remedy = "nothing needs to be changed. For a faster build, let the template use nav or nav.pages instead of pages"
            report(Problem.advice(Place("mkdocs.yml"), "theme-html", message, remedy))
            return True
    return False


def _overrides(config: Any) -> Iterator[Path]:
    """Yield the templates of the author or of a plugin. Their folder comes before the folder of the theme."""
    before = itertools.takewhile(lambda folder: not (folder / _OF_THEME).is_file(), map(Path, config.theme.dirs))
    return itertools.chain.from_iterable(folder.rglob("*.html") for folder in before)


def renderer(mkdocs: tuple[Callable[..., Any], Callable[..., Any]], *, config: Any, files: Any, nav: Any, env: Any) -> Callable[[str], str]:
    """Return a function that renders the generated page at a source path with the theme and all plugins, as MkDocs renders the pages of its files.

    MkDocs's own search plugin doesn't index the page if its front matter has `search: {exclude: true}`.

    Args:
        mkdocs: MkDocs's class of pages, and its function that returns the variables of a template.
        config: MkDocs's configuration.
        files: MkDocs's collection of files. Its method `get_file_from_path` also finds the generated pages by their source paths.
        nav: MkDocs's navigation of the site.
        env: The theme's Jinja environment.

    """
    make, variables = mkdocs
    pages, plugins = files.documentation_pages(), config.plugins

    def rendered(source: str) -> str:
        page = plugins.on_pre_page(make(None, files.get_file_from_path(source), config), config=config, files=files)
        page.read_source(config)
        page.markdown = plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
        page.render(config, files)
        page.content = plugins.on_page_content(page.content or "", page=page, config=config, files=files)
        page.active = True
        readers = plugins.events["page_context"]
        if (page.meta.get("search") or {}).get("exclude"):
            plugins.events["page_context"] = [method for method in readers if method.__module__ != _READS_ALL]
        try:
            context = plugins.on_page_context(variables(nav, pages, config, page), page=page, config=config, nav=nav)
        finally:
            plugins.events["page_context"] = readers
        html = env.get_template(page.meta.get("template", "main.html")).render(context)
        html = str(plugins.on_post_page(html, page=page, config=config))
        page.active = False
        return html

    return rendered


def forget_git(context: Any, page: Any, *, generated: bool) -> None:
    """Remove the date and the authors that plugins have read from git, if a page is generated, and has no file of the author in git.

    Such a plugin would give the page the date of the build. This date would also change the HTML around all pages each day.

    Args:
        context: The variables of the page's template.
        page: MkDocs's page.
        generated: Whether the build has generated content for the page. The home page may have a file of the author, too.

    """
    if generated and not page.file.abs_src_path:
        for name in _OF_GIT & context.keys():
            del context[name]
        for name in [name for name in page.meta if name.startswith(("git_", "revision_date"))]:
            del page.meta[name]
