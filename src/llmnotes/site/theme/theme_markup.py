"""Change the HTML that the theme writes around each page: colour scheme, name of the site, menu button and footer.

Each function returns the HTML unchanged if the theme doesn't write the element in the expected form.
"""

from __future__ import annotations

import functools
import re
from html import escape, unescape

SCHEME = "assets/scheme.js"
"""Path from the site's root of the script that sets the colour scheme before a browser first shows the page."""
_OPTION = re.compile(
    r'<input class="md-option" data-md-color-media="([^"]*)" data-md-color-scheme="([^"]*)" data-md-color-primary="([^"]*)"'
    r' data-md-color-accent="([^"]*)"'
)
"""Matches the element for one colour scheme that readers can choose."""
_PALETTE = re.compile(r'<script>var palette=__md_get\("__palette"\).*?</script>', re.DOTALL)
"""Matches the theme's script that sets the reader's colour scheme."""
_CONTENT = '<article class="md-content__inner'
_BLANK = re.compile(r"(?<=>)\s{2,}(?=<|\Z)")
"""Matches white space between two tags."""
_AROUND_NAME = re.compile(r'(?<=<span class="md-ellipsis">)\s+|(?<!\s)\s{2,}(?=</span>)')
"""Matches white space around a name in the theme's navigation and table of contents."""
_SPACE = re.compile(r"\s{2,}")
_LOGO = re.compile(r'<a href="([^"]*)"[^>]*data-md-component="logo">(.*?)</a>\s*', re.DOTALL)
_BOOK = "M12 8a3 3 0 0 0 3-3"
"""Beginning of the SVG of the theme's default logo, a book."""
_NAME = re.compile(r'(<div class="md-header__topic">\s*)<span class="md-ellipsis">(.*?)</span>', re.DOTALL)
_TITLE_OF_PAGE = re.compile(r'<div class="md-header__topic" data-md-component="header-topic">.*?</div>\s*', re.DOTALL)
_MENU = re.compile(r'<label class="md-header__button md-icon" for="__drawer">(.*?)</label>', re.DOTALL)
_FOOTER = '<div class="md-footer-meta md-typeset">'


def compact(html: str, generated: str = "") -> str:
    """Return a page without the theme's indentation and without the theme's script for colour schemes, which `SCHEME` replaces. The content is unchanged.

    `generated` is the content of a generated page; empty for other pages. The theme's indentation around this content is removed too.

    The median page of a list with 2,042 entries takes 4.7 KB instead of 5.3 KB (gzip).
    """
    start, end = html.find(_CONTENT), html.rfind("</article>")
    if start < 0:
        return html
    before = _PALETTE.sub("", html[:start], count=1) if _OPTION.search(html) else html[:start]
    content = html[start:end]
    if generated and content.count(generated) == 1:
        content = generated.join(_SPACE.sub("\n", part) for part in content.split(generated))
    return f"{_unindented(before)}{content}{_unindented(html[end:])}"


def _unindented(html: str) -> str:
    return _AROUND_NAME.sub("", _BLANK.sub("\n", html))


def colour_scheme(html: str, root: str) -> tuple[str, str]:
    """Return the `<meta>` and the `<script>` that make a browser show the page in the reader's colour scheme from the beginning.

    Without them, the page may first appear in the site's first colour scheme, until the theme's script has run. For a site with one scheme, both are empty.

    Args:
        html: The theme's HTML of the page, which names the schemes.
        root: Path from the page to the site's root, with a slash at its end.

    """
    options = _OPTION.findall(html)
    if not options:
        return "", ""
    palette = ";".join(" ".join(map(unescape, (scheme, primary, accent, media))) for media, scheme, primary, accent in options)
    meta = '<meta name="color-scheme" content="light dark">' if any(scheme == "slate" for _, scheme, _, _ in options) else ""
    return meta, f'<script src="{escape(root)}{SCHEME}" data-palette="{escape(palette)}"></script>'


def site_name(html: str) -> str:
    """Return a page whose header shows the name of the site as a link to the home page, at any width and scroll position.

    Also remove the theme's default logo, and the page's title in the header, which would replace the site's name when the reader scrolls.
    """
    logo = _LOGO.search(html)
    if logo is None or not _NAME.search(html):
        return html
    link = functools.partial(r'\1<a class="md-ellipsis" href="{0}">\2</a>'.format, logo[1].replace("\\", r"\\"))
    html = _TITLE_OF_PAGE.sub("", _NAME.sub(link(), html, count=1), count=1)
    return _LOGO.sub("", html) if _BOOK in logo[2] else html


def menu_button(html: str, label: str) -> str:
    """Return a page with a button that opens the menu.

    The theme has only a label for this, which can't be reached with the keyboard. The label stays for browsers without scripts.
    """
    button = f'<button class="md-header__button md-icon ln-menu" type="button" aria-label="{escape(label)}" aria-expanded="false">'
    return _MENU.sub(lambda found: f"{button}{found[1]}</button>{found[0]}", html, count=1)


def footer(html: str, links: str) -> str:
    """Return a page with links at the beginning of the theme's footer."""
    before, mark, after = html.partition(_FOOTER)
    return f"{before}{links}{mark}{after}" if mark else html
