"""Assemble a site from its publication: list the artifacts of all its pages and files.

The folder pages/ has a module for each kind of page, and the folder files/ has one for each kind of file.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Protocol
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
    sitemap,
    styles,
)
from llmnotes.site.pages import entry, health, home, indexes, lists, removed, service, statistics
from llmnotes.site.pages.rendering import ROOT, Rendering, templates
from llmnotes.site.publication.site_view import EntryCard
from llmnotes.site.theme.content_security_policy import Policy
from llmnotes.site.theme.metadata import Metadata
from llmnotes.site.theme.page_head import ICON, Frame, Parts
from llmnotes.site.words import Words
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from llmnotes.model import Problem
    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.engine.artifact import Artifact, Asset, PageArtifact
    from llmnotes.site.engine.page import Page
    from llmnotes.site.pages.rendering import Templates
    from llmnotes.site.publication.publication import Publication


SCRIPT, SITEMAP, STYLES = scripts.SCRIPT, sitemap.SITEMAP, styles.STYLES
"""Paths of the files that MkDocs also deals with, relative to the site's root: its own sitemap is turned off, and its pages load the other two."""
SHARED = frozenset({Entry, EntryCard})
"""Types of values that many views contain. Each value of such a type is hashed only once in a build."""
_SAVED = 50
"""Up to this number of changed records, a preview shows their pages before the whole build. More changes usually come from switching branches."""


def style_sheet() -> str:
    """Return the text of the style sheet, which pages load from the path `STYLES`."""
    return styles.sheet()


def theme_defaults(theme: Options, docs: Path, language: str) -> dict[str, object]:
    """Return the options of the theme that the author has not set: the favicon, light and dark colour schemes, and fonts.

    Args:
        theme: The options of the theme.
        docs: The folder of the author's pages, which may have a favicon at the path of the theme's.
        language: The language of the interface.

    """
    found: dict[str, object] = {}
    if theme.get("favicon") == _FAVICON and not (docs / _FAVICON).exists():
        found["favicon"] = ICON
    if not theme.get("palette"):
        found["palette"] = _palette(language)
    if theme.get("font") in UNNAMED_FONTS:
        found["font"] = False
    return found


UNNAMED_FONTS = ({"text": "Roboto", "code": "Roboto Mono"},)
"""The values of the option `font` in a theme whose fonts mkdocs.yml does not name. They come from Google, and a page must not send requests there unasked."""
_FAVICON = "assets/images/favicon.png"
"""The path of the theme's favicon, which is the theme's logo."""


class Options(Protocol):
    """The options of a theme."""

    def get(self, name: str, /) -> Any:
        """Return the value of an option; None if it is not set."""


def _palette(language: str) -> list[dict[str, object]]:
    """Return the theme's option `palette`: light and dark, at first as the reader's system."""
    words = Words(language)
    schemes = (("light", "default", "white", "scheme_dark"), ("dark", "slate", "black", "scheme_light"))
    return [
        {
            "media": f"(prefers-color-scheme: {media})", "scheme": scheme, "primary": primary, "accent": "indigo",
            "toggle": {"icon": "material/circle-half-full", "name": words(name)},
        }
        for media, scheme, primary, name in schemes
    ]  # fmt: skip


def templates_of(language: str, addresses: Addresses) -> Templates:
    """Return the templates of pages for a language. All builds of a preview get the same object, so templates are compiled once."""
    return templates(language, addresses)


def _nothing() -> None:
    """Do nothing. This is the default for `settle` and `save`: without a build, there is no data to wait for or to save."""


class Site:
    """The site of one publication, as artifacts. It implements `Buildable`, the interface that the build engine uses."""

    def __init__(self, publication: Publication, *, settle: Callable[[], None] = _nothing, save: Callable[[], None] = _nothing) -> None:
        """Prepare the site, without rendering.

        Args:
            publication: The data of the site.
            settle: Waits until the data for the views of pages is available.
            save: Saves data for the next build.

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
        """Return a digest of the inputs that all artifacts share: the site-wide view and the code."""
        return digest(self.view, code())

    def page_artifacts(self) -> Sequence[PageArtifact]:
        """Return every page except the home page. MkDocs renders the home page, because it may contain the text of a hand-written index.md."""
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
        """Yield every file except pages and the sitemap. `cache` keeps the state of the search index, so that the next build can edit the index."""
        from llmnotes.site.files import search_index  # noqa: PLC0415 - only the process that writes the index needs it

        publication = self.publication
        yield search_index.artifact(publication, cache)  # first, because it takes as long as all other files
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
        """Yield the paths of the files to which pages link: feeds and Markdown exports."""
        yield from feeds.paths(self.publication)
        yield from (artifact.id for artifact in markdown_exports.artifacts(self.publication))

    def last_artifacts(self, pages: Iterable[tuple[str, PageArtifact]], others: Iterable[str]) -> Iterator[Artifact]:
        """Yield the sitemap, if the site's URL is known. `pages` are the generated pages with their addresses; `others` are addresses of all other pages."""
        if self.publication.site_url:
            modified, own = self.publication.catalogue.modified, self.addresses.of("index")
            rows = [(address, modified if address.removeprefix("./") == own else None) for address in others]
            yield sitemap.artifact([*rows, *((address, page.modified) for address, page in pages)])

    def changed_since(self, before: Site) -> Iterator[PageArtifact]:
        """Yield the page of each entry that differs from the entry in an earlier state of the site; yield nothing if more than `_SAVED` entries differ."""
        known = {one.slug: one for one in before.publication.catalogue.entries}
        changed = [one for one in self.publication.catalogue.entries if known.get(one.slug, one) != one]
        return (entry.artifact(self.publication, one) for one in changed if len(changed) <= _SAVED)

    def pages(self) -> Iterator[Page]:
        """Render every page except the home page."""
        return (artifact.template(artifact.view(), self.rendering) for artifact in self.page_artifacts())

    def assets(self) -> Iterator[Asset]:
        """Make every file that is not a page. Raises CardError if a text on a card image has a character that the fonts lack."""
        site = self.publication.site
        for artifact in self.artifacts(Cache(None)):
            yield from artifact.template(artifact.view(), site)
        for page in self.page_artifacts():
            if page.beside:
                yield from page.beside(page.view(), site)

    def home(self, intro: str = "", description: str = "") -> Page:
        """Render the home page. `intro` is the text that the author wrote, as HTML; the generated content follows it. `description` is for search engines."""
        has_statistics = statistics.has_statistics(self.publication)
        return home.template(home.view(self.publication, intro=intro, description=description, statistics=has_statistics), self.rendering)

    def not_found(self) -> Page:
        """Render the page for addresses that don't exist."""
        return service.missing_page(self.rendering, self._path)

    @property
    def _path(self) -> str:
        """Return the site's path on its host, with a slash at its end."""
        return urlsplit(self.root).path or "/"

    def header(self, root: str) -> str:
        """Return the HTML of the search field for a page's header. `root` is the relative path from the page to the site's root, with a slash at its end."""
        return self._header.replace(ROOT, root)

    @functools.cached_property
    def _header(self) -> str:
        return self.rendering.from_root("header.html")

    def links(self, root: str) -> str:
        """Return the links at the top of a page for readers without scripts. `root` is the same path as for `header`."""
        return self._links.replace(ROOT, root)

    @functools.cached_property
    def _links(self) -> str:
        return self.rendering.from_root("without_scripts.html", site=self.view)

    def footer(self, root: str) -> str:
        """Return the links in a page's footer. `root` is the relative path from the page to the site's root, with a slash at its end."""
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

    def navigation(self, others: Iterable[str] = ()) -> list[object]:
        """Return the navigation for a site whose mkdocs.yml has no `nav`, in the format of `nav`. Titles are HTML, because themes don't escape them.

        It contains the home page, the topics, and one page for each other kind of index; then `others`, the source paths of the author's pages.
        """
        site, words = self.publication.site, self.rendering.words
        nav: list[object] = [{words("home"): "index.md"}]
        if site.topics:
            topics = [{str(escape(site.title(topic))): f"topics/{topic.id}.md"} for topic in site.topics]
            nav.append({words("topics"): ["topics/index.md", *topics]})
        nav += [{words(kind): f"{kind}/index.md"} for kind in ("tags", "years", "sources")]
        if statistics.has_statistics(self.publication):
            nav.append({words("statistics"): "statistics/index.md"})
        nav.append({words("health"): "health/index.md"})
        nav += [{words("search"): "search/index.md"}, {words("add"): "add/index.md"}]
        return [*nav, *others]


def frame_of(
    site: Site, *, csp: Mapping[str, tuple[str, ...]] | None, styles: Iterable[object], scripts: Iterable[object], report: Callable[[Problem], None]
) -> Frame:  # fmt: skip
    """Return the frame, which adds the Content-Security-Policy, the metadata and the search field to the theme's HTML of pages.

    Args:
        site: The site.
        csp: By directive of the policy, the hosts that the author allows; None for no policy.
        styles: Paths or URLs of the style sheets that every page loads in addition to the theme's.
        scripts: Paths or URLs of the scripts that every page loads in addition to the theme's.
        report: Called with each problem that is found in the theme or in a page.

    """
    view = site.view
    policy = None if csp is None else Policy(csp, site_url=view.site_url, styles=map(str, styles), scripts=map(str, scripts), report=report)
    metadata = Metadata(
        site_name=view.name, site_url=view.site_url, description=view.description, language=view.language, addresses=view.addresses
    )  # fmt: skip
    parts = Parts(header=site.header, links=site.links, footer=site.footer, menu=view.words("menu"))
    return Frame(metadata, policy, parts, root=urlsplit(site.root).path or "/", report=report)
