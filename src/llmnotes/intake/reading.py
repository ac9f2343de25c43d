"""Request linked pages, follow their redirects, and read their metadata. If a page can't be read, the result has the reason, and no exception is raised."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.intake import page_metadata
from llmnotes.intake.page_metadata import PageMetadata
from llmnotes.intake.sites import site_of
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
"""The time limit for one linked page, with all its redirects, in seconds."""
_SIDE_BY_SIDE = 8
"""The maximum number of linked pages that are requested at the same time. Pages of one host are requested one after another."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TEMPORARY = frozenset({302, 303, 307})
_MOST = 10
"""The maximum number of requests for the URL of a linked page or of its oEmbed service: the first one, and one for each redirect or immediate refresh."""
_SUCCESS = range(200, 300)
_ERRORS = 400
"""The lowest HTTP status that means an error: RFC 9110, section 15."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The result of requesting a linked page: the URL for the record, and the page's metadata or the reason why it could not be read."""

    url: str
    """The URL to write into the record, without tracking parameters: the submitted URL, the URL to which it redirects, or the canonical URL that the page
    states. `_kept` and `_canonical` choose it."""
    metadata: PageMetadata
    fault: str = ""
    """The reason why the page could not be read, such as `the server answers 404`, or why its title can't be used; empty without such a reason."""
    status: int = 0
    """The HTTP status of the server's answer if it is 400 or more; otherwise 0, also without an answer."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Trail:
    """The last URL of a chain of redirects, and the answer to the request for this URL."""

    url: str
    end: Answer | Failure
    permanent: bool
    """Whether all redirects of the chain are permanent, so that none has the status 302, 303 or 307. An immediate refresh counts as permanent."""


async def read_all(urls: Sequence[str], fetcher: Fetcher, limits: Limits, *, zone: datetime.tzinfo | None = None) -> list[Reading]:
    """Read the pages of several URLs, and return one result for each, in the order of the URLs.

    Pages of different hosts are requested at the same time, and pages of one host one after another. The parameters are those of `read`.
    """
    places = asyncio.Semaphore(_SIDE_BY_SIDE)
    turns: dict[str, asyncio.Lock] = {}

    async def one(url: str) -> Reading:
        async with turns.setdefault(host(url), asyncio.Lock()), places:
            return await read(url, fetcher, limits, zone=zone)

    return list(await asyncio.gather(*map(one, urls)))


async def read(url: str, fetcher: Fetcher, limits: Limits, *, zone: datetime.tzinfo | None = None) -> Reading:
    """Request the page of a URL, and read its metadata. If this is not possible, return the reason; no exception is raised.

    Args:
        url: The URL.
        fetcher: Sends the requests.
        limits: The rules for hosts in mkdocs.yml: headers to send, CA bundles to trust, and hosts that are never requested.
        zone: The time zone to which times in UTC on the page are converted before the day is read; None for UTC.

    """
    skipped = _skipped(url, limits)
    if skipped:
        return Reading(url=without_tracking(url), metadata=PageMetadata(), fault=skipped)
    try:
        async with asyncio.timeout(SECONDS):
            return await _read(url, fetcher, limits, zone)
    except TimeoutError:
        return Reading(url=without_tracking(url), metadata=PageMetadata(), fault=f"no answer in {SECONDS:g} seconds")


async def _read(url: str, fetcher: Fetcher, limits: Limits, zone: datetime.tzinfo | None) -> Reading:
    site = site_of(url)
    service = site.oembed(url)
    if service:
        end = (await _follow(service, fetcher, limits)).end
        if isinstance(end, Answer) and end.status in _SUCCESS:
            metadata = page_metadata.of_oembed(text_of(end))
            if metadata.title:
                return Reading(url=without_tracking(url), metadata=metadata)
    trail = await _follow(site.page(url) or url, fetcher, limits)
    kept = _kept(url, trail) if not site.page(url) else without_tracking(url)
    end = trail.end
    if isinstance(end, Failure):
        return Reading(url=kept, metadata=PageMetadata(), fault=end.message)
    if end.status not in _SUCCESS:
        return Reading(
            url=kept, metadata=PageMetadata(), fault=f"the server answers {end.status}", status=end.status if end.status >= _ERRORS else 0
        )
    if url_kinds.is_entrance(trail.url) and not url_kinds.is_entrance(url):
        return Reading(url=kept, metadata=PageMetadata(), fault="the URL leads to a login or a consent page")
    if not is_html(end):
        metadata = page_metadata.of_file(end.body, end.headers.get("content-type", ""))
        kind = page_metadata.clean(end.headers.get("content-type", "").partition(";")[0])[:60] or "a file"
        return Reading(url=kept, metadata=metadata, fault="" if metadata.title else f"the URL leads to a file ({kind}) without a title")
    page = markup.read(text_of(end))
    metadata = page_metadata.of_page(page, path=path_and_query(trail.url)[0], zone=zone)
    here = site_of(trail.url)
    if here.generic and re.fullmatch(here.generic, metadata.title):
        fault = f"the page's title is only the site's title '{metadata.title}'"
        return Reading(url=kept, metadata=dataclasses.replace(metadata, title=""), fault=fault)
    return Reading(url=_canonical(kept, trail.url, page.canonical), metadata=metadata)


def _skipped(url: str, limits: Limits) -> str:
    """Return a message if a rule in mkdocs.yml forbids requests for a URL; otherwise an empty text."""
    reason = limits.for_url(url).skip
    return f"a rule in mkdocs.yml skips {host(url)}: {reason}" if reason else ""


async def _follow(url: str, fetcher: Fetcher, limits: Limits) -> _Trail:
    """Request a URL, and follow its redirects and immediate refreshes up to the last answer, a failure, or a URL that a rule in mkdocs.yml forbids to request."""
    permanent, secure = True, url.startswith("https:")
    for _ in range(_MOST):
        rule = limits.for_url(url)
        if skipped := _skipped(url, limits):
            return _Trail(url, Failure(url=url, cause=Cause.FORBIDDEN, message=skipped), permanent)
        # Headers from mkdocs.yml may hold secrets. So they are not sent without encryption after a redirect from https to http.
        secure = secure or url.startswith("https:")
        headers = rule.headers if url.startswith("https:") or not secure else {}
        answer = await fetcher.fetch(Request(url=url.partition("#")[0], headers=headers, timeout=SECONDS, ca_bundle=rule.ca_bundle))
        target = None if isinstance(answer, Failure) else _target(url, answer)
        if isinstance(answer, Failure) or target is None:
            return _Trail(url, answer, permanent)
        permanent = permanent and answer.status not in _TEMPORARY
        url = target
    return _Trail(url, Failure(url=url, cause=Cause.UNUSABLE, message="the redirects don't end"), permanent)


def _target(url: str, answer: Answer) -> str | None:
    """Return the URL to which an answer sends a browser immediately, by a redirect or a refresh. `url` is the requested URL.

    Return None if the answer has neither, if its target does not have the scheme http or https, or if a refresh leads to `url` itself.
    """
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
    """Return the target of an immediate refresh, as written in the header `refresh` or in a meta element; empty without an immediate refresh."""
    stated = markup.refresh_target(answer.headers.get("refresh", ""))
    if stated or not is_html(answer) or b"refresh" not in answer.body.lower():
        return stated
    return markup.read(text_of(answer)).leads_to


def _kept(url: str, trail: _Trail) -> str:
    """Return the URL to write into the record, without tracking parameters: `url`, or the target of its redirects.

    Return the target if its page was found, if it is fit for a record (for example no login page and no URL with a session id), and if the redirects are
    permanent, lead to another host, or begin at a short URL. If the target has no fragment, add the fragment of `url`.
    """
    target = without_tracking(trail.url)
    lasts = trail.permanent or url_kinds.is_shortener(url) or host(trail.url) != host(url)
    sound = isinstance(trail.end, Answer) and trail.end.status in _SUCCESS
    fragment = url.partition("#")[2]
    if sound and lasts and url_kinds.is_worth_writing(target, url):
        return target if "#" in target or not fragment else f"{target}#{fragment}"
    return without_tracking(url)


def _canonical(kept: str, base: str, stated: str) -> str:
    """Return a page's canonical URL if it differs from `kept` only in that it lacks some query parameters. Otherwise return `kept`.

    Other canonical URLs are not used, because they are often wrong.

    Args:
        kept: The URL that the record gets if the canonical URL is not used.
        base: The URL of the page, against which a relative canonical URL is resolved.
        stated: The canonical URL as written in the page; empty if the page states no canonical URL.

    """
    target = url_kinds.joined(base, stated) if stated else None
    if target is None or host(target) != host(kept) or "#" in kept:
        return kept
    path, query = path_and_query(target)
    old_path, old_query = path_and_query(kept)
    leaves_out = path == old_path and set(query.split("&")) - {""} < set(old_query.split("&"))
    return target if leaves_out and target.startswith(kept.partition(":")[0]) else kept
