"""The hooks of the MkDocs plugin. The hooks pass the site of the reading list to the build engine, which makes all content."""

from __future__ import annotations

import functools
import logging
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import get_context
from mkdocs.exceptions import MkDocsException
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import nest_paths

from llmnotes import config as llmnotes_config
from llmnotes.actions.last_good import LastGood
from llmnotes.actions.site import problems_of, site_of
from llmnotes.config.options import deprecations
from llmnotes.mkdocs_plugin import translate
from llmnotes.mkdocs_plugin.messages import report, stopping
from llmnotes.site.assemble import SITEMAP, STYLES, Site, frame_of, style_sheet, templates_of
from llmnotes.site.engine import foreign, host
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.engine.engine import Engine
from llmnotes.site.engine.generated_files import GeneratedFiles
from llmnotes.site.engine.size import problem_of
from llmnotes.site.preview.preview import Preview
from llmnotes.site.theme import outside_files, page_head, theme_files, theme_options, theme_search
from llmnotes.text.terminal import line, make_fit

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.utils.templates import TemplateContext

    from llmnotes.config import Settings


class LlmnotesPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call] # load_config reads the options without MkDocs's option classes
    """The plugin that publishes a reading list from its records."""

    settings: Settings
    addresses: Addresses
    engine: Engine[Site]
    preview: Preview
    last_good: LastGood

    def __init__(self) -> None:
        """Create the objects that all builds of a preview share. MkDocs calls `load_config` later."""
        self.engine, self.preview, self.last_good = Engine(), Preview((MkDocsException,)), LastGood()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Store whether the user started `mkdocs build` or `mkdocs serve`, and start to collect messages for the preview's banner."""
        self.preview.expected, self.engine.dirty = command == "serve", dirty
        self.engine.owns_process = True
        # Contributors choose the names of files in docs/, and MkDocs's messages contain these names. So control characters in the messages are escaped.
        make_fit(logging.getLogger("mkdocs"))
        self.preview.collect()

    def on_shutdown(self) -> None:
        """Close the engine and the preview when MkDocs ends."""
        self.engine.close()
        self.preview.close()

    def load_config(self, options: dict[str, Any], config_file_path: str | None = None) -> tuple[list[Any], list[Any]]:
        """Read and check the plugin's options, and return errors and warnings. The command line reads the same options with the same checks."""
        self.config = options
        self.settings, faults = llmnotes_config.settings(options, Path(config_file_path).parent if config_file_path else Path())
        return [(line(str(key)), line(what)) for key, what in faults], deprecations(options)

    @event_priority(-200)  # called after plugins that set options of MkDocs, such as use_directory_urls
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the options again, now with the theme's language, set the theme's options if the list is the whole site, and start compiling templates."""
        self.settings, _ = llmnotes_config.settings(self.config, Path(config.config_file_path).parent, config.theme.get("language"))
        assumed = [] if self.preview.runs else problems_of(self.settings, config.theme.get("font"))
        self.addresses = Addresses(directories=config.use_directory_urls, prefix=self.settings.prefix)
        if not self.addresses.prefix:
            theme_options.configure(config, self.settings, *translate.style_and_script(self.addresses))
        own = templates_of(self.settings.language, self.addresses)
        config.theme.get_env = theme_files.listed_fast(config.theme.get_env)  # type: ignore[method-assign] # no option sets it
        # Material for MkDocs computes the name of its template with interface texts, so the compiler can't find this template in other templates.
        words = f"partials/languages/{self.settings.language}.html"
        self.engine.compile((own.compiled, own.names), config.theme.get_env, ["main.html", words, *config.theme.static_templates])
        self.preview.watch(self.settings.files, [Path(config.docs_dir), Path(config.config_file_path)])
        whole = not self.addresses.prefix
        config.theme["features"], problems = page_head.without_instant(config.theme.get("features") or (), whole=whole)
        for problem in (*problems, *assumed, *(theme_search.replaced(config.plugins) if whole else ())):
            report(problem)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Refuse unfit plugins, and folders that may contain a contributor's files. Move the files of the last build aside before MkDocs removes them."""
        file = Path(config.config_file_path)
        with stopping():
            foreign.refuse(config.plugins)
            self.engine.open(Path(config.site_dir), self.settings.cache, file, sources=self.settings.files, preview=self.preview.runs)

    @event_priority(200)  # called before other plugins, so that they find the generated pages
    def _begin_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Read the reading list, and put the files of the last build back. If another plugin handles MkDocs's files, add the generated pages to them."""
        for file, problem in translate.special_files(files, config):
            files.remove(file)
            report(problem)
        # MkDocs's own sitemap gives each page today's date, and MkDocs would write the theme's 404.html over a file of the author.
        # If the templates were removed before this event, MkDocs would copy them as files.
        self.unused = config.theme.static_templates & {SITEMAP, *host.published(files, preview=self.preview.expected)}
        config.theme.static_templates -= self.unused
        last_good = self.last_good if self.preview.expected or self.preview.runs else None
        with stopping():
            config.site_url = foreign.site_root(config.site_url)  # a hook may have set it, without the checks of MkDocs
            self.engine.site = site = site_of(self.settings, translate.options_of(config), self.engine.cache, report, last_good)
            self.engine.restore()
        if self.preview.runs and self.engine.refill(site):
            self.preview.show()
        self.generated = GeneratedFiles(site, functools.partial(translate.generated_file, config), preview=self.preview.expected)
        if len(config.plugins.events["files"]) > len(type(self).on_files.methods):
            self.generated.lend(files)

    @event_priority(-200)  # called after other plugins, which may have added or removed files
    def _finish_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Decide which files replace generated pages, and set the navigation. In a navigation that the author has set, fill in the folder of the list."""
        self.generated.settle(files)
        style = translate.generated_file(config, self.addresses.placed(STYLES), None, content=style_sheet(self.addresses))
        for problem in (*self.generated.problems(Path(config.config_file_path).parent), *host.added(files, style, self.unused - {SITEMAP})):
            report(problem)
        self.own_navigation = config.nav is None
        if self.own_navigation:
            whole = functools.partial(self.engine.site.navigation, None, nested=nest_paths)
            config.nav = self.generated.navigation(files, whole)
        else:
            config.nav = self.engine.site.navigation(config.nav)
        self.generated.add(files, host.sources_of(config.nav), in_navigation=self.own_navigation)
        return files

    on_files = CombinedEvent(_begin_files, _finish_files)

    @event_priority(200)  # called before plugins that make a navigation themselves if the author has not set one
    def _free_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002 - MkDocs passes the argument
        """Remove `nav` from MkDocs's configuration if this plugin has set it. MkDocs has already used it."""
        config.nav = None if self.own_navigation else config.nav
        return nav

    @event_priority(-200)  # called after plugins that change the navigation
    def _plan(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Choose the pages that the theme renders, add these pages to MkDocs's files, and start the build."""
        theme_search.without_polyfill(config.extra)
        requested = outside_files.Requested.of(config)
        field = not theme_search.is_used(config.plugins)
        frame = frame_of(
            self.engine.site, csp=self.settings.csp, requested=requested, field=field, preview=self.preview.expected, report=report
        )
        varied = foreign.may_vary(config, self)
        shells = self.settings.reuse_theme_html and not foreign.lists_pages(config, report)
        self.engine.plan(self.engine.site, frame, self.generated.choices(files, nav, shells=shells, strict=config.strict, varied=varied))
        self.nav = nav
        self.generated.add(files, self.engine.build.rendered)
        self.engine.begin(set(host.published(files, preview=self.preview.expected)))
        return nav

    on_nav = CombinedEvent(_free_nav, _plan)

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: object) -> str:
        """Set the front matter of a generated page. For a list in a folder, also set a missing title of its home page, and its pages' section."""
        generated, home = self.engine.build.front_matter(page.file.src_uri), self.generated.home
        page.meta.update(generated)
        if self.addresses.prefix and page.file is home:
            page.meta.setdefault("title", escape(self.engine.site.view.name))
        elif self.addresses.prefix and home and home.page and generated:
            page.parent = page.parent or home.page.parent  # the home page's section, so that the theme marks it in the navigation
        return markdown

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: object) -> str:
        """Return the content of a generated page, and `html` for other pages. On the home page, the generated content follows the text of the author."""
        build, source = self.engine.build, page.file.src_uri
        if page.file is self.generated.home:
            searched, description = theme_search.finds(page.meta), str(page.meta.get("description") or "")
            build.give(source, self.engine.site.home(html, description, searched=searched))
            if self.addresses.prefix:
                page.meta["search"] = theme_search.LEFT_OUT  # `on_post_build` adds the page to the search, without its list of entries
        generated = build.page(source)
        if generated is None:
            return html
        page.canonical_url = build.canonical(source, page.canonical_url or "") or page.canonical_url
        page.toc = translate.contents(page, generated)
        page.present_anchor_ids = generated.anchors | (page.present_anchor_ids or set())
        return generated.html

    def on_page_context(self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, **_: object) -> TemplateContext:
        """If the list is in a folder of the site, let its pages use the list's language, style sheet and script. Pages outside of the folder don't use them."""
        if self.addresses.prefix and self.addresses.own(page.url) is not None:
            context["config"] = theme_options.for_folder(config, self.settings, *translate.style_and_script(self.addresses))
        return context

    @event_priority(-200)  # called after plugins that minify pages, because the policy contains hashes of the final inline scripts
    def on_post_page(self, output: str, *, page: MkDocsPage, **_: object) -> str:
        """Insert parts of the list, such as the Content-Security-Policy, the metadata and the search field, into a page of the list's site."""
        source, title, content = page.file.src_uri, str(page.title or ""), page.content or ""
        generated = self.engine.build.page(source) or page_head.page_by_hand(path=source, title=title, meta=page.meta, content=content)
        return self.engine.build.around(output, source, page.url, generated)

    @event_priority(-200)
    def on_post_template(self, output: str, *, template_name: str, **_: object) -> str:
        """If the list is the whole site, insert its content into 404.html, the page for addresses that don't exist."""
        if template_name == "404.html" and not self.addresses.prefix:
            return self.engine.build.surroundings.missing(output, self.engine.site.not_found())
        return output

    @event_priority(-200)  # called after plugins that change how templates are compiled
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Let the theme use the templates that another process has compiled, and tell the engine which files and pages MkDocs writes."""
        self.engine.serve(env)
        self.render = foreign.renderer((MkDocsPage, get_context), config=config, files=files, nav=self.nav, env=env)
        with stopping():
            written = set(host.published(files, preview=self.preview.expected))
            self.engine.make_way(written, host.by_hand(files, self.engine.build.rendered))
        return env

    @event_priority(200)  # called before other plugins, so that they also process the generated files
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the generated files that MkDocs doesn't write, add pages to the theme's search, and report a site that is too large for its host."""
        # Undoes the change by `_begin_files`, because a program may build again with this configuration.
        config.theme.static_templates |= self.unused
        with stopping():
            for problem in host.outcome(*self.engine.finish(self.render)):
                report(problem)
        build, home = self.engine.build, self.engine.build.page(self.addresses.source("index"))
        rendered = {"index", *(page.path for page in build.rendered.values())}
        theme_search.fill(config.plugins, self.engine.site.searched_pages(home), {"index", *build.pages}, rendered)
        if not self.preview.expected and (too_large := problem_of(self.engine.size, self.settings.size_limit)):
            report(too_large)

    def on_build_error(self, **_: object) -> None:
        """If MkDocs already serves a preview, put the files of the last build back after a failed build."""
        self.engine.abandon()

    def on_serve(self, server: LiveReloadServer, **_: object) -> LiveReloadServer:
        """Let the preview take control of MkDocs's server. MkDocs calls this after the first build."""
        self.preview.begin(server)
        return server
