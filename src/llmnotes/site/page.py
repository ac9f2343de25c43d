"""A page, its address, and the way from one page to another."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page, for its table of contents."""

    id: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class Alternate:
    """Another form of what a page shows, for its `<link rel="alternate">`."""

    type: str
    """Media type: `application/atom+xml`, `text/markdown`."""
    title: str
    """Plain text."""
    path: str
    """The file from the site's root, not percent-encoded: `topics/rag/feed.atom.xml`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Asset:
    """A file of the site that is no page."""

    path: str
    """From the site's root, not percent-encoded."""
    content: bytes


TOP = "content"
"""The id of the `h1` of each page that we write, where the theme's skip link leads."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What the site gets. All that differs between two pages stands here, and nowhere else."""

    path: str
    """Where it stands, without an ending: `entries/2023-06-09-…`, `tags/index`, `index`."""
    title: str
    """Plain text."""
    description: str
    """Plain text, for search engines and previews; may be empty."""
    html: str
    """Its content, from the `h1` on."""
    sections: tuple[Section, ...] = ()
    modified: datetime.date | None = None
    """The newest date of what it shows."""
    kind: str = "page"
    """What it is: `home`, `entry`, `topic`, `tag`, `year`, `source`, `index` (a list of lists), or any other `page`."""
    wide: bool = False
    """Whether it needs the room of the table of contents, which it has none of."""
    written: str = ""
    """The part of `html` that the site's own author wrote: HTML that may hold scripts. All else comes from records, so from strangers."""
    about: Mapping[str, object] | None = None
    """The work that it is about, in schema.org's terms: https://schema.org/Article."""
    crumbs: tuple[tuple[str, str], ...] = ()
    """The pages above it, from the one below the home: title and path."""
    alternates: tuple[Alternate, ...] = ()
    """Its own first, then the feed of everything."""
    card: str = ""
    """Path of its card image (1200 by 630 pixels), relative to the site's root; empty if it has none."""

    @property
    def source(self) -> str:
        """Its path as a Markdown file, by which other pages may link to it."""
        return f"{self.path}.md"


@dataclasses.dataclass(frozen=True, slots=True)
class Addresses:
    """How paths become addresses: MkDocs's `use_directory_urls`."""

    directories: bool = True

    def of(self, path: str) -> str:
        """A page's address from the site's root, percent-encoded: `entries/…/` or `entries/….html`; empty for the home."""
        if path == "index" or path.endswith("/index"):
            folder = path.removesuffix("index")
            return quote(folder if self.directories else f"{folder}index.html")
        return quote(f"{path}/" if self.directories else f"{path}.html")

    def root_from(self, here: str) -> str:
        """The relative reference from a page to the site's root, with a slash at its end, so that the site works below any path."""
        return "../" * self.of(here).count("/") or "./"
