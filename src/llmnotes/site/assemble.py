"""Put the site of a reading list together: list its artifacts, which are the pages and files that a build writes.

The folder pages/ has a module for each kind of page, and the folder files/ has one for each kind of file.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import escape

from llmnotes.model import Entry
from llmnotes.site.engine.digest import Digests, code, digest
from llmnotes.site.files import (
    add_form_data,
    cards,
    exports,
    feeds,
    link_health,
    manifest,
    markdown_exports,
    redirects,
    robots,
    scripts,
    searched_pages,
    sitemap,
    styles,
)
from llmnotes.site.pages import entry, health, home, indexes, lists, removed, service, statistics
from llmnotes.site.pages.rendering import ROOT, Rendering, templates
from llmnotes.site.publication.site_view import EntryCard
from llmnotes.site.theme.content_security_policy import Policy, facts_left_out
from llmnotes.site.theme.metadata import Metadata
from llmnotes.site.theme.page_head import Frame, Parts
from llmnotes.site.theme.page_texts import PageText, PageTexts
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from llmnotes.model import Problem
    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.engine.artifact import Artifact, Asset, PageArtifact
    from llmnotes.site.engine.compiled import Compiled
    from llmnotes.site.engine.page import Page
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.theme.outside_files import Requested
    from llmnotes.site.theme.theme_search import SearchedPage


SCRIPT, SITEMAP, STYLES = scripts.SCRIPT, sitemap.SITEMAP, styles.STYLES
"""Paths of three files. Those of the script and the style sheet, which all pages load, are relative to the root of the list's site. That of the sitemap is
relative to the root of the whole site that MkDocs builds, and MkDocs must not write its own sitemap at this path."""
SHARED = frozenset({Entry, EntryCard})
"""Types of values that are part of many views. A build computes the digest of each such value only once."""
_SAVED = 50
"""If at most this number of entries changed, a preview shows their pages before its build has ended.

If more entries changed, the reason is usually a switch to another branch in git.
"""


def style_sheet(addresses: Addresses) -> str:
    """Return the text of the list's style sheet.

    If the list is in a folder of a larger site, the sheet leaves that site's colours, header and footer unchanged.
    """
    return styles.sheet(whole=not addresses.prefix)


def templates_of(language: str, addresses: Addresses) -> tuple[Compiled, Sequence[str]]:
    """Return the compiled templates of pages for an interface language, and the names of all templates.

    All builds of a preview get the same object, so templates are compiled once.
    """
    found = templates(language, addresses)
    return found.compiled, found.names


def _nothing() -> None:
    """Do nothing. This is the default of the arguments `settle` and `save` of `Site`."""


class Site:
    """The site of a reading list: its pages and files, as artifacts for the build engine. It implements `Buildable`, the engine's interface."""

    def __init__(self, publication: Publication, *, settle: Callable[[], None] = _nothing, save: Callable[[], None] = _nothing) -> None:
        """Store the data of the site. No page is rendered yet.

        Args:
            publication: The data of the site.
            settle: Function that waits until the related entries of each entry are known. Another process may still be computing them.
            save: Function that saves the parsed records, so that the next build need not parse them again.

        """
        self.publication = publication
        self.view = publication.site
        self.addresses = publication.addresses
        self.root = publication.site_url or ""
        self.rendering = Rendering(publication.site)
        self.digests = Digests(SHARED)
        self.settle, self.save = settle, save

    @functools.cached_property
    def key(self) -> str:
        """Return a digest of what all artifacts depend on: the site-wide view (such as the site's name and language) and the code."""
        return digest(self.view, code())

    def page_artifacts(self) -> Sequence[PageArtifact]:
        """Return every generated page except the home page and the page for addresses that don't exist.

        MkDocs renders the home page, because it may contain the text of a hand-written index.md.
        """
        return self._pages

    @functools.cached_property
    def _pages(self) -> Sequence[PageArtifact]:
        return [*self._listed_pages()]

    def _listed_pages(self) -> Iterator[PageArtifact]:
        publication = self.publication
        yield from entry.artifacts(publication)
        yield from lists.artifacts(publication)
        yield from indexes.artifacts(publication)
        yield from statistics.artifacts(publication)
        yield health.artifact(publication)
        yield from service.artifacts(publication)
        yield from removed.artifacts(publication)

    def artifacts(self, cache: Cache) -> Iterator[Artifact]:
        """Yield the artifacts of all files that don't belong to a page, except the sitemap and the style sheet. Markdown exports of entries belong to pages.

        `cache` keeps the state of the search index, so that the next build can edit the index.
        """
        from llmnotes.site.files import search_index  # noqa: PLC0415 - only the process that writes the index needs it

        publication = self.publication
        yield search_index.artifact(
            publication, cache
        )  # the search index comes first, because it takes as long as all other files together
        yield from redirects.copies(publication, feeds.artifacts(publication))
        yield from redirects.copies(publication, markdown_exports.artifacts(publication))
        yield from exports.artifacts(publication)
        yield from home.day_artifacts(publication)
        yield redirects.artifact(publication)
        yield add_form_data.artifact(publication)
        yield manifest.artifact()
        yield scripts.artifact()
        yield from robots.artifacts(publication)
        yield from link_health.artifacts(publication)
        yield from statistics.styles(publication)
        yield from cards.artifacts(publication)

    def linked_files(self) -> Iterator[str]:
        """Yield the paths of all feeds and exports to which an author may link, without the Markdown exports of entries and the copies at old addresses."""
        yield from feeds.paths(self.publication)
        for module in (markdown_exports, exports, link_health):
            yield from (artifact.id for artifact in module.artifacts(self.publication))

    def last_artifacts(self, pages: Iterable[tuple[str, PageArtifact]], others: Iterable[str]) -> Iterator[Artifact]:
        """Yield the artifact of the sitemap, if the site's URL is known.

        `pages` are the generated pages with their addresses, except the home page. `others` are the addresses of all other pages.
        """
        if self.publication.site_url:
            modified, own = self.publication.catalogue.modified, self.addresses.whole("index")
            rows = [(address, modified if address.removeprefix("./") == own else None) for address in others]
            yield sitemap.artifact(self.publication.whole_url, [*rows, *((address, page.modified) for address, page in pages)])

    def changed_since(self, before: Site) -> Iterator[PageArtifact]:
        """Yield the pages of the entries that differ from the entries of the same slugs in `before`, the site of an earlier build. Leave out new entries.

        Yield nothing if more than `_SAVED` (50) entries differ.
        """
        known = {one.slug: one for one in before.publication.catalogue.entries}
        changed = [one for one in self.publication.catalogue.entries if known.get(one.slug, one) != one]
        return (entry.artifact(self.publication, one) for one in changed if len(changed) <= _SAVED)

    def pages(self) -> Iterator[Page]:
        """Render every generated page except the home page and the page for addresses that don't exist."""
        return (artifact.template(artifact.view(), self.rendering) for artifact in self.page_artifacts())

    def assets(self) -> Iterator[Asset]:
        """Make every file that is not a page, except the sitemap and the style sheet.

        Raises CardError if a text on a card image has a character that the fonts lack, other than emoji and invisible characters.
        """
        site = self.publication.site
        for artifact in self.artifacts(Cache(None)):
            yield from artifact.template(artifact.view(), site)
        for page in self.page_artifacts():
            if page.beside:
                yield from page.beside(page.view(), site)

    def home(self, intro: str = "", description: str = "", *, searched: bool = True) -> Page:
        """Render the home page.

        Args:
            intro: The text that the author wrote for the home page, as HTML; may be empty. The generated content follows it.
            description: The description for search engines; empty for the description of the site.
            searched: Whether the search finds the text that the author wrote.

        """
        has_statistics = statistics.has_statistics(self.publication)
        view = home.view(self.publication, intro=intro, description=description, statistics=has_statistics)
        return home.template(view, self.rendering)._replace(searched=searched)

    def searched_pages(self, home: Page | None) -> Iterator[SearchedPage]:
        """Yield the pages that the theme's search should find. `home` is the list's home page; None if a page of the author replaces it.

        The home page is left out if a page of the author replaces it, or if its front matter excludes it from the search.
        """
        found = searched_pages.searched_pages(self.publication, home.written if home else "")
        return (page for page in found if (home and home.searched) or page.path != "index")

    def not_found(self) -> Page:
        """Render the page for addresses that don't exist."""
        return service.missing_page(self.rendering, self._path)

    @property
    def _path(self) -> str:
        """Return the site's path on its host, with a slash at its end; only a slash if the site's URL is unknown."""
        return urlsplit(self.root).path or "/"

    def header(self, root: str) -> str:
        """Return the HTML of the search field in a page's header. `root` is the relative path from the page to the site's root, with a slash at its end."""
        return self._header.replace(ROOT, root)

    @functools.cached_property
    def _header(self) -> str:
        return self.rendering.from_root("header.html")

    def links(self, root: str) -> str:
        """Return the HTML of the links at the top of a page for readers without scripts.

        `root` is the relative path from the page to the site's root, with a slash at its end.
        """
        return self._links.replace(ROOT, root)

    @functools.cached_property
    def _links(self) -> str:
        return self.rendering.from_root("without_scripts.html", site=self.view)

    def footer(self, root: str) -> str:
        """Return the HTML of the links in a page's footer. `root` is the relative path from the page to the site's root, with a slash at its end."""
        return self._footer.replace(ROOT, root)

    @functools.cached_property
    def _footer(self) -> str:
        site = self.view
        return self.rendering.from_root(
            "footer.html",
            site=site,
            feed=site.feed,
            opml=feeds.OPML if site.feed else "",
            statistics=statistics.has_statistics(self.publication),
        )

    def navigation(self, given: Any = None, others: Sequence[str] = (), nested: Callable[[Sequence[str]], list[Any]] = list) -> Any:
        """Return the navigation of the whole site, in the format of `nav` in mkdocs.yml. Titles are HTML, because themes don't escape them.

        Args:
            given: The author's `nav` from mkdocs.yml; None if it is not set. If the list is in a folder of a larger site, `nav` may contain the path of this
                folder. The pages of the list replace this path. The rest of `nav` stays unchanged.
            others: The source paths of the author's pages in MkDocs's order. They are used only if `given` is None. They follow the pages of the list. If
                the list is in a folder of a larger site, the author's pages outside of this folder come before the pages of the list.
            nested: Function that turns source paths into a navigation with a section for each folder, as MkDocs does without `nav`.

        """
        prefix, home = self.addresses.prefix, self.addresses.source("index")
        if given is not None:
            return self._filled_in(given)
        inside = [other for other in others if other.startswith(prefix) and other != home]
        if not prefix:
            return [*self._own_navigation(), *inside]
        return [*nested([other for other in others if not other.startswith(prefix)]), self._section(inside)]

    def _own_navigation(self) -> list[object]:
        """Return the navigation of the list: the home page, all topics, and the pages for tags, years, sources, link health, search and adding entries.

        A list without topics has no section for topics. The page for statistics is included if it exists.
        """
        site, words, source = self.publication.site, self.rendering.words, self.addresses.source
        nav: list[object] = [{str(escape(site.name)) if self.addresses.prefix else words("home"): source("index")}]
        if site.topics:
            topics = [{str(escape(site.title(topic))): source(f"topics/{topic.id}")} for topic in site.topics]
            nav.append({words("topics"): [source("topics/index"), *topics]})
        nav += [{words(kind): source(f"{kind}/index")} for kind in ("tags", "years", "sources")]
        if statistics.has_statistics(self.publication):
            nav.append({words("statistics"): source("statistics/index")})
        nav.append({words("health"): source("health/index")})
        return [*nav, {words("search"): source("search/index")}, {words("add"): source("add/index")}]

    def _section(self, others: Sequence[str] = ()) -> dict[str, object]:
        return {str(escape(self.view.name)): [*self._own_navigation(), *others]}

    def _filled_in(self, given: Any) -> Any:
        """Return the navigation of mkdocs.yml with the pages of the list in place of the path that the option `prefix` names, such as `reading/`.

        If the author gave this path no title, the title is the list's name.
        """
        if isinstance(given, dict):
            return {title: self._own_navigation() if self._is_folder(part) else self._filled_in(part) for title, part in given.items()}
        if isinstance(given, list):
            return [self._section() if self._is_folder(part) else self._filled_in(part) for part in given]
        return given

    def _is_folder(self, part: object) -> bool:
        prefix = self.addresses.prefix
        return bool(prefix) and isinstance(part, str) and f"{part.removeprefix('./').strip('/')}/" == prefix


def frame_of(  # noqa: PLR0913 - each argument has a different kind of data
    site: Site, *, csp: Mapping[str, tuple[str, ...]] | None, requested: Requested, field: bool = True, preview: bool = False,
    report: Callable[[Problem], None],
) -> Frame:  # fmt: skip
    """Return the object that adds the Content-Security-Policy, the metadata and the search field to the HTML that the theme writes for each page.

    Args:
        site: The site.
        csp: The hosts that the author allows in the Content-Security-Policy, by directive; None for no policy.
        requested: The values in mkdocs.yml that make pages load files of other sites, such as scripts for analytics.
        field: Whether pages get the search field of the list. False if they keep the search field of the theme.
        preview: Whether a preview shows the pages. Pages of a preview get no policy, because the preview's server adds an inline script to each page.
        report: Called with each problem that is found in the theme, in a script of the author, or in a page.

    """
    view = site.view
    policy = None if csp is None else Policy(csp, requested=requested, site_url=view.site_url, report=report)
    facts = requested.facts()
    shows_facts = policy is None or policy.allows("connect-src", facts)
    if policy and not preview:
        for path, text in requested.own_scripts():
            policy.look_through_script(text, path)
        for path, text in requested.own_styles():
            policy.look_through_style(text, path)
        if facts and not shows_facts:
            report(facts_left_out(facts))
    metadata = Metadata(
        site_name=view.name, site_url=view.site_url, description=view.description, language=view.language, addresses=view.addresses
    )  # fmt: skip
    parts = Parts(
        header=site.header if field else lambda _: "", links=site.links, footer=site.footer, menu=view.words("menu"), facts=shows_facts
    )
    topics = (
        PageText(
            address=view.addresses.of(f"topics/{topic.id}"), title=view.title(topic), sections=(("", "", topic.description[view.language]),)
        )
        for topic in view.topics
        if topic.description[view.language]
    )
    root, whole = urlsplit(site.root).path or "/", not view.addresses.prefix
    return Frame(metadata, None if preview else policy, parts, PageTexts(topics), root=root, report=report, whole=whole)
