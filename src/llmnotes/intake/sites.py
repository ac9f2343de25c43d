"""Sites that tell of their works in their own way: a table. The first row that knows a URL's host counts."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from llmnotes.web.url import canonical, host, path_and_query

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SiteQuirk:
    """How a site differs from others."""

    name: str
    hosts: str
    """A regular expression for the whole host, without `www.`."""
    reason: str
    page: Callable[[str], str] = lambda _: ""
    """The page that tells of the work at a URL; empty where that is the URL itself."""
    oembed: Callable[[str], str] = lambda _: ""
    """The address of an oEmbed service that tells of it; empty where there is none."""
    generic: str = ""
    """A regular expression for titles that tell nothing."""


def _arxiv(url: str) -> str:
    return canonical(url) if path_and_query(url)[0].startswith(("/pdf/", "/html/")) else ""


def _youtube(url: str) -> str:
    path, _ = path_and_query(url)
    is_video = host(url) == "youtu.be" or path == "/watch" or path.startswith(("/shorts/", "/live/"))
    return f"https://www.youtube.com/oembed?format=json&url={quote(canonical(url), safe='')}" if is_video else ""


def _x(url: str) -> str:
    post = re.match(r"/(?:\w+|i/web)/status(?:es)?/\d+", path_and_query(url)[0])
    return f"https://publish.twitter.com/oembed?omit_script=1&url={quote(f'https://twitter.com{post[0]}', safe='')}" if post else ""


SITES = (
    SiteQuirk(name="arXiv", hosts=r"arxiv\.org", page=_arxiv, reason="a paper's abstract tells its title and date; the PDF is large and may tell neither"),
    SiteQuirk(name="YouTube", hosts=r"(m\.|music\.)?youtube\.com|youtu\.be", oembed=_youtube, generic=r"-?\s*YouTube", reason="machines often get a page of consent"),
    SiteQuirk(name="X", hosts=r"(mobile\.)?(x|twitter)\.com", oembed=_x, generic=r"X|Twitter|.* / (?:X|Twitter)", reason="its pages are one script, and posts have no title"),
    SiteQuirk(name="Speaker Deck", hosts=r"speakerdeck\.com", generic=r"Speaker Deck", reason="a deck that was taken away shows the site's own name"),
    SiteQuirk(name="Qiita", hosts=r"qiita\.com", generic=r"Qiita", reason="a page of nobody's shows the site's own name"),
    SiteQuirk(name="Zenn", hosts=r"zenn\.dev", generic=r"Zenn(?:｜.*)?", reason="a private article shows the site's slogan"),
    SiteQuirk(name="note", hosts=r"note\.(com|mu)", generic=r"note\s*[―ー—-].*", reason="an article for members shows the site's slogan"),
)  # fmt: skip
NONE = SiteQuirk(name="", hosts="", reason="")


def site_of(url: str) -> SiteQuirk:
    """The row for a URL; `NONE` for most."""
    return next((site for site in SITES if re.fullmatch(site.hosts, host(url))), NONE)
