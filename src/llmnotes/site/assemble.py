"""A publication → its whole site: all pages and files, and one build of them. Each kind of page has its module in pages/, each kind of file in files/."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import escape

from llmnotes.errors import ShellError
from llmnotes.model import Entry
from llmnotes.site.engine.artifact import Asset, Batch
from llmnotes.site.engine.digest import Digests, code, digest
from llmnotes.site.engine.shell import Shells
from llmnotes.site.files import add_form_data, cards, exports, feeds, link_health, manifest, markdown_exports, redirects, scripts, sitemap
from llmnotes.site.pages import entry, health, home, indexes, lists, removed, service, statistics
from llmnotes.site.pages.rendering import ROOT, Rendering
from llmnotes.site.publication.site_view import EntryCard
from llmnotes.site.theme.content_security_policy import Policy
from llmnotes.site.theme.metadata import Metadata
from llmnotes.site.theme.page_head import Frame
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from llmnotes.model import Problem
    from llmnotes.site.engine.artifact import Artifact, PageArtifact
    from llmnotes.site.engine.folder import Output
    from llmnotes.site.engine.page import Page
    from llmnotes.site.files.sitemap import Row
    from llmnotes.site.pages.rendering import Templates
    from llmnotes.site.publication.publication import Publication


SHARED = frozenset({Entry, EntryCard})
"""Views that many views hold, so that each is digested once."""
_SAVED = 50
"""Records that somebody may have saved at once; more come by another branch, and the build may as well make their pages."""


class Site:
    """The site of one publication."""

    def __init__(self, publication: Publication, templates: Templates | None = None) -> None:
        """Nothing is rendered yet. `templates` as `Rendering` takes them."""
        self.publication = publication
        self.rendering = Rendering(publication.site, templates)
        self.digests = Digests(SHARED)

    @functools.cached_property
    def key(self) -> str:
        """A digest of what all artifacts have in common: the view of the site, and the code."""
        return digest(self.publication.site, code())

    def page_artifacts(self) -> Iterator[PageArtifact]:
        """Every page but the home, which a hand-written index.md may join."""
        publication = self.publication
        yield from entry.artifacts(publication)
        yield from lists.artifacts(publication)
        yield from indexes.artifacts(publication)
        yield from statistics.artifacts(publication)
        yield health.artifact(publication)
        yield from service.artifacts(publication)
        yield from removed.artifacts(publication)

    def artifacts(self) -> Iterator[Artifact]:
        """Every file besides pages, the search index aside."""
        publication = self.publication
        yield from redirects.copies(publication, feeds.artifacts(publication))
        yield from redirects.copies(publication, markdown_exports.artifacts(publication))
        yield from exports.artifacts(publication)
        yield from home.day_artifacts(publication)
        yield redirects.artifact(publication)
        yield add_form_data.artifact(publication)
        yield manifest.artifact()
        yield scripts.artifact()
        yield from link_health.artifacts(publication)
        yield from statistics.styles(publication)
        yield from cards.artifacts(publication)

    def search(self, cache: Cache) -> Artifact:
        """The search index, all that is below `search/`. It takes as long as all of `artifacts`."""
        from llmnotes.site.files import search_index  # noqa: PLC0415 - for the process that makes the index, not for the one that starts it

        return search_index.artifact(self.publication, cache)

    def pages(self) -> Iterator[Page]:
        """Every page but the home, rendered."""
        return (artifact.template(artifact.view(), self.rendering) for artifact in self.page_artifacts())

    def assets(self) -> Iterator[Asset]:
        """Every file besides pages, written. Raises CardError."""
        site = self.publication.site
        for artifact in (*self.artifacts(), self.search(Cache(None))):
            yield from artifact.template(artifact.view(), site)
        for page in self.page_artifacts():
            if page.beside:
                yield from page.beside(page.view(), site)

    def home(self, intro: str = "", description: str = "") -> Page:
        """The home, below what its author wrote (HTML)."""
        has_statistics = statistics.has_statistics(self.publication)
        return home.template(home.view(self.publication, intro=intro, description=description, statistics=has_statistics), self.rendering)

    def not_found(self, base: str) -> Page:
        """What stands at addresses that don't exist; `base` is the site's path."""
        return service.missing_page(self.rendering, base)

    def header(self, root: str) -> str:
        """The search field that stands in each page's header; `root` is the way from the page to the site's root, with a slash at its end."""
        return self._header.replace(ROOT, root)

    @functools.cached_property
    def _header(self) -> str:
        return self.rendering.from_root("header.html")

    @property
    def modified(self) -> datetime.date | None:
        """The newest date of the whole list, and so of its home."""
        return self.publication.catalogue.modified

    def navigation(self) -> list[dict[str, object]]:
        """The navigation, for a site whose author wrote none: few pages, never the entries. Titles are HTML, as themes take them."""
        site, words = self.publication.site, self.rendering.words
        nav: list[dict[str, object]] = [{words("home"): "index.md"}]
        if site.topics:
            topics = [{str(escape(site.title(topic))): f"topics/{topic.id}.md"} for topic in site.topics]
            nav.append({words("topics"): ["topics/index.md", *topics]})
        nav += [{words(kind): f"{kind}/index.md"} for kind in ("tags", "years", "sources")]
        if statistics.has_statistics(self.publication):
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
        output.begin(lambda: map(self._batch, (site.search(cache), *site.artifacts())), site.key, foreseen, save)
        self.drafts = {page.path: page for page in site.page_artifacts()}
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
            self._made[source] = self._shells.sample(draft.path) or self._rendered(draft)
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
        faults = list(self._shells.faults(lambda path: self._filled(self._rendered(self.drafts[path]))))
        if faults:
            raise ShellError(
                f"the theme or another plugin renders {faults[0]} otherwise than the pages beside it. "
                "Set the plugin's option shell to false, so that each page goes through all of them (it takes longer)"
            )
        ours = {self._addresses.file(draft.path) for draft in self.drafts.values() if self._shells.covers(draft.path)}
        # The sitemap first, as it takes as long as a hundred pages.
        batches = (*(self._sitemap(by_hand) if sitemap.SITEMAP not in others else ()), *self._batches(others))
        self._output.write(batches, self.site.key, others - ours)

    def refilled(self, site: Site) -> Iterator[Asset]:
        """The pages of entries that a later state of the list shows otherwise, in this one's shells: they need no build. None where they are many."""
        before = {entry.slug: entry for entry in self.site.publication.catalogue.entries}
        changed = [entry for entry in site.publication.catalogue.entries if before.get(entry.slug, entry) != entry]
        pages = (entry.artifact(site.publication, one) for one in changed) if len(changed) <= _SAVED else ()
        for page in pages:
            if self._shells.covers(page.path):
                yield from self._assets(page, page.view(), site)

    def _rendered(self, page: PageArtifact) -> Page:
        return page.template(page.view(), self.site.rendering)

    def _batch(self, artifact: Artifact) -> Batch:
        """An artifact that is no page, with its key."""
        view, site = functools.cache(artifact.view), self.site.publication.site
        revise = artifact.revise
        return Batch(
            id=artifact.id,
            key=lambda: self.site.digests.of(view()),
            make=lambda: artifact.template(view(), site),
            revise=None if revise is None else lambda folder, files, put: revise(view(), site, folder, files, put),
        )

    def _sitemap(self, by_hand: Iterable[Row]) -> Iterator[Batch]:
        if self.site.publication.site_url:
            listed = ((self._urls[page.path], page.modified) for page in self.drafts.values() if page.listed)
            yield self._batch(sitemap.artifact([*by_hand, *listed]))

    def _batches(self, others: set[str]) -> Iterator[Batch]:
        """The pages that are filled into shells, a run a batch; and the files beside the others."""
        shells = functools.cache(lambda shell: digest(shell.text))

        def likeness(page: PageArtifact) -> object:
            if not self._shells.covers(page.path):
                return None
            # Where MkDocs wrote a sample, or another plugin's page, ours comes to stand.
            theirs = self._addresses.file(page.path) in others
            return self._shells.of(page.path), page.run or page.path, theirs

        for _, alike in itertools.groupby(self.drafts.values(), likeness):
            pages = list(alike)
            if not self._shells.covers(pages[0].path):
                yield from (self._beside(page) for page in pages if page.beside)
                continue
            yield self._run(pages, theirs=self._addresses.file(pages[0].path) in others, shell=shells(self._shells.of(pages[0].path)))

    def _run(self, pages: Sequence[PageArtifact], *, theirs: bool, shell: str) -> Batch:
        """Pages of one run. `theirs`: MkDocs wrote a file in the place of theirs. `shell` is the digest of what stands round them."""
        views = functools.cache(lambda: [page.view() for page in pages])

        def make() -> Iterator[Asset]:
            for page, view in zip(pages, views(), strict=True):
                yield from self._assets(page, view, self.site)

        # A page that another plugin writes parts a run: the first one's file and the number of views tell which pages a part holds.
        return Batch(
            id=self._addresses.file(pages[0].path),
            key=lambda: "" if theirs else f"{shell}{self.site.digests.of(views())}",
            make=make,
            group=pages[0].group,
        )

    def _beside(self, page: PageArtifact) -> Batch:
        """The files beside a page that the theme renders."""
        return Batch(
            id=page.source,
            key=lambda: self.site.digests.of(page.view()),
            make=lambda: page.beside(page.view(), self.site.publication.site) if page.beside else (),
        )

    def _assets(self, page: PageArtifact, view: object, site: Site) -> Iterator[Asset]:
        rendered = page.template(view, site.rendering)
        yield Asset(self._addresses.file(page.path), self._filled(rendered))
        if page.beside:
            yield from page.beside(view, site.publication.site)

    def _filled(self, page: Page) -> bytes:
        address = self._urls[page.path]
        canonical = f"{self.site.publication.site_url or ''}{address}"
        return self._shells.of(page.path).fill(page, address=canonical, head=self.frame.head(page, address))


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
