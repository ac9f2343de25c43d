"""The MkDocs plugin: it hands the site's pages over and computes nothing."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
from datetime import UTC, datetime
from html import escape
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
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import LlmnotesError
from llmnotes.github import form, written
from llmnotes.mkdocs_plugin.preview import Preview
from llmnotes.model import Place, Problem, Severity
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.parse_cache import Remembered
from llmnotes.records.relations_cache import RememberedRelations
from llmnotes.site.assemble import Making, Site, frame_of
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.engine.compiled import Compiled, compile_aside
from llmnotes.site.engine.digest import code, digest
from llmnotes.site.engine.folder import Output
from llmnotes.site.files.scripts import SCRIPT
from llmnotes.site.files.sitemap import SITEMAP
from llmnotes.site.files.styles import STYLES, sheet
from llmnotes.site.pages.rendering import Templates
from llmnotes.site.publication.publication import Publication
from llmnotes.site.publication.repository import repository
from llmnotes.site.theme.page_head import TOP, Frame, by_hand, unfit
from llmnotes.system import own_folder
from llmnotes.system.cache import Cache
from llmnotes.system.files import checkout, show
from llmnotes.text.terminal import line, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page as MkDocsPage

    from llmnotes.config import Settings

_LOGGER = logging.getLogger("mkdocs.plugins.llmnotes")  # MkDocs counts what is logged below its name for --strict

_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.ADVICE: logging.INFO}


class LlmnotesPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call] # the options are ours to read, see load_config
    """A reading list's pages, from its records."""

    settings: Settings
    site: Site
    frame: Frame
    cache: Cache
    making: Making
    made: Making | None = None
    """The last build's that came to its end."""
    output: Output
    _save: Callable[[], None]
    """Leaves the records to the next build."""
    relations: RememberedRelations
    command = ""
    """MkDocs's own that runs, `build` or `serve`; empty where another program builds, whose process is not ours to tune."""
    preview: Preview | None = None
    _theirs: set[str]
    """Templates that MkDocs shall not render, ours being better."""
    _foreseen: set[str]
    """The files that MkDocs would write, as far as was known when ours were begun."""
    _written: set[str]
    """Those that it writes."""
    _hand_written: dict[str, str]
    """Addresses of pages that aren't ours, by their sources."""
    templates: Templates | None = None
    """Ours; kept from one build of a preview to the next."""
    theme_templates: Compiled | None = None
    """The theme's, compiled; likewise."""

    def on_startup(self, *, command: str, **_: object) -> None:
        """Remember what runs, and make MkDocs' own messages fit: names of files in docs/ are strangers' words, too."""
        self.command = command
        for handler in logging.getLogger("mkdocs").handlers:
            handler.addFilter(_fit)

    def on_shutdown(self) -> None:
        """Let the process end at once: the collector would look through all of it once more."""
        gc.freeze()

    def load_config(self, options: dict[str, Any], config_file_path: str | None = None) -> tuple[list[Any], list[Any]]:
        """Read the options by the one definition that the command line has too."""
        self.config = options
        folder = Path(config_file_path).parent if config_file_path else Path()
        self.settings, faults = llmnotes_config.settings(options, folder)
        return [(line(str(key)), line(what)) for key, what in faults], []

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Give the theme our language and styles."""
        if self.command:
            gc.disable()  # what a build makes is of use until its end, and to look through all of it again and again takes a tenth of the time
        config.theme["language"] = self.settings.language
        if STYLES not in config.extra_css:
            config.extra_css.insert(0, STYLES)
            script = ExtraScriptValue(SCRIPT)
            script.type = "module"
            config.extra_javascript.append(script)
        self._compile_aside(config)
        for problem in unfit(config.theme.get("features") or ()):
            _tell(problem)
        return config

    def _compile_aside(self, config: MkDocsConfig) -> None:
        """Begin to compile our templates and the theme's, unless an earlier build of a preview did."""
        work: list[tuple[Compiled, Sequence[str]]] = []
        addresses = Addresses(directories=config.use_directory_urls)
        if not self.templates or not self.templates.fit(self.settings.language, addresses):
            self.templates = Templates(self.settings.language, addresses)
            work.append((self.templates.compiled, self.templates.names))
        if not self.theme_templates:
            with _silence():  # what is wrong with the theme's translations MkDocs will tell
                self.theme_templates = Compiled(config.theme.get_env())
            # Material imports its words by a computed name, which nobody can follow.
            words = f"partials/languages/{self.settings.language}.html"
            work.append((self.theme_templates, ["main.html", words, *config.theme.static_templates]))
        compile_aside(*work)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Save what the last build wrote from being removed, and refuse folders that a stranger may have filled."""
        folder, project = Path(config.site_dir), Path(config.config_file_path).parent
        with _stopping():
            own_folder.check(folder, project, "name another folder as site_dir in mkdocs.yml or by --site-dir")
            if self.settings.cache:
                own_folder.check(self.settings.cache, project, "name another folder by the plugin's option cache")
                own_folder.check_files(self.settings.cache)
            self.cache = Cache(self.settings.cache)
            if not hasattr(self, "output") or self.output.folder != folder:
                places = (os.path.relpath(path, project) for path in (config.config_file_path, folder))
                self.output = Output(folder, self.cache, f"output-{digest(*places)[:12]}")
            self.output.rescue(preview=self.preview is not None)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Make the pages, and a file for each, out of the navigation; write the navigation if there is none."""
        _leave_out_special(files, config.docs_dir, Path(config.config_file_path).parent)
        self._theirs = {SITEMAP} & config.theme.static_templates
        config.theme.static_templates -= self._theirs  # MkDocs's dates every page today; only now, or it would be a file to copy
        self.site = self._site(config)
        with _stopping():
            self.output.restore()
        if self.preview and self.made:
            with contextlib.suppress(LlmnotesError):  # the build meets the same, and tells it
                if self.output.put(self.made.refilled(self.site)):
                    self.preview.show()
        self.frame = frame_of(
            self.site,
            csp=None if self.command == "serve" else self.settings.csp,  # the preview's server adds an inline script to each page, after us
            site_url=config.site_url,
            description=config.site_description,
            styles=config.extra_css,
            scripts=config.extra_javascript,
            tell=_tell,
        )
        named = set(_names(config.nav if config.nav is not None else self.site.navigation()))
        addresses = [file.url for file in files.documentation_pages()]
        self.making = Making(
            self.site, self.frame, self.output, self.cache,
            save=self._save, shell=self.settings.shell, named=named, others=addresses, foreseen=_to_write(files),
        )  # fmt: skip
        for source in self.making.rendered:
            files.append(File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV))
        if files.get_file_from_path("index.md") is None:
            files.append(File.generated(config, "index.md", content=""))
        files.append(File.generated(config, STYLES, content=sheet()))
        if config.nav is None:
            sources = [
                file.src_uri
                for file in files.documentation_pages()
                if file.src_uri not in self.making.rendered and file.src_uri != "index.md" and file.inclusion.is_in_nav()  # type: ignore[no-untyped-call] # MkDocs left it without types
            ]
            config.nav = [*self.site.navigation(), *sources]
        self._foreseen = _to_write(files)
        return _with_filled(files, config, self.making)

    def _site(self, config: MkDocsConfig) -> Site:
        settings = self.settings
        remembered = Remembered(self.cache, code())
        self._save = remembered.save
        reading_list = ReadingList(settings, remembered=remembered)
        for problem in reading_list.problems:
            _tell(problem)
        root = Path(config.config_file_path).parent
        catalogue = Catalogue(reading_list.entries)
        self.relations = RememberedRelations(self.cache, code(), catalogue)
        return Site(
            Publication(
                catalogue=catalogue,
                taxonomy=reading_list.taxonomy,
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
                    records={slug: reading_list.store.within(found.file) for slug, found in reading_list.records.items()},
                ),
                removals=tuple(reading_list.removals.values()),
                folder=show(settings.entries),
                ledger=reading_list.ledger if reading_list.ledger.histories else None,
                now=datetime.fromtimestamp(get_build_timestamp(), UTC),
            ),
            self.templates,
        )

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: object) -> str:
        """Give a page of ours its title and description."""
        ours = self.making.page(page.file.src_uri)
        if ours:
            # The theme's templates escape nothing.
            page.meta.update({"title": escape(ours.title), "description": escape(ours.description), "hide": ["toc"] if ours.wide else []})
        elif page.file.src_uri == "index.md":
            page.meta.setdefault("title", self.site.publication.name)
        return markdown

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: object) -> str:
        """Give a page of ours its content; the home gets it below what its author wrote."""
        if page.file.src_uri == "index.md":
            self.making.home(html, str(page.meta.get("description") or ""))
        ours = self.making.page(page.file.src_uri)
        if ours is None:
            return html
        if page.file.src_uri in self.making.samples and page.canonical_url:
            page.canonical_url = self.making.mark("address")
        anchors = [AnchorLink(section.title, section.id, 2) for section in ours.sections]
        written = list(page.toc) or [AnchorLink(ours.title, TOP, 1)]  # an author may give the home an h1
        written[0].children.extend(anchors)
        page.toc = TableOfContents(written)
        return ours.html

    @event_priority(-200)  # last, for the policy names inline scripts by their text: later than plugins that make pages smaller
    def on_post_page(self, output: str, *, page: MkDocsPage, **_: object) -> str:
        """Put policy and metadata into a page's head."""
        source, description = page.file.src_uri, str(page.meta.get("description") or "")
        ours = self.making.page(source) or by_hand(path=source, title=str(page.title or ""), description=description)
        return self.making.around(output, source, page.url, ours)

    @event_priority(-200)
    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Fill the page for addresses that don't exist."""
        if template_name == "404.html":
            return self.frame.missing(output, self.site.not_found(urlsplit(config.site_url or "").path or "/"))
        return output

    @event_priority(-200)  # later than plugins that change how templates are compiled
    def on_env(self, env: jinja2.Environment, *, files: Files, **_: object) -> jinja2.Environment:
        """Give the theme its compiled templates, and remember what pages and files there are besides ours."""
        if self.theme_templates:
            self.theme_templates.serve(env)
        self._written = _to_write(files)
        if not self._written <= self._foreseen:  # another plugin's, and MkDocs will write them now: perhaps over ours
            self.output.settle()
        with _stopping():
            self.output.make_way(self._written)
        self._hand_written = {file.src_uri: file.url for file in files.documentation_pages() if file.src_uri not in self.making.rendered}
        return env

    @event_priority(200)  # first: what another plugin does to the files of a site, it does to ours too, and to those of each build alike
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what MkDocs didn't, but nothing over its author's own."""
        config.theme.static_templates |= self._theirs  # for a program that builds again by the same configuration
        if not config.site_url:
            _log(logging.INFO, "no feeds and no sitemap: they need absolute addresses. Set site_url in mkdocs.yml")
        try:
            by_hand = [(url, self.site.modified if source == "index.md" else None) for source, url in self._hand_written.items()]
            self.relations.settle()
            self.making.finish(self._written, by_hand)
            self.relations.save()
            self.made = self.making
            if self.preview:
                self.preview.finish()
            if self.command == "serve" or self.preview:
                gc.enable()
        except LlmnotesError as error:
            raise PluginError(line(str(error))) from error

    def on_serve(self, server: LiveReloadServer, **_: object) -> LiveReloadServer:
        """Reload when a record, the taxonomy or the ledger changes."""
        self.preview = Preview(server)
        for path in (self.settings.entries, self.settings.topics, self.settings.ledger):
            if path and path.exists():
                server.watch(str(path))
        return server


@contextlib.contextmanager
def _stopping() -> Iterator[None]:
    """Stop the build with the message of an error of ours."""
    try:
        yield
    except LlmnotesError as error:
        raise PluginError(str(error)) from error


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Log nothing meanwhile."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)


def _to_write(files: Files) -> set[str]:
    """The files that MkDocs writes, as far as these tell, from the site's root."""
    return {file.dest_uri for file in files if not file.inclusion.is_excluded()}  # type: ignore[no-untyped-call] # MkDocs left it without types


def _leave_out_special(files: Files, docs: str, project: Path) -> None:
    """Leave out what is no regular file of the project: MkDocs would publish what a link leads to, and wait for a named pipe."""
    root = os.path.realpath(checkout(project))
    for file in [file for file in files if file.abs_src_path and file.abs_src_path.startswith(f"{docs}{os.sep}")]:
        real = Path(os.path.realpath(str(file.abs_src_path)))
        if real.is_file() and real.is_relative_to(root) and ".git" not in real.relative_to(root).parts:
            continue
        files.remove(file)
        what = "no regular file, or a symbolic link that leads out of the project"
        place = Place(show(Path(str(file.abs_src_path))))
        _tell(Problem(place=place, rule="file-kind", severity=Severity.ERROR, message=what, remedy="replace it by a file, or remove it"))


def _tell(problem: Problem) -> None:
    _log(_LEVELS[problem.severity], f"{problem.place}: {problem.message}", f"    → {problem.remedy}")


def _fit(record: logging.LogRecord) -> bool:
    record.msg, record.args = lines(record.getMessage()), ()
    return True


def _log(level: int, *lines: str) -> None:
    """Log lines: each argument is one line, whatever it holds. Nothing else here logs."""
    _LOGGER.log(level, "%s", "\n".join(map(line, lines)))


def _names(nav: object) -> Iterator[str]:
    """The sources of pages that a navigation names."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list | dict):
        for part in nav.values() if isinstance(nav, dict) else nav:
            yield from _names(part)


def _with_filled(files: Files, config: MkDocsConfig, making: Making) -> Files:
    """The files, which also know the pages that MkDocs doesn't render, so that links to them are checked."""

    class WithFilled(type(files)):  # type: ignore[misc] # MkDocs's, or its fork's
        def get_file_from_path(self, path: str) -> File | None:
            found: File | None = super().get_file_from_path(path)
            if found is None and path.removesuffix(".md") in making.drafts and path.endswith(".md"):
                return File.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            return found

    return WithFilled(files)
