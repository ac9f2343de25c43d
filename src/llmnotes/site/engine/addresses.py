"""Compute the address and the file of a page, and relative paths between pages.

All paths and addresses are relative to the root of the site that the engine builds. With the option `prefix`, this site is a folder of the whole site
that MkDocs builds: `https://example.org/reading/` of `https://example.org/`. Only the methods `whole`, `own`, `placed` and `source` convert between the
roots of the two sites.
"""

from __future__ import annotations

import dataclasses
import re
from urllib.parse import quote

_SAFE = re.compile("[a-z0-9/.-]*")


def encoded(path: str) -> str:
    """Return a path with percent-encoding. Most paths contain only characters that need no encoding, and testing this first is faster."""
    return path if _SAFE.fullmatch(path) else quote(path)


@dataclasses.dataclass(frozen=True, slots=True)
class Addresses:
    """Converts paths of pages to addresses and files."""

    directories: bool = True
    """The value of MkDocs's option `use_directory_urls`: whether the address of a page ends with a slash instead of `.html`."""
    prefix: str = ""
    """Folder of the list's site in the whole site that MkDocs builds, such as `reading/`, not percent-encoded; empty if the list's site is the whole site."""

    def of(self, path: str) -> str:
        """Return the address of a page, relative to the site's root and percent-encoded.

        With MkDocs's option `use_directory_urls`, this is `entries/…/`, `tags/` for the path `tags/index`, and an empty text for the home page. Without the
        option, it is `entries/….html`, `tags/index.html` and `index.html`.
        """
        if path == "index" or path.endswith("/index"):
            folder = path.removesuffix("index")
            return encoded(folder if self.directories else f"{folder}index.html")
        return encoded(f"{path}/" if self.directories else f"{path}.html")

    def file(self, path: str) -> str:
        """Return the path of a page's HTML file, relative to the site's root and not percent-encoded."""
        folder = path == "index" or path.endswith("/index") or not self.directories
        return f"{path}.html" if folder else f"{path}/index.html"

    def relative(self, html: str, placeholder: str, here: str) -> str:
        """Return the HTML of a page with relative URLs in place of the URLs that begin with a placeholder. Each URL has as few `../` as possible.

        Args:
            html: HTML whose URLs begin with `placeholder` in place of the site's root.
            placeholder: A text that occurs nowhere else in the HTML.
            here: Path of the page, such as `topics/rag`.

        """
        folder, up = self.of(here).rpartition("/")[0], ""
        while folder:
            html = html.replace(f"{placeholder}{folder}/", up or "./")
            folder, up = folder.rpartition("/")[0], f"../{up}"
        return html.replace(placeholder, up or "./")

    def root_from(self, here: str) -> str:
        """Return the relative path from the page with the path `here` to the site's root, such as `../../` or `./`. With such paths, a site works at any URL."""
        return "../" * self.of(here).count("/") or "./"

    def whole(self, path: str) -> str:
        """Return the address of a page, percent-encoded.

        It is relative to the root of the whole site that MkDocs builds, of which this site may be a folder.
        """
        return f"{encoded(self.prefix)}{self.of(path)}" if self.prefix else self.of(path)

    def own(self, address: str) -> str | None:
        """Make an address that is relative to the root of the whole site relative to the root of the list's site, which may be a folder of the whole site.

        Return None for the address of a page outside of this folder.
        """
        prefix = encoded(self.prefix)
        return address.removeprefix(prefix) if address.startswith(prefix) else None

    def placed(self, file: str) -> str:
        """Make a file's path that is relative to the root of the list's site relative to the root of the whole site. Neither path is percent-encoded."""
        return f"{self.prefix}{file}"

    def source(self, path: str) -> str:
        """Return the source path by which MkDocs identifies a page: the path that its Markdown file would have in docs/ if an author had written the page."""
        return f"{self.prefix}{path}.md"


def root_url(url: str | None) -> str:
    """Return the URL of a site's root with one slash at its end, to which addresses can be appended; empty if the URL is unknown."""
    return f"{url.rstrip('/')}/" if url else ""
