"""The result of rendering a page: its title, its HTML and its metadata."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping


_ID = re.compile(r'\sid="([^"]+)"')


class Section(NamedTuple):
    """A heading of a page, for the page's table of contents."""

    id: str
    title: str
    """Title as HTML, because neither themes nor the engine escape it."""


class Alternate(NamedTuple):
    """Another file with the same content as a page, such as a feed, for a `<link rel="alternate">`."""

    type: str
    """Media type, such as `application/atom+xml` or `text/markdown`."""
    title: str
    """Title as plain text."""
    path: str
    """Path of the file, relative to the site's root and not percent-encoded, such as `topics/rag/feed.atom.xml`."""


class Page(NamedTuple):
    """A rendered page, without the theme's HTML around it."""

    path: str
    """Path without an extension, such as `entries/2023-06-09-…`, `tags/index` or `index`; for a page that the author wrote by hand, its source path."""
    title: str
    """Title as plain text."""
    description: str
    """Description as plain text, for search engines and for previews of links; may be empty."""
    html: str
    """Content of the page, beginning with the `h1`, or on the home page with the author's text. Empty for a page that the author wrote by hand."""
    sections: tuple[Section, ...] = ()
    modified: datetime.date | None = None
    """Date of the newest content on the page; None if it is unknown."""
    kind: str = "page"
    """Kind of page: `home`, `entry`, `topic`, `tag`, `year`, `source`, `index` (a page that lists topics, tags, years or sources), or another name."""
    wide: bool = False
    """Whether the theme leaves out the column with the table of contents, so that the page's content is wider."""
    written: str = ""
    """HTML that the author wrote: the part of `html` on the home page, or all content of a hand-written page. It may contain scripts; the rest of `html` may not."""
    searched: bool = True
    """Whether the search finds the part that the author wrote. False if the page's front matter excludes the page from the search."""
    about: Mapping[str, object] | None = None
    """The linked work that the page describes, as structured data (https://schema.org/Article); None for a page that describes no work."""
    crumbs: tuple[tuple[str, str], ...] = ()
    """Title and path of the pages above this page, starting below the home page."""
    alternates: tuple[Alternate, ...] = ()
    """Other files with content of the page, such as its Markdown export and its feed, then the feed of the whole reading list, if the site has feeds."""
    card: str = ""
    """Path of the page's card image (1200 by 630 pixels), relative to the site's root; empty if the page has no card."""
    listed: bool = True
    """Whether the sitemap and search engines may list the page."""

    @property
    def generated(self) -> bool:
        """Return whether the page has content of which the site's author wrote no part."""
        return bool(self.html and not self.written)

    @property
    def anchors(self) -> set[str]:
        """Return the ids of the elements in the content, to which links can lead."""
        return set(_ID.findall(self.html))
