"""Represent the generated pages as files of MkDocs, so that links, the navigation and other plugins find them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Generic

from llmnotes.site.engine import host, proofs
from llmnotes.site.engine.build import Choices
from llmnotes.site.engine.host import FileT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from llmnotes.model import Problem
    from llmnotes.site.engine.build import Buildable


class GeneratedFiles(Generic[FileT]):
    """MkDocs's files for the generated pages of one build. Each file object is made when it is first used, because a list may have thousands of pages.

    Invariant after `settle`: if a published file of the author or of another plugin has the address of a generated page, `file` returns this file for the page.
    """

    def __init__(self, site: Buildable, make: Callable[[str, str | None], FileT], *, preview: bool) -> None:
        """Start with all generated pages of `site`. No file object is made yet.

        Args:
            site: The site.
            make: Function that makes a file of MkDocs. Its arguments: the source path; and the path of the published file, or None for the path that MkDocs
                chooses.
            preview: Whether MkDocs builds a preview, which also publishes drafts.

        """
        self._site, self._make, self._preview = site, make, preview
        self._paths = {site.addresses.source(page.path): page.path for page in site.page_artifacts()}
        """Path of each generated page (`Page.path`), by its source path."""
        self._home, self._home_file = site.addresses.source("index"), site.addresses.placed("index.html")
        self._files: dict[str, FileT] = {}
        """The file objects that `file` has made, by source path."""
        self._lent: dict[str, FileT] = {}
        """The file objects that `lend` added to MkDocs's files for other plugins, by source path; empty after `settle`, which removes them."""
        self._claimed: dict[str, FileT] = {}
        """Files of the author or of another plugin that replace generated pages, by the source path of the page."""
        self._removed: set[str] = set()
        """Source paths of the pages that another plugin removed."""
        self._blocking: list[FileT] = []
        """Files of the author that the site can't publish, because generated pages or files need a folder with the same path as the file."""
        self.home: FileT | None = None
        """The file of the home page, which may be a page of the author; None before `settle` is called."""
        self.unused: set[str] = set()
        """Names of the theme's templates that `turn_off` has turned off."""
        self.own_navigation = False
        """Whether `navigation` returned the navigation of the site itself, because the author has not set one."""
        self.nav: Any = None
        """MkDocs's navigation of the site, after all plugins have changed it; None before `choices` is called."""

    def is_ours(self, file: FileT) -> bool:
        """Return whether a file of MkDocs represents a generated page or another generated file."""
        return self._files.get(file.src_uri) is file or self._lent.get(file.src_uri) is file

    def file(self, source: str) -> FileT | None:
        """Return the file of the generated page at a source path, or the file that replaces this page.

        Return None if there is no such page, or if a plugin removed it.
        """
        if source == self._home:
            return self.home
        if source in self._claimed or source in self._removed or source not in self._paths:
            return self._claimed.get(source)
        if source not in self._files:
            self._files[source] = self._make(source, None)
        return self._files[source]

    def turn_off(self, theme: Any, name: str, files: Any) -> None:
        """Turn off the template `name` of the theme, and the templates that would replace files of the author, such as 404.html.

        `files` is MkDocs's collection of files.
        """
        self.unused = theme.static_templates & {name, *host.published(files, preview=self._preview)}
        theme.static_templates -= self.unused

    def lend(self, files: Any) -> None:
        """Add a file object for each generated page, and for each generated file to which pages link, so that other plugins can find or remove them.

        Args:
            files: MkDocs's collection of files. If it already has a file with the same source path, no file object is added for this path.

        """
        made = [self.file(source) for source in self._paths]
        # If a file of the author already has the path of the home page, the generated content follows the text of that file, so nothing is added.
        if all(file.dest_uri != self._home_file for file in files):
            made.append(self._make(self._home, None))
        made += map(self._linked_file, self._linked)
        for file in made:
            if file and files.get_file_from_path(file.src_uri) is None:
                self._lent[file.src_uri] = file
                files.append(file)

    def settle(self, files: Any) -> None:
        """Decide which files replace generated pages, after all plugins have changed MkDocs's collection `files`.

        Then remove from the collection all generated pages except the home page, files that can't be published, and unpublished files at the source paths of
        generated pages. The collection's method `get_file_from_path` still finds the generated pages, and other generated files, such as feeds.
        """
        theirs = [file for file in files if not self.is_ours(file)]
        # A plugin can remove a page from the collection, or exclude the page's file.
        ours = host.published(filter(self.is_ours, files), preview=self._preview)
        left = {file.src_uri for file in ours.values()} if self._lent else self._paths.keys()
        lent, self._lent = self._lent, {}
        published = host.published(theirs, preview=self._preview)
        pages = {self._file_of(source): source for source in self._paths}
        self._claimed = host.claims(pages, published)
        # The pages topics/rag.html and topics/rag/index.html need different folders. The feeds of both are in topics/rag/.
        self._blocking = host.blocking(pages if self._site.addresses.directories else [*pages, *self._linked], published)
        # A file that MkDocs doesn't publish, such as a draft, doesn't replace the generated page with the same source path.
        shown = {file.src_uri for file in published.values()}
        hidden = {file.src_uri for file in theirs if file.src_uri not in shown} & {*self._paths, self._home}
        self._removed = self._paths.keys() - left - hidden - self._claimed.keys()
        self.home = published.get(self._home_file) or lent.get(self._home) or self._make(self._home, None)
        if not self.home.is_documentation_page():
            self._claimed[self._home] = self.home
        find, kept = self._found, [file for file in theirs if file.src_uri not in hidden and file not in self._blocking]

        class WithGeneratedPages(type(files)):  # type: ignore[misc] # the class comes from MkDocs, from its fork ProperDocs, or from another plugin
            def get_file_from_path(self, path: str) -> Any:
                return super().get_file_from_path(path) or find(path)

        stay = set(map(id, kept))
        for file in [file for file in files if id(file) not in stay]:
            files.remove(file)
        if self._home_file not in published:
            self._files[self._home] = self.home
            files.append(self.home)
        # Keep the same object, and change only its class: the plugin literate-nav warns if MkDocs passes it another collection of files later.
        files.__class__ = WithGeneratedPages

    def problems(self, folder: Path) -> Iterator[Problem]:
        """Yield a problem for each file that replaces generated pages, or that the site can't publish, and one problem for all pages that another plugin removed.

        `folder` is the folder of mkdocs.yml.
        """
        yield from (host.blocking_problem(file, folder) for file in self._blocking)
        for file in {id(file): file for file in self._claimed.values()}.values():
            yield host.claim_problem(file, sorted(source for source, other in self._claimed.items() if other is file), folder)
        if self._removed:
            yield host.removal_problem(sorted(self._removed))

    def navigation(self, files: Any, given: Any, whole: Callable[[Any, Sequence[str]], object]) -> object:
        """Return the navigation, and add its pages to MkDocs's collection of files.

        Args:
            files: MkDocs's collection of files.
            given: The author's `nav` from mkdocs.yml; None if it is not set.
            whole: Function that returns the navigation of the whole site. Its arguments: `given`, and the source paths of the author's pages.

        """
        self.own_navigation = given is None
        navigation = self._adapted(files, whole) if self.own_navigation else whole(given, ())
        self.add(files, host.sources_of(navigation), in_navigation=self.own_navigation)
        return navigation

    def _adapted(self, files: Iterable[FileT], whole: Callable[[Any, Sequence[str]], object]) -> object:
        """Return the navigation for an author who has not set `nav`: without pages that another plugin removed, and with the files that replace generated pages."""
        claimed = {source: file.src_uri for source, file in self._claimed.items()}
        others = host.in_navigation(files, {*self._paths, *claimed.values(), *([self.home.src_uri] if self.home else [])})
        navigation = host.adapted(whole(None, others), claimed, self._removed)
        for file in self._claimed.values():
            if file.src_uri not in host.sources_of(navigation):
                # Without this line, MkDocs would report that the navigation lacks this file, although it doesn't report that for the page that the file replaces.
                file.inclusion = type(file.inclusion).NOT_IN_NAV
        return navigation

    def add(self, files: Any, sources: Iterable[str], *, in_navigation: bool = False) -> None:
        """Add the files of some generated pages to MkDocs's collection of files.

        Leave out files that the collection already contains, pages that another file replaces, and pages that another plugin removed.

        Args:
            files: MkDocs's collection of files.
            sources: The source paths of the generated pages to add.
            in_navigation: Whether a plugin that makes the navigation should put these pages into it.

        """
        for source in sources:
            file = self.file(source)
            if file and self.is_ours(file):
                if in_navigation:
                    file.inclusion = type(file.inclusion).INCLUDED
                if files.src_uris.get(source) is None:
                    files.append(file)

    def choices(self, files: Iterable[FileT], nav: Any, *, shells: bool, strict: bool, varied: bool) -> Choices:
        """Return which pages the theme renders, and which pages the build leaves out.

        Args:
            files: MkDocs's collection of files.
            nav: MkDocs's navigation of the site.
            shells: Whether to fill pages into shells, which are HTML that the theme rendered for similar pages.
            strict: Whether warnings make the build fail.
            varied: Whether similar pages may get different HTML around their content, for example because a hook may change pages.

        """
        self.nav = nav
        return Choices(
            shells=shells, checked=proofs.number(len(self._paths), strict=strict, varied=varied),
            # The pages in the navigation are not enough, because MkDocs also renders pages that are only in its collection of files. `add` has put pages into
            # this collection, and a plugin that makes the navigation may have left some of them out of the navigation.
            named={page.file.src_uri for page in nav.pages} | {file.src_uri for file in files if self.is_ours(file)},
            others=host.by_hand(files, self._paths.keys() - self._claimed.keys()),
            without={self._paths.get(source, "") for source in (*self._claimed, *self._removed)},
        )  # fmt: skip

    @functools.cached_property
    def _linked(self) -> dict[str, None]:
        """Paths of the generated files that are not pages and to which pages link, relative to the root of the whole site, in the site's order."""
        return dict.fromkeys(map(self._site.addresses.placed, self._site.linked_files()))

    def _linked_file(self, path: str) -> FileT:
        # The source path of a Markdown export must not end with `.md`, because MkDocs would treat the file as a page.
        return self._make(f"{path}.txt" if path.endswith(".md") else path, path)

    def _found(self, path: str) -> FileT | None:
        """Return the file to which a link of the author leads: the file of a generated page, or another generated file, such as a feed."""
        return self.file(path) if path in self._paths or path not in self._linked else self._linked_file(path)

    def _file_of(self, source: str) -> str:
        return self._site.addresses.placed(self._site.addresses.file(self._paths[source]))
