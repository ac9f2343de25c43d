"""Artifacts: pages and files that a build writes, each with a view and a template.

A view is a frozen value with everything that an artifact may show. A template is a function with two arguments: the view, and the site-wide view (for a
page: the object that renders Jinja templates with the site-wide view). So an artifact can't show anything that is missing from these views. A build keeps the
files of an artifact only if the digests of these views and of the code are the same as in the last build, and the files are unchanged.

A build makes thousands of artifacts and files. So their types are named tuples, because creating a frozen dataclass takes three times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from llmnotes.site.engine.page import Page


class Asset(NamedTuple):
    """A file that a build writes: its path and its content."""

    path: str
    """Path of the file, not percent-encoded.

    A template returns a path that is relative to the root of the list's site, or of the whole site if `Artifact.whole` is true. Later, the engine makes all paths
    relative to the root of the whole site.
    """
    content: bytes


File = tuple[str, int, int]
"""A file of a build: path relative to the site's folder, size in bytes, modification time in nanoseconds.

For a file that the build left out because another program writes it, the size is -1 and the time 0.
"""


class Artifact(NamedTuple):
    """A file, or several files that are written together, with their view and their template. Pages are of the type `PageArtifact`."""

    id: str
    """Unique id, the same in each build: the path of the artifact's only file, or a name such as `cards`, `redirects` or `topics/rag/feed`."""
    view: Callable[[], Any]
    """A function without arguments that returns the view of the artifact."""
    template: Callable[[Any, Any], Iterable[Asset]]
    """A function that returns the artifact's files. Its arguments are the artifact's view (its own data) and the site-wide view."""
    revise: Callable[[Any, Any, Path, list[File], Callable[[Asset], File]], list[File] | None] | None = None
    """A function that edits the files of the last build, which is faster than calling `template` after a small change and gives the same bytes.

    It returns all files of the artifact, or None if it can't edit them. Its arguments: the view, the site-wide view, the folder to which the files' paths are
    relative, the files of the last build, and a function that writes a file. The field is None for an artifact whose files are never edited.
    """
    whole: bool = False
    """Whether the files' paths are relative to the root of the whole site that MkDocs builds. If false, they are relative to the root of the list's site."""


class PageArtifact(NamedTuple):
    """A page with its view and its template, and files that show the same view in other formats."""

    path: str
    """Path of the page without an extension, such as `entries/2023-06-09-…`."""
    view: Callable[[], Any]
    """A function without arguments that returns the view of the page."""
    template: Callable[[Any, Any], Page]
    """Function that returns the rendered page. Its arguments: the view, and the object that renders Jinja templates."""
    modified: datetime.date | None
    """Date of the newest content on the page; None if it is unknown.

    A build reads this field and the following fields of every page, even of pages whose view and template it doesn't call.
    """
    described: bool = False
    """Whether the page has a description for search engines."""
    sectioned: bool = False
    """Whether the page has sections, which the theme lists in a table of contents."""
    wide: bool = False
    """Whether the theme leaves out the column with the table of contents, so that the page's content is wider."""
    listed: bool = True
    """Whether the sitemap and search engines may list the page."""
    run: str = ""
    """Name of the run to which the page belongs.

    Consecutive pages with the same run and the same shell (reused HTML of the theme) share one cache key and are written together. Empty for a page with its
    own key.
    """
    group: str = ""
    """Name of the group to which the page belongs.

    Pages of a group show the same rendered parts, such as entries, so one process renders them all. Empty for no group.
    """
    beside: Callable[[Any, Any], Iterable[Asset]] | None = None
    """Function that returns files with the page's view in other formats.

    Its arguments: the view, and the site-wide view. None for a page without such files.
    """
    title: str = ""
    """Title of the page.

    A build uses `title`, `text` and `labelled` only to choose a few pages that differ much, and checks for these pages that filling a shell (reused HTML of the
    theme) gives the same HTML as rendering with the theme. Pages without a title are never chosen.
    """
    text: str = ""
    """The text from which the page's description for search engines is made."""
    labelled: bool = False
    """Whether the page is that of an entry with tags or topics. False for all other pages."""


def known(view: Any) -> Callable[[], Any]:
    """Return a function without arguments that returns `view`. Use it as the field `view` of an artifact whose view already exists."""
    return lambda: view


class Batch(Protocol):
    """Files that share one cache key. A build keeps all files of a batch, edits them with `revise`, or writes all of them."""

    @property
    def id(self) -> str:
        """Return the unique id of the batch. It is the same in each build, so that a build finds the batch's files of the last build."""

    @property
    def group(self) -> str:
        """Return the name of the group to which the batch belongs; empty for no group. One process renders all batches of a group, to share rendered HTML."""

    def key(self) -> str:
        """Return the cache key. If the key differs from the last build's key, or is empty, the build edits the files or writes them again."""

    def make(self) -> Iterable[Asset]:
        """Render and return all files of the batch."""

    def revise(self, folder: Path, files: list[File], put: Callable[[Asset], File]) -> list[File] | None:
        """Edit the files of the last build, which is faster than making all files.

        Args:
            folder: The site's folder.
            files: The files of the batch in the last build. They are unchanged on disk.
            put: Function that writes a file, and returns its path, size and time.

        Returns:
            The files of the batch; None if the batch can't edit files, so that the build calls `make`.

        """
