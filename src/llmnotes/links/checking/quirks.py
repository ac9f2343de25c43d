"""List the sites whose answers need special treatment in the link check, in a table. The first row that matches the host of a URL applies."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from llmnotes.web.url import host as host_of
from llmnotes.web.url import path_and_query

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Quirk:
    """The special treatment of a site. The default of each field is the treatment of sites that have no row in the table."""

    name: str
    hosts: str
    """A regular expression that matches the whole host of the site, without `www.`."""
    reason: str
    other_address: Callable[[str], str | None] = lambda _: None
    """Returns an address, such as that of an API, whose answer shows whether the page at a URL exists. None to request the URL itself."""
    gone: frozenset[int] = frozenset()
    """The statuses with which the address from `other_address` shows that the page is gone."""
    there: frozenset[int] = frozenset()
    """The statuses with which the address from `other_address` shows that the page exists, besides the statuses of success."""
    blocked: frozenset[int] = frozenset()
    """The statuses that this site sends to programs even for pages that exist."""
    breaks_off: bool = False
    """Whether the site refuses or breaks connections, instead of answering 429, if it gets too many requests."""
    files: str = ""
    """A regular expression for URL paths at which the site serves files, such as PDFs, although the path has no extension. Empty for other sites."""
    fragments: bool = True
    """Whether the HTML of the site's pages has the parts that fragments name. False if scripts add them; then the link check does not look for them."""
    soft: bool = True
    """Whether the words of the site's pages can show that a page is missing. If False, titles and texts are not searched for signs of a missing page."""


def _youtube(url: str) -> str | None:
    path, query = path_and_query(url)
    video = re.search(r"(?:^|&)v=([\w-]{11})(?:&|$)", query) if path == "/watch" else None
    video = video or re.match(r"/(?:shorts|live|embed)/([\w-]{11})/?$", path)
    if host_of(url) == "youtu.be":
        video = re.match(r"/([\w-]{11})$", path)
    return (
        f"https://www.youtube.com/oembed?format=json&url={quote(f'https://www.youtube.com/watch?v={video[1]}', safe='')}" if video else None
    )


def _x(url: str) -> str | None:
    path, _ = path_and_query(url)
    post = re.match(r"/(?:\w+|i/web)/status(?:es)?/\d+", path)
    return f"https://publish.twitter.com/oembed?omit_script=1&url={quote(f'https://twitter.com{post[0]}', safe='')}" if post else None


def _reddit(url: str) -> str | None:
    path, _ = path_and_query(url)
    return f"https://www.reddit.com/oembed?url={quote(f'https://www.reddit.com{path}', safe='')}" if "/comments/" in path else None


QUIRKS = (
    Quirk(
        name="X", hosts=r"(mobile\.)?(x|twitter)\.com", other_address=_x, gone=frozenset({404}), blocked=frozenset({400, 401, 403, 404}), fragments=False, soft=False,
        reason="on this site, all pages are one script and answer 200, 400 or 403 (lychee#1147); its service for embedding posts shows which posts exist",
    ),
    Quirk(
        name="YouTube", hosts=r"(m\.|music\.)?youtube\.com|youtu\.be", other_address=_youtube, gone=frozenset({400, 404}), there=frozenset({401}), blocked=frozenset({403}),
        fragments=False, soft=False,
        reason="on this site, the page of a deleted video answers 200; its service for embedding videos answers 404 or 400 for a deleted video, 401 for one that may not be embedded (pomu#9), 403 for a private one",
    ),
    Quirk(
        name="Reddit", hosts=r"(old\.|new\.)?reddit\.com", other_address=_reddit, gone=frozenset({404}), fragments=False, soft=False,
        reason="on this site, pages answer 403 to programs (NLeSC/guide#417); its service for embedding posts does so less often",
    ),
    Quirk(
        name="LinkedIn", hosts=r"([a-z]{2}\.)?linkedin\.com|lnkd\.in", blocked=frozenset({400, 404, 405}), fragments=False, soft=False,
        reason="this site answers 999, 404 (broken-link-checker#231) or a login to visitors that are not logged in",
    ),
    Quirk(
        name="Meta", hosts=r"((m|web|mbasic)\.)?(facebook|instagram|threads)\.(com|net)", blocked=frozenset({400, 404, 500}), fragments=False, soft=False,
        reason="these sites answer 400 (linkchecker#525), or that the page does not exist, to visitors that are not logged in",
    ),
    Quirk(
        name="GitHub", hosts=r"(gist\.)?github\.com", fragments=False,
        reason="on this site, scripts add line numbers, comments, and the headings of most files (lychee#1729)",
    ),
    Quirk(
        name="arXiv", hosts=r"arxiv\.org", files=r"/pdf/.+",
        reason="on this site, papers are files of many megabytes at addresses that don't end in .pdf",
    ),
    Quirk(
        name="note", hosts=r"note\.(com|mu)", fragments=False,
        reason="on this site, scripts add articles and their headings",
    ),
    Quirk(
        name="Speaker Deck", hosts=r"speakerdeck\.com", fragments=False, blocked=frozenset({406}),
        reason="on this site, a script shows the slide that a fragment names; programs get 403 or 406",
    ),
    Quirk(
        name="Qiita", hosts=r"qiita\.com", fragments=False,
        reason="on this site, links to headings had several forms over the years, and a script corrects the old forms",
    ),
    Quirk(
        name="Wayback Machine", hosts=r"web\.archive\.org", fragments=False, soft=False, breaks_off=True,
        reason="on this site, the title of a copy is the title of the archived page; the host refuses connections after many requests (wayback-machine-downloader#264)",
    ),
    Quirk(
        name="Google Docs", hosts=r"(docs|drive|sites|colab\.research)\.google\.com|colab\.google", fragments=False, soft=False,
        reason="on this site, scripts add documents and their headings, and the title of a document may be any text",
    ),
    Quirk(
        name="publishers", hosts=r"(.+\.)?(doi\.org|acm\.org|ieee\.org|sciencedirect\.com|springer\.com|wiley\.com|tandfonline\.com|researchgate\.net)",
        blocked=frozenset({405, 406, 418}), fragments=False,
        reason="these sites refuse programs, IEEE with status 418 (astropy#14802); scripts add the sections of articles",
    ),
    Quirk(
        name="Amazon", hosts=r"(.+\.)?amazon\.(com|co\.jp|co\.uk|de|fr|it|es|ca|in)|amzn\.(to|asia)", blocked=frozenset({405, 500, 503}), fragments=False,
        reason="this site answers 503 or 500 with a captcha to programs",
    ),
)  # fmt: skip

NONE = Quirk(name="", hosts="", reason="")
"""The treatment of all sites that have no row in the table."""


def quirk_of(url: str) -> Quirk:
    """Return the special treatment for the site of a URL; `NONE`, which changes nothing, if the table has no row for the site."""
    return _row(host_of(url))


@functools.lru_cache(maxsize=65536)
def _row(host: str) -> Quirk:
    return next((quirk for quirk in QUIRKS if re.fullmatch(quirk.hosts, host)), NONE)
