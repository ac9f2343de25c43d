"""A page, its address, and the way from one page to another."""

from __future__ import annotations

import dataclasses
import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    import datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page, for its table of contents."""

    id: str
    title: str


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
    card: str = ""
    """The path of its card image from the site's root; empty for none."""

    @property
    def source(self) -> str:
        """Its path as a Markdown file, by which other pages may link to it."""
        return f"{self.path}.md"


@dataclasses.dataclass(frozen=True, slots=True)
class Asset:
    """A file of the site that is no page."""

    path: str
    """Where it stands, from the site's root."""
    content: bytes


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

    def between(self, here: str, there: str) -> str:
        """The relative reference from one page to another, so that the site works below any path."""
        start = posixpath.dirname(f"/{self.of(here)}")
        target = self.of(there)
        relative = posixpath.relpath(f"/{target}", start)
        return f"{relative}/" if not target or target.endswith("/") else relative

    def asset(self, here: str, path: str) -> str:
        """The relative reference from a page to a file that is no page."""
        return posixpath.relpath(f"/{quote(path)}", posixpath.dirname(f"/{self.of(here)}"))
