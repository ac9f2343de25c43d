"""One build of a site: pages that the theme renders, pages that the engine fills into shells (HTML that the theme rendered for similar pages), and other files.

The build keeps a file if its cache key is the same as in the last build, and the file on disk is unchanged.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import logging
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

from llmnotes.errors import ShellError
from llmnotes.site.engine import host
from llmnotes.site.engine.artifact import Artifact, Asset
from llmnotes.site.engine.batches import ArtifactBatch, PageRun, placed
from llmnotes.site.engine.digest import digest
from llmnotes.site.engine.shell import Shells, encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.engine.artifact import Batch, PageArtifact
    from llmnotes.site.engine.digest import Digests
    from llmnotes.site.engine.folder import Output
    from llmnotes.site.engine.page import Page
    from llmnotes.system.cache import Cache


class Surroundings(Protocol):
    """Adds parts such as the Content-Security-Policy, the metadata and the search field to the HTML that the theme renders for a page."""

    def around(self, html: str, page: Page, address: str) -> str:
        """Return `html`, the theme's HTML of a page, with the parts that llmnotes adds, such as the Content-Security-Policy, the metadata and the search field.

        `address` is the address of the page, relative to the root of the list's site.
        """

    def around_sample(self, html: str, page: Page, address: str, head: str) -> str:
        """Return `html`, the theme's HTML of a sample page, with everything that `around` adds, but with `head` in place of the page's metadata.

        A sample page has placeholders as values. Its HTML is used for similar pages, with their values in place of the placeholders.
        """

    def head(self, page: Page, address: str) -> str:
        """Return the metadata of a page as HTML for its `<head>`."""

    @property
    def artifacts(self) -> Iterable[Artifact]:
        """Return the artifacts of the files, such as scripts, that pages load because of the HTML that `around` has added to them.

        Read this property after `around` has been called for all pages.
        """

    def missing(self, html: str, page: Page) -> str:
        """Return `html`, the theme's page for addresses that don't exist, with the content of `page` in place of the theme's content."""


class Buildable(Protocol):
    """The methods that a site must have, so that the engine can build it."""

    @property
    def key(self) -> str:
        """Return a digest of what all artifacts depend on: the site-wide view (such as the site's name and language) and the code."""

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
        """Return the site-wide view: values that every page and file may show. The template of a file gets it after the file's own view."""

    @property
    def rendering(self) -> Any:
        """Return the object that renders Jinja templates with the site-wide view. A template of a page receives it as the second argument."""

    @property
    def settle(self) -> Callable[[], None]:
        """Return a function that waits until all data for the views of pages is available, such as the related entries that another process finds."""

    @property
    def save(self) -> Callable[[], None]:
        """Return a function that saves data which makes the next build faster, such as the parsed records."""

    def page_artifacts(self) -> Iterable[PageArtifact]:
        """Return every generated page except the pages that MkDocs renders in each build: the home page, which may have the author's text, and 404.html."""

    def artifacts(self, cache: Cache) -> Iterable[Artifact]:
        """Return the artifacts of the other files of the site, such as feeds.

        Leave out pages, the files that belong to a page's artifact (`PageArtifact.beside`), and the files that list all pages (`last_artifacts`).
        """

    def linked_files(self) -> Iterable[str]:
        """Return the paths of the files to which pages link and that are not pages, such as feeds. The author's pages can link to them too."""

    def last_artifacts(self, pages: Iterable[tuple[str, PageArtifact]], others: Iterable[str]) -> Iterable[Artifact]:
        """Return the artifacts of the files that list all pages, such as the sitemap.

        `pages` are the generated pages that may be listed, each with its address; `others` are the addresses of all pages that are not generated.
        """

    def changed_since(self, before: Any) -> Iterable[PageArtifact]:
        """Return pages that changed since `before`, the site of an earlier build, such as the pages of changed entries; no pages if many changed.

        A preview shows these pages before the build ends.
        """


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """The choices for one build: which pages the theme renders, and which pages the build leaves out."""

    shells: bool = True
    """Whether the build fills pages into shells, which are HTML that the theme rendered for similar pages. If false, the theme renders all pages."""
    checked: int = 0
    """Number of pages filled into shells to compare with the theme's HTML, besides one page for each shell and a few pages that differ much."""
    named: AbstractSet[str] = frozenset()
    """Source paths of the pages in the navigation, and of those in MkDocs's collection of files. The theme renders these pages."""
    others: Sequence[str] = ()
    """Addresses of the pages that are not generated, such as pages that the author wrote."""
    without: AbstractSet[str] = frozenset()
    """Paths of the generated pages that the build does not write. The build still writes these pages' files in other formats, such as Markdown exports."""


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Turn off logging while the block of the `with` statement runs."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)


class Build:
    """One build. MkDocs writes the pages in the attribute `rendered`; the methods `begin` and `finish` write all other generated pages and files."""

    def __init__(self, site: Buildable, surroundings: Surroundings, choices: Choices) -> None:
        """Choose which pages the theme renders, and which pages the engine fills into shells. `surroundings` adds parts such as the metadata to pages."""
        self.site = site
        self.surroundings = surroundings
        pages = {page.path: page for page in site.page_artifacts()}
        without, named = choices.without, choices.named
        self._left_out = [page for path, page in pages.items() if path in without]
        self.pages = {path: page for path, page in pages.items() if path not in without} if without else pages
        self._source = site.addresses.source
        self.addresses = {path: site.addresses.whole(path) for path in self.pages}
        """Addresses of the generated pages by path. They are relative to the root of the whole site that MkDocs builds."""
        with_theme = {path for path in self.pages if self._source(path) in named} if choices.shells else self.pages.keys()
        apart = [(page, self.addresses[path]) for path, page in self.pages.items() if path not in with_theme]
        self._shells = Shells(apart, [*choices.others, *map(self.addresses.__getitem__, with_theme)], checked=choices.checked)
        self.rendered = {
            self._source(path): page for path, page in self.pages.items() if not self._shells.covers(path) or path in self._shells.checked
        }
        """Generated pages that the theme renders, by source path."""
        self.left_out: list[str] = []
        """Paths of some files, such as the sitemap, that `finish` leaves out because another program writes them. `Output.left_out` has all other such files."""
        self._made: dict[str, Page] = {}
        self._sampled = ""
        """Source path of the sample page that the theme is rendering; empty while it renders another page."""

    def begin(self, output: Output, cache: Cache, foreseen: AbstractSet[str]) -> None:
        """Start to write the files that don't list all pages, such as feeds, and to save data for the next build; in another process, if possible.

        `foreseen` are the paths of files that MkDocs is expected to write.
        """
        output.begin(lambda: map(self._batch, self.site.artifacts(cache)), self.site.key, host.with_folders(foreseen), self.site.save)

    def page(self, source: str) -> Page | None:
        """Return the generated page or the sample page that the theme renders at the source path `source`; None if the theme renders no such page there."""
        if source not in self._made and source in self.rendered:
            self._made[source] = self._whole(self.rendered[source])
        return self._made.get(source)

    def give(self, source: str, page: Page) -> None:
        """Set the page that the theme renders at the source path `source`. Call this for a page that is not an artifact, such as the home page."""
        self._made[source] = page

    def front_matter(self, source: str) -> dict[str, object]:
        """Return the front matter of the generated page or the sample page that the theme renders at a source path; an empty mapping if there is neither."""
        page = self.page(source)
        if page is None:
            return {}
        # These values are escaped here, because the theme's templates don't escape them.
        found: dict[str, object] = {
            "title": escape(page.title),
            "description": escape(page.description),
            "hide": ["toc"] if page.wide else [],
        }
        # Exclude the page from the search of the theme if it is a sample page, which has no text to find, or if the list is in a folder of a larger site:
        # then the plugin itself adds the list's texts to that site's search.
        return {**found, "search": {"exclude": True}} if source == self._sampled or self.site.addresses.prefix else found

    def canonical(self, source: str, address: str) -> str:
        """Return `address`, the canonical address of the page at a source path, so that the theme writes it into the page; empty if it is unknown.

        While the theme renders a sample page, which has placeholders as values, return a placeholder in place of a known address.
        """
        return self._shells.mark("address") if source == self._sampled and address else address

    def around(self, html: str, source: str, address: str, page: Page) -> str:
        """Return the theme's HTML of a page with the parts that llmnotes adds, such as the Content-Security-Policy, the metadata and the search field.

        A sample page gets a placeholder in place of the metadata. `address` is relative to the root of the whole site that MkDocs builds. If the list's site is
        a folder of the whole site, pages outside of the folder are returned unchanged. A page that a plugin has emptied stays empty, and MkDocs doesn't write it.
        """
        own = self.site.addresses.own(address)
        if own is None or not html.strip():
            return html
        if source == self._sampled:
            return self.surroundings.around_sample(html, page, own, self._shells.mark("head"))
        return self.surroundings.around(html, page, own)

    def finish(self, output: Output, others: AbstractSet[str], by_hand: Iterable[str], render: Callable[[str], str]) -> str:
        """Write all generated pages and files that MkDocs doesn't write, and remove old files.

        Args:
            output: The site's folder.
            others: Paths of the files that MkDocs writes. They may include pages that a plugin has emptied, which MkDocs doesn't write.
            by_hand: Addresses of the pages that are not generated.
            render: Renders the generated page at a source path with the theme and all plugins.

        Returns:
            If the build could not fill pages into shells, so that the theme rendered all pages: the reason. Otherwise an empty text.

        Raises:
            LlmnotesError: The theme or a plugin can't render a page, a template can't make its page or file, or a file can't be written or removed.

        """
        self.site.settle()
        pages = {path for path in others if path.endswith(".html")}
        others = host.with_folders(others - pages | output.written(pages))
        reason = self._cut(render) or self._difference(output.folder, others, render)
        if reason:
            others = others | self._render_all(output, others, render)
        ours = {self._file(path) for path in self.pages if self._shells.covers(path)}
        listed = ((self.addresses[page.path], page) for page in self.pages.values() if page.listed)
        # The files in `last` are made before the pages: the sitemap takes as long as a hundred pages, and meanwhile other processes write pages.
        last = list(self.site.last_artifacts(listed, by_hand))
        batches = [*map(self._batch, (*self.surroundings.artifacts, *last))]
        self.left_out = [batch.id for batch in batches if batch.id in others]
        lists = [batch for batch in batches if batch.id not in others]
        output.write([*lists, *self._runs(others)], self.site.key, others - ours)
        return reason

    def _cut(self, render: Callable[[str], str]) -> str:
        """Make the shells from the theme's HTML of sample pages. Return the reason if the theme can't render a sample page; otherwise an empty text."""
        for sample in self._shells.samples():
            source = self._source(sample.path)
            self._sampled, before = source, self._made.get(source)
            self._made[source] = sample
            try:
                with silence():  # messages about a sample page would confuse the user, because no reader sees sample pages
                    self._shells.cut(sample.path, render(source))
            except Exception as error:  # noqa: BLE001 - the code of a theme or a plugin may raise any exception for a page with placeholders
                what = "".join(self._shells.mark.split(f"{type(error).__name__}: {error}"))
                return f"a page with placeholders instead of a title and a text can't be rendered ({what})"
            finally:
                self._sampled = ""
                del self._made[source]
                if before:
                    self._made[source] = before
        return ""

    def _difference(self, folder: Path, others: AbstractSet[str], render: Callable[[str], str]) -> str:
        """Compare the theme's HTML of some pages with the HTML that filling them into their shells gives.

        Return a clause for a message, which names the first page that differs; an empty text if all pages are equal. Raises ShellError if a page can't be rendered.
        """
        for path in sorted(self._shells.checked):
            file = self._file(path)
            # If another plugin removed or emptied the page, the theme has written no file for it. So render the page here, to compare it with the filled shell.
            html = (folder / file).read_bytes() if file in others else encoded(self._rendered(path, render))
            if html != self._filled(self.page(self._source(path)) or self._whole(self.pages[path])):
                return f"the theme and the plugins write other HTML for the page {self.addresses[path]} than the build makes from the HTML of a similar page"
        return ""

    def _render_all(self, output: Output, others: AbstractSet[str], render: Callable[[str], str]) -> set[str]:
        """Stop using shells: render every generated page that MkDocs has not written, with the theme, and write it unless a plugin has emptied it.

        Return the paths of the written files. Raises ShellError if a page can't be rendered.
        """
        left = [page for page in self.pages.values() if self._shells.covers(page.path) and self._file(page.path) not in others]
        self._shells = Shells((), ())
        self.rendered = {self._source(path): page for path, page in self.pages.items()}
        written = set()
        for page in left:
            html = self._rendered(page.path, render)
            self._made.pop(self._source(page.path), None)  # free its memory: thousands of rendered pages need much memory
            if html.strip():
                output.put([Asset(self._file(page.path), encoded(html))])
                written.add(self._file(page.path))
        return written

    def _rendered(self, path: str, render: Callable[[str], str]) -> str:
        """Render the page at `path` with the theme and all plugins. Raises ShellError if the theme or a plugin raises an error."""
        try:
            return render(self._source(path))
        except Exception as error:
            raise ShellError(
                f"the theme or a plugin can't render the page {path}: {type(error).__name__}: {error}. "
                "Correct or remove the plugin, the hook or the template that causes this error"
            ) from error

    def _file(self, path: str) -> str:
        """Return the path of a page's HTML file, relative to the root of the whole site that MkDocs builds."""
        return self.site.addresses.placed(self.site.addresses.file(path))

    def refilled(self, site: Buildable) -> Iterator[Asset]:
        """Yield the files of pages that changed between this build and `site`, the site of the next build. Leave out pages without a shell.

        The pages are filled into the shells of this build, so the theme renders nothing.
        """
        for page in site.changed_since(self.site):
            if self._shells.covers(page.path):
                yield from self.assets(page, page.view(), site)

    def _whole(self, page: PageArtifact) -> Page:
        return page.template(page.view(), self.site.rendering)

    def _batch(self, artifact: Artifact) -> Batch:
        return ArtifactBatch(self.site, artifact)

    def _runs(self, others: AbstractSet[str]) -> Iterator[Batch]:
        """Yield a batch (files with one cache key) for each run of consecutive pages that are filled into the same shell.

        For a page that the theme renders, or that the build leaves out, yield a batch with only its files in other formats, such as Markdown.
        """
        shells = functools.cache(lambda shell: digest(shell.text))

        def likeness(page: PageArtifact) -> object:
            path = page.path
            return (self._shells.of(path), page.run or path, self._file(path) in others) if self._shells.covers(path) else None

        for _, alike in itertools.groupby(self.pages.values(), likeness):
            pages = list(alike)
            first = pages[0].path
            if self._shells.covers(first):
                # MkDocs writes its own file at the path of a page in every build, if the page is one of those to compare, or if another plugin makes the file.
                # Then the batch has an empty key, so that every build writes the generated page over MkDocs's file.
                yield PageRun(self, pages, "" if self._file(first) in others else shells(self._shells.of(first)))
            else:
                yield from self._beside(pages)
        yield from self._beside(self._left_out)

    def _beside(self, pages: Iterable[PageArtifact]) -> Iterator[Batch]:
        return (ArtifactBatch(self.site, Artifact(f"{page.path}.md", page.view, page.beside)) for page in pages if page.beside)

    def assets(self, page: PageArtifact, view: object, site: Buildable) -> Iterator[Asset]:
        """Yield the HTML file of a page, filled into its shell, and the page's files in other formats. `site` is the site to which `view` belongs."""
        yield Asset(self._file(page.path), self._filled(page.template(view, site.rendering)))
        if page.beside:
            yield from placed(page.beside(view, site.view), site.addresses)

    def _filled(self, page: Page) -> bytes:
        address = self.site.addresses.of(page.path)
        head = self.surroundings.head(page, address)
        return self._shells.of(page.path).fill(page, address=f"{self.site.root}{address}", head=head)
