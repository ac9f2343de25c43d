"""Each page's Content-Security-Policy: https://www.w3.org/TR/CSP3/.

It stands in a `<meta>`, because a list is published on hosts whose headers its author can't set. What a page may run is told by the hashes of
the inline scripts that its theme and its author wrote; a script that came with a record's title or note gets none, so it would not run even if
the sanitiser missed it.
"""

from __future__ import annotations

import base64
import fnmatch
import functools
import hashlib
import re
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from llmnotes.model import Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_BASE = {
    "default-src": "'none'",  # what no line below names is refused: frames, plugins, prefetches
    "script-src": "'self'",  # the theme's bundle; its inline scripts by hash, never 'unsafe-inline' or 'unsafe-eval'
    "style-src": "'self'",  # the theme needs no 'unsafe-inline': its scripts set styles through the CSSOM, which no policy binds
    "img-src": "'self' data:",  # the theme's icons are masks with data: URLs in its style sheets
    "font-src": "'self'",
    "connect-src": "'self'",  # the search fetches its index
    "media-src": "'self'",  # a hand-written page may hold a recording
    "manifest-src": "'self'",
    "worker-src": "'self'",  # the theme's search runs in a worker
    "form-action": "'self'",  # does not fall back to default-src: the search forms lead to our own pages
    "base-uri": "'none'",  # does not fall back to default-src: a <base> would turn every relative link to another site
}

_REST = r"""(?=[\s/>])((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>"""
_INLINE = re.compile(rf"<(script|style){_REST}(.*?)</\1(?=[\s/>])", re.IGNORECASE | re.DOTALL)
"""An inline script or style: tag, attributes, text."""
_ATTRIBUTE = re.compile(r"""(?<![\w-])(type|rel|src|href|data|action)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_STYLE_ATTRIBUTE = re.compile(r"""\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_RUNS = {"", "module", "importmap", "speculationrules", "text/javascript", "application/javascript"}
"""Types of inline scripts that the policy binds; any other is a block of data: https://html.spec.whatwg.org/#prepare-the-script-element."""

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
_REMEDIES = {
    "https://fonts.googleapis.com": "write font: false below theme: in mkdocs.yml, so that readers' own fonts serve",
}
"""Better advice than to allow it, by origin."""


class Policy:
    """The policy of a site; `of` gives a page's."""

    def __init__(
        self,
        extra: Mapping[str, tuple[str, ...]],
        *,
        site_url: str | None,
        styles: Iterable[str] = (),
        scripts: Iterable[str] = (),
        tell: Callable[[Problem], None],
    ) -> None:
        """`extra` are the author's sources by directive; `styles` and `scripts` URLs of what every page loads: those from elsewhere are allowed.

        `tell` gets a problem, once, for each origin that a page asks in vain.
        """
        self._sources = {directive: sources.split() for directive, sources in _BASE.items()}
        for directive, sources in (*extra.items(), ("style-src", map(origin, styles)), ("script-src", map(origin, scripts))):
            known = [source for source in self._sources.get(directive, ()) if source != "'none'"]
            added = list(dict.fromkeys([*known, *filter(None, sources)]))
            self._sources[directive] = added or ["'none'"]
        self._own = origin(site_url or "")
        self._tell = tell
        self._told: set[tuple[str, str]] = set()
        self._hash = functools.lru_cache(maxsize=1024)(_hash)
        self._runs = functools.lru_cache(maxsize=1024)(_runs)
        self._metas: dict[tuple[tuple[str, ...], ...], str] = {}

    def of(self, html: str, *, where: str, by_hand: bool) -> str:
        """The `<meta>` for a page, from that part of its HTML that its theme and its author wrote.

        `where` names the page in messages. Pages `by_hand` are looked through for what they load from elsewhere; of the others, which differ in
        what strangers wrote alone, one of each kind is.
        """
        scripts, styles = [], []
        for tag, values, text in _INLINE.findall(html):
            if tag.lower() == "style":
                styles.append(self._hash(text))
            elif self._runs(values):
                scripts.append(self._hash(text))
        attributes = [self._hash(unescape(double or single)) for double, single in _STYLE_ATTRIBUTE.findall(html)]
        key = (tuple(scripts), tuple(styles), tuple(attributes))
        if by_hand or key not in self._metas:
            self._look_through(html, where)
        if key not in self._metas:
            self._metas[key] = self._meta(*key)
        return self._metas[key]

    def _meta(self, scripts: tuple[str, ...], styles: tuple[str, ...], attributes: tuple[str, ...]) -> str:
        sources = dict(self._sources)
        # Beside a hash, browsers ignore 'unsafe-inline': an author who asks for it gets it.
        if "'unsafe-inline'" not in sources["script-src"]:
            sources["script-src"] = [*sources["script-src"], *dict.fromkeys(scripts)]
        if "'unsafe-inline'" not in sources["style-src"]:
            sources["style-src"] = [*sources["style-src"], *dict.fromkeys(styles)]
            if attributes:  # a hand-written table's alignment: only these very attributes, and only on this page
                sources["style-src-attr"] = ["'unsafe-hashes'", *dict.fromkeys(attributes)]
        policy = "; ".join(f"{directive} {' '.join(words)}" for directive, words in sources.items())
        return f'<meta http-equiv="Content-Security-Policy" content="{escape(policy).replace("&#x27;", chr(39))}">'

    def _look_through(self, html: str, where: str) -> None:
        for directive, url in _loads(html):
            asked = origin(url)
            if asked == self._own or (directive, asked) in self._told or any(_covers(source, url) for source in self._allowing(directive)):
                continue
            self._told.add((directive, asked))
            self._tell(
                Problem(
                    place=Place("mkdocs.yml"),
                    rule="csp-refuses",
                    severity=Severity.WARNING,
                    message=f"{where} asks {asked}, which its Content-Security-Policy refuses",
                    remedy=_REMEDIES.get(asked)
                    or f"serve a copy from your own site, or allow it by our option csp: {{{directive}: {asked}}}",
                ),
            )

    def _allowing(self, directive: str) -> Iterable[str]:
        return self._sources.get(directive, self._sources["default-src"])


def origin(url: str) -> str:
    """Scheme and host of an absolute URL, as a policy names a source; the host alone where the scheme is the page's; else empty."""
    try:
        parts = urlsplit(url)
    except ValueError:  # nothing can be loaded from there
        return ""
    if not parts.netloc or parts.scheme not in {"http", "https", ""}:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}" if parts.scheme else host


def _covers(source: str, url: str) -> bool:
    """Whether a source allows a URL; its path is left out of account, as browsers do after a redirect."""
    if source.endswith(":"):
        return url.startswith(source)
    return bool(allowed := origin(source) or source) and fnmatch.fnmatchcase(origin(url), allowed)


def _loads(html: str) -> Iterator[tuple[str, str]]:
    """Directive and URL of what a page loads by an absolute URL."""
    for tag, text in _LOADS.findall(html):
        values = _attributes(text)
        name = tag.lower()
        if name == "link":
            rel = values.get("rel", "").lower().split()
            name = next((f"link {kind}" for kind in ("stylesheet", "icon", "manifest") if kind in rel), "")
        url = next((unescape(values[key]) for key in ("src", "href", "data", "action") if key in values), "")
        if name in _LOADED_BY and origin(url):
            yield _LOADED_BY[name], url


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(tag)}


def _runs(attributes: str) -> bool:
    """Whether an inline script with these attributes runs; one with a `src` does not run what it holds."""
    values = _attributes(attributes)
    return "src" not in values and values.get("type", "").strip().lower() in _RUNS


def _hash(text: str) -> str:
    """A script's or style's text as a source: https://www.w3.org/TR/CSP3/#grammardef-hash-source. Parsers read CR LF as LF."""
    digest = hashlib.sha256(text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "surrogatepass")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
