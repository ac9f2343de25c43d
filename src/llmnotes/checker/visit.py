"""One address asked, through its redirects, to an outcome for each link of the list that leads there."""

from __future__ import annotations

import dataclasses
import re
import secrets
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import ada_url

from llmnotes.checker import outcome as outcomes
from llmnotes.checker.outcome import Judged
from llmnotes.checker.page import Page, is_html, looks_missing, looks_parked, says_missing
from llmnotes.checker.quirks import Quirk, quirk_of
from llmnotes.fetch.answer import Answer, Cause, Failure, Request
from llmnotes.health.check import FOUND, Check, Outcome, printable
from llmnotes.url import MAX_LENGTH, canonical, host, path_and_query

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Sequence

    from llmnotes.fetch.answer import Fetcher
    from llmnotes.limits import Limits

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_FILES = re.compile(
    r"(?i)\.(?:pdf|zip|gz|tgz|bz2|xz|7z|png|jpe?g|gif|webp|svg|mp[34]|mov|webm|wav|epub|docx?|xlsx?|pptx?|csv|parquet|ipynb|safetensors|bin|exe|dmg|iso)$"
)
"""Paths of files that are no pages: their bodies tell nothing, and may be large."""
_HEAD_LIES = frozenset({400, 401, 403, 404, 405, 406, 410, 429, 999})
_SESSION = re.compile(r"(?i)(?:^|[?&;])(?:\w*sess(?:ion)?_?id|sid|jsessionid|phpsessid|token|ticket|code|state|nonce)=|;jsessionid=")
"""Queries that are good for one visit."""
_DOUBTFUL = 300
"""Characters from a page's beginning in which words of absence make it worth a second question."""


async def visit(
    url: str,
    links: Sequence[str],
    fetcher: Fetcher,
    *,
    limits: Limits,
    time: datetime.datetime,
    token: Callable[[], str] = lambda: secrets.token_hex(8),
) -> list[Check]:
    """A check of each link. `url` is the address without fragment that all `links` share; `token` makes names that nothing can have.

    Raises nothing but what `fetcher` lets through, for which there is no outcome.
    """
    found = await _Visit(url, fetcher, limits, token).look(any("#" in link for link in links))
    return [_check(link, found, time) for link in links]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Trail:
    """Where redirects led."""

    url: str
    """The last address asked."""
    end: Answer | Failure
    chain: tuple[tuple[int, str], ...] = ()
    lost: Judged | None = None
    """Why redirects could not be followed to their end."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """What a visit found, for all links of the address."""

    url: str
    trail: _Trail
    judged: Judged | None
    """None where the page is there."""
    page: Page | None = None
    """Where fragments may be looked for."""


class _Visit:
    """A visit under way."""

    def __init__(self, url: str, fetcher: Fetcher, limits: Limits, token: Callable[[], str]) -> None:
        self._url = url
        self._fetcher = fetcher
        self._limits = limits
        self._token = token
        self._quirk = quirk_of(url)

    async def look(self, has_fragments: bool) -> _Found:  # noqa: FBT001 - the one thing that differs
        elsewhere = self._quirk.ask(self._url)
        if elsewhere:
            return self._by_other_address(await self._follow(elsewhere, "GET"))
        path, _ = path_and_query(self._url)
        light = bool(_FILES.search(path)) and not has_fragments
        trail = await self._follow(self._url, "HEAD" if light else "GET")
        if light and _may_lie(trail.end):
            trail = await self._follow(self._url, "GET", limit=1)
        judged, page = await self._judge(trail)
        return _Found(url=self._url, trail=trail, judged=judged, page=page if self._quirk.fragments else None)

    def _by_other_address(self, trail: _Trail) -> _Found:
        """What the other address says, which isn't where the link leads."""
        judged = outcomes.of_failure(trail.end) if isinstance(trail.end, Failure) else trail.lost
        if isinstance(trail.end, Answer) and judged is None:
            if trail.end.status in self._quirk.gone:
                judged = Judged(Outcome.GONE, str(trail.end.status), f"{self._quirk.name} says that it is gone")
            else:
                judged = outcomes.of_status(trail.end, self._quirk, self._limits.of(host(self._url)))
        return _Found(url=self._url, trail=dataclasses.replace(trail, url=self._url, chain=()), judged=judged)

    async def _follow(self, url: str, method: str, limit: int | None = None) -> _Trail:
        chain: list[tuple[int, str]] = []
        seen = {url}
        secure = url.startswith("https:")
        while True:
            rule = self._limits.of(host(url))
            # A secret for one host is no other's, and once encrypted it stays so.
            headers = {**self._quirk.headers, **rule.headers} if url.startswith("https:") or not secure else {}
            request = Request(url=url, method=method, headers=headers, timeout=rule.timeout or self._limits.timeout)
            answer = await self._fetcher.ask(request if limit is None else dataclasses.replace(request, limit=limit))
            location = answer.headers.get("location") if isinstance(answer, Answer) and answer.status in _REDIRECTS else None
            if not isinstance(answer, Answer) or location is None:
                return _Trail(url=url, end=answer, chain=tuple(chain))
            target = _joined(url, location)
            lost = _lost(answer, target, seen, len(chain) >= self._limits.max_redirects)
            if lost or target is None:
                return _Trail(url=url, end=answer, chain=tuple(chain), lost=lost)
            chain.append((answer.status, target))
            url = target.partition("#")[0]
            seen.add(url)

    async def _judge(self, trail: _Trail) -> tuple[Judged | None, Page | None]:
        if trail.lost:
            return trail.lost, None
        end = trail.end
        if isinstance(end, Failure):
            return outcomes.of_failure(end), None
        here = self._quirk if not trail.chain else quirk_of(trail.url)
        judged = outcomes.of_status(end, here, self._limits.of(host(trail.url)))
        if judged or end.status in self._limits.of(host(trail.url)).accept:
            return judged, None
        path, _ = path_and_query(trail.url)
        if trail.chain and outcomes.is_entrance(trail.url, path) and not outcomes.is_entrance(self._url, path_and_query(self._url)[0]):
            return Judged(Outcome.BLOCKED, "login", "it leads to a login or consent page"), None
        page = Page.of(end) if end.body and is_html(end) else None
        return await self._soft(trail, page, here), page

    async def _soft(self, trail: _Trail, page: Page | None, here: Quirk) -> Judged | None:
        """Whether a page that answers well is none: by its words, its address, or by asking for what can't be there."""
        path, query = path_and_query(self._url)
        end_path, end_query = path_and_query(trail.url)
        if trail.chain and outcomes.is_error_page(end_path) and not outcomes.is_error_page(path):
            return Judged(Outcome.SOFT_404, "redirect", "it leads to the site's error page")
        if page and here.soft:
            if looks_missing(page):
                return Judged(Outcome.SOFT_404, "title", f"its title says that it isn't there: {printable(page.title or page.heading, 80)}")
            if looks_parked(page):
                return Judged(Outcome.SOFT_404, "parked", "a parked domain")
        to_home = bool(trail.chain) and outcomes.is_home(end_path, end_query) and not outcomes.is_home(path, query)
        shallower = bool(trail.chain) and host(trail.url) == host(self._url) and end_path.count("/") < path.rstrip("/").count("/")
        doubtful = page is not None and here.soft and says_missing(page.words[:_DOUBTFUL])
        if (to_home or shallower or doubtful) and await self._is_like_nothing(trail, page):
            kind, message = (
                ("home", "like any address there, it leads to the home page") if to_home else ("sibling", "any address there answers so")
            )
            return Judged(Outcome.SOFT_404, kind, message)
        return None

    async def _is_like_nothing(self, trail: _Trail, page: Page | None) -> bool:
        """Whether an address beside this one, which can't exist, is answered in the same way."""
        sibling = _joined(self._url, f"./{self._token()}")
        if sibling is None:
            return False
        other = await self._follow(sibling, "GET")
        if other.lost or isinstance(other.end, Failure) or not 200 <= other.end.status < 300:  # noqa: PLR2004 - RFC 9110: successful
            return False
        if trail.chain:
            return other.url == trail.url
        return page is not None and Page.of(other.end).words == page.words


def _check(link: str, found: _Found, time: datetime.datetime) -> Check:
    trail, judged = found.trail, found.judged
    _, mark, fragment = link.partition("#")
    target = ""
    if judged is None and mark and fragment and found.page and not found.page.has(fragment):
        judged = Judged(Outcome.FRAGMENT, "", f"the page has no part '{printable(unquote(fragment), 60)}'")
    if judged is None:
        target = _moved(found, f"#{fragment}" if fragment else "")
        judged = Judged(Outcome.MOVED if target else Outcome.OK, "", "")
    return Check(
        url=link,
        outcome=judged.outcome,
        time=time,
        detail=judged.detail,
        status=trail.end.status if isinstance(trail.end, Answer) else None,
        final=printable(trail.url, MAX_LENGTH) if trail.chain else "",
        chain=tuple((status, printable(url, MAX_LENGTH)) for status, url in trail.chain),
        target=target,
        message=printable(judged.message) if judged.outcome not in FOUND else "",
        seconds=trail.end.seconds,
    )


def _moved(found: _Found, fragment: str) -> str:
    """Where a link moved for good; empty if it didn't, or not to anything worth writing into a record."""
    trail = found.trail
    if not trail.chain or any(status not in _PERMANENT for status, _ in trail.chain):
        return ""
    target = trail.chain[-1][1]
    target = target if "#" in target else f"{target}{fragment}"
    path, query = path_and_query(target)
    old_path, old_query = path_and_query(found.url)
    worthless = (
        outcomes.is_entrance(target, path)
        or (outcomes.is_home(path, query) and not outcomes.is_home(old_path, old_query))
        or _SESSION.search(f"{path}?{query}")
        or len(target) > MAX_LENGTH
        or not re.fullmatch(r"https?://[!-~]+", target)
        or canonical(target) == canonical(f"{found.url}{fragment}")
    )
    return "" if worthless else target


def _may_lie(end: Answer | Failure) -> bool:
    """Whether an answer to HEAD may differ from GET's."""
    if isinstance(end, Failure):
        return end.cause in {Cause.RESET, Cause.GARBAGE, Cause.TIMEOUT}
    return end.status in _HEAD_LIES or end.status >= 500  # noqa: PLR2004 - RFC 9110: server errors


def _joined(url: str, location: str) -> str | None:
    """A Location as browsers read it; None where it is no URL."""
    try:
        return str(ada_url.URL(location.strip(), url).href)
    except (ValueError, UnicodeError):
        return None


def _lost(answer: Answer, target: str | None, seen: set[str], enough: bool) -> Judged | None:  # noqa: FBT001 - the last of four reasons
    """Why a redirect can't be followed; None if it can."""
    if target is None or urlsplit(target).scheme not in {"http", "https"}:
        return Judged(Outcome.UNSURE, "redirect", "it leads to what is no web address")
    if target.partition("#")[0] in seen:
        if "set-cookie" in answer.headers:
            return Judged(Outcome.UNSURE, "cookies", "it wants cookies before it shows the page")
        return Judged(Outcome.LOOP, "", "its redirects go in a circle")
    if enough:
        return Judged(Outcome.LOOP, "long", "its redirects don't end")
    return None
