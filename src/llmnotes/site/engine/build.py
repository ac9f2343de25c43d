"""One build of a site: pages that the theme renders, pages that are filled into shells, and all other files. Files with unchanged keys are kept."""

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
    """Adds policy, metadata and search field to the theme's HTML of a page."""

    def around(self, html: str, page: Page, address: str) -> str:
        """Return the theme's HTML of a page with all additions. `address` is relative to the site's root."""

    def around_sample(self, html: str, page: Page, address: str, head: str) -> str:
        """Return the theme's HTML of a page with all additions, and with `head` in place of the page's metadata."""

    def head(self, page: Page, address: str) -> str:
        """Return the metadata for a page's head."""

    def missing(self, html: str, page: Page) -> str:
        """Return the theme's page for addresses that don't exist, with the content of `page`."""


class Buildable(Protocol):
    """The interface of a site that the engine can build."""

    @property
    def key(self) -> str:
        """Return a digest of everything that all artifacts have in common: the site-wide view and the code."""

    @property
    def digests(self) -> Digests:
        """Return the object that computes digests of views."""

    @property
    def addresses(self) -> Addresses:
        """Return the converter from paths to addresses."""

    @property
    def root(self) -> str:
        """Return the site's URL with a slash at its end; empty if it is unknown."""

    @property
    def view(self) -> Any:
        """Return the site-wide view, which templates of files receive besides their own view."""

    @property
    def rendering(self) -> Any:
        """Return the object that templates of pages receive besides their view: it renders Jinja templates with the site-wide view."""

    @property
    def settle(self) -> Callable[[], None]:
        """Return a function that waits for data that the views of pages need."""

    @property
    def save(self) -> Callable[[], None]:
        """Return a function that saves data for the next build."""

    def page_artifacts(self) -> Iterable[PageArtifact]:
        """Return every generated page except those that MkDocs always renders, such as the home page."""

    def artifacts(self, cache: Cache) -> Iterable[Artifact]:
        """Return every file besides pages that can be made before the pages."""

    def last_artifacts(self, pages: Iterable[tuple[str, PageArtifact]], others: Iterable[str]) -> Iterable[Artifact]:
        """Return files that list all pages. `pages` are the generated pages with their addresses, `others` the addresses of other pages."""

    def changed_since(self, before: Any) -> Iterable[PageArtifact]:
        """Return the pages that have changed since an earlier state of the site, if they are few. A preview shows them first."""


class Build:
    """One build. The theme renders the pages in `rendered`; `finish` writes all other pages and files."""

    def __init__(
        self, site: Buildable, surroundings: Surroundings, *, shells: bool, named: AbstractSet[str], others: Sequence[str]
    ) -> None:  # fmt: skip
        """Choose the pages that are filled into shells.

        Args:
            site: The site.
            surroundings: Adds policy, metadata and search field to pages.
            shells: Whether to use shells. Otherwise, the theme renders all pages.
            named: Source paths of pages in the navigation. The theme renders these.
            others: Addresses of pages that are not generated.

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
        """Start to write all files besides pages. `foreseen` are the files that MkDocs is known to write."""
        output.begin(lambda: map(self._batch, self.site.artifacts(cache)), self.site.key, foreseen, self.site.save)

    def page(self, source: str) -> Page | None:
        """Return the page that the theme renders, by its source path; None if the engine doesn't generate it."""
        if source not in self._made and source in self.rendered:
            page = self.rendered[source]
            self._made[source] = self._shells.sample(page.path) or page.template(page.view(), self.site.rendering)
        return self._made.get(source)

    def give(self, source: str, page: Page) -> None:
        """Set a page that is not an artifact, such as the home page, for the theme to render."""
        self._made[source] = page

    def canonical(self, source: str, address: str) -> str:
        """Return the canonical address for the theme: a mark for a page that a shell is cut from, otherwise `address`."""
        return self._shells.mark("address") if source in self._samples and address else address

    def around(self, html: str, source: str, address: str, page: Page) -> str:
        """Return the theme's HTML of a page with all additions, and keep it if it is needed for a shell."""
        if source in self._samples:
            html = self.surroundings.around_sample(html, page, address, self._shells.mark("head"))
        else:
            html = self.surroundings.around(html, page, address)
        if source in self.rendered:
            self._shells.keep(self.rendered[source].path, html)
        return html

    def finish(self, output: Output, others: AbstractSet[str], by_hand: Iterable[str]) -> None:
        """Write everything that the theme doesn't render. Raises ShellError and the errors of templates.

        `others` are the files that MkDocs writes, `by_hand` the addresses of pages that are not generated.
        """
        self.site.settle()
        faults = list(self._shells.faults(lambda path: self._filled(self._whole(self.pages[path]))))
        if faults:
            raise ShellError(
                f"the theme or another plugin renders {faults[0]} differently from similar pages. "
                "Set the plugin's option shell to false, so that the theme and all plugins process every page (builds take longer)"
            )
        files = self.site.addresses.file
        ours = {files(page.path) for page in self.pages.values() if self._shells.covers(page.path)}
        listed = [(self.addresses[page.path], page) for page in self.pages.values() if page.listed]
        # The sitemap comes first, because it takes as long as a hundred pages.
        last = (artifact for artifact in self.site.last_artifacts(listed, by_hand) if artifact.id not in others)
        output.write([*map(self._batch, last), *self._runs(others)], self.site.key, others - ours)

    def refilled(self, site: Buildable) -> Iterator[Asset]:
        """Yield the pages that changed in a later state of the site, filled into this build's shells."""
        for page in site.changed_since(self.site):
            if self._shells.covers(page.path):
                yield from self.assets(page, page.view(), site)

    def _whole(self, page: PageArtifact) -> Page:
        return page.template(page.view(), self.site.rendering)

    def _batch(self, artifact: Artifact) -> Batch:
        return _Files(self.site, artifact)

    def _runs(self, others: AbstractSet[str]) -> Iterator[Batch]:
        """Yield batches: runs of pages that are filled into shells, and the files beside pages that the theme renders."""
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
                # Pages that replace a sample of MkDocs or a page of another plugin are written in every build.
                yield _PageRun(self, pages, "" if file(first) in others else shells(self._shells.of(first)))
            else:
                yield from (_Files(self.site, Artifact(page.source, page.view, page.beside)) for page in pages if page.beside)

    def assets(self, page: PageArtifact, view: object, site: Buildable) -> Iterator[Asset]:
        """Yield a page filled into its shell, and the files beside it."""
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
    """A batch for the pages of one run."""

    __slots__ = ("_build", "_pages", "_shell", "_views", "group", "id")  # there are thousands

    def __init__(self, build: Build, pages: Sequence[PageArtifact], shell: str) -> None:
        """Take the pages of the run. `shell` is a digest of their shell; empty for pages that are written in every build."""
        # A page that another plugin writes splits a run. The file of the first page identifies each part.
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
