"""Request one address, follow its redirects, and return a check for each link of the reading list with this address."""

from __future__ import annotations

import dataclasses
import re
import secrets
from typing import TYPE_CHECKING
from urllib.parse import unquote

from llmnotes.links.check import CONCLUSIVE, FOUND, Check, Outcome
from llmnotes.links.checking import outcome as outcomes
from llmnotes.links.checking import soft
from llmnotes.links.checking.disguise import looks_like_wall
from llmnotes.links.checking.outcome import Judged
from llmnotes.links.checking.page import PageBody
from llmnotes.links.checking.quirks import Quirk, quirk_of
from llmnotes.links.checking.soft import Arrival, Probe
from llmnotes.text.terminal import sentence
from llmnotes.web import url_kinds
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request
from llmnotes.web.fetch.cookies import Cookies
from llmnotes.web.fetch.encoding import is_html
from llmnotes.web.markup import refresh_target
from llmnotes.web.url import MAX_LENGTH, has_login, host, path_and_query

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Sequence

    from llmnotes.links.limits import Limits
    from llmnotes.web.fetch.answer import Fetcher

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_FOLLOWED_BY_ALL = 19
"""The number of redirects that every browser follows for one link.

Chromium stops after this number of redirects, as bench/links/browser.py shows; Firefox follows one more redirect.
"""
_REFRESHES = 10
"""The maximum number of refreshes that the check of one link follows.

A refresh is an instruction in a page that makes browsers load another page at once. Browsers have no maximum.
"""
_TOO_MANY = 429
_MISSING = frozenset({404, 410})
_LITTLE = 65536
"""The number of bytes of a file that are read if the answer to HEAD may be wrong. They suffice to see whether an error page came in place of the file."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Conditions:
    """The time of a link check and its options, which are the same for all addresses."""

    limits: Limits
    time: datetime.datetime
    """The time at which the link check began."""
    token: Callable[[], str] = lambda: secrets.token_hex(8)
    """Returns a random name for a made-up address, at which no page can exist."""


async def visit(url: str, links: Sequence[str], fetcher: Fetcher, conditions: Conditions) -> list[Check]:
    """Request an address, and return a check for each link with this address.

    Args:
        url: The address, without fragment.
        links: The links of the reading list that are equal to `url` apart from their fragments.
        fetcher: Sends the requests. This function raises the exceptions of the fetcher, and no others.
        conditions: The time of the link check and its options.

    """
    found = await _Visit(url, fetcher, conditions).look(has_fragments=any("#" in link for link in links))
    return [_check(link, found, conditions.time) for link in links]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _RedirectTrail:
    """The redirects and refreshes that were followed from an address, and the result of the last request."""

    url: str
    """The address of the last request."""
    end: Answer | Failure
    chain: tuple[tuple[int, str], ...] = ()
    lost: Judged | None = None
    """The outcome if the last answer leads to an address that is not requested, for example because of a redirect loop. None in all other cases."""
    depends_on_language: bool = False
    """Whether the target of a redirect depends on the language of the browser."""
    longest: int = 0
    """The largest number of consecutive redirects without a refresh between them, because browsers count redirects from the last refresh on.

    A refresh is an instruction in a page that makes browsers load another page.
    """


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """The result of requesting an address and following its redirects. All links that differ only in their fragments share this result."""

    url: str
    trail: _RedirectTrail
    judged: Judged | None
    """The outcome if the address did not lead to a page; None if the page exists."""
    page: PageBody | None = None
    """The page in which to look for the parts that fragments name.

    None if there is no page, or if a rule in mkdocs.yml, or the special treatment of the site in `quirks.py`, excludes its fragments from the check.
    """


class _Visit:
    """Requests one address, follows its redirects, and decides whether the page exists."""

    def __init__(self, url: str, fetcher: Fetcher, conditions: Conditions) -> None:
        self._url = url
        self._fetcher = fetcher
        self._limits = conditions.limits
        self._token = conditions.token
        self._quirk = quirk_of(url)

    async def look(self, *, has_fragments: bool) -> _Found:
        elsewhere = self._quirk.other_address(self._url)
        if elsewhere:
            reason = self._limits.for_url(elsewhere).skip
            if reason:
                return self._skipped(elsewhere, reason)
            return self._by_other_address(await self._follow(elsewhere, "GET"))
        if has_fragments or not self._is_file():
            trail = await self._follow(self._url, "GET")
        else:
            trail = await self._follow(self._url, "HEAD")
            if _may_lie(trail):
                trail = await self._follow(self._url, "GET", limit=_LITTLE)
        judged, page = await self._judge(trail)
        return _Found(url=self._url, trail=trail, judged=judged, page=page if self._has_readable_parts(trail.url) else None)

    def _has_readable_parts(self, url: str) -> bool:
        """Return whether the check of a link with a fragment must find the part of the page that the fragment names.

        `url` is the address of the page after redirects. False if a rule in mkdocs.yml for `url` or for the link has `fragments: false`, or if the table in
        `quirks.py` says that scripts add such parts at this site.
        """
        rules = (self._limits.for_url(self._url), self._limits.for_url(url))
        return quirk_of(url).fragments and all(rule.fragments is not False for rule in rules)

    def _is_file(self) -> bool:
        path, _ = path_and_query(self._url)
        return url_kinds.is_file(self._url) or bool(self._quirk.files and re.fullmatch(self._quirk.files, path))

    def _by_other_address(self, trail: _RedirectTrail) -> _Found:
        """Decide whether the page exists by the answer of another address, such as that of an API. `Quirk.other_address` names this address.

        If the request to the other address fails, the outcome is never one that can make the link dead, because the page itself may exist.
        """
        quirk, end = self._quirk, trail.end
        if isinstance(end, Answer) and end.status in quirk.gone:
            judged: Judged | None = Judged(Outcome.GONE, str(end.status), f"{quirk.name} says that the page is gone ({end.status})")
        elif isinstance(end, Answer) and end.status in quirk.there:
            judged = None
        else:
            judged = trail.lost or (
                outcomes.of_failure(end, quirk) if isinstance(end, Failure) else outcomes.of_status(end, quirk, frozenset())
            )
            if judged and judged.outcome in CONCLUSIVE:
                judged = Judged(
                    Outcome.UNSURE,
                    judged.detail,
                    f"the service at {host(trail.url)} that shows whether the page exists gave no usable answer: {judged.message}",
                )
        return _Found(url=self._url, trail=dataclasses.replace(trail, url=self._url, chain=()), judged=judged)

    def _skipped(self, url: str, reason: str) -> _Found:
        """Return the result `unsure`, without a request, for a link that only a request to `url` could judge.

        A rule in mkdocs.yml forbids requests to `url`, and gives `reason` as the reason.
        """
        failure = Failure(url=url, cause=Cause.FORBIDDEN, message="a rule in mkdocs.yml skips the address")
        judged = Judged(
            Outcome.UNSURE,
            "skip",
            f"only a request to {host(url)} could show whether the page exists, but a rule in mkdocs.yml skips that address: {reason}",
        )
        return _Found(url=self._url, trail=_RedirectTrail(url=self._url, end=failure), judged=judged)

    async def _follow(self, url: str, method: str, limit: int | None = None) -> _RedirectTrail:
        chain: list[tuple[int, str]] = []
        cookies = Cookies()
        # `seen` has each requested address with the cookies that were sent to it. `since` has only the addresses that were requested after the last refresh.
        seen = {(url, "")}
        since = {(url, "")}
        redirects = longest = refreshes = 0
        secure = wants_cookies = wants_login = depends_on_language = False
        while True:
            rule = self._limits.for_url(url)
            # Headers in mkdocs.yml may hold secrets. The rules limit each header to its hosts.
            # Besides, after a request over https, no header of mkdocs.yml is sent over http, where others could read it.
            secure = secure or url.startswith("https:")
            headers = dict(rule.headers) if url.startswith("https:") or not secure else {}
            if given := cookies.header(url):
                headers["cookie"] = f"{headers['cookie']}; {given}" if "cookie" in headers else given
            request = Request(
                url=url, method=method, headers=headers, timeout=rule.timeout or self._limits.timeout, ca_bundle=rule.ca_bundle
            )
            answer = await self._fetcher.fetch(request if limit is None else dataclasses.replace(request, limit=limit))
            location = self._location(url, answer)
            if not isinstance(answer, Answer) or location is None:
                return _RedirectTrail(url=url, end=answer, chain=tuple(chain), depends_on_language=depends_on_language, longest=longest)
            is_refresh = answer.status not in _REDIRECTS
            cookies.keep(answer)
            wants_cookies = wants_cookies or bool(answer.cookies)
            depends_on_language = depends_on_language or "accept-language" in answer.headers.get("vary", "").lower()
            wants_login = wants_login or has_login(location)
            target = url_kinds.joined(url, location)
            enough = not is_refresh and redirects >= self._limits.max_redirects
            address = (target or "").partition("#")[0]
            visit = (address, cookies.header(address))
            # A refresh to an address that was requested before, with the same cookies, is not followed. The usual case is a page that reloads itself.
            if is_refresh and visit in seen:
                return _RedirectTrail(url=url, end=answer, chain=tuple(chain), depends_on_language=depends_on_language, longest=longest)
            lost = _lost(target, again=visit in since, enough=enough, wants_cookies=wants_cookies, wants_login=wants_login)
            if is_refresh and refreshes >= _REFRESHES:
                lost = Judged(
                    Outcome.UNSURE,
                    "refreshes",
                    "the pages to which the link leads make browsers load one page after another without an end",
                )
            if answer.disputed:
                lost = Judged(Outcome.UNSURE, "redirect", "the redirect names several addresses at once")
            reason = self._limits.for_url(address).skip
            if reason and not lost:
                lost = Judged(
                    Outcome.UNSURE, "skip", f"the link leads to an address at {host(address)} that a rule in mkdocs.yml skips: {reason}"
                )
            if lost or target is None:
                return _RedirectTrail(url=url, end=answer, chain=tuple(chain), lost=lost)
            chain.append((answer.status, target))
            url = address
            if is_refresh:
                since, redirects, refreshes = set(), 0, refreshes + 1
            else:
                redirects += 1
                longest = max(longest, redirects)
            seen.add(visit)
            since.add(visit)

    def _location(self, url: str, answer: Answer | Failure) -> str | None:
        """Return the address to which an answer leads by a redirect or an immediate refresh. It may be relative to `url`.

        Return None if the answer leads nowhere, if mkdocs.yml accepts its status, if it is a wall against bots, or if no answer came.
        """
        if isinstance(answer, Failure) or answer.status in self._accepted(url):
            return None
        if answer.status in _REDIRECTS:
            return answer.headers.get("location") or None
        judged = outcomes.of_status(answer, quirk_of(url), frozenset())
        return None if judged and judged.outcome is Outcome.BLOCKED else _refresh(answer)

    def _accepted(self, url: str) -> frozenset[int]:
        """Return the statuses that rules in mkdocs.yml accept for the link or for the address `url`, to which the link led."""
        return self._limits.for_url(self._url).accept | self._limits.for_url(url).accept

    async def _judge(self, trail: _RedirectTrail) -> tuple[Judged | None, PageBody | None]:
        end, here = trail.end, quirk_of(trail.url)
        if trail.lost:
            return trail.lost, None
        if isinstance(end, Failure):
            return outcomes.of_failure(end, here), None
        accepted = self._accepted(trail.url)
        judged = outcomes.of_status(end, here, accepted)
        if judged or end.status in accepted:
            return judged, None
        if trail.chain and url_kinds.is_entrance(trail.url) and not url_kinds.is_entrance(self._url):
            return Judged(Outcome.BLOCKED, "login", "the link leads to a login or consent page"), None
        if trail.longest > _FOLLOWED_BY_ALL:
            return Judged(Outcome.UNSURE, "redirects", f"the link takes {trail.longest} redirects, more than some browsers follow"), None
        page = _page(end)
        if page and looks_like_wall(page):
            return Judged(Outcome.BLOCKED, "challenge", f"a wall against bots: {sentence(page.title, 80)}"), None
        return await self._soft(trail, page, here), page

    async def _soft(self, trail: _RedirectTrail, page: PageBody | None, here: Quirk) -> Judged | None:
        """Decide whether an answer whose status means success is a soft 404: an answer without the page. Return its outcome; None if it is not a soft 404.

        If this is not clear, request a made-up address, at which no page can exist, and compare the answers. `here` is the special treatment of the site that
        sent the answer.
        """
        arrival = Arrival(
            link=self._url, url=trail.url, redirected=bool(trail.chain), page=page, is_readable=here.soft,
            said_missing=any(status in _MISSING for status, _ in trail.chain),
        )  # fmt: skip
        judged = soft.judged(arrival)
        if judged or not soft.is_doubtful(arrival):
            return judged
        probe = await self._probe()
        return soft.judged_by_probe(arrival, probe) if probe else None

    async def _probe(self) -> Probe | None:
        """Request a made-up address like the link's, at which no page can exist.

        Return None if no such address can be made, if a rule in mkdocs.yml forbids the request, or if the answer does not have a status of success.

        A server that answers this request with an error status does so for all missing pages. So if it answers the link with a status of success, the page
        exists.
        """
        name = self._token()
        sibling = url_kinds.sibling(self._url, name)
        if sibling is None or self._limits.for_url(sibling).skip:
            return None
        trail = await self._follow(sibling, "GET")
        end = trail.end
        if trail.lost or isinstance(end, Failure) or not 200 <= end.status < 300:  # noqa: PLR2004 - RFC 9110: statuses from 200 to 299 mean success
            return None
        return Probe(name=name, url=trail.url, redirected=bool(trail.chain), page=_page(end))


def _page(answer: Answer) -> PageBody | None:
    """Return the page in an answer; None if the body is not HTML, or can't be decompressed."""
    return PageBody.of(answer) if is_html(answer) and answer.readable else None


def _refresh(answer: Answer) -> str | None:
    """Return the address of an immediate refresh, which makes browsers load another page at once. A header or a meta element contains the refresh.

    Return None if the answer has no such refresh. The meta element of a wall against bots is ignored, because it only loads the wall again.
    """
    stated = refresh_target(answer.headers.get("refresh", ""))
    # Null bytes are left out, because text in UTF-16 has one beside each ASCII character.
    if not stated and b"refresh" not in answer.body.replace(b"\0", b"").lower():
        return None
    page = _page(answer)
    if stated or page is None or looks_like_wall(page) or not page.markup.leads_to:
        return stated or None
    base = url_kinds.joined(answer.url, page.markup.base) if page.markup.base else None
    return url_kinds.joined(base, page.markup.leads_to) if base else page.markup.leads_to


def _check(link: str, found: _Found, time: datetime.datetime) -> Check:
    trail, judged = found.trail, found.judged
    fragment = link.partition("#")[2]
    target = ""
    # If a redirect has a fragment, browsers use that fragment in place of the link's fragment, so the part that the link names is not needed.
    lasts = not any("#" in url for _, url in trail.chain)
    if judged is None and fragment and lasts and found.page and not found.page.has(fragment):
        judged = Judged(Outcome.FRAGMENT, "", f"the page has no part '{sentence(unquote(fragment), 60)}'")
    if judged is None:
        target = _moved(found, f"#{fragment}" if fragment else "")
        judged = Judged(Outcome.MOVED if target else Outcome.OK, "", "")
    return Check(
        url=link,
        outcome=judged.outcome,
        time=time,
        detail=judged.detail,
        status=trail.end.status if isinstance(trail.end, Answer) else None,
        final=sentence(trail.url, MAX_LENGTH) if trail.chain else "",
        chain=tuple((status, sentence(url, MAX_LENGTH)) for status, url in trail.chain),
        target=target,
        message=sentence(judged.message) if judged.outcome not in FOUND else "",
        seconds=trail.end.seconds,
    )


def _moved(found: _Found, fragment: str) -> str:
    """Return the new address of a link that moved, with the fragment of a redirect, or else with `fragment`.

    Return an empty text if there was no redirect, if a redirect is not permanent or depends on the browser's language, or if the new address must not be
    written into a record.
    """
    trail = found.trail
    if not trail.chain or trail.depends_on_language or any(status not in _PERMANENT for status, _ in trail.chain):
        return ""
    for _, url in trail.chain:  # browsers use the last fragment that a redirect names
        fragment = f"#{url.partition('#')[2]}" if "#" in url else fragment
    target = url_kinds.joined(trail.url, fragment) if fragment else trail.url
    return target if target and url_kinds.is_worth_writing(target, f"{found.url}{fragment}") else ""


def _may_lie(trail: _RedirectTrail) -> bool:
    """Return whether a GET request may lead to another outcome than the HEAD request whose redirects and result are in `trail`.

    Many servers answer HEAD with an error, break the connection, or send a page in place of a file. After a redirect, any failure may be wrong, because a GET may be
    redirected to other servers.
    """
    end = trail.end
    if trail.lost:
        return True
    if isinstance(end, Failure):
        return bool(trail.chain) or end.cause in {Cause.RESET, Cause.GARBAGE, Cause.TIMEOUT}
    return (end.status != _TOO_MANY and not 200 <= end.status < 300) or is_html(end)  # noqa: PLR2004 - RFC 9110: statuses from 200 to 299 mean success


def _lost(target: str | None, *, again: bool, enough: bool, wants_cookies: bool, wants_login: bool) -> Judged | None:
    """Return the outcome of the link if its last redirect can't be followed; None if the redirect can be followed.

    Args:
        target: The absolute URL to which the redirect leads; None if the text in the redirect is not a URL.
        again: Whether the target was requested before with the same cookies.
        enough: Whether the maximum number of redirects has been followed already.
        wants_cookies: Whether this or an earlier redirect has set cookies.
        wants_login: Whether this or an earlier redirect has a user name or a password.

    """
    if target is None:
        return Judged(Outcome.UNSURE, "redirect", "the link redirects to a text that is not a web address")
    if not target.startswith(("http://", "https://")):
        # The message shows only the scheme, because the text after the scheme may contain a password.
        return Judged(
            Outcome.UNSURE,
            "redirect",
            f"the link redirects to an address with another scheme than http and https: {sentence(target.partition(':')[0], 80)}:",
        )
    if len(target) > MAX_LENGTH:
        return Judged(Outcome.UNSURE, "redirect", "the link redirects to an address that is longer than the addresses that browsers accept")
    if again:
        if wants_cookies:
            return Judged(
                Outcome.UNSURE,
                "cookies",
                "the link redirects in a circle and sets cookies, so the site may show the page only to browsers with cookies",
            )
        if wants_login:
            return Judged(
                Outcome.BLOCKED, "login", "the link redirects to itself with a user name or a password, which the link check does not send"
            )
        return Judged(Outcome.LOOP, "", "the redirects of the link go in a circle")
    if enough:
        if wants_cookies:
            return Judged(
                Outcome.UNSURE,
                "cookies",
                "the redirects of the link don't end and set cookies, so the site may show the page only to browsers with cookies",
            )
        return Judged(Outcome.LOOP, "long", "the redirects of the link don't end")
    return None
