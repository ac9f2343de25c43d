"""One build of a site: pages that the theme renders, pages that the engine fills into shells, and all other files.

The build keeps a file if its cache key is the same as in the last build.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Any, Protocol

from llmnotes.errors import ShellError
from llmnotes.site.engine.artifact import Artifact, Asset
from llmnotes.site.engine.digest import digest
from llmnotes.site.engine.shell import Shells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.engine.artifact import Batch, File, PageArtifact
    from llmnotes.site.engine.digest import Digests
    from llmnotes.site.engine.folder import Output
    from llmnotes.site.engine.page import Page
    from llmnotes.system.cache import Cache


class Surroundings(Protocol):
    """Adds the Content-Security-Policy, the metadata and the search field to the HTML that the theme renders for a page."""

    def around(self, html: str, page: Page, address: str) -> str:
        """Return the theme's HTML `html` of a page with all additions. `address` is the page's address, relative to the site's root."""

    def around_sample(self, html: str, page: Page, address: str, head: str) -> str:
        """Return the theme's HTML `html` of a page with all additions, but with the text `head` where the page's metadata would be."""

    def head(self, page: Page, address: str) -> str:
        """Return the metadata of a page as HTML for its `<head>`."""

    @property
    def artifacts(self) -> Iterable[Artifact]:
        """Return files that the HTML needs which the methods returned so far."""

    def missing(self, html: str, page: Page) -> str:
        """Return `html`, the theme's page for addresses that don't exist, with the content of `page` instead of the theme's."""


class Buildable(Protocol):
    """The interface of a site that the engine can build."""

    @property
    def key(self) -> str:
        """Return a digest of the inputs that all artifacts share: the site-wide view and the code."""

    @property
    def digests(self) -> Digests:
        """Return the object that computes digests of views."""

    @property
    def addresses(self) -> Addresses:
        """Return the object that converts paths of pages to addresses."""

    @property
    def root(self) -> str:
        """Return the site's URL with a slash at its end; empty if it is unknown."""

    @property
    def view(self) -> Any:
        """Return the site-wide view. A template of a file receives it as the second argument, after the view of the file."""

    @property
    def rendering(self) -> Any:
        """Return the object that renders Jinja templates with the site-wide view. A template of a page receives it as the second argument."""

    @property
    def settle(self) -> Callable[[], None]:
        """Return a function that waits until the data for the views of pages is available."""

    @property
    def save(self) -> Callable[[], None]:
        """Return a function that saves data for the next build."""

    def page_artifacts(self) -> Iterable[PageArtifact]:
        """Return every generated page except the pages that MkDocs renders in each build, such as the home page."""

    def artifacts(self, cache: Cache) -> Iterable[Artifact]:
        """Return every file that is not a page and whose content doesn't depend on the set of pages."""

    def last_artifacts(self, pages: Iterable[tuple[str, PageArtifact]], others: Iterable[str]) -> Iterable[Artifact]:
        """Return the files that list all pages. `pages` are the generated pages with their addresses; `others` are the addresses of all other pages."""

    def changed_since(self, before: Any) -> Iterable[PageArtifact]:
        """Return the pages that differ from those of an earlier state of the site, or nothing if many differ. A preview shows them before the whole build."""


class Build:
    """One build. The theme renders the pages in `rendered`; the method `finish` writes all other pages and files."""

    def __init__(
        self, site: Buildable, surroundings: Surroundings, *, shells: bool, named: AbstractSet[str], others: Sequence[str]
    ) -> None:  # fmt: skip
        """Choose the pages that the engine fills into shells.

        Args:
            site: The site.
            surroundings: Adds the Content-Security-Policy, the metadata and the search field to pages.
            shells: Whether to fill pages into shells. If false, the theme renders all pages.
            named: Source paths of the pages in the navigation. The theme renders these pages.
            others: Addresses of the pages that are not generated.

        """
        self.site = site
        self.surroundings = surroundings
        self.pages = {page.path: page for page in site.page_artifacts()}
        self.addresses = {path: site.addresses.of(path) for path in self.pages}
        apart = [page for page in self.pages.values() if shells and page.source not in named]
        with_theme = [*others, *(self.addresses[page.path] for page in self.pages.values() if page.source in named)]
        self._shells = Shells([(page, self.addresses[page.path]) for page in apart], with_theme)
        self.rendered = {
            page.source: page for path, page in self.pages.items() if not self._shells.covers(path) or path in self._shells.rendered
        }
        """Generated pages that the theme renders, by source path."""
        self._samples = {page.source for page in self.rendered.values() if self._shells.sample(page.path)}
        self._made: dict[str, Page] = {}

    def begin(self, output: Output, cache: Cache, foreseen: AbstractSet[str]) -> None:
        """Start to write all files that are not pages. `foreseen` are the paths of files that MkDocs is expected to write."""
        output.begin(lambda: map(self._batch, self.site.artifacts(cache)), self.site.key, foreseen, self.site.save)

    def page(self, source: str) -> Page | None:
        """Return the generated page that the theme renders at the source path `source`; None if the theme renders no generated page there."""
        if source not in self._made and source in self.rendered:
            page = self.rendered[source]
            self._made[source] = self._shells.sample(page.path) or page.template(page.view(), self.site.rendering)
        return self._made.get(source)

    def give(self, source: str, page: Page) -> None:
        """Set the page that the theme renders at the source path `source`. Call this for a page that is not an artifact, such as the home page."""
        self._made[source] = page

    def canonical(self, source: str, address: str) -> str:
        """Return the canonical address that the theme shows. For a page from which a shell is cut, it is a mark; for all other pages, it is `address`."""
        return self._shells.mark("address") if source in self._samples and address else address

    def around(self, html: str, source: str, address: str, page: Page) -> str:
        """Return the theme's HTML of a page with all additions. If a shell is cut from the page or checked with it, keep the result."""
        if source in self._samples:
            html = self.surroundings.around_sample(html, page, address, self._shells.mark("head"))
        else:
            html = self.surroundings.around(html, page, address)
        if source in self.rendered:
            self._shells.keep(self.rendered[source].path, html)
        return html

    def finish(self, output: Output, others: AbstractSet[str], by_hand: Iterable[str]) -> None:
        """Write everything that the theme doesn't render.

        Args:
            output: The site's folder.
            others: Paths of the files that MkDocs writes.
            by_hand: Addresses of the pages that are not generated.

        Raises:
            ShellError: The theme renders a page with other HTML than its shell has, or didn't render the page to cut the shell from.
            LlmnotesError: A template can't make its page or file, or a file can't be written.

        """
        self.site.settle()
        faults = list(self._shells.faults(lambda path: self._filled(self._whole(self.pages[path]))))
        if faults:
            raise ShellError(
                f"the theme or a plugin changes the HTML around the page {faults[0]}, but not around similar pages. In mkdocs.yml, set "
                "`shell: false` for the plugin llmnotes. Then the theme and all plugins process every page, which takes longer"
            )
        files = self.site.addresses.file
        ours = {files(page.path) for page in self.pages.values() if self._shells.covers(page.path)}
        listed = [(self.addresses[page.path], page) for page in self.pages.values() if page.listed]
        # The artifacts in `last` are made before the pages: the sitemap takes as long as a hundred pages, which other processes write meanwhile.
        last = (artifact for artifact in self.site.last_artifacts(listed, by_hand) if artifact.id not in others)
        output.write([*map(self._batch, (*self.surroundings.artifacts, *last)), *self._runs(others)], self.site.key, others - ours)

    def refilled(self, site: Buildable) -> Iterator[Asset]:
        """Yield the files of the pages that changed in `site`, a later state of the site. The pages are filled into this build's shells."""
        for page in site.changed_since(self.site):
            if self._shells.covers(page.path):
                yield from self.assets(page, page.view(), site)

    def _whole(self, page: PageArtifact) -> Page:
        return page.template(page.view(), self.site.rendering)

    def _batch(self, artifact: Artifact) -> Batch:
        return _Files(self.site, artifact)

    def _runs(self, others: AbstractSet[str]) -> Iterator[Batch]:
        """Yield a batch for each sequence of pages that are filled into one shell, and for the extra files of each page that the theme renders."""
        shells = functools.cache(lambda shell: digest(shell.text))
        file = self.site.addresses.file

        def likeness(page: PageArtifact) -> object:
            if not self._shells.covers(page.path):
                return None
            return self._shells.of(page.path), page.run or page.path, file(page.path) in others

        for _, alike in itertools.groupby(self.pages.values(), likeness):
            pages = list(alike)
            first = pages[0].path
            if self._shells.covers(first):
                # MkDocs writes a sample page or another plugin's page at this path in every build, so the batch has no key and is written again.
                yield _PageRun(self, pages, "" if file(first) in others else shells(self._shells.of(first)))
            else:
                yield from (_Files(self.site, Artifact(page.source, page.view, page.beside)) for page in pages if page.beside)

    def assets(self, page: PageArtifact, view: object, site: Buildable) -> Iterator[Asset]:
        """Yield the file of a page, filled into its shell, and the extra files that show the same view."""
        yield Asset(site.addresses.file(page.path), self._filled(page.template(view, site.rendering)))
        if page.beside:
            yield from page.beside(view, site.view)

    def _filled(self, page: Page) -> bytes:
        address = self.site.addresses.of(page.path)
        head = self.surroundings.head(page, address)
        return self._shells.of(page.path).fill(page, address=f"{self.site.root}{address}", head=head)


class _Files:
    """A batch for an artifact that is not a page."""

    group = ""

    def __init__(self, site: Buildable, artifact: Artifact) -> None:
        self.id = artifact.id
        self._site, self._artifact = site, artifact

    @functools.cached_property
    def _view(self) -> Any:
        return self._artifact.view()

    def key(self) -> str:
        return self._site.digests.of(self._view)

    def make(self) -> Iterable[Asset]:
        return self._artifact.template(self._view, self._site.view)

    def revise(self, folder: Path, files: list[File], put: Callable[[Asset], File]) -> list[File] | None:
        revise = self._artifact.revise
        return revise(self._view, self._site.view, folder, files, put) if revise else None


class _PageRun:
    """A batch for consecutive pages with the same `PageArtifact.run`. These pages share one cache key."""

    # Slots save memory: a build has thousands of batches.
    __slots__ = ("_build", "_pages", "_shell", "_views", "group", "id")

    def __init__(self, build: Build, pages: Sequence[PageArtifact], shell: str) -> None:
        """Take the pages. `shell` is a digest of their shell; an empty digest means that every build writes the pages."""
        # A page that another plugin writes splits a sequence into several batches, so the file of the first page identifies a batch.
        self.id = build.site.addresses.file(pages[0].path)
        self.group = pages[0].group
        self._build, self._pages, self._shell = build, pages, shell
        self._views: list[Any] = []

    def _views_of_pages(self) -> list[Any]:
        if not self._views:
            self._views = [page.view() for page in self._pages]
        return self._views

    def key(self) -> str:
        return f"{self._shell}{self._build.site.digests.of(self._views_of_pages())}" if self._shell else ""

    def make(self) -> Iterable[Asset]:
        for page, view in zip(self._pages, self._views_of_pages(), strict=True):
            yield from self._build.assets(page, view, self._build.site)

    @staticmethod
    def revise(*_: object) -> None:
        """Return None, because pages can't be revised."""
