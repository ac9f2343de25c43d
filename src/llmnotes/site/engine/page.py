"""A page as its template renders it."""

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
    """Another form of a page, for a `<link rel="alternate">`."""

    type: str
    """Media type, such as `application/atom+xml` or `text/markdown`."""
    title: str
    """Title as plain text."""
    path: str
    """Path of the file from the site's root, not percent-encoded, such as `topics/rag/feed.atom.xml`."""


class Page(NamedTuple):
    """A rendered page. Its fields are the only differences between two pages of the site."""

    path: str
    """Path without an extension, such as `entries/2023-06-09-…`, `tags/index` or `index`."""
    title: str
    """Title as plain text."""
    description: str
    """Description as plain text, for search engines and previews; may be empty."""
    html: str
    """Content of the page, beginning with the `h1`."""
    sections: tuple[Section, ...] = ()
    modified: datetime.date | None = None
    """Newest date of the page's content."""
    kind: str = "page"
    """Kind of page: `home`, `entry`, `topic`, `tag`, `year`, `source`, `index` (a list of lists), or another name."""
    wide: bool = False
    """Whether the page has no table of contents and uses its space."""
    written: str = ""
    """Part of `html` that the site's author wrote; it may contain scripts. All other parts come from records, which contributors write."""
    about: Mapping[str, object] | None = None
    """The work that the page is about, as structured data: https://schema.org/Article."""
    crumbs: tuple[tuple[str, str], ...] = ()
    """Title and path of the pages above this page, starting below the home page."""
    alternates: tuple[Alternate, ...] = ()
    """Other forms of the page: first its own, then the feed of the whole list."""
    card: str = ""
    """Path of the page's card image (1200 by 630 pixels) from the site's root; empty if it has none."""
    listed: bool = True
    """Whether the sitemap and search engines may list the page."""

    @property
    def source(self) -> str:
        """Return the path of the page's Markdown source, which other pages can link to."""
        return f"{self.path}.md"
