"""A page as its template rendered it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping


class Section(NamedTuple):
    """A heading of a page, for its table of contents."""

    id: str
    title: str


class Alternate(NamedTuple):
    """Another form of what a page shows, for its `<link rel="alternate">`."""

    type: str
    """Media type: `application/atom+xml`, `text/markdown`."""
    title: str
    """Plain text."""
    path: str
    """The file from the site's root, not percent-encoded: `topics/rag/feed.atom.xml`."""


class Page(NamedTuple):
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
    listed: bool = True
    """Whether search engines and the sitemap shall have it."""

    @property
    def source(self) -> str:
        """Its path as a Markdown file, by which other pages may link to it."""
        return f"{self.path}.md"
