"""Move the parts of the theme's HTML that all generated pages share into a script, which browsers load once for all pages.

The parts are everything before the content (header, menu button, colour schemes, search field), the navigation, the theme's own part of the footer, the
links to icons, and the settings of the theme's script. If they stayed in the pages, they would be more than half of the bytes of an entry's page. In place
of the first three, a page has the elements `<ln-top>`, `<ln-navigation>` and `<ln-credit>`, which the script replaces while the browser parses the page. For
readers without scripts, `<ln-top>` contains the author's announcement, and links to the home page, the search and the footer, which links to all lists.

A page keeps these parts in its HTML if the theme writes them in another form than expected, or if they differ from page to page.
"""

from __future__ import annotations

import json
import posixpath
import re
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

from llmnotes.site.engine.digest import digest
from llmnotes.site.theme.scripts import script

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT_ROOT = "\ufdd0"
"""Placeholder in the script for the relative path from a page to the site's root. It is a noncharacter of Unicode, which texts don't contain."""
_BODY, _CONTAINER = re.compile(r"<body[^>]*>"), '<div class="md-container"'
_SIDEBAR, _CONTENT = '<div class="md-sidebar md-sidebar--primary"', '<div class="md-content"'
_NO_CONTENTS = re.compile(r'<div class="md-sidebar md-sidebar--secondary"[^>]* hidden>')
"""Matches the start tag of the hidden sidebar that the theme writes for a page without a table of contents."""
_END = re.compile(r'<div class="md-dialog".*?<script id="__config" type="application/json">(.*?)</script>', re.DOTALL)
_SPACE = re.compile(r"\s{2,}")
_SKIP = re.compile(r'<a [^>]*class="md-skip"[^>]*>.*?</a>', re.DOTALL)
_SCOPE = re.compile(r'<script>(__md_scope=new URL\()"[./]*",location(\).*?)</script>', re.DOTALL)
"""Matches the script of the theme that contains its functions for storing settings, such as the colour scheme that a reader chose."""
_SCHEME = re.compile(r'<script src="[^"]*assets/scheme\.js" data-palette="([^"]*)"></script>')
_GENERATOR = re.compile(r'<meta name="generator"[^>]*>\n?')
"""Matches the element that names the versions of MkDocs and the theme. It is removed from generated pages; the home page keeps it."""
_ICONS = re.compile(r'<link rel="manifest".*?<meta name="theme-color"[^>]*>', re.DOTALL)
_CREDIT = '<div class="md-footer-meta'
"""Start of the theme's own part of the footer.

It is moved into the script, unless it contains texts or links of the author: readers without scripts must see those.
"""
_ANNOUNCEMENT = '<aside class="md-banner'
"""Start of the theme's bar above the header with an announcement of the author. Readers without scripts see it in `<ln-top>`, too."""
_BY_AUTHOR = re.compile("md-copyright__highlight|md-social")
_TABS = re.compile(r"<script>var target=document\.getElementById\(location\.hash[^<]*</script>\s*")
"""Matches the theme's script that opens the content tab to which an address leads. Generated pages don't need it, because notes can't contain content tabs."""
_PATH = re.compile(r'(?<=[ \n])(href|src|action)="(?![a-z][a-z0-9+.-]*:|/|#|\ufdd0)([^"#?]*)')
_DIFFERS = re.compile(r'<script(?! id="__config")|\sstyle=|md-nav__link--active|\baria-current|data-md-component="header-topic"')
"""Matches HTML that must stay in the page: scripts and styles, which the Content-Security-Policy must allow, and the markup of the open page in the navigation."""
_MOST = 16
"""Maximum number of scripts with parts that pages share. A site needs one or two, unless a template writes something about each page into these parts."""


class CommonParts:
    """The parts of the theme's HTML that pages of one build share. They are moved into scripts; pages with the same parts load the same script."""

    def __init__(self, links: Callable[[str], str]) -> None:
        """Start without scripts. `links` returns the links for readers without scripts, given the path from a page to the site's root."""
        self._links = links
        self._scripts: dict[str, str] = {}

    @property
    def scripts(self) -> tuple[tuple[str, str], ...]:
        """Return path and text of each script that is loaded by the pages that `moved` returned."""
        return tuple(sorted(self._scripts.items()))

    def moved(self, html: str, address: str, *, sample: bool = False) -> str:
        """Return the HTML of a page without the parts that pages share.

        Return it unchanged if the parts can't be moved into a script, or would need more than `_MOST` (16) scripts.

        Args:
            html: The HTML of the page.
            address: The address of the page, relative to the site's root.
            sample: Whether the page is a sample with placeholders as values. Its script is not kept, because it may contain placeholders, and a real page has
                the same script.

        """
        found = _Parts.of(html)
        if found is None:
            return html
        root = "../" * address.count("/") or "./"
        settings = _settings(found.settings, search='data-md-component="search"' in found.top)
        parts = {
            "palette": unescape(found.scheme[1]) if found.scheme else "",
            "icons": _from_root(found.icons, address),
            "top": f"{_from_root(found.top + found.dialog, address)}{settings}</script>",
            "navigation": _from_root(found.navigation, address),
            "credit": _from_root(found.credit, address),
        }
        scope = f'{found.scope[1]}new URL("..", document.currentScript.src){found.scope[2]}'
        text = f"{scope};\nconst PARTS = {json.dumps(parts, ensure_ascii=False)};\n{script('scheme.js') if found.scheme else ''}{script('common.js')}"
        path = f"assets/common-{digest(text)[:12]}.js"
        if path not in self._scripts and len(self._scripts) >= _MOST:
            return html
        if not sample:
            self._scripts[path] = text
        head = found.head.replace(found.scope[0], f'<script src="{root}{path}"></script>', 1)
        head = _GENERATOR.sub("", head, count=1).replace(found.icons, "", 1).replace(found.scheme[0] if found.scheme else "", "", 1)
        skip = _SKIP.search(found.top)
        begin, stop = _element(found.top, "aside", found.top.find(_ANNOUNCEMENT))
        announcement = found.top[begin:stop] if begin >= 0 else ""
        links = f"<ln-top>{_SPACE.sub(' ', skip[0]) if skip else ''}{announcement}{self._links(root)}</ln-top>"
        after = _TABS.sub("", found.after)
        after = after.replace(found.credit, "<ln-credit></ln-credit>", 1) if found.credit else after
        return f"{head}{links}{found.before}<ln-navigation></ln-navigation>{after}{found.end}"


class _Parts(NamedTuple):
    """The HTML of a page that the theme rendered, cut into parts."""

    head: str
    """HTML from the beginning to the start tag of the body, inclusive."""
    top: str
    before: str
    """HTML between the part `top` and the part `navigation`."""
    navigation: str
    after: str
    """HTML between the part `navigation` and the part `dialog`. It contains the content of the page."""
    dialog: str
    """HTML of the element for the theme's messages to the reader, and the start tag of the script with the settings."""
    settings: dict[str, Any]
    """Settings of the theme's script, parsed from JSON."""
    end: str
    scope: re.Match[str]
    scheme: re.Match[str] | None
    """The element that loads the script for colour schemes; None for a site with one colour scheme."""
    credit: str
    """HTML of the theme's own part of the footer; empty if this part stays in the page."""
    icons: str
    """HTML of the links to the icons and to the web manifest."""

    @classmethod
    def of(cls, html: str) -> _Parts | None:
        """Cut the HTML of a page into the parts that are the fields of this class.

        Return None if the HTML doesn't have the form that Material for MkDocs writes, if a part that pages should share differs from page to page, or if
        instant navigation is on.
        """
        body, scope, end = _BODY.search(html), _SCOPE.search(html), _END.search(html)
        container = html.find(_CONTAINER, body.end()) if body else -1
        start, stop = _element(html, "div", html.find(_SIDEBAR, container))
        if _NO_CONTENTS.match(html[stop:].lstrip()):
            stop = html.find(_CONTENT, stop)
        if not (body and scope and end and 0 <= container < start):
            return None
        icons = _ICONS.search(html)
        first, last = _element(html, "div", html.find(_CREDIT, stop))
        credit = html[first:last] if first >= 0 else ""
        try:
            settings = json.loads(end[1])
        except ValueError:
            return None
        top, navigation, dialog = html[body.end() : container].strip(), html[start:stop], html[end.start() : end.start(1)]
        if any(map(_DIFFERS.search, (top, navigation, dialog))) or any(map(_replaces_pages, settings.get("features", ()))):
            return None
        return cls(
            head=html[: body.end()], top=top, before=html[container:start], navigation=navigation, after=html[stop : end.start()], dialog=dialog,
            settings=settings, end=html[end.end() :], scope=scope, scheme=_SCHEME.search(html),
            credit="" if _BY_AUTHOR.search(credit) or _DIFFERS.search(credit) else credit, icons=icons[0] if icons else "",
        )  # fmt: skip


def _replaces_pages(feature: str) -> bool:
    """Return whether a feature of the theme replaces the content of a page with another page's HTML.

    Such a feature needs the whole HTML of the other page, so no part of it may be in a script.
    """
    return feature.startswith("navigation.instant")


def _settings(settings: dict[str, Any], *, search: bool) -> str:
    """Return the settings of the theme's script as JSON.

    Each path in them begins with `SCRIPT_ROOT`, the placeholder for the path from a page to the site's root. `search` is whether pages have the theme's own
    search. If they don't, the texts of the search are left out.
    """
    texts = settings.get("translations") or {}
    kept = {name: text for name, text in texts.items() if search or not name.startswith("search.")}
    base, worker = settings.get("base") or ".", settings.get("search") or ""
    changed = {"base": SCRIPT_ROOT, "search": f"{SCRIPT_ROOT}{worker.removeprefix(base).lstrip('/')}", "translations": kept}
    return json.dumps({**settings, **changed}, ensure_ascii=False).replace("<", "\\u003c")


def _from_root(html: str, address: str) -> str:
    """Change the relative URLs in the HTML of the page at `address`, so that they begin with `SCRIPT_ROOT` in place of the path to the site's root."""
    folder = posixpath.dirname(address)

    def from_root(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join("/", folder, found[2])).lstrip("/")
        return f'{found[1]}="{SCRIPT_ROOT}{path}{"/" if path and found[2].endswith(("/", ".")) else ""}'

    return _PATH.sub(from_root, html)


def _element(html: str, tag: str, start: int) -> tuple[int, int]:
    """Return the positions at which the element whose start tag is at `start` begins and ends; -1 and -1 if the element is not complete."""
    depth = 0
    for found in re.compile(rf"<(/?){tag}\b[^>]*>").finditer(html, start) if start >= 0 else ():
        depth += -1 if found[1] else 1
        if depth == 0:
            return start, found.end()
    return -1, -1
