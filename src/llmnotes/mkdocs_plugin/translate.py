"""MkDocs' configuration and files, as the site and the engine take them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_build_timestamp

from llmnotes.actions.site import SiteOptions
from llmnotes.site.assemble import SCRIPT, STYLES, style_sheet
from llmnotes.site.theme.page_head import TOP
from llmnotes.system.files import checkout, unpublishable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page as MkDocsPage

    from llmnotes.model import Problem
    from llmnotes.site.engine.page import Page


def give_theme(config: MkDocsConfig, language: str) -> None:
    """Give the theme our language, styles and script."""
    config.theme["language"] = language
    if STYLES not in config.extra_css:
        config.extra_css.insert(0, STYLES)
        script = ExtraScriptValue(SCRIPT)
        script.type = "module"
        config.extra_javascript.append(script)


def options_of(config: MkDocsConfig) -> SiteOptions:
    """What mkdocs.yml says of the site."""
    return SiteOptions(
        name=config.site_name, description=config.site_description or "", site_url=config.site_url or None, directories=config.use_directory_urls,
        repo_url=config.repo_url, edit_uri=config.edit_uri, docs=Path(config.docs_dir), folder=Path(config.config_file_path).parent,
        now=datetime.fromtimestamp(get_build_timestamp(), UTC),
    )  # fmt: skip


def own_files(config: MkDocsConfig, files: Files, rendered: Collection[str]) -> Iterator[File]:
    """Files that MkDocs shall make pages of: ours that the theme renders, and the home where its author wrote none; and our style sheet."""
    for source in rendered:
        yield File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    if files.get_file_from_path("index.md") is None:
        yield File.generated(config, "index.md", content="")
    yield File.generated(config, STYLES, content=style_sheet())


def by_hand(files: Files, rendered: Collection[str] = ()) -> list[str]:
    """The addresses of pages that aren't ours, the home among them."""
    return [file.url for file in files.documentation_pages() if file.src_uri not in rendered]


def in_navigation(files: Files, rendered: Collection[str]) -> list[str]:
    """The sources of the author's pages that a navigation may name, the home aside."""
    found = [file for file in files.documentation_pages() if file.src_uri not in {"index.md", *rendered}]
    return [file.src_uri for file in found if file.inclusion.is_in_nav()]  # type: ignore[no-untyped-call] # MkDocs left it without types


def written_by_mkdocs(files: Files) -> set[str]:
    """The files that MkDocs writes, as far as these say, from the site's root."""
    return {file.dest_uri for file in files if not file.inclusion.is_excluded()}  # type: ignore[no-untyped-call] # MkDocs left it without types


def special(files: Files, config: MkDocsConfig) -> list[tuple[File, Problem]]:
    """Files that are no regular ones of the project: MkDocs would publish what a link leads to, and wait for a named pipe."""
    project = checkout(Path(config.config_file_path).parent)
    found = [(file, Path(file.abs_src_path)) for file in files if file.abs_src_path]
    return [(file, fault) for file, path in found if path.is_relative_to(config.docs_dir) and (fault := unpublishable(path, project))]


def knowing(files: Files, config: MkDocsConfig, pages: Collection[str]) -> Files:
    """The files, which also know the pages that MkDocs doesn't render, so that links to them are checked."""

    class Knowing(type(files)):  # type: ignore[misc] # MkDocs's, or its fork's
        def get_file_from_path(self, path: str) -> File | None:
            found: File | None = super().get_file_from_path(path)
            if found is None and path.removesuffix(".md") in pages and path.endswith(".md"):
                return File.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            return found

    return Knowing(files)


def contents(page: MkDocsPage, ours: Page) -> TableOfContents:
    """The table of contents of a page of ours, which an author may have given an h1."""
    found = list(page.toc) or [AnchorLink(ours.title, TOP, 1)]
    found[0].children.extend(AnchorLink(section.title, section.id, 2) for section in ours.sections)
    return TableOfContents(found)
