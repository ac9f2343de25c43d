"""Convert MkDocs's configuration and files for the site and the engine, and convert the engine's pages for MkDocs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands.build import get_context
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_build_timestamp

from llmnotes.actions.site import SiteOptions
from llmnotes.site.assemble import SCRIPT, STYLES, theme_defaults
from llmnotes.site.theme.page_head import TOP
from llmnotes.system.files import checkout, unpublishable

if TYPE_CHECKING:
    from collections.abc import Callable

    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from llmnotes.model import Problem
    from llmnotes.site.engine.page import Page

_OF_PAGES = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
"""Events that MkDocs passes to plugins for each page."""
_THEMES = {"material", "materialx"}
"""Themes whose own templates put the same HTML around similar pages."""
_HARMLESS = {"material.plugins.search.plugin"}
"""Modules of plugins that take part in these events, but don't change pages: the search only reads them."""


def configure_theme(config: MkDocsConfig, language: str) -> None:
    """Set the theme's language, style sheet and script, and the favicon and the colour schemes unless the author has set them."""
    config.theme["language"] = language
    for option, value in theme_defaults(config.theme, Path(config.docs_dir), language).items():
        config.theme[option] = value
    if STYLES not in config.extra_css:
        config.extra_css.insert(0, STYLES)
        script = ExtraScriptValue(SCRIPT)
        script.type = "module"
        config.extra_javascript.append(script)


def options_of(config: MkDocsConfig) -> SiteOptions:
    """Return the options of the site that MkDocs's own keys of mkdocs.yml give, such as `site_name`."""
    return SiteOptions(
        name=config.site_name, description=config.site_description or "", site_url=config.site_url or None, directories=config.use_directory_urls,
        repo_url=config.repo_url, edit_uri=config.edit_uri, docs=Path(config.docs_dir), folder=Path(config.config_file_path).parent,
        now=datetime.fromtimestamp(get_build_timestamp(), UTC),
    )  # fmt: skip


def special_files(files: Files, config: MkDocsConfig) -> list[tuple[File, Problem]]:
    """Find symbolic links out of the project, named pipes and other special files. MkDocs would publish a link's target, or wait for a pipe."""
    project = checkout(Path(config.config_file_path).parent)
    found = [(file, Path(file.abs_src_path)) for file in files if file.abs_src_path]
    return [(file, fault) for file, path in found if path.is_relative_to(config.docs_dir) and (fault := unpublishable(path, project))]


def generated_file(config: MkDocsConfig, source: str, path: str | None) -> File:
    """Return a generated file. `path` is the path of the published file; None for the path that MkDocs chooses."""
    made = File.generated(
        config, source, content="", inclusion=InclusionLevel.UNDEFINED if source == "index.md" else InclusionLevel.NOT_IN_NAV
    )
    if path:
        made.dest_uri = path
    return made


def may_vary(config: MkDocsConfig, plugin: object) -> bool:
    """Return whether code besides the theme's own templates takes part in making pages, so that it may treat similar pages differently."""
    methods = (method for event in _OF_PAGES for method in config.plugins.events[event] if getattr(method, "__self__", None) is not plugin)
    overrides = Path(config.theme.custom_dir).rglob("*.html") if config.theme.custom_dir else ()
    return config.theme.name not in _THEMES or any(overrides) or any(method.__module__ not in _HARMLESS for method in methods)


def renderer(config: MkDocsConfig, files: Files, nav: Navigation, env: jinja2.Environment) -> Callable[[str], str]:
    """Return a function that renders the generated page at a source path with the theme and all plugins, as MkDocs renders the pages of its files."""
    pages, plugins = files.documentation_pages(), config.plugins

    def rendered(source: str) -> str:
        file = files.get_file_from_path(source) or File.generated(config, source, content="")
        page = plugins.on_pre_page(MkDocsPage(None, file, config), config=config, files=files)
        page.read_source(config)
        page.markdown = plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
        page.render(config, files)
        page.content = plugins.on_page_content(page.content or "", page=page, config=config, files=files)
        page.active = True
        context = plugins.on_page_context(get_context(nav, pages, config, page), page=page, config=config, nav=nav)
        page.active, html = False, env.get_template(page.meta.get("template", "main.html")).render(context)
        return plugins.on_post_page(html, page=page, config=config)

    return rendered


def contents(page: MkDocsPage, generated: Page) -> TableOfContents:
    """Return the table of contents of a generated page. If the author's text on a home page has a heading, add the sections below that heading."""
    found = list(page.toc) or [AnchorLink(generated.title, TOP, 1)]
    found[0].children.extend(AnchorLink(section.title, section.id, 2) for section in generated.sections)
    return TableOfContents(found)
