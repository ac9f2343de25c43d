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
from llmnotes.site.theme import outside_files, page_head, theme_options, theme_search
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
    engine: Engine[Site]
    preview: Preview[LastGood]

    def __init__(self) -> None:
        """Create the objects that all builds of a preview share. MkDocs calls `load_config` later."""
        self.engine, self.preview = Engine(), Preview((MkDocsException,), LastGood())

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
        """Read the options again, now that the theme's language is known. If the list is the whole site, set the theme's options. Start to compile templates."""
        self.settings, _ = llmnotes_config.settings(self.config, Path(config.config_file_path).parent, config.theme.get("language"))
        assumed = [] if self.preview.runs else problems_of(self.settings, config.theme.get("font"))
        addresses = Addresses(directories=config.use_directory_urls, prefix=self.settings.prefix)
        if not addresses.prefix:
            theme_options.configure(config, self.settings, *translate.style_and_script(addresses))
        names = theme_options.templates(config.theme, self.settings.language)
        self.engine.compile(templates_of(self.settings.language, addresses), config.theme.get_env, names)
        overrides = [Path(config.theme.custom_dir)] if config.theme.custom_dir else []  # MkDocs watches it only with --watch-theme
        self.preview.watch([*self.settings.files, *overrides], [Path(config.docs_dir), Path(config.config_file_path)])
        report(*theme_options.without_unfit(config, whole=not addresses.prefix), *assumed)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Refuse plugins that no list can use, and folders that may hold a contributor's files. Move the last build's files aside before MkDocs removes them."""
        file = Path(config.config_file_path)
        with stopping():
            foreign.refuse(config.plugins)
            self.engine.open(Path(config.site_dir), self.settings.cache, file, sources=self.settings.files, preview=self.preview.runs)

    @event_priority(200)  # called before other plugins, so that they find the generated pages
    def _begin_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Read the reading list, and put the files of the last build back. If another plugin has an `on_files` hook, let it see the generated pages."""
        report(*translate.without_special_files(files, config))
        with stopping():
            config.site_url = foreign.site_root(config.site_url)  # check the URL, because MkDocs does not check a URL that a hook has set
            self.engine.site = site_of(self.settings, translate.options_of(config), self.engine.cache, report, self.preview.last_good)
            self.engine.restore()
        if self.preview.runs and self.engine.refill(self.engine.site):
            self.preview.show()
        make = functools.partial(translate.generated_file, config)
        self.engine.files = GeneratedFiles(self.engine.site, make, preview=self.preview.expected)
        # MkDocs's sitemap gives each page today's date. If it were turned off in an earlier event, MkDocs would publish the template as a file.
        self.engine.files.turn_off(config.theme, SITEMAP, files)
        if len(config.plugins.events["files"]) > len(type(self).on_files.methods):
            self.engine.files.lend(files)

    @event_priority(-200)  # called after other plugins, which may have added or removed files
    def _finish_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Decide which files of the author replace generated pages. Set the navigation, or add the pages of the list to the author's navigation."""
        site, generated = self.engine.site, self.engine.files
        generated.settle(files)
        style = translate.generated_file(config, site.addresses.placed(STYLES), None, content=style_sheet(site.addresses))
        report(*generated.problems(Path(config.config_file_path).parent), *host.added(files, style, generated.unused - {SITEMAP}))
        config.nav = generated.navigation(files, config.nav, functools.partial(site.navigation, nested=nest_paths))
        return files

    on_files = CombinedEvent(_begin_files, _finish_files)

    @event_priority(200)  # called before plugins that make a navigation if the option `nav` is not set
    def _free_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002 - MkDocs passes the argument
        """Unset MkDocs's option `nav` if this plugin set it, so that other plugins see that the author didn't. MkDocs has already used the value."""
        config.nav = None if self.engine.files.own_navigation else config.nav
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
        self.engine.plan(self.engine.site, frame, self.engine.files.choices(files, nav, shells=shells, strict=config.strict, varied=varied))
        self.engine.files.add(files, self.engine.build.rendered)
        self.engine.begin(set(host.published(files, preview=self.preview.expected)))
        return nav

    on_nav = CombinedEvent(_free_nav, _plan)

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: object) -> str:
        """Set the front matter of a generated page. For a list in a folder, also set the section of its pages, and the title of an untitled home page."""
        generated, home = self.engine.build.front_matter(page.file.src_uri), self.engine.files.home
        page.meta.update(generated)
        if self.settings.prefix and page.file is home:
            page.meta.setdefault("title", escape(self.engine.site.view.name))
        elif self.settings.prefix and home and home.page and generated:
            page.parent = page.parent or home.page.parent  # the section of the home page, so that the theme highlights this section
        return markdown

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: object) -> str:
        """Return the content of a generated page, and `html` for other pages. On the home page, the generated content follows the text of the author."""
        build, source = self.engine.build, page.file.src_uri
        if page.file is self.engine.files.home:
            build.give(source, self.engine.site.home(html, str(page.meta.get("description") or ""), searched=theme_search.finds(page.meta)))
            if self.settings.prefix:
                page.meta["search"] = theme_search.LEFT_OUT  # `on_post_build` adds the page to the search, without its list of entries
        generated = build.page(source)
        if generated is None:
            return html
        page.canonical_url = build.canonical(source, page.canonical_url or "") or page.canonical_url
        page.toc = translate.contents(page, generated)
        page.present_anchor_ids = generated.anchors | (page.present_anchor_ids or set())
        return generated.html

    @event_priority(-200)  # called after plugins that read git
    def on_page_context(self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, **_: object) -> TemplateContext:
        """Remove data from git on generated pages. If the list is in a folder of the site, let its pages use the list's language, style sheet and script."""
        foreign.forget_git(context, page, generated=self.engine.build.page(page.file.src_uri) is not None)
        addresses = self.engine.site.addresses
        if addresses.prefix and addresses.own(page.url) is not None:
            context["config"] = theme_options.for_folder(config, self.settings, *translate.style_and_script(addresses))
        return context

    @event_priority(-200)  # called after plugins that minify pages, because the policy contains hashes of the final inline scripts
    def on_post_page(self, output: str, *, page: MkDocsPage, **_: object) -> str:
        """Insert the parts that llmnotes adds, such as the Content-Security-Policy, the metadata and the search field, into a page of the list."""
        source, title, content = page.file.src_uri, str(page.title or ""), page.content or ""
        generated = self.engine.build.page(source) or page_head.page_by_hand(path=source, title=title, meta=page.meta, content=content)
        return self.engine.build.around(output, source, page.url, generated)

    @event_priority(-200)
    def on_post_template(self, output: str, *, template_name: str, **_: object) -> str:
        """If the list is the whole site, insert its content into 404.html, the page for addresses that don't exist."""
        if template_name == "404.html" and not self.settings.prefix:
            return self.engine.build.surroundings.missing(output, self.engine.site.not_found())
        return output

    @event_priority(-200)  # called after plugins that change how templates are compiled
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Let the theme use the templates that another process has compiled, and tell the engine which files and pages MkDocs writes."""
        self.engine.serve(env)
        render = foreign.renderer((MkDocsPage, get_context), config=config, files=files, nav=self.engine.files.nav, env=env)
        with stopping():
            written = set(host.published(files, preview=self.preview.expected))
            self.engine.make_way(written, host.by_hand(files, self.engine.build.rendered), render)
        return env

    @event_priority(200)  # called before other plugins, so that they also process the generated files
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the generated files that MkDocs doesn't write, add pages to the theme's search, and report a site that is too large for its host."""
        # Turn on again what `_begin_files` turned off, because a program may build another site with this configuration object.
        config.theme.static_templates |= self.engine.files.unused
        with stopping():
            report(*host.outcome(*self.engine.finish()))
        build, home = self.engine.build, self.engine.build.page(self.engine.site.addresses.source("index"))
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
