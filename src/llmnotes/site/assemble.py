"""A publication → its whole site: all pages and files, and one build of them. Each kind of page has its module in pages/, each kind of file in files/."""

from __future__ import annotations

import functools
import itertools
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import escape

from llmnotes.errors import ShellError
from llmnotes.site.engine.artifact import Asset, Batch, at_every_build, what_all_share
from llmnotes.site.engine.digest import fingerprint
from llmnotes.site.engine.page import Draft, Page
from llmnotes.site.engine.shell import Shells
from llmnotes.site.files import add_form_data, cards, exports, feeds, link_health, manifest, markdown_exports, redirects, scripts, sitemap
from llmnotes.site.pages import entry, home, indexes, lists, removed, service, statistics
from llmnotes.site.pages.health import health_page
from llmnotes.site.pages.rendering import ROOT, Rendering
from llmnotes.site.pages.statistics_numbers import FROM
from llmnotes.site.theme.content_security_policy import Policy
from llmnotes.site.theme.metadata import Metadata
from llmnotes.site.theme.page_head import MANIFEST, Frame
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from llmnotes.model import Entry, Problem
    from llmnotes.site.engine.folder import Output
    from llmnotes.site.engine.shell import Shell
    from llmnotes.site.files.search_index import Searching
    from llmnotes.site.files.sitemap import Row
    from llmnotes.site.pages.rendering import Templates
    from llmnotes.site.publication.publication import Publication

_SAVED = 50
"""Records that somebody may have saved at once; more come by another branch, and the build may as well make their pages."""


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
        yield from redirects.copies(publication, markdown_exports.batches(publication, rendering.fingerprints))

        def whole() -> str:
            return rendering.fingerprints.whole

        yield Batch(id=exports.ENTRIES, sees=whole, make=lambda: exports.assets(publication))
        yield from home.day_batches(publication, rendering.fingerprints)
        yield redirects.batch(publication)
        yield Batch(
            id="add/record.json", sees=lambda: fingerprint(whole(), publication.removals), make=lambda: add_form_data.assets(publication)
        )
        yield Batch(id=MANIFEST, sees=what_all_share, make=lambda: manifest.assets(publication))
        yield Batch(id="assets", sees=at_every_build, make=self._other_assets)
        if publication.cards:
            yield Batch(id="cards", sees=lambda: cards.seen(publication), make=lambda: cards.assets(publication))

    def search(self, cache: Cache) -> Batch:
        """The search index, all that is below `search/`. It takes as long as all of `batches`."""
        prints = self.rendering.fingerprints

        @functools.cache
        def searching() -> Searching:
            from llmnotes.site.files.search_index import Searching  # noqa: PLC0415 - for the process that makes the index, not for the one that starts it

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
            yield from link_health.assets(publication.health, publication.language)
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


class Making:
    """A site in the making. The theme renders `rendered`; `finish` writes all else."""

    def __init__(  # noqa: PLR0913 - what the plugin knows of one build
        self, site: Site, frame: Frame, output: Output, cache: Cache,
        *, save: Callable[[], None], shell: bool, named: set[str], others: Iterable[str], foreseen: set[str],
    ) -> None:  # fmt: skip
        """Begin with all files besides pages.

        `save` leaves what is known of the records to the next build. `named` are the sources of pages that the navigation names, `others` the
        addresses of pages that aren't ours, `foreseen` the files that MkDocs will write, as far as it is known. Without `shell` the theme
        renders all.
        """
        self.site = site
        self.frame = frame
        self._output = output
        self._addresses = site.publication.addresses
        output.begin(lambda: [site.search(cache), *site.batches()], self._key, foreseen, save)
        self.drafts = {draft.path: draft for draft in site.drafts()}
        self._urls = {path: site.publication.addresses.of(path) for path in self.drafts}
        apart = [draft for draft in self.drafts.values() if shell and draft.source not in named]
        with_theme = [*others, *(self._urls[draft.path] for draft in self.drafts.values() if draft.source in named)]
        self._shells = Shells([(draft, self._urls[draft.path]) for draft in apart], with_theme)
        self.rendered = {
            draft.source: draft for path, draft in self.drafts.items() if not self._shells.covers(path) or path in self._shells.rendered
        }
        """The pages that the theme renders, by their sources."""
        self.samples = {draft.source for draft in self.rendered.values() if self._shells.sample(draft.path)}
        """The sources of those that shells are cut from."""
        self.mark = self._shells.mark
        self._made: dict[str, Page] = {}

    def page(self, source: str) -> Page | None:
        """The page that the theme gets, by its source; None if it isn't ours."""
        if source not in self._made and source in self.rendered:
            draft = self.rendered[source]
            self._made[source] = self._shells.sample(draft.path) or draft.make()
        return self._made.get(source)

    def home(self, intro: str, description: str) -> Page:
        """The home, below what its author wrote."""
        self._made["index.md"] = self.site.home(intro=intro, description=description)
        return self._made["index.md"]

    def around(self, html: str, source: str, address: str, page: Page) -> str:
        """A page as the theme rendered it, with what we add."""
        if source in self.samples:
            html = self.frame.around_sample(html, page, address, self.mark("head"))
        else:
            html = self.frame.around(html, page, address)
        if source in self.rendered:
            self._shells.keep(self.rendered[source].path, html)
        return html

    def finish(self, others: set[str], by_hand: Iterable[Row]) -> None:
        """Write everything that the theme doesn't render. Raises ShellError, CardError, StoreError.

        `others` are the files that aren't ours, `by_hand` are the pages among them, and the home, as the sitemap shall have them.
        """
        faults = list(self._shells.faults(lambda path: self._filled(self.drafts[path])))
        if faults:
            raise ShellError(
                f"the theme or another plugin renders {faults[0]} otherwise than the pages beside it. "
                "Set the plugin's option shell to false, so that each page goes through all of them (it takes longer)"
            )
        ours = {self._addresses.file(draft.path) for draft in self.drafts.values() if self._shells.covers(draft.path)}
        # The sitemap first, as it takes as long as a hundred pages.
        batches = (*(self._sitemap(by_hand) if sitemap.SITEMAP not in others else ()), *self._batches(others))
        self._output.write(batches, self._key, others - ours)

    def refilled(self, site: Site) -> Iterator[Asset]:
        """The pages of entries that a later state of the list shows otherwise, in this one's shells: they need no build. None where they are many."""
        before = {entry.slug: entry for entry in self.site.publication.catalogue.entries}
        changed = [entry for entry in site.publication.catalogue.entries if before.get(entry.slug, entry) != entry]
        drafts = (draft for entry in changed for draft in site.entry_drafts([entry])) if len(changed) <= _SAVED else ()
        return self._assets(draft for draft in drafts if self._shells.covers(draft.path))

    @property
    def _key(self) -> str:
        return self.site.rendering.fingerprints.common

    def _sitemap(self, by_hand: Iterable[Row]) -> Iterator[Batch]:
        if self.site.publication.site_url:
            listed = ((self._urls[draft.path], draft.modified) for draft in self.drafts.values() if draft.listed)
            yield sitemap.batch(self.site.publication.site_url, [*by_hand, *listed])

    def _batches(self, others: set[str]) -> Iterator[Batch]:
        prints = functools.cache(lambda shell: fingerprint(shell.text))

        def seen(shell: Shell, sees: Callable[[], str], count: int) -> str:
            found = sees()
            return f"{prints(shell)}{count}:{found}" if found else ""

        def likeness(draft: Draft) -> tuple[Shell | None, Callable[[], str]]:
            if not self._shells.covers(draft.path):
                return None, draft.sees
            # Where MkDocs wrote a sample, or another plugin's page, ours comes to stand.
            theirs = self._addresses.file(draft.path) in others
            return self._shells.of(draft.path), at_every_build if theirs else draft.sees

        for (shell, sees), alike in itertools.groupby(self.drafts.values(), likeness):
            drafts = list(alike)
            if shell:
                # A page that somebody else writes parts a run: the first one's file and the count tell which pages a part holds.
                see, make = functools.partial(seen, shell, sees, len(drafts)), functools.partial(self._assets, drafts)
                yield Batch(id=self._addresses.file(drafts[0].path), sees=see, make=make, group=drafts[0].group)
            else:
                yield from (Batch(id=draft.source, sees=sees, make=draft.beside) for draft in drafts if draft.beside)

    def _assets(self, drafts: Iterable[Draft]) -> Iterator[Asset]:
        for draft in drafts:
            yield Asset(self._addresses.file(draft.path), self._filled(draft))
            if draft.beside:
                yield from draft.beside()

    def _filled(self, draft: Draft) -> bytes:
        page, address = draft.make(), self._urls[draft.path]
        canonical = f"{self.site.publication.site_url or ''}{address}"
        return self._shells.of(draft.path).fill(page, address=canonical, head=self.frame.head(page, address))


def frame_of(  # noqa: PLR0913 - options of mkdocs.yml, by keyword
    site: Site,
    *,
    csp: Mapping[str, tuple[str, ...]] | None,
    site_url: str | None,
    description: str | None,
    styles: Iterable[object],
    scripts: Iterable[object],
    tell: Callable[[Problem], None],
) -> Frame:
    """The frame of a site's pages: `csp` as Settings has it; `styles` and `scripts` are paths or URLs of what every page loads besides the theme."""
    policy = None if csp is None else Policy(csp, site_url=site_url, styles=map(str, styles), scripts=map(str, scripts), tell=tell)
    metadata = Metadata(
        site_name=site.publication.name,
        site_url=site_url,
        description=description or "",
        language=site.publication.language,
        addresses=site.publication.addresses,
    )
    return Frame(metadata, policy, header=site.header, root=urlsplit(site_url or "").path or "/", tell=tell)
