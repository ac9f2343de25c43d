"""Find the files of other sites that pages load because of values in mkdocs.yml, and the sources that a Content-Security-Policy needs for them.

Some of these files are named in the HTML of pages. Others are named only in scripts: the theme's script loads Mermaid and the facts about a repository, and a
script of another site may load more files. A row of `SERVICES` lists what a known script loads, with a link to its maker's documentation.
"""

from __future__ import annotations

import collections
import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Sources = dict[str, tuple[str, ...]]
"""Sources from which pages may load files, by the directive of a Content-Security-Policy."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A script of another site, and what a Content-Security-Policy must allow so that the script works."""

    name: str
    script: re.Pattern[str]
    """Matches the URL of the script."""
    needs: Mapping[str, tuple[str, ...]]
    """For each directive of the policy, such as `connect-src`: the origins that the script needs. The text `ORIGIN` stands for the script's own origin."""


ORIGIN = "ORIGIN"
SERVICES = (
    # Documented at https://developers.google.com/tag-platform/security/guides/csp#google_analytics_4_google_analytics
    Service(
        name="Google Analytics", script=re.compile(r"https://www\.googletagmanager\.com/"),
        needs={
            "script-src": ("https://*.googletagmanager.com",),
            "connect-src": ("https://*.google-analytics.com", "https://*.analytics.google.com", "https://*.googletagmanager.com"),
            "img-src": ("https://*.google-analytics.com", "https://*.googletagmanager.com"),
        },
    ),
    # See https://github.com/giscus/giscus/blob/main/client.ts: the script loads a frame with the comments, and default.css, which sets the frame's size.
    Service(
        name="giscus", script=re.compile(r"https://giscus\.app/"),
        needs={"script-src": (ORIGIN,), "style-src": (ORIGIN,), "frame-src": (ORIGIN,)},
    ),
    # Documented at https://developers.cloudflare.com/fundamentals/reference/policies-compliances/content-security-policies/
    Service(
        name="Cloudflare Web Analytics", script=re.compile(r"https://static\.cloudflareinsights\.com/"),
        needs={"script-src": (ORIGIN,), "connect-src": ("https://cloudflareinsights.com",)},
    ),
    # Documented at https://docs.mathjax.org/en/latest/options/output/chtml.html. The script adds a <style> with rules for formulas, and loads fonts.
    Service(
        name="MathJax", script=re.compile(r"https?://[^?#]*mathjax", re.IGNORECASE),
        needs={"script-src": (ORIGIN,), "style-src": ("'unsafe-inline'",), "font-src": (ORIGIN,), "connect-src": (ORIGIN,)},
    ),
)  # fmt: skip
_USUAL = {"script-src": (ORIGIN,), "connect-src": (ORIGIN,), "img-src": (ORIGIN,)}
"""The sources that are allowed for a script that `SERVICES`, the table of known scripts, lacks.

Such a script may send data to its own origin, and load images from there, for example to count visits.
"""
_STYLE = {"style-src": (ORIGIN,), "font-src": (ORIGIN,), "img-src": (ORIGIN,)}
"""The sources that a style sheet of another site needs: its own origin, for the style sheet and for its fonts and images."""
_ANALYTICS = {"google": "https://www.googletagmanager.com/gtag/js"}
"""URL of the script that the theme loads for each provider of `extra: analytics` that the theme supports."""
_FONTS = {"style-src": ("https://fonts.googleapis.com",), "font-src": ("https://fonts.gstatic.com",)}
"""The sources that pages need for fonts of Google: the origin of the style sheets, and that of the fonts which these name."""
_DIAGRAM = re.compile(r"https://[^\s\"'`]+/mermaid@[^\s\"'`]+\.js")
"""Matches the URL of Mermaid in the theme's script."""
_BUNDLES = "assets/javascripts/bundle*.js"
_LONGEST = 64 * 1024
"""The maximum size in bytes of an author's script or style sheet that the build searches for URLs. Larger files are skipped, because they are usually libraries."""
_GITHUB = re.compile(r"https?://(?:www\.)?github\.com/[^/]+", re.IGNORECASE)
_GITLAB = re.compile(r"https?://([^/]*gitlab[^/]+)/.+", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Requested:
    """The values in mkdocs.yml that make pages load files of other sites, such as scripts for analytics."""

    styles: tuple[str, ...] = ()
    """Paths (relative to `docs`) or URLs of the style sheets that every page loads in addition to the theme's."""
    scripts: tuple[str, ...] = ()
    """Paths (relative to `docs`) or URLs of the scripts that every page loads in addition to the theme's."""
    analytics: object = None
    """The value of `extra: analytics` in mkdocs.yml, which should be a mapping, or an equal mapping for the option `analytics` of MkDocs's own themes.

    None if neither is set.
    """
    font: object = False
    """The value of the theme's option `font`, a mapping with names of fonts; false for fonts of the reader's device."""
    repository: str = ""
    """The URL of the repository; empty for none."""
    theme: tuple[Path, ...] = ()
    """The folders of the theme's files."""
    docs: Path | None = None
    """The folder of the author's files; None to read no scripts."""

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Requested:
        """Return an object with the values from MkDocs's configuration."""
        theme = config["theme"]
        own = theme.get("analytics")  # an option of MkDocs's own themes
        google = {"provider": "google"} if isinstance(own, dict) and own.get("gtag") else None
        return cls(
            styles=tuple(map(str, config["extra_css"])), scripts=tuple(map(str, [*config["extra_javascript"], *(config["extra"].get("polyfills") or ())])),
            analytics=config["extra"].get("analytics") or google, font=theme.get("font"), repository=config["repo_url"] or "", theme=tuple(map(Path, theme.dirs)),
            docs=Path(config["docs_dir"]),
        )  # fmt: skip

    def own_scripts(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the text of each script of the author that every page loads, unless it is missing or larger than `_LONGEST` (64 KB)."""
        return self._texts(self.scripts)

    def own_styles(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the text of each style sheet of the author that every page loads, unless it is missing or larger than `_LONGEST` (64 KB)."""
        return self._texts(self.styles)

    def _texts(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        files = ((path, self.docs / path) for path in paths if self.docs and not origin(path))
        for path, file in files:
            if file.is_file() and file.stat().st_size <= _LONGEST:
                yield path, file.read_text(encoding="utf-8", errors="replace")

    def sources(self) -> Sources:
        """Return the sources that pages need because of these values in mkdocs.yml, by directive.

        The sources for Mermaid and for facts about the repository are not among them: see `diagram` and `facts`.
        """
        found: dict[str, dict[str, None]] = collections.defaultdict(dict)
        for needs in self._needs():
            for directive, sources in needs.items():
                found[directive].update(dict.fromkeys(sources))
        return {directive: tuple(sources) for directive, sources in found.items()}

    def diagram(self) -> str:
        """Return the URL from which the theme's script loads the library Mermaid on a page with a diagram; empty if the theme's script names no such URL."""
        texts = (bundle.read_text(encoding="utf-8") for folder in self.theme for bundle in sorted(folder.glob(_BUNDLES)))
        return next((match[0] for text in texts if (match := _DIAGRAM.search(text))), "")

    def facts(self) -> str:
        """Return the origin from which the theme's script requests facts about the repository, such as stars; empty if it requests none."""
        if _GITHUB.match(self.repository):
            return "https://api.github.com"
        gitlab = _GITLAB.match(self.repository)
        return f"https://{gitlab[1]}" if gitlab else ""

    def _needs(self) -> Iterable[Sources]:
        provider = self.analytics.get("provider") if isinstance(self.analytics, dict) else None
        yield from (needs_of_script(url) for url in (*self.scripts, _ANALYTICS.get(str(provider), "")) if origin(url))
        yield from (needs_of_style(url) for url in self.styles if origin(url))
        if isinstance(self.font, dict):
            yield dict(_FONTS)


def needs_of_script(url: str) -> Sources:
    """Return the sources that a script of another site needs, by directive: those of its row in `SERVICES`, or else those of `_USUAL`."""
    needs: Mapping[str, tuple[str, ...]] = next((service.needs for service in SERVICES if service.script.match(url)), _USUAL)
    return _with_origin(needs, url)


def needs_of_style(url: str) -> Sources:
    """Return the sources that a style sheet of another site needs, by directive."""
    return dict(_FONTS) if origin(url).endswith("fonts.googleapis.com") else _with_origin(_STYLE, url)


def _with_origin(needs: Mapping[str, tuple[str, ...]], url: str) -> Sources:
    return {directive: tuple(origin(url) if source == ORIGIN else source for source in sources) for directive, sources in needs.items()}


def origin(url: str) -> str:
    """Return scheme and host of an http or https URL, the host alone for a URL that starts with `//`, and an empty text for any other URL.

    The host includes the port, if the URL has one.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # the URL is invalid, so browsers load nothing from it
        return ""
    if not parts.netloc or parts.scheme not in {"http", "https", ""}:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}" if parts.scheme else host
