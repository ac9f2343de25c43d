"""Artifacts: what a build makes, each as a view and the template that writes it.

A view is a frozen value that holds all that an artifact may show. A template is a function of a view and of what the whole site has in common;
it gets nothing else. So a digest of the view tells whether the artifact must be made again, and what is not in the view can't be shown.

What a build makes thousands of is a named tuple: a frozen dataclass takes three times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from llmnotes.site.engine.page import Page


class Asset(NamedTuple):
    """A file of the site that is no page."""

    path: str
    """From the site's root, not percent-encoded."""
    content: bytes


File = tuple[str, int, int]
"""A file that was written: path from the site's root, size in bytes, time in nanoseconds."""


class Artifact(NamedTuple):
    """A file, or files that are written together."""

    id: str
    """Tells it from all others, from one build to the next: its first file's path, or the folder that is all its own."""
    view: Callable[[], Any]
    """Makes the view."""
    template: Callable[[Any, Any], Iterable[Asset]]
    """Writes the files: of the view, and of what the whole site has in common."""
    revise: Callable[[Any, Any, Path, list[File], Callable[[Asset], File]], list[File] | None] | None = None
    """A fast path for a view that changed a little: given the view, what the site has in common, the site's folder, the files as the last build left
    them and what writes one, it brings the files up to date to the same bytes as `template`. None where it can't."""


class PageArtifact(NamedTuple):
    """A page, and the files that show what it shows."""

    path: str
    """As in `Page`."""
    view: Callable[[], Any]
    """Makes the view, once all that it shows is known."""
    template: Callable[[Any, Any], Page]
    """Renders the page: of the view, and of what the whole site has in common."""
    modified: datetime.date | None
    """As in `Page`, like the fields below: they must be known of all pages before one is rendered."""
    described: bool = False
    """Whether it has a description."""
    sectioned: bool = False
    """Whether it has sections."""
    wide: bool = False
    listed: bool = True
    run: str = ""
    """Pages that follow one another in one run are made together, and have one key. Empty: the page is made alone."""
    group: str = ""
    """Pages of a group share what they render (an entry looks the same in all lists), so one process makes them all. Empty: any process does."""
    beside: Callable[[Any, Any], Iterable[Asset]] | None = None
    """Writes files that show the page's view in another form."""

    @property
    def source(self) -> str:
        """As in `Page`."""
        return f"{self.path}.md"


def known(view: Any) -> Callable[[], Any]:
    """What makes a view that is known already."""
    return lambda: view


class Batch(Protocol):
    """Files that the output folder keeps or makes together: artifacts, with their key."""

    @property
    def id(self) -> str:
        """As in `Artifact`."""

    @property
    def group(self) -> str:
        """As in `PageArtifact`."""

    def key(self) -> str:
        """The key: the files are made again where it is not the one of the last build. Empty: they are made at every build."""

    def make(self) -> Iterable[Asset]:
        """Make the files."""

    def revise(self, folder: Path, files: list[File], put: Callable[[Asset], File]) -> list[File] | None:
        """Bring the files below a folder up to date, which are as the last build left them, given what writes one. None where they must be made."""
