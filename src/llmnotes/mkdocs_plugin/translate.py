"""Convert MkDocs's configuration and files for the site and the engine, and convert the engine's pages for MkDocs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.structure.files import File, InclusionLevel, file_sort_key
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_build_timestamp

from llmnotes.actions.site import SiteOptions
from llmnotes.site.assemble import SCRIPT, STYLES, style_sheet
from llmnotes.site.theme.page_head import TOP
from llmnotes.system.files import checkout, unpublishable

if TYPE_CHECKING:
    from collections.abc import Collection

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page as MkDocsPage

    from llmnotes.model import Problem
    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.engine.page import Page


def style_and_script(addresses: Addresses) -> tuple[str, ExtraScriptValue]:
    """Return the list's style sheet and script, as values of MkDocs's options `extra_css` and `extra_javascript`."""
    script = ExtraScriptValue(addresses.placed(SCRIPT))
    script.type = "module"
    return addresses.placed(STYLES), script


def options_of(config: MkDocsConfig) -> SiteOptions:
    """Return the options of the site that MkDocs's own keys of mkdocs.yml give, such as `site_name`."""
    return SiteOptions(
        name=config.site_name, description=config.site_description or "", site_url=config.site_url or None, directories=config.use_directory_urls,
        repo_url=config.repo_url, edit_uri=config.edit_uri, docs=Path(config.docs_dir), folder=Path(config.config_file_path).parent,
        now=datetime.fromtimestamp(get_build_timestamp(), UTC),
    )  # fmt: skip


def add_own_files(config: MkDocsConfig, files: Files, rendered: Collection[str], addresses: Addresses) -> None:
    """Add to MkDocs's files: the generated pages that the theme renders, the style sheet, and a home page if the author didn't write one."""
    home = addresses.source("index")
    for source in [*rendered, *([] if files.get_file_from_path(home) else [home])]:
        inclusion = InclusionLevel.INCLUDED if source == "index.md" else InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, source, content="", inclusion=inclusion))
    files.append(File.generated(config, addresses.placed(STYLES), content=style_sheet(addresses)))


def by_hand(files: Files, rendered: Collection[str] = ()) -> list[str]:
    """Return the addresses of all pages, including the home page, except the generated pages `rendered`."""
    return [file.url for file in files.documentation_pages() if file.src_uri not in rendered]


def in_navigation(files: Files) -> list[str]:
    """Return the source paths of the author's pages that belong in the navigation, in MkDocs's order."""
    pages = sorted(files.documentation_pages(), key=file_sort_key)
    return [file.src_uri for file in pages if file.inclusion.is_in_nav()]  # type: ignore[no-untyped-call] # this function of MkDocs has no types


def written_by_mkdocs(files: Files) -> set[str]:
    """Return the paths of the files that MkDocs writes, relative to the site's root."""
    return {file.dest_uri for file in files if not file.inclusion.is_excluded()}  # type: ignore[no-untyped-call] # this function of MkDocs has no types


def special_files(files: Files, config: MkDocsConfig) -> list[tuple[File, Problem]]:
    """Find symbolic links out of the project, named pipes and other special files. MkDocs would publish a link's target, or wait for a pipe."""
    project = checkout(Path(config.config_file_path).parent)
    found = [(file, Path(file.abs_src_path)) for file in files if file.abs_src_path]
    return [(file, fault) for file, path in found if path.is_relative_to(config.docs_dir) and (fault := unpublishable(path, project))]


def with_generated_pages(files: Files, config: MkDocsConfig, pages: Collection[str]) -> Files:
    """Return MkDocs's files with the pages that MkDocs doesn't render, so that links from the author's pages to these pages are valid."""

    class WithGeneratedPages(type(files)):  # type: ignore[misc] # the base class comes from MkDocs or from its fork ProperDocs
        def get_file_from_path(self, path: str) -> File | None:
            found: File | None = super().get_file_from_path(path)
            if found is None and path in pages:
                return File.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            return found

    return WithGeneratedPages(files)


def contents(page: MkDocsPage, generated: Page) -> TableOfContents:
    """Return the table of contents of a generated page. If the author's text on a home page has a heading, add the sections below that heading."""
    found = list(page.toc) or [AnchorLink(generated.title, TOP, 1)]
    found[0].children.extend(AnchorLink(section.title, section.id, 2) for section in generated.sections)
    return TableOfContents(found)
