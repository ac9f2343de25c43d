"""What stands round a page's content: additions to the HTML that the theme wrote, at few marks that stay from one version to the next.

No template of the theme is copied or overridden.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from llmnotes.model import Place, Problem, Severity
from llmnotes.site.engine.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from llmnotes.site.theme.content_security_policy import Policy
    from llmnotes.site.theme.metadata import Metadata

TOP = "content"
"""The id of the `h1` of each page that we write, where the theme's skip link leads."""
MANIFEST = "manifest.webmanifest"
"""The web manifest's place, from the site's root; each page's head names it."""
_CHARSET = '<meta charset="utf-8">'
_CHARSET_OTHERWISE = re.compile(r"""<meta\s+charset=["']?utf-8["']?\s*/?>""", re.IGNORECASE)
_MISSING = "<h1>404 - Not found</h1>"
"""All the content of the theme's 404.html."""
_HEADER_END = "</nav>"
"""Ends the last navigation in the header, behind which the search field stands."""
_ASKS_HOST = ' data-md-component="source"'
_BEGINNING = 80
"""Characters by which our content is looked for, from the end, which is nearer; to look for all of it at once takes ten times as long."""


class Frame:
    """Adds to each page of a site."""

    def __init__(
        self, metadata: Metadata, policy: Policy | None, *, header: Callable[[str], str], root: str, tell: Callable[[Problem], None]
    ) -> None:
        """`header` makes what stands in each page's header, from the way to the site's root; `root` is the way there from anywhere.

        `tell` gets a problem, once, for each mark that the theme's pages lack.
        """
        self._metadata = metadata
        self._header = header
        self._root = root
        self._policy = policy
        self._tell = tell
        self._told: set[str] = set()

    def around(self, html: str, page: Page, address: str) -> str:
        """A whole page as the theme wrote it, with its policy and metadata. `address` is relative to the site's root."""
        return self.around_sample(html, page, address, self.head(page, address))

    def around_sample(self, html: str, page: Page, address: str, head: str) -> str:
        """The same with that text for the page's metadata."""
        return self._with_head(self._with_header(html, "../" * address.count("/") or "./"), page, head)

    def head(self, page: Page, address: str) -> str:
        """The metadata of a page."""
        root = "../" * address.count("/") or "./"
        return f"{self._metadata.of(page, address)}{_manifest(root)}"

    def missing(self, html: str, page: Page) -> str:
        """The page for addresses that don't exist, with `page`'s content for the theme's. It has no address of its own, so no metadata."""
        before, mark, after = html.partition(_MISSING)
        if mark:
            before = re.sub(
                "<title>(.*?)</title>", lambda match: f"<title>{Markup.escape(page.title)} - {match[1]}</title>", before, count=1
            )
            html = f"{before}{page.html}{after}"
        else:  # advice, no warning: an author may well have written a 404.html on purpose
            message = "the theme's 404.html is not as expected, so it keeps its content and offers no search"
            self._say(_MISSING, Severity.ADVICE, message, f"where a 404.html of yours should offer it, write {_MISSING}")
        return self._with_head(self._with_header(html, self._root), page, _manifest(self._root))

    def _with_header(self, html: str, root: str) -> str:
        start = html.find("<header")
        place = html.rfind(_HEADER_END, start, html.find("</header>", start)) if start >= 0 else -1
        if place < 0:
            message = "the theme's pages lack a <header> with a <nav>, so they get no search field"
            self._say(_HEADER_END, Severity.WARNING, message, "link to the search page in the theme's navigation")
            return html
        # The theme would ask the code host for stars: a request to a third party.
        return f"{html[:place]}{self._header(root)}{html[place:]}".replace(_ASKS_HOST, "")

    def _with_head(self, html: str, page: Page, tags: str) -> str:
        place = html.find(_CHARSET)
        end = place + len(_CHARSET)
        if place < 0:
            found = _CHARSET_OTHERWISE.search(html)
            if found is None:
                message = "the theme's pages lack <meta charset>, so they get no Content-Security-Policy and no metadata"
                self._say(_CHARSET, Severity.WARNING, message, f"write {_CHARSET} first in the theme's <head>")
                return html
            end = found.end()
        policy = (
            self._policy.of(_without_strangers(html, page), where=page.path, by_hand=bool(page.written or not page.html))
            if self._policy
            else ""
        )
        # Right behind the charset, so before all that the policy binds.
        return f"{html[:end]}{policy}{tags}{html[end:]}"

    def _say(self, mark: str, severity: Severity, message: str, remedy: str) -> None:
        if mark not in self._told:
            self._told.add(mark)
            self._tell(Problem(place=Place("mkdocs.yml"), rule="theme-mark", severity=severity, message=message, remedy=remedy))


@functools.lru_cache(maxsize=64)
def _manifest(root: str) -> str:
    return f'<link rel="manifest" href="{Markup.escape(root)}{MANIFEST}">'


def page_by_hand(*, path: str, title: str, description: str) -> Page:
    """A page that the site's author wrote whole. MkDocs gives its title as HTML."""
    return Page(path=path, title=Markup(title).striptags(), description=description, html="", kind="page")  # noqa: S704 - only to take its tags out


def unfit(features: Iterable[str]) -> Iterator[Problem]:
    """Features of the theme that don't go with a long list."""
    for feature in features:
        if feature.startswith("navigation.instant"):
            yield Problem(
                place=Place("mkdocs.yml"),
                rule="theme-feature",
                severity=Severity.WARNING,
                message=f"the theme's feature {feature} makes each reader fetch the whole sitemap, and keeps the first page's Content-Security-Policy",
                remedy="take it out of theme: features; pages of this site are small, and load fast without it",
            )


def _without_strangers(html: str, page: Page) -> str:
    """What theme and author wrote of a page: all but our content, and of that what the author wrote.

    Where another plugin changed our content, it stays whole: its scripts may be that plugin's.
    """
    start = html.rfind(page.html[:_BEGINNING]) if page.html else -1
    while start >= 0 and not html.startswith(page.html, start):
        start = html.rfind(page.html[:_BEGINNING], 0, start + _BEGINNING - 1)
    return html if start < 0 else f"{html[:start]}{page.written}{html[start + len(page.html) :]}"
