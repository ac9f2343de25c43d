"""Artifacts: pages and files that a build writes, each with a view and a template.

A view is a frozen value with everything that an artifact may show. A template is a function of a view and of the site-wide view, and gets nothing
else. So an artifact needs to be written again only if the digest of its view changes, and it can't show anything that is not in its view.

Types with thousands of objects are named tuples, because creating a frozen dataclass takes three times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from llmnotes.site.engine.page import Page


class Asset(NamedTuple):
    """A file to write, with its content."""

    path: str
    """Path from the site's root, not percent-encoded."""
    content: bytes


File = tuple[str, int, int]
"""A written file: path from the site's root, size in bytes, modification time in nanoseconds."""


class Artifact(NamedTuple):
    """A file, or several files that are written together."""

    id: str
    """Id that is unique and stays the same between builds: the path of the first file, or of a folder that belongs to the artifact."""
    view: Callable[[], Any]
    """Returns the view."""
    template: Callable[[Any, Any], Iterable[Asset]]
    """Makes the files from the view and the site-wide view."""
    revise: Callable[[Any, Any, Path, list[File], Callable[[Asset], File]], list[File] | None] | None = None
    """A fast path for a view with few changes. It revises the files on disk to the same bytes as `template` and returns them, or returns None if it
    can't. Its arguments: the view, the site-wide view, the site's folder, the files of the last build, and a function that writes a file."""


class PageArtifact(NamedTuple):
    """A page, and files that show the same view in other forms."""

    path: str
    """Path of the page without an extension, such as `entries/2023-06-09-…`."""
    view: Callable[[], Any]
    """Returns the view. It is called only when all data of the view is available."""
    template: Callable[[Any, Any], Page]
    """Renders the page from the view and the site's rendering."""
    modified: datetime.date | None
    """Newest date of the page's content. This field and those below must be known for all pages before any is rendered."""
    described: bool = False
    """Whether the page has a description."""
    sectioned: bool = False
    """Whether the page has sections."""
    wide: bool = False
    """Whether the page uses the space of the table of contents."""
    listed: bool = True
    """Whether the sitemap and search engines may list the page."""
    run: str = ""
    """Consecutive pages with the same run share one cache key and are made together. An empty run means that the page has its own key."""
    group: str = ""
    """Pages of a group share rendered parts, such as entries in lists, so one process renders them all. Empty for no group."""
    beside: Callable[[Any, Any], Iterable[Asset]] | None = None
    """Makes files that show the page's view in another form."""

    @property
    def source(self) -> str:
        """Return the path of the page's Markdown source, which MkDocs uses as its name."""
        return f"{self.path}.md"


def known(view: Any) -> Callable[[], Any]:
    """Return a function that returns this view."""
    return lambda: view


class Batch(Protocol):
    """Files that the output folder keeps or writes together, with a common cache key."""

    @property
    def id(self) -> str:
        """Return an id that is unique and stays the same between builds."""

    @property
    def group(self) -> str:
        """Return the group of pages that one process renders; empty for no group."""

    def key(self) -> str:
        """Return the cache key. If it differs from the last build's key, or if it is empty, the files are written again."""

    def make(self) -> Iterable[Asset]:
        """Make the files."""

    def revise(self, folder: Path, files: list[File], put: Callable[[Asset], File]) -> list[File] | None:
        """Revise the unchanged files of the last build in a folder. `put` writes a file. Return None if the files must be written whole."""
