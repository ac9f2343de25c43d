"""The Content-Security-Policy of each page: https://www.w3.org/TR/CSP3/.

The policy is in a `<meta>` element, because many hosts don't let an author set HTTP headers. It allows inline scripts by their hashes, and only
the inline scripts of the theme and of the author. A script in a record's title or note gets no hash, so browsers don't run it even if the sanitiser misses it.
"""

from __future__ import annotations

import base64
import fnmatch
import functools
import hashlib
import re
from html import escape, unescape
from typing import TYPE_CHECKING

from llmnotes.model import Place, Problem
from llmnotes.site.theme.outside_files import needs_of_script, needs_of_style, origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from llmnotes.site.theme.outside_files import Requested

_BASE = {
    "default-src": "'none'",  # blocks everything without a directive below: frames, plugins, prefetches
    "script-src": "'self'",  # scripts of this site; inline scripts are allowed by their hashes, not by 'unsafe-inline'
    "style-src": "'self'",  # 'unsafe-inline' is not needed, because the theme's scripts set styles through the CSSOM, which policies don't restrict
    "img-src": "'self' data:",  # the theme's icons are masks with data: URLs in its style sheets
    "font-src": "'self'",
    "connect-src": "'self'",  # the search fetches its index
    "media-src": "'self'",  # a hand-written page may contain audio or video
    "manifest-src": "'self'",
    "worker-src": "'self'",  # the theme's search runs in a worker
    "form-action": "'self'",  # needed, because default-src doesn't apply to forms: the search forms lead to pages of this site
    "base-uri": "'none'",  # needed, because default-src doesn't apply to <base>, which could lead every relative link to another site
}

_REST = r"""(?=[\s/>])((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>"""
_INLINE = re.compile(rf"<(script|style){_REST}(.*?)</\1(?=[\s/>])", re.IGNORECASE | re.DOTALL)
"""Matches a script or style element, with three groups: tag, attributes and text. A script with `src` matches too."""
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(type|rel|src|srcset|poster|href|data|action)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_STYLE_ATTRIBUTE = re.compile(r"""\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_RUNS = {"", "module", "importmap", "speculationrules", "text/javascript", "application/javascript"}
"""Types of inline scripts that browsers run. Scripts of other types are data: https://html.spec.whatwg.org/#prepare-the-script-element."""

_LOADS = re.compile(rf"<(script|iframe|img|link|video|audio|source|embed|object|form){_REST}", re.IGNORECASE)
_LOADED_BY = {
    "script": "script-src",
    "iframe": "frame-src",
    "img": "img-src",
    "video": "media-src",
    "audio": "media-src",
    "source": "media-src",
    "embed": "object-src",
    "object": "object-src",
    "form": "form-action",
    "link stylesheet": "style-src",
    "link icon": "img-src",
    "link manifest": "manifest-src",
}
_DIAGRAM = re.compile(r"""<(?:pre|div)\b[^>]*\bclass\s*=\s*["']?(?:[^"'>]*\s)?mermaid[\s"'>]""", re.IGNORECASE)
"""Matches the HTML of a diagram, which the theme's script draws with the library Mermaid."""
_SCRIPT_ATTRIBUTE = re.compile(
    r"""<[a-z][^<>]*?\s(on[a-z]+(?=\s*=)|(?:href|action|src)(?=\s*=\s*["']?\s*javascript:(?!(?:void\(0\))?;?["'\s>])))""", re.IGNORECASE
)
"""Matches an attribute that contains a script, such as `onclick="…"` or `href="javascript:…"`.

The theme writes `href="javascript:void(0)"` for its feature search.share. This script does nothing, so nothing is missing if the policy blocks it.
"""
_COMMENT = re.compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)
"""Matches a comment in a style sheet, which may lack its end."""
_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"'();\s]+)""", re.IGNORECASE)
"""Matches a rule of a style sheet that loads another style sheet, with its URL."""
_FONT = re.compile(r"@font-face\s*\{([^}]*)", re.IGNORECASE)
"""Matches a rule of a style sheet that names the files of a font."""
_URL = re.compile(r"""url\(\s*["']?([^"'()\s]+)""", re.IGNORECASE)
_NAMED = re.compile(r"""["'`]((?:https?:)?//[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/[^\s"'`]*)?)["'`]""")
"""Matches a text in a script that is a URL with a host, such as `"https://example.org/a"` or `"//example.org/a"`."""
_NAMESPACES = {"http://www.w3.org", "https://schema.org", "http://schema.org"}
"""Origins of URLs that scripts use only as names, such as the XML namespace of SVG. Scripts load no files from there."""
_Key = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]
_REMEDIES = {
    "https://fonts.googleapis.com": "write font: false below theme: in mkdocs.yml, so that pages use fonts of the reader's device",
}
"""Remedies by origin, for origins from which pages should load nothing. For other origins, the remedy is to allow them."""


class Policy:
    """The Content-Security-Policy of a site, from which the method `of` makes the policy of each page."""

    def __init__(
        self, extra: Mapping[str, tuple[str, ...]], *, requested: Requested, site_url: str | None, report: Callable[[Problem], None]
    ) -> None:
        """Combine the base policy with the sources that the author allows, and with the sources that pages need because of values in mkdocs.yml.

        Args:
            extra: The sources that the author allows, by directive.
            requested: The values in mkdocs.yml that make pages load files of other sites.
            site_url: URL of the site's root; None if it is unknown.
            report: Called with a problem for each origin that the policy blocks, if a page loads a file from it, a form sends to it, or a script names it;
                and for each script in an attribute, such as `onclick`.

        """
        self._sources = {directive: sources.split() for directive, sources in _BASE.items()}
        for directive, sources in (*extra.items(), *requested.sources().items()):
            known = [source for source in self._sources.get(directive, ()) if source != "'none'"]
            added = list(dict.fromkeys([*known, *filter(None, sources)]))
            self._sources[directive] = added or ["'none'"]
        self._requested = requested
        self._own = origin(site_url or "")
        self._report = report
        self._reported: set[tuple[str, str]] = set()
        self._hash = functools.lru_cache(maxsize=1024)(_hash)
        self._runs = functools.lru_cache(maxsize=1024)(_runs)
        self._metas: dict[_Key, str] = {}

    def allows(self, directive: str, url: str) -> bool:
        """Return whether pages may load the URL as the kind of file of the directive, such as `img-src` for images. They may load any URL of the site itself."""
        sources = self._sources.get(directive, self._sources["default-src"])
        return origin(url) == self._own or any(_covers(source, url) for source in sources)

    def of(self, html: str, *, where: str, by_hand: bool) -> str:
        """Return the `<meta>` element with the policy of a page, which allows the inline scripts and styles in `html` by their hashes. Report what it blocks.

        Args:
            html: The part of the page that the theme and the author wrote.
            where: Name of the page in messages.
            by_hand: Whether the author wrote the page by hand. Each such page is checked for blocked origins. Of the generated pages with the same inline
                scripts and styles, only one is checked, because they differ only in contributors' texts.

        """
        scripts, styles, texts, rules = [], [], [], []
        for tag, inside, text in _INLINE.findall(html):
            if tag.lower() == "style":
                styles.append(self._hash(text))
                rules.append(text)
            elif self._runs(inside):
                scripts.append(self._hash(text))
                texts.append(text)
        values = [unescape(double or single) for double, single in _STYLE_ATTRIBUTE.findall(html)]
        attributes = [self._hash(value) for value in values]
        diagram = self._diagram if _DIAGRAM.search(html) else ""
        key = (tuple(scripts), tuple(styles), tuple(attributes), diagram)
        if by_hand or key not in self._metas:
            self._look_through(html, where)
            self.look_through_script("\n".join(texts), f"a script of {where}")
            self.look_through_style("\n".join((*rules, *values)), where)
        if key not in self._metas:
            self._metas[key] = self._meta(*key)
        return self._metas[key]

    @functools.cached_property
    def _diagram(self) -> str:
        return self._requested.diagram()

    def look_through_script(self, text: str, where: str) -> None:
        """Report each origin that occurs in the text of a script and that no directive allows. Report an origin only once, even if several scripts name it.

        `where` is the name of the script in messages.
        """
        for url in _NAMED.findall(text):
            named = origin(url)
            known = named in _NAMESPACES or any(self.allows(directive, url) for directive in self._sources)
            if named and not known and named not in {reported for _, reported in self._reported}:
                self._reported.add(("script-src", named))
                message = f"{where} names {named}. If the script loads files from {named}, the Content-Security-Policy blocks them"
                remedy = f"if the script loads files from {named}, allow them with the plugin's option {_option(needs_of_script(url))}"
                self._report(Problem.advice(Place("mkdocs.yml"), "csp-refuses", message, remedy))

    def _meta(self, scripts: tuple[str, ...], styles: tuple[str, ...], attributes: tuple[str, ...], diagram: str) -> str:
        sources = dict(self._sources)
        if diagram:  # Mermaid needs 'unsafe-inline', because it adds a <style> element with the colours of a diagram
            sources["script-src"] = [*sources["script-src"], diagram]
            sources["style-src"] = list(dict.fromkeys([*sources["style-src"], "'unsafe-inline'"]))
        # Browsers ignore 'unsafe-inline' next to a hash, so leave out the hashes if the author allows 'unsafe-inline'.
        if "'unsafe-inline'" not in sources["script-src"]:
            sources["script-src"] = [*sources["script-src"], *dict.fromkeys(scripts)]
        if "'unsafe-inline'" not in sources["style-src"]:
            sources["style-src"] = [*sources["style-src"], *dict.fromkeys(styles)]
            if attributes:  # the style attributes of this page, such as the alignment in a table: the policy allows no others
                sources["style-src-attr"] = ["'unsafe-hashes'", *dict.fromkeys(attributes)]
        policy = "; ".join(f"{directive} {' '.join(words)}" for directive, words in sources.items())
        return f'<meta http-equiv="Content-Security-Policy" content="{escape(policy).replace("&#x27;", chr(39))}">'

    def look_through_style(self, text: str, where: str) -> None:
        """Report each origin from which a style sheet loads a file that the policy blocks. `where` is the name of the style sheet in messages."""
        for directive, url in _loads_of_style(text):
            self._report_blocked(directive, url, where, needs_of_style(url) if directive == "style-src" else None)

    def _look_through(self, html: str, where: str) -> None:
        for directive, url in _loads(html):
            self._report_blocked(directive, url, where, needs_of_script(url) if directive == "script-src" else None)
        if not {"'unsafe-inline'", "'unsafe-hashes'"}.intersection(self._sources["script-src"]):
            for name in dict.fromkeys(map(str.lower, _SCRIPT_ATTRIBUTE.findall(_INLINE.sub("", html)))):
                message = f"{where} has a script in an attribute {name}, which its Content-Security-Policy blocks"
                remedy = "write the script into a file that extra_javascript in mkdocs.yml names"
                self._report(Problem.warning(Place("mkdocs.yml"), "csp-refuses", message, remedy))

    def _report_blocked(self, directive: str, url: str, where: str, needs: Mapping[str, tuple[str, ...]] | None) -> None:
        """Report an origin once if the policy blocks a URL. `needs` are the sources to allow, by directive; None for only the origin of the URL."""
        loaded = origin(url)
        if self.allows(directive, url) or (directive, loaded) in self._reported:
            return
        self._reported.add((directive, loaded))
        option = _option(needs or {directive: (loaded,)})
        if directive == "form-action":
            message = f"{where} has a form that sends to {loaded}, which the page's Content-Security-Policy blocks"
            remedy = f"allow the form with the plugin's option {option}"
        else:
            message = f"{where} loads a file from {loaded}, which the page's Content-Security-Policy blocks"
            allow = f"allow the file with the plugin's option {option}"
            remedy = (not needs and _REMEDIES.get(loaded)) or f"serve a copy of the file from your own site, or {allow}"
        self._report(Problem.warning(Place("mkdocs.yml"), "csp-refuses", message, remedy))


def facts_left_out(source: str) -> Problem:
    """Return a problem of severity advice: pages don't show facts about the repository, such as stars.

    `source` is the origin from which the theme would request them.
    """
    message = (
        f"pages show no facts about the repository, such as stars, because the browser of each reader would request them from {source}"
    )
    return Problem.advice(
        Place("mkdocs.yml"), "csp-refuses", message, f"to show these facts, use the plugin's option {_option({'connect-src': (source,)})}"
    )


def _option(needs: Mapping[str, tuple[str, ...]]) -> str:
    """Return one line of YAML that sets the plugin's option `csp` so that it allows the sources `needs`, which are grouped by directive."""
    values = (f"{directive}: {' '.join(sources)}" for directive, sources in needs.items())
    return f"csp: {{{', '.join(values)}}}"


def _covers(source: str, url: str) -> bool:
    """Return whether a source of the policy allows a URL. The paths of source and URL are ignored, as browsers do after a redirect."""
    if source.endswith(":"):
        return url.startswith(source)
    return bool(allowed := origin(source) or source) and fnmatch.fnmatchcase(origin(url), allowed)


_MEANT_AS_PATHS = frozenset({"//search.html"})
"""URLs with which a theme means a path, although they name a host.

The theme readthedocs writes `//search.html` in the 404.html of a site at the root of its host.
"""


def _loads(html: str) -> Iterator[tuple[str, str]]:
    """Yield each absolute URL from which a page loads a file, or to which a form sends, with the directive of the policy for it."""
    for tag, text in _LOADS.findall(html):
        values = _attributes(text)
        name = tag.lower()
        if name == "link":
            rel = values.get("rel", "").lower().split()
            name = next((f"link {kind}" for kind in ("stylesheet", "icon", "manifest") if kind in rel), "")
        for image in (values.get("poster", ""), *values.get("srcset", "").split(",")):
            if origin(address := unescape("".join(image.split()[:1]))):
                yield "img-src", address
        url = next((unescape(values[key]) for key in ("src", "href", "data", "action") if key in values), "")
        if name in _LOADED_BY and origin(url) and url not in _MEANT_AS_PATHS:
            yield _LOADED_BY[name], url


def _loads_of_style(text: str) -> Iterator[tuple[str, str]]:
    """Yield each absolute URL from which a style sheet loads a file, with the directive of the policy for it."""
    text = _COMMENT.sub("", text)
    found = [("style-src", _IMPORT.findall(text)), ("font-src", _URL.findall(" ".join(_FONT.findall(text))))]
    found.append(("img-src", _URL.findall(_FONT.sub("", _IMPORT.sub("", text)))))
    return ((directive, url) for directive, urls in found for url in urls if origin(url))


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(tag)}


def _runs(attributes: str) -> bool:
    """Return whether browsers run the text of a script element with these attributes. They don't run the text if the element has the attribute `src`."""
    values = _attributes(attributes)
    return "src" not in values and values.get("type", "").strip().lower() in _RUNS


def _hash(text: str) -> str:
    """Return the hash source that allows an inline script or style with this text: https://www.w3.org/TR/CSP3/#grammardef-hash-source.

    Line breaks are read as LF, as HTML parsers read them.
    """
    digest = hashlib.sha256(text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "surrogatepass")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
