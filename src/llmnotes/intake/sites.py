"""A table of the sites whose pages need a special way to read their metadata. For a URL, the first row whose `hosts` matches the URL's host is used."""

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
    """A row of the table of sites: how the metadata of one site's pages is read."""

    name: str
    """The site's name, such as `arXiv`. It explains the row to developers, and is not shown to users."""
    hosts: str
    """A regular expression that matches the whole host of the site, without `www.`."""
    reason: str
    """The reason why the site needs this row."""
    page: Callable[[str], str] = lambda _: ""
    """Function that returns the URL of the page to read instead of a URL: for a paper's PDF, the page of its abstract. Empty to read the URL itself."""
    oembed: Callable[[str], str] = lambda _: ""
    """Function that returns the URL at which the site's oEmbed service describes a page, given the page's URL; empty if no such service exists."""
    generic: str = ""
    """A regular expression for titles that name only the site, such as `YouTube`, and so are not used for entries; empty if the site has no such titles."""


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
    SiteQuirk(name="arXiv", hosts=r"arxiv\.org", page=_arxiv, reason="a paper's abstract page has its title and date; the PDF is large and may lack both"),
    SiteQuirk(name="YouTube", hosts=r"(m\.|music\.)?youtube\.com|youtu\.be", oembed=_youtube, generic=r"-?\s*YouTube", reason="programs often get a page that asks for consent instead of the video, so the title comes from the oEmbed service"),
    SiteQuirk(name="X", hosts=r"(mobile\.)?(x|twitter)\.com", oembed=_x, generic=r"X|Twitter|.* / (?:X|Twitter)", reason="pages show a post only by scripts, so the post comes from the oEmbed service; posts have no title, so the title is made from the author and the post's first words"),
    SiteQuirk(name="Speaker Deck", hosts=r"speakerdeck\.com", generic=r"Speaker Deck", reason="the page of deleted slides has only the site's name as its title, so such a title is not used for an entry"),
    SiteQuirk(name="Qiita", hosts=r"qiita\.com", generic=r"Qiita", reason="the page of a deleted article has only the site's name as its title, so such a title is not used for an entry"),
    SiteQuirk(name="Zenn", hosts=r"zenn\.dev", generic=r"Zenn(?:｜.*)?", reason="the page of a private article has only the site's slogan as its title, so such a title is not used for an entry"),
    SiteQuirk(name="note", hosts=r"note\.(com|mu)", generic=r"note\s*[―ー—-].*", reason="the page of an article for members has only the site's slogan as its title, so such a title is not used for an entry"),
)  # fmt: skip
NONE = SiteQuirk(name="", hosts="", reason="")


def site_of(url: str) -> SiteQuirk:
    """Return the row for a URL's site; `NONE` if the table has no row for this site."""
    return next((site for site in SITES if re.fullmatch(site.hosts, host(url))), NONE)
