"""A publication → all of its site: pages, and the files beside them. Each kind of page stands in pages/."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import escape

from llmnotes.site import adding, cards, exports, feeds, health, manifest, redirects, scripts, twins
from llmnotes.site.fingerprint import fingerprint
from llmnotes.site.page import Asset, Batch, Draft, at_every_build, what_all_share
from llmnotes.site.pages import entry, home, indexes, lists, removed, service, statistics
from llmnotes.site.pages.health import health_page
from llmnotes.site.rendering import ROOT, Rendering
from llmnotes.site.statistics import FROM
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from llmnotes.model import Entry
    from llmnotes.site.page import Page
    from llmnotes.site.publication import Publication
    from llmnotes.site.rendering import Templates
    from llmnotes.site.searching import Searching

SCRIPT = "assets/site.js"
"""The module that every page loads."""


class Site:
    """The site of one publication."""

    def __init__(self, publication: Publication, templates: Templates | None = None) -> None:
        """Nothing is rendered yet. `templates` as `Rendering` takes them."""
        self.publication = publication
        self.rendering = Rendering(publication, templates)

    def drafts(self) -> Iterator[Draft]:
        """Every page but the home, which a hand-written index.md may join."""
        rendering, catalogue = self.rendering, self.publication.catalogue
        for run in entry.runs(catalogue.entries):
            yield from self.entry_drafts(run)
        for topic in self.publication.topics:
            yield from lists.topic_drafts(rendering, topic)
        for tag, entries in catalogue.by_tag.items():
            yield from lists.tag_drafts(rendering, tag, entries)
        for year, entries in catalogue.by_year.items():
            yield from lists.year_drafts(rendering, year, entries)
        for source, entries in catalogue.by_source.items():
            yield from lists.source_drafts(rendering, source, entries)
        yield from map(Draft.made, self._other_pages())

    def entry_drafts(self, run: Sequence[Entry]) -> Iterator[Draft]:
        """The pages of entries that follow one another."""
        return entry.entry_drafts(self.rendering, run)

    def _other_pages(self) -> Iterator[Page]:
        rendering = self.rendering
        yield from indexes.index_pages(rendering)
        if self.has_statistics:
            yield statistics.statistics_page(rendering)
        yield health_page(rendering)
        yield service.search_page(rendering)
        yield service.add_page(rendering)
        for gone in self.publication.removals:
            yield removed.removed_page(rendering, gone)

    def pages(self) -> Iterator[Page]:
        """The same, made."""
        return (draft.make() for draft in self.drafts())

    def home(self, intro: str = "", description: str = "") -> Page:
        """The home, below what its author wrote (HTML)."""
        return home.home_page(self.rendering, intro=intro, description=description, statistics=self.has_statistics)

    def not_found(self, base: str) -> Page:
        """What stands at addresses that don't exist; `base` is the site's path."""
        return service.missing_page(self.rendering, base)

    def batches(self) -> Iterator[Batch]:
        """Every file besides pages, the search index aside. Without the site's address there are none that need absolute URLs: no feeds, no OPML."""
        publication, rendering = self.publication, self.rendering
        if publication.site_url:
            yield from redirects.copies(publication, feeds.batches(publication, rendering.feeds, rendering.fingerprints))
        yield from redirects.copies(publication, twins.batches(publication, rendering.fingerprints))

        def whole() -> str:
            return rendering.fingerprints.whole

        yield Batch(id=exports.ENTRIES, sees=whole, make=lambda: exports.assets(publication))
        yield from home.day_batches(publication, rendering.fingerprints)
        yield redirects.batch(publication)
        yield Batch(id="add/record.json", sees=lambda: fingerprint(whole(), publication.removals), make=lambda: adding.assets(publication))
        yield Batch(id=manifest.MANIFEST, sees=what_all_share, make=lambda: manifest.assets(publication))
        yield Batch(id="assets", sees=at_every_build, make=self._other_assets)
        if publication.cards:
            yield Batch(id="cards", sees=lambda: cards.seen(publication), make=lambda: cards.assets(publication))

    def search(self, cache: Cache) -> Batch:
        """The search index, all that is below `search/`. It takes as long as all of `batches`."""
        prints = self.rendering.fingerprints

        @functools.cache
        def searching() -> Searching:
            from llmnotes.site.searching import Searching  # noqa: PLC0415 - for the process that makes the index, not for the one that starts it

            return Searching(self.publication, prints, cache)

        return Batch(
            id="search",
            sees=lambda: prints.whole,
            make=lambda: searching().whole(),
            revise=lambda site, files, put: searching().revised(site, files, put),
        )

    def assets(self) -> Iterator[Asset]:
        """Every file besides pages. Raises CardError."""
        yield from (asset for batch in self.batches() for asset in batch.make())
        yield from (asset for draft in self.drafts() if draft.beside for asset in draft.beside())
        yield from self.search(Cache(None)).make()

    def _other_assets(self) -> Iterator[Asset]:
        publication = self.publication
        yield from scripts.assets(publication)
        if publication.health:
            yield from health.assets(publication.health, publication.language)
        if self.has_statistics or publication.health:
            yield Asset(statistics.STYLES, (resources.files("llmnotes.site") / statistics.STYLES).read_bytes())

    def header(self, root: str) -> str:
        """The search field that stands in each page's header; `root` is the way from the page to the site's root, with a slash at its end."""
        return self._header.replace(ROOT, root)

    @functools.cached_property
    def _header(self) -> str:
        return self.rendering.from_root("header.html")

    @property
    def has_statistics(self) -> bool:
        """Whether the list is long enough for a page of statistics."""
        return len(self.publication.catalogue.entries) >= FROM

    @property
    def modified(self) -> datetime.date | None:
        """The newest date of the whole list, and so of its home."""
        return self.rendering.modified

    def navigation(self) -> list[dict[str, object]]:
        """The navigation, for a site whose author wrote none: few pages, never the entries. Titles are HTML, as themes take them."""
        publication, words = self.publication, self.rendering.words
        nav: list[dict[str, object]] = [{words("home"): "index.md"}]
        if publication.topics:
            topics = [{str(escape(publication.title(topic))): f"topics/{topic.id}.md"} for topic in publication.topics]
            nav.append({words("topics"): ["topics/index.md", *topics]})
        nav += [{words(kind): f"{kind}/index.md"} for kind in ("tags", "years", "sources")]
        if self.has_statistics:
            nav.append({words("statistics"): "statistics/index.md"})
        nav.append({words("health"): "health/index.md"})
        nav += [{words("search"): "search/index.md"}, {words("add"): "add/index.md"}]
        return nav
