"""A URL → what its page says of itself. One page is given ten seconds; whatever goes wrong is told, and never raised."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.intake import telling
from llmnotes.intake.sites import site_of
from llmnotes.intake.telling import Telling
from llmnotes.web import markup, url_kinds
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request
from llmnotes.web.fetch.encoding import is_html, text_of
from llmnotes.web.url import host, path_and_query, without_tracking

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from llmnotes.links.limits import Limits
    from llmnotes.web.fetch.answer import Fetcher

SECONDS = 10.0
"""For one page, all of it: redirects too."""
_SIDE_BY_SIDE = 8
"""Pages read at a time; of one host one after another."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TEMPORARY = frozenset({302, 303, 307})
_MOST = 10
_SUCCESS = range(200, 300)
_ERRORS = 400
"""Statuses from here on say that the page could not be had."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What was found at a URL."""

    url: str
    """The address to keep: where it leads, without what says how a reader came."""
    said: Telling
    fault: str = ""
    """Why the page could not be read, in words; empty if it was."""
    status: int = 0
    """The server's answer where it is an error, 400 or more; 0 for any other."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Trail:
    """Where redirects led, and what stood there."""

    url: str
    end: Answer | Failure
    permanent: bool


async def read_all(urls: Sequence[str], fetcher: Fetcher, limits: Limits, *, zone: datetime.tzinfo | None = None) -> list[Reading]:
    """Each URL's reading, in their order."""
    places = asyncio.Semaphore(_SIDE_BY_SIDE)
    turns: dict[str, asyncio.Lock] = {}

    async def one(url: str) -> Reading:
        async with turns.setdefault(host(url), asyncio.Lock()), places:
            return await read(url, fetcher, limits, zone=zone)

    return list(await asyncio.gather(*map(one, urls)))


async def read(url: str, fetcher: Fetcher, limits: Limits, *, zone: datetime.tzinfo | None = None) -> Reading:
    """What is found at `url`. Raises nothing."""
    reason = limits.for_url(url).skip
    if reason:
        return Reading(url=without_tracking(url), said=Telling(), fault=f"{host(url)} is not asked: {reason}")
    try:
        async with asyncio.timeout(SECONDS):
            return await _read(url, fetcher, limits, zone)
    except TimeoutError:
        return Reading(url=without_tracking(url), said=Telling(), fault=f"no answer in {SECONDS:g} seconds")


async def _read(url: str, fetcher: Fetcher, limits: Limits, zone: datetime.tzinfo | None) -> Reading:
    site = site_of(url)
    service = site.oembed(url)
    if service:
        end = (await _follow(service, fetcher, limits)).end
        if isinstance(end, Answer) and end.status in _SUCCESS:
            said = telling.of_oembed(text_of(end))
            if said.title:
                return Reading(url=without_tracking(url), said=said)
    trail = await _follow(site.page(url) or url, fetcher, limits)
    kept = _kept(url, trail) if not site.page(url) else without_tracking(url)
    end = trail.end
    if isinstance(end, Failure):
        return Reading(url=kept, said=Telling(), fault=end.message)
    if end.status not in _SUCCESS:
        return Reading(
            url=kept, said=Telling(), fault=f"the server answers {end.status}", status=end.status if end.status >= _ERRORS else 0
        )
    if url_kinds.is_entrance(trail.url) and not url_kinds.is_entrance(url):
        return Reading(url=kept, said=Telling(), fault="it leads to a login or a consent page")
    if not is_html(end):
        said = telling.of_file(end.body, end.headers.get("content-type", ""))
        kind = telling.clean(end.headers.get("content-type", "").partition(";")[0])[:60] or "a file"
        return Reading(url=kept, said=said, fault="" if said.title else f"it is {kind}, which tells no title")
    page = markup.read(text_of(end))
    said = telling.of_page(page, path=path_and_query(trail.url)[0], zone=zone)
    here = site_of(trail.url)
    if here.generic and re.fullmatch(here.generic, said.title):
        return Reading(url=kept, said=dataclasses.replace(said, title=""), fault=f"the page tells no title but '{said.title}'")
    return Reading(url=_canonical(kept, trail.url, page.canonical), said=said)


async def _follow(url: str, fetcher: Fetcher, limits: Limits) -> _Trail:
    permanent, secure = True, url.startswith("https:")
    for _ in range(_MOST):
        # A secret of a host goes to that host alone, and only encrypted where the way to it was.
        secure = secure or url.startswith("https:")
        headers = limits.for_url(url).headers if url.startswith("https:") or not secure else {}
        answer = await fetcher.ask(Request(url=url.partition("#")[0], headers=headers, timeout=SECONDS))
        target = None if isinstance(answer, Failure) else _target(url, answer)
        if isinstance(answer, Failure) or target is None:
            return _Trail(url, answer, permanent)
        permanent = permanent and answer.status not in _TEMPORARY
        url = target
    return _Trail(url, Failure(url=url, cause=Cause.UNUSABLE, message="its redirects don't end"), permanent)


def _target(url: str, answer: Answer) -> str | None:
    """Return the URL to which the answer of `url` sends its readers at once; None if they stay. A page that only loads itself again keeps them."""
    if answer.status in _REDIRECTS:
        location = answer.headers.get("location", "")
    elif answer.status in _SUCCESS:
        location = _refresh(answer)
    else:
        return None
    target = url_kinds.joined(url, location) if location else None
    if target is None or not target.startswith(("http://", "https://")) or (target == url and answer.status in _SUCCESS):
        return None
    return target


def _refresh(answer: Answer) -> str:
    """Return the address, as written, of an immediate refresh by a header or a meta element; empty if there is none."""
    stated = markup.refresh_target(answer.headers.get("refresh", ""))
    if stated or not is_html(answer) or b"refresh" not in answer.body.lower():
        return stated
    return markup.read(text_of(answer)).leads_to


def _kept(url: str, trail: _Trail) -> str:
    """The address to write: where lasting redirects lead, and all that leave for another site; not a login, a home page, or a visit's own address."""
    target = without_tracking(trail.url)
    lasts = trail.permanent or url_kinds.is_shortener(url) or host(trail.url) != host(url)
    sound = isinstance(trail.end, Answer) and trail.end.status in _SUCCESS
    fragment = url.partition("#")[2]
    if sound and lasts and url_kinds.is_worth_writing(target, url):
        return target if "#" in target or not fragment else f"{target}#{fragment}"
    return without_tracking(url)


def _canonical(kept: str, here: str, own: str) -> str:
    """The address that the page says is its own, where it only leaves parameters out: more than that is often wrong."""
    target = url_kinds.joined(here, own) if own else None
    if target is None or host(target) != host(kept) or "#" in kept:
        return kept
    path, query = path_and_query(target)
    old_path, old_query = path_and_query(kept)
    leaves_out = path == old_path and set(query.split("&")) - {""} < set(old_query.split("&"))
    return target if leaves_out and target.startswith(kept.partition(":")[0]) else kept
