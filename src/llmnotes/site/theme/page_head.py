"""Insert the Content-Security-Policy, metadata, search field and footer into the theme's HTML, at elements that all versions of the theme have.

So no template of the theme is copied or overridden.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from llmnotes.model import Place, Problem, Severity
from llmnotes.site.engine.artifact import Artifact, Asset, known
from llmnotes.site.engine.page import Page
from llmnotes.site.theme import theme_markup, theme_search
from llmnotes.site.theme.common_parts import CommonParts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmnotes.site.theme.content_security_policy import Policy
    from llmnotes.site.theme.metadata import Metadata
    from llmnotes.site.theme.page_texts import PageTexts

TOP = "content"
"""The id that generated pages give their `h1`, so that the theme's skip link leads to it."""
MANIFEST = "manifest.webmanifest"
"""Path of the web manifest from the site's root. The head of each page links to the manifest."""
ICON, SMALL_ICON, APPLE_ICON = "icons/icon.svg", "icons/icon-48.png", "icons/apple-touch-icon.png"
"""Paths of the icons that the head of each page names, from the site's root."""
_PAPER = "#faf9f5"
"""Colour of the frame that phones draw around a page: the colour of the page's header. In the dark scheme, the theme's script sets another colour."""
_CHARSET = '<meta charset="utf-8">'
_CHARSET_VARIANT = re.compile(r"""<meta\s+charset=["']?utf-8["']?\s*/?>""", re.IGNORECASE)
_MISSING = "<h1>404 - Not found</h1>"
"""The HTML that is the whole content of the theme's 404.html. The list's own content, with a search form, replaces it."""
_HEADER_END = "</nav>"
"""End tag of the last navigation in the header. The search field is inserted before it."""
_REQUESTS_FACTS = ' data-md-component="source"'
"""The attribute that marks links to the repository. For such a link, the theme's script requests and shows facts, such as the number of stars."""
_BEGINNING = 80
"""To find a page's content in the page's HTML, first search for this number of characters. A search for the whole content would take ten times as long."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """The parts that are inserted into each page. Their HTML on two pages differs only in the relative path from the page to the site's root."""

    header: Callable[[str], str]
    """Function that returns the HTML of the search field, given the relative path from a page to the site's root.

    It returns an empty text for no search field.
    """
    links: Callable[[str], str]
    """Function that returns the HTML of the links for readers without scripts, given the relative path from a page to the site's root."""
    footer: Callable[[str], str]
    """Function that returns the HTML of the footer's links, given the relative path from a page to the site's root."""
    menu: str
    """Label of the button that opens the menu on narrow screens."""
    facts: bool = False
    """Whether the theme's script may request facts about the repository, such as stars, from the code host."""


class Frame:
    """Inserts the Content-Security-Policy, the metadata, the search field and the footer into each page of a site."""

    def __init__(  # noqa: PLR0913 - each argument has a different kind of data
        self, metadata: Metadata, policy: Policy | None, parts: Parts, texts: PageTexts, *, root: str, report: Callable[[Problem], None], whole: bool = True
    ) -> None:  # fmt: skip
        """Set the parts and the objects that all pages share.

        Args:
            metadata: Makes the metadata of a page.
            policy: Makes the Content-Security-Policy of a page; None for no policy.
            parts: The parts that every page gets.
            texts: Collects the text of each page that the author wrote, for the search.
            root: Path of the site's root on its host. The links of 404.html begin with it, because hosts show this page at any address.
            report: Called with a problem if the theme's pages lack an element at which a part is inserted, or if the content of 404.html
                isn't the theme's. Each problem is reported once.
            whole: Whether the list is the whole site, so that its pages get the list's header and icons. False for a list in a folder of a larger site:
                its pages keep the header and the icons of that site.

        """
        self._whole = whole
        self._metadata = metadata
        self._parts = parts
        self._texts = texts
        self._root = root
        self._policy = policy
        self._report = report
        self._reported: set[str] = set()
        self._common = CommonParts(parts.links)

    @property
    def artifacts(self) -> list[Artifact]:
        """Return the artifacts of the scripts with the HTML that pages share, and of the texts of pages for the search.

        Read this after `around` was called for all pages.
        """
        return [*(Artifact(path, known((path, text)), _script) for path, text in self._common.scripts), self._texts.artifact()]

    def around(self, html: str, page: Page, address: str) -> str:
        """Return `html`, the theme's HTML of a page, with the search field, the footer's links, the Content-Security-Policy and the metadata.

        From a generated page, move the HTML that it shares with other pages into a script. Add the text that the author wrote on the page to the search.
        `address` is the address of the page, relative to the site's root.
        """
        return self._around(html, page, address, self.head(page, address), sample=False)

    def around_sample(self, html: str, page: Page, address: str, head: str) -> str:
        """Return `html`, the theme's HTML of a sample page, changed as by `around`, but with `head` in place of the metadata.

        A sample page has placeholders as values, so the script with the HTML that it shares with other pages is not kept.
        """
        return self._around(html, page, address, head, sample=True)

    def _around(self, html: str, page: Page, address: str, head: str, *, sample: bool) -> str:
        root = "../" * address.count("/") or "./"
        html, scheme = self._with_parts(html, root, page.html)
        if page.written and page.searched:
            self._texts.add(address=address, title=page.title, html=page.written)
        if page.generated:
            html = self._metadata.without_description(html, page)
            html = self._common.moved(html, address, sample=sample) if self._whole else html
        return self._with_head(html, page, scheme + head)

    def head(self, page: Page, address: str) -> str:
        """Return the metadata of a page as HTML for its `<head>`."""
        return self._metadata.of(page, address)

    def missing(self, html: str, page: Page) -> str:
        """Return the theme's 404.html with the content of `page` in place of the theme's content.

        If the content of 404.html isn't the theme's, keep it, and report it. The page gets no metadata, because hosts show it at any address.
        """
        before, mark, after = html.partition(_MISSING)
        if mark:
            before = re.sub(
                "<title>(.*?)</title>", lambda match: f"<title>{Markup.escape(page.title)} - {match[1]}</title>", before, count=1
            )
            html = f"{before}{page.html}{after}"
        else:  # the severity is only advice, because an author may have replaced the theme's text in 404.html on purpose
            message = f"404.html lacks {_MISSING}, so it keeps its content and gets no search form"
            remedy = f"write {_MISSING} where the search form should appear, in a 404.html in the theme's custom_dir"
            self._report_once(_MISSING, Severity.ADVICE, message, remedy)
        html, scheme = self._with_parts(html, self._root)
        return self._with_head(html, page, scheme)

    def _with_parts(self, html: str, root: str, content: str = "") -> tuple[str, str]:
        """Return the HTML of a page with the search field, the footer's links and the changed parts of the theme, and the `<meta>` for its colour schemes.

        `content` is the generated content of the page; empty for a page without generated content.
        """
        html = theme_markup.compact(html, content)
        if self._whole:
            html = theme_markup.menu_button(theme_markup.site_name(html), self._parts.menu)
        html = theme_markup.footer(html, self._parts.footer(root))
        meta, script = theme_markup.colour_scheme(html, root)
        return self._with_header(html.replace("</head>", f"{_manifest(root, whole=self._whole)}{script}</head>", 1), root), meta

    def _with_header(self, html: str, root: str) -> str:
        start = html.find("<header")
        place = html.rfind(_HEADER_END, start, html.find("</header>", start)) if start >= 0 else -1
        field = self._parts.header(root)
        if place >= 0:
            html = f"{html[:place]}{field}{html[place:]}"
        elif field:  # the severity is only advice, because readers also reach the search page by the theme's navigation
            message = "the theme's pages lack a <header> with a <nav>, so they get no search field"
            self._report_once(
                _HEADER_END,
                Severity.ADVICE,
                message,
                "use the header of the theme material. With another header, readers find the search page in the navigation",
            )
        return html if self._parts.facts else html.replace(_REQUESTS_FACTS, "")

    def _with_head(self, html: str, page: Page, tags: str) -> str:
        place = html.find(_CHARSET)
        end = place + len(_CHARSET)
        if place < 0:
            found = _CHARSET_VARIANT.search(html)
            if found is None:
                message = "the theme's pages lack <meta charset>, so they get no Content-Security-Policy and no metadata"
                self._report_once(_CHARSET, Severity.WARNING, message, f"write {_CHARSET} as the first element of the theme's <head>")
                return html
            end = found.end()
        policy = self._policy.of(_trusted_html(html, page), where=page.path, by_hand=not page.generated) if self._policy else ""
        # The policy comes directly after the charset, because a policy applies only to the elements after it.
        return f"{html[:end]}{policy}{tags}{html[end:]}"

    def _report_once(self, mark: str, severity: Severity, message: str, remedy: str) -> None:
        if mark not in self._reported:
            self._reported.add(mark)
            self._report(Problem(place=Place("mkdocs.yml"), rule="theme-mark", severity=severity, message=message, remedy=remedy))


def _script(view: tuple[str, str], _: object) -> Iterator[Asset]:
    path, text = view
    yield Asset(path, text.encode())


@functools.lru_cache(maxsize=64)
def _manifest(root: str, *, whole: bool) -> str:
    root = Markup.escape(root)
    manifest = f'<link rel="manifest" href="{root}{MANIFEST}">'
    return (
        manifest
        if not whole
        else (
            f'{manifest}<link rel="icon" href="{root}{SMALL_ICON}" sizes="48x48">'
            f'<link rel="apple-touch-icon" href="{root}{APPLE_ICON}"><meta name="theme-color" content="{_PAPER}">'
        )
    )


def page_by_hand(*, path: str, title: str, meta: Mapping[str, Any], content: str = "") -> Page:
    """Return the `Page` of a page that the site's author wrote by hand. Its field `html` is empty, because no HTML of the page was generated.

    Args:
        path: Source path of the page, such as `about.md`.
        title: Title as HTML.
        meta: Front matter of the page.
        content: Content of the page as HTML.

    """
    title = Markup(title).striptags()  # noqa: S704 - the text is marked as HTML only to remove its tags
    description = str(meta.get("description") or "")
    return Page(path=path, title=title, description=description, html="", kind="page", written=content, searched=theme_search.finds(meta))


def without_instant(features: Sequence[str], *, whole: bool = True) -> tuple[list[str], list[Problem]]:
    """Return the theme's features without those for instant navigation, which would break the pages of a list, and a problem for each such feature.

    `whole` is false for a list in a folder of a larger site. All features stay then, because that site uses them too, but the problems are still returned.
    """
    removed = [feature for feature in features if feature.startswith("navigation.instant")]
    message = (
        "the build turns off the theme's feature {}: each reader would fetch the whole sitemap, and a page that replaces another page in the browser "
        "would keep the other page's Content-Security-Policy and get no scripts"
    )
    remedy = "remove the feature from theme: features in mkdocs.yml; the pages of a list are small and load fast without it"
    if not whole:
        message = "with the theme's feature {}, a page of the list gets no style sheet and no script if a reader comes from another page of the site"
    problems = [Problem.advice(Place("mkdocs.yml"), "theme-feature", message.format(feature), remedy) for feature in removed]
    return [feature for feature in features if not whole or feature not in removed], problems


def _trusted_html(html: str, page: Page) -> str:
    """Return the HTML of a page without the content that contributors wrote, so that only the theme's HTML and the author's own text remain.

    Return all HTML of a page without generated content. If another plugin changed the generated content, return all HTML too, because the content may
    contain scripts of that plugin.
    """
    start = html.rfind(page.html[:_BEGINNING]) if page.html else -1
    while start >= 0 and not html.startswith(page.html, start):
        start = html.rfind(page.html[:_BEGINNING], 0, start + _BEGINNING - 1)
    return html if start < 0 else f"{html[:start]}{page.written}{html[start + len(page.html) :]}"
