"""Convert MkDocs's configuration and files into values for the site and the engine, and generated pages into values for MkDocs."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_build_timestamp

from llmnotes.actions.site import SiteOptions
from llmnotes.site.assemble import SCRIPT, STYLES
from llmnotes.site.theme.page_head import TOP
from llmnotes.system.files import checkout, unpublishable

if TYPE_CHECKING:
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
    """Return the values of MkDocs's own options on which the site depends, such as `site_name`, the folder of mkdocs.yml, and the time of the build."""
    with warnings.catch_warnings():  # MkDocs warns that the attribute `user_configs` is deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        given = [*config.user_configs]
    return SiteOptions(
        name=config.site_name, description=config.site_description or "", site_url=config.site_url or None, directories=config.use_directory_urls,
        repo_url=config.repo_url, edit_uri=config.edit_uri, names_edit_uri=any("edit_uri" in values for values in given),
        docs=Path(config.docs_dir), folder=Path(config.config_file_path).parent, now=datetime.fromtimestamp(get_build_timestamp(), UTC),
    )  # fmt: skip


def without_special_files(files: Files, config: MkDocsConfig) -> list[Problem]:
    """Remove each file in docs/ that MkDocs must not read: links that lead out of the project, pipes and other special files. Return a problem for each."""
    project = checkout(Path(config.config_file_path).parent)
    if not Path(config.docs_dir).is_relative_to(project.absolute()):  # a plugin may move docs/, for example to a temporary folder
        project = Path(config.docs_dir)
    found = [(file, Path(file.abs_src_path)) for file in files if file.abs_src_path]
    special = [(file, fault) for file, path in found if path.is_relative_to(config.docs_dir) and (fault := unpublishable(path, project))]
    for file, _ in special:
        files.remove(file)
    return [fault for _, fault in special]


def generated_file(config: MkDocsConfig, source: str, path: str | None, *, content: str = "") -> File:
    """Return MkDocs's file object for a generated page or file. `path` is the path of the published file; None for the path that MkDocs chooses."""
    made = File.generated(config, source, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
    if path:
        made.dest_uri = path
    return made


def contents(page: MkDocsPage, generated: Page) -> TableOfContents:
    """Return the table of contents of a generated page: the sections below the page's title, or below the first heading of the author's text."""
    found = list(page.toc) or [AnchorLink(generated.title, TOP, 1)]
    found[0].children.extend(AnchorLink(section.title, section.id, 2) for section in generated.sections)
    return TableOfContents(found)
