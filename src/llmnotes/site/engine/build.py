"""One build of a site: pages that the theme renders, pages that are filled into shells, and all other files, each brought up to date by its key."""

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
    """What is added to the HTML that the theme renders around a page."""

    def around(self, html: str, page: Page, address: str) -> str:
        """A whole page as the theme wrote it, with what is added. `address` is relative to the site's root."""

    def around_sample(self, html: str, page: Page, address: str, head: str) -> str:
        """The same with `head` for what its head gets."""

    def head(self, page: Page, address: str) -> str:
        """What a page's head gets."""

    def missing(self, html: str, page: Page) -> str:
        """The theme's page for addresses that don't exist, with `page`'s content."""


class Buildable(Protocol):
    """A site, as the engine knows it."""

    @property
    def key(self) -> str:
        """A digest of what all artifacts have in common: the view of the site, and the code."""

    @property
    def digests(self) -> Digests:
        """For the keys of artifacts."""

    @property
    def addresses(self) -> Addresses:
        """How paths become addresses."""

    @property
    def root(self) -> str:
        """The site's address with a slash at its end; empty where it is unknown."""

    @property
    def view(self) -> Any:
        """What templates of files get besides their views."""

    @property
    def rendering(self) -> Any:
        """What templates of pages get besides their views."""

    @property
    def settle(self) -> Callable[[], None]:
        """Waits for what the views of pages need."""

    @property
    def save(self) -> Callable[[], None]:
        """Leaves to the next build what it can use."""

    def page_artifacts(self) -> Iterable[PageArtifact]:
        """Every page but those that MkDocs renders by itself, such as the home."""

    def artifacts(self, cache: Cache) -> Iterable[Artifact]:
        """Every file besides pages that can be made before the pages are."""

    def last_artifacts(self, pages: Iterable[tuple[str, PageArtifact]], others: Iterable[str]) -> Iterable[Artifact]:
        """Files that show which pages there are: those of artifacts with their addresses, and the addresses of others."""

    def changed_since(self, before: Any) -> Iterable[PageArtifact]:
        """The pages that an earlier state of this site shows otherwise, if they are few: a preview shows them first."""


class Build:
    """One build. The theme renders `rendered`; `finish` writes all else."""

    def __init__(
        self, site: Buildable, surroundings: Surroundings, *, shells: bool, named: AbstractSet[str], others: Sequence[str]
    ) -> None:  # fmt: skip
        """Decide which pages are filled into shells.

        Args:
            site: The site.
            surroundings: What is added to each page.
            shells: Whether any are; else the theme renders all.
            named: The sources of pages that the navigation names: the theme renders these.
            others: The addresses of pages that aren't ours.

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
        """The pages that the theme renders, by their sources."""
        self._samples = {page.source for page in self.rendered.values() if self._shells.sample(page.path)}
        self._made: dict[str, Page] = {}

    def begin(self, output: Output, cache: Cache, foreseen: AbstractSet[str]) -> None:
        """Begin with all files besides pages. `foreseen` are the files that MkDocs will write, as far as it is known."""
        output.begin(lambda: map(self._batch, self.site.artifacts(cache)), self.site.key, foreseen, self.site.save)

    def page(self, source: str) -> Page | None:
        """The page that the theme gets, by its source; None if it isn't ours."""
        if source not in self._made and source in self.rendered:
            page = self.rendered[source]
            self._made[source] = self._shells.sample(page.path) or page.template(page.view(), self.site.rendering)
        return self._made.get(source)

    def give(self, source: str, page: Page) -> None:
        """Give the theme a page that is no artifact."""
        self._made[source] = page

    def canonical(self, source: str, address: str) -> str:
        """The canonical address that the theme gets: a mark for the page that a shell is cut from."""
        return self._shells.mark("address") if source in self._samples and address else address

    def around(self, html: str, source: str, address: str, page: Page) -> str:
        """A page as the theme rendered it, with what is added."""
        if source in self._samples:
            html = self.surroundings.around_sample(html, page, address, self._shells.mark("head"))
        else:
            html = self.surroundings.around(html, page, address)
        if source in self.rendered:
            self._shells.keep(self.rendered[source].path, html)
        return html

    def finish(self, output: Output, others: AbstractSet[str], by_hand: Iterable[str]) -> None:
        """Write everything that the theme doesn't render. Raises ShellError and whatever the templates raise.

        `others` are the files that MkDocs writes, `by_hand` the addresses of pages that aren't ours.
        """
        self.site.settle()
        faults = list(self._shells.faults(lambda path: self._filled(self._whole(self.pages[path]))))
        if faults:
            raise ShellError(
                f"the theme or another plugin renders {faults[0]} otherwise than the pages beside it. "
                "Set the plugin's option shell to false, so that each page goes through all of them (it takes longer)"
            )
        files = self.site.addresses.file
        ours = {files(page.path) for page in self.pages.values() if self._shells.covers(page.path)}
        listed = [(self.addresses[page.path], page) for page in self.pages.values() if page.listed]
        # The last ones first, as a sitemap takes as long as a hundred pages.
        last = (artifact for artifact in self.site.last_artifacts(listed, by_hand) if artifact.id not in others)
        output.write([*map(self._batch, last), *self._runs(others)], self.site.key, others - ours)

    def refilled(self, site: Buildable) -> Iterator[Asset]:
        """The pages that a later state of the site shows otherwise, in this build's shells: they need no build."""
        for page in site.changed_since(self.site):
            if self._shells.covers(page.path):
                yield from self.assets(page, page.view(), site)

    def _whole(self, page: PageArtifact) -> Page:
        return page.template(page.view(), self.site.rendering)

    def _batch(self, artifact: Artifact) -> Batch:
        return _Files(self.site, artifact)

    def _runs(self, others: AbstractSet[str]) -> Iterator[Batch]:
        """The pages that are filled into shells, a run a batch; and the files beside the others."""
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
                # Where MkDocs wrote samples or another plugin its pages, ours come to stand: they are made at every build.
                yield _PageRun(self, pages, "" if file(first) in others else shells(self._shells.of(first)))
            else:
                yield from (_Files(self.site, Artifact(page.source, page.view, page.beside)) for page in pages if page.beside)

    def assets(self, page: PageArtifact, view: object, site: Buildable) -> Iterator[Asset]:
        """A page in its shell, and the files beside it."""
        yield Asset(site.addresses.file(page.path), self._filled(page.template(view, site.rendering)))
        if page.beside:
            yield from page.beside(view, site.view)

    def _filled(self, page: Page) -> bytes:
        address = self.site.addresses.of(page.path)
        head = self.surroundings.head(page, address)
        return self._shells.of(page.path).fill(page, address=f"{self.site.root}{address}", head=head)


class _Files:
    """An artifact that is no page, with its key."""

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
    """Pages of one run, with their key."""

    __slots__ = ("_build", "_pages", "_shell", "_views", "group", "id")  # there are thousands

    def __init__(self, build: Build, pages: Sequence[PageArtifact], shell: str) -> None:
        """`shell` is a digest of what stands round them; empty for pages that are made at every build."""
        # A page that another plugin writes parts a run: the first one's file and the number of views tell which pages a part holds.
        self.id = build.site.addresses.file(pages[0].path)
        self.group = pages[0].group
        self._build, self._pages, self._shell = build, pages, shell
        self._views: list[Any] = []

    def _seen(self) -> list[Any]:
        if not self._views:
            self._views = [page.view() for page in self._pages]
        return self._views

    def key(self) -> str:
        return f"{self._shell}{self._build.site.digests.of(self._seen())}" if self._shell else ""

    def make(self) -> Iterable[Asset]:
        for page, view in zip(self._pages, self._seen(), strict=True):
            yield from self._build.assets(page, view, self._build.site)

    @staticmethod
    def revise(*_: object) -> None:
        """Pages have no shorter way."""
