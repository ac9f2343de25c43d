"""Sites that answer in their own way: a table. The first row that knows a URL's host counts."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from llmnotes.url import host as host_of
from llmnotes.url import path_and_query

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Quirk:
    """How a site differs from others."""

    name: str
    hosts: str
    """A regular expression for the whole host, without `www.`."""
    reason: str
    ask: Callable[[str], str | None] = lambda _: None
    """Another address that tells the truth of a URL; None where the URL itself does."""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    blocked: frozenset[int] = frozenset()
    """Statuses that this site gives machines for pages that are there."""
    gone: frozenset[int] = frozenset()
    """Statuses by which the other address says that the page is gone."""
    fragments: bool = True
    """Whether the page's own HTML holds the parts that fragments name."""
    soft: bool = True
    """Whether its titles can be believed."""


def _youtube(url: str) -> str | None:
    path, query = path_and_query(url)
    video = re.search(r"(?:^|&)v=([\w-]{11})", query) if path == "/watch" else re.match(r"/(?:shorts/|live/|embed/)?([\w-]{11})$", path)
    return (
        f"https://www.youtube.com/oembed?format=json&url={quote(f'https://www.youtube.com/watch?v={video[1]}', safe='')}" if video else None
    )


def _x(url: str) -> str | None:
    path, _ = path_and_query(url)
    return (
        f"https://publish.twitter.com/oembed?omit_script=1&url={quote(f'https://twitter.com{path}', safe='')}"
        if "/status/" in path
        else None
    )


def _reddit(url: str) -> str | None:
    path, _ = path_and_query(url)
    return f"https://www.reddit.com/oembed?url={quote(f'https://www.reddit.com{path}', safe='')}" if "/comments/" in path else None


_WALL = frozenset({400, 401, 403, 404, 405, 406, 429, 451, 503, 999})

QUIRKS = (
    Quirk(
        name="X", hosts=r"(mobile\.)?(x|twitter)\.com", ask=_x, gone=frozenset({404}), blocked=_WALL, fragments=False, soft=False,
        reason="its pages are one script and answer 200 or 400 whatever stands there; its embedding service knows which posts exist",
    ),
    Quirk(
        name="YouTube", hosts=r"(m\.)?youtube\.com|youtu\.be", ask=_youtube, gone=frozenset({404, 400}), fragments=False, soft=False,
        reason="a deleted video answers 200; its embedding service answers 404, and 401 or 403 for one that may not be embedded",
        blocked=frozenset({401, 403}),
    ),
    Quirk(
        name="Reddit", hosts=r"(old\.|new\.)?reddit\.com", ask=_reddit, gone=frozenset({404}), blocked=frozenset({401, 403, 429}), fragments=False, soft=False,
        reason="it bars machines from its pages, not from its embedding service",
    ),
    Quirk(
        name="LinkedIn", hosts=r"([a-z]{2}\.)?linkedin\.com|lnkd\.in", blocked=frozenset({*_WALL} - {404}), fragments=False, soft=False,
        reason="it answers 999 to whoever isn't logged in, and sends others to a login",
    ),
    Quirk(
        name="Meta", hosts=r"(m\.)?(facebook|instagram|threads)\.(com|net)", blocked=_WALL, fragments=False, soft=False,
        reason="it answers 400 or a login to whoever isn't logged in",
    ),
    Quirk(
        name="GitHub", hosts=r"(gist\.)?github\.com", fragments=False,
        reason="parts of its pages (line numbers, READMEs, comments) come by script, and headings under other names",
    ),
    Quirk(
        name="arXiv", hosts=r"arxiv\.org", blocked=frozenset({403}),
        reason="it bars addresses that ask much with 403 for a while; its pages are there",
    ),
    Quirk(
        name="note", hosts=r"note\.(com|mu)", fragments=False, blocked=frozenset({403}),
        reason="its articles come by script, with ids of their own; its wall bars machines",
    ),
    Quirk(
        name="Speaker Deck", hosts=r"speakerdeck\.com", fragments=False, blocked=frozenset({403, 406}),
        reason="slides are chosen by script from the fragment; its wall bars machines",
    ),
    Quirk(
        name="Qiita", hosts=r"qiita\.com", fragments=False,
        reason="headings get their ids by script, percent-encoded in a way of its own",
    ),
    Quirk(
        name="Zenn", hosts=r"zenn\.dev", fragments=False,
        reason="headings get their ids percent-encoded, and long articles come by script",
    ),
    Quirk(
        name="Wayback Machine", hosts=r"web\.archive\.org", fragments=False, soft=False, blocked=frozenset({403, 429}),
        reason="a title is the archived page's; it bars who asks much",
    ),
    Quirk(
        name="Medium", hosts=r"(.+\.)?medium\.com|towardsdatascience\.com", fragments=False, blocked=frozenset({403}),
        reason="Cloudflare bars machines; paragraphs have ids by script",
    ),
    Quirk(
        name="Google Docs", hosts=r"(docs|drive|colab\.research)\.google\.com|colab\.google", fragments=False, soft=False, blocked=frozenset({401, 403}),
        reason="documents are made by script, and many want a login",
    ),
    Quirk(
        name="Stack Exchange", hosts=r"(.+\.)?(stackoverflow|stackexchange|superuser|serverfault|askubuntu)\.com", blocked=frozenset({403}),
        reason="Cloudflare bars machines",
    ),
    Quirk(
        name="publishers", hosts=r"(.+\.)?(doi\.org|acm\.org|ieee\.org|sciencedirect\.com|springer\.com|wiley\.com|tandfonline\.com|researchgate\.net|jst\.go\.jp)",
        blocked=frozenset({401, 403, 405, 418, 429}),
        reason="publishers bar machines, behind DOIs too",
    ),
    Quirk(
        name="Amazon", hosts=r"(.+\.)?amazon\.(com|co\.jp|de|co\.uk)|amzn\.to|amzn\.asia", blocked=frozenset({403, 405, 500, 503}), fragments=False,
        reason="it answers 503 or 500 with a riddle to machines",
    ),
    Quirk(
        name="npm", hosts=r"npmjs\.com", blocked=frozenset({403}),
        reason="Cloudflare bars machines from its pages",
    ),
    Quirk(
        name="OpenAI", hosts=r"(.+\.)?(openai|chatgpt)\.com", blocked=frozenset({403}), fragments=False,
        reason="Cloudflare bars machines; the platform's documentation is made by script",
    ),
)  # fmt: skip

NONE = Quirk(name="", hosts="", reason="")


def quirk_of(url: str) -> Quirk:
    """The row for a URL; `NONE` for most."""
    return _quirk_of_host(host_of(url))


@functools.lru_cache(maxsize=4096)
def _quirk_of_host(name: str) -> Quirk:
    return next((quirk for quirk in QUIRKS if re.fullmatch(quirk.hosts, name)), NONE)
