"""The MkDocs plugin: it hands the site's pages over and computes nothing."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from html import escape
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_build_timestamp

from llmnotes import config as llmnotes_config
from llmnotes import topics
from llmnotes.catalogue import Catalogue
from llmnotes.errors import LlmnotesError
from llmnotes.files import show
from llmnotes.github import form, written
from llmnotes.ledger import LedgerFolder
from llmnotes.model import Severity
from llmnotes.site.build import SCRIPT, STYLES, Site
from llmnotes.site.frame import Frame, by_hand, frame_of, unfit
from llmnotes.site.page import TOP, Addresses, Page
from llmnotes.site.publication import Publication
from llmnotes.site.repository import repository
from llmnotes.site.sitemap import sitemap
from llmnotes.store import Loaded, Store

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page as MkDocsPage

    from llmnotes.config import Settings
    from llmnotes.model import Problem

log = logging.getLogger("mkdocs.plugins.llmnotes")  # MkDocs counts what is logged below its name for --strict

_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.ADVICE: logging.INFO}


class LlmnotesPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call] # the options are ours to read, see load_config
    """A reading list's pages, from its records."""

    settings: Settings
    site: Site
    frame: Frame
    pages: dict[str, Page]
    serves = False

    def on_startup(self, *, command: str, **_: object) -> None:
        """Remember whether this is a preview."""
        self.serves = command == "serve"

    def load_config(self, options: dict[str, Any], config_file_path: str | None = None) -> tuple[list[Any], list[Any]]:
        """Read the options by the one definition that the command line has too."""
        self.config = options
        folder = Path(config_file_path).parent if config_file_path else Path()
        self.settings, faults = llmnotes_config.settings(options, folder)
        return faults, []

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Give the theme our language and styles."""
        config.theme["language"] = self.settings.language
        if STYLES not in config.extra_css:
            config.extra_css.insert(0, STYLES)
            script = ExtraScriptValue(SCRIPT)
            script.type = "module"
            config.extra_javascript.append(script)
        for problem in unfit(config.theme.get("features") or ()):
            _tell(problem)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Make the pages, and a file for each, out of the navigation; write the navigation if there is none."""
        self.site = self._site(config)
        self.frame = frame_of(
            self.site,
            csp=None if self.serves else self.settings.csp,  # the preview's server adds an inline script to each page, after us
            site_url=config.site_url,
            description=config.site_description,
            styles=config.extra_css,
            scripts=config.extra_javascript,
            tell=_tell,
        )
        self.pages = {page.source: page for page in self.site.pages()}
        for source in self.pages:
            files.append(File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV))
        if files.get_file_from_path("index.md") is None:
            files.append(File.generated(config, "index.md", content=""))
        styles = (resources.files("llmnotes.site") / STYLES).read_text(encoding="utf-8")
        files.append(File.generated(config, STYLES, content=styles))
        if config.nav is None:
            written = [
                file.src_uri
                for file in files.documentation_pages()
                if file.src_uri not in self.pages and file.src_uri != "index.md" and file.inclusion.is_in_nav()  # type: ignore[no-untyped-call] # MkDocs left it without types
            ]
            config.nav = [*self.site.navigation(), *written]
        return files

    def _site(self, config: MkDocsConfig) -> Site:
        settings = self.settings
        taxonomy, problems = topics.load(settings.topics, show(settings.topics)) if settings.topics else (None, [])
        try:
            loaded = Store(settings.entries).load()
        except LlmnotesError as error:
            log.error("%s", error)  # noqa: TRY400 - a message, no traceback
            loaded = Loaded({}, ())
        for problem in [*problems, *loaded.problems]:
            _tell(problem)
        folder = LedgerFolder(settings.ledger)
        ledger, problems = folder.load()
        for problem in problems:
            _tell(problem)
        root = Path(config.config_file_path).parent
        return Site(
            Publication(
                catalogue=Catalogue(found.entry for found in loaded.records.values()),
                taxonomy=taxonomy,
                name=config.site_name,
                language=settings.language,
                addresses=Addresses(directories=config.use_directory_urls),
                description=config.site_description or "",
                site_url=config.site_url or None,
                cards=settings.cards,
                repository=repository(
                    config.repo_url,
                    config.edit_uri,
                    docs=os.path.relpath(config.docs_dir, root),
                    entries=os.path.relpath(settings.entries, root),
                    form=Path(form.FILE).name if (written.root(root) / form.FILE).is_file() else "",
                    records={slug: os.path.relpath(found.file, show(settings.entries)) for slug, found in loaded.records.items()},
                ),
                folder=show(settings.entries),
                ledger=ledger if ledger.histories else None,
                now=datetime.fromtimestamp(get_build_timestamp(), UTC),
            )
        )

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: object) -> str:
        """Give a page of ours its title and description."""
        ours = self.pages.get(page.file.src_uri)
        if ours:
            # The theme's templates escape nothing.
            page.meta.update({"title": escape(ours.title), "description": escape(ours.description), "hide": ["toc"] if ours.wide else []})
        elif page.file.src_uri == "index.md":
            page.meta.setdefault("title", self.site.publication.name)
        return markdown

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: object) -> str:
        """Give a page of ours its content; the home gets it below what its author wrote."""
        if page.file.src_uri == "index.md":
            self.pages["index.md"] = self.site.home(intro=html, description=str(page.meta.get("description") or ""))
        ours = self.pages.get(page.file.src_uri)
        if ours is None:
            return html
        anchors = [AnchorLink(section.title, section.id, 2) for section in ours.sections]
        written = list(page.toc) or [AnchorLink(ours.title, TOP, 1)]  # an author may give the home an h1
        written[0].children.extend(anchors)
        page.toc = TableOfContents(written)
        return ours.html

    @event_priority(-200)  # last, for the policy names inline scripts by their text: later than plugins that make pages smaller
    def on_post_page(self, output: str, *, page: MkDocsPage, **_: object) -> str:
        """Put policy and metadata into a page's head."""
        description = page.meta.get("description") or ""
        written = by_hand(path=page.file.src_uri, title=str(page.title or ""), description=str(description))
        return self.frame.around(output, self.pages.get(page.file.src_uri, written), page.url)

    @event_priority(-200)
    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Write our own sitemap, as MkDocs's dates every page today, none without the site's address; and fill the page for addresses that don't exist."""
        if template_name == "404.html":
            return self.frame.missing(output, self.site.not_found(urlsplit(config.site_url or "").path or "/"))
        if template_name != "sitemap.xml":
            return output
        if not config.site_url:
            return ""
        addresses = self.site.publication.addresses
        hand_written = [(url, self.site.modified if source == "index.md" else None) for source, url in self._hand_written.items()]
        return sitemap(config.site_url, [*hand_written, *((addresses.of(page.path), page.modified) for page in self.pages.values())])

    def on_env(self, env: Any, *, files: Files, **_: object) -> Any:
        """Remember what pages and files there are besides ours."""
        self._written = {file.dest_uri for file in files}
        self._hand_written = {file.src_uri: file.url for file in files.documentation_pages() if file.src_uri not in self.pages}
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the files that are no pages, but none over its author's own."""
        if not config.site_url:
            log.info("no feeds and no sitemap: they need absolute addresses. Set site_url in mkdocs.yml")
        try:
            for asset in self.site.assets():
                if asset.path not in self._written:
                    path = Path(config.site_dir, asset.path)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(asset.content)
        except LlmnotesError as error:
            raise PluginError(str(error)) from error

    def on_serve(self, server: LiveReloadServer, **_: object) -> LiveReloadServer:
        """Reload when a record, the taxonomy or the ledger changes."""
        for path in (self.settings.entries, self.settings.topics, self.settings.ledger):
            if path and path.exists():
                server.watch(str(path))
        return server


def _tell(problem: Problem) -> None:
    log.log(_LEVELS[problem.severity], "%s: %s\n    → %s", problem.place, problem.message, problem.remedy)
