"""A page, and a page that is yet to be made.

What a build makes thousands of is a named tuple: a frozen dataclass takes three times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from llmnotes.site.engine.digest import fingerprint

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Mapping

    from llmnotes.site.engine.artifact import Asset


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


class Draft(NamedTuple):
    """A page that is yet to be made: what must be known of all pages before."""

    path: str
    """As the page has it."""
    sees: Callable[[], str]
    """A fingerprint of all that the page shows, but for what the whole site has in common. Empty: it is made at every build.

    Drafts that follow one another may have the very same one, of all that they show together: so they are made together."""
    make: Callable[[], Page]
    modified: datetime.date | None
    """As the page has it."""
    described: bool = False
    """Whether it has a description."""
    sectioned: bool = False
    """Whether it has sections."""
    wide: bool = False
    """As the page has it."""
    group: str = ""
    """As a batch has it."""
    listed: bool = True
    """As the page has it."""
    beside: Callable[[], Iterable[Asset]] | None = None
    """Files that show what the page shows."""

    @property
    def source(self) -> str:
        """As the page has it."""
        return f"{self.path}.md"

    @classmethod
    def made(cls, page: Page) -> Draft:
        """Of a page that is made already."""
        return cls(
            path=page.path, sees=lambda: fingerprint(page), make=lambda: page, modified=page.modified,
            described=bool(page.description), sectioned=bool(page.sections), wide=page.wide, listed=page.listed,
        )  # fmt: skip
