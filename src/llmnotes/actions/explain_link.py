"""Explain the verdict on one link: by the rules that apply to it, its history in the ledger, and a new request."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import TYPE_CHECKING

from llmnotes.errors import RefusalError
from llmnotes.links.checking.quirks import quirk_of
from llmnotes.links.checking.trace import TracingFetcher
from llmnotes.links.checking.visit import Conditions, visit
from llmnotes.links.history import History
from llmnotes.links.history_merge import advanced
from llmnotes.links.links import collect, key, places
from llmnotes.links.verdict import verdict
from llmnotes.web.url import fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.links.check import Check
    from llmnotes.links.checking.quirks import Quirk
    from llmnotes.links.checking.trace import Hop
    from llmnotes.links.checking.workers import RequestOptions
    from llmnotes.links.limits import HostRule
    from llmnotes.links.verdict import Verdict
    from llmnotes.model import Place


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LinkExplanation:
    """The rules, requests and history that decide the outcome and the verdict of one link, with the places of the link."""

    url: str
    """The URL of the link, as the ledger writes it: with white space and invisible characters percent-encoded."""
    places: Sequence[Place]
    """The places where the link is written in the reading list; empty if the reading list does not have the link."""
    patterns: Sequence[str]
    """The patterns of the option `hosts` in mkdocs.yml that match the link, the most specific first."""
    rule: HostRule
    """The options that apply to the link: those that mkdocs.yml sets for `patterns`, and defaults for all others."""
    quirk: Quirk
    """The special treatment of the link's site; `quirks.NONE` if the site needs none."""
    hops: Sequence[Hop]
    """The requests that this check of the link sent, in order, including those for redirects; empty if `check` is None."""
    check: Check | None
    """The result of requesting the link now; None if the caller allowed no request, or if a rule in mkdocs.yml skips the link."""
    history: History
    """The history of the link in the ledger."""
    verdict: Verdict
    """The verdict that follows from `history`. It does not depend on `check`."""
    new_verdict: Verdict | None
    """The verdict that the link would have if `check` were recorded; None if `check` is None."""


def explain_link(reading_list: ReadingList, url: str, options: RequestOptions, *, sends_request: bool = True) -> LinkExplanation:
    """Explain a link, which need not be in the reading list. Nothing is recorded.

    Args:
        reading_list: The reading list whose ledger and rules apply.
        url: The link.
        options: The options of the requests. `options.time` is the time for which the verdicts are computed.
        sends_request: Whether to request the link now.

    Raises:
        RefusalError: `url` is not a URL that can be checked, and the reading list has no such link.

    """
    url = key(url)
    links = collect(reading_list.entries)
    if url not in links and (wrong := fault(url)):
        message, remedy = wrong
        raise RefusalError(f"{message}: {remedy}")
    limits, now = options.limits, options.time
    rule = limits.for_url(url)
    history = reading_list.ledger.histories.get(url, History())
    check: Check | None = None
    hops: Sequence[Hop] = ()
    if sends_request and not rule.skip:
        check, hops = asyncio.run(_check(url, options))
    return LinkExplanation(
        url=url,
        places=places(reading_list.records.values()).get(url, ()),
        patterns=limits.patterns_of(url),
        rule=rule,
        quirk=quirk_of(url),
        hops=hops,
        check=check,
        history=history,
        verdict=verdict(history, now),
        new_verdict=verdict(advanced(history, check), now) if check else None,
    )


async def _check(url: str, options: RequestOptions) -> tuple[Check, list[Hop]]:
    tried: list[str] = []
    async with options.transport(tried.append) as transport:
        trace = TracingFetcher(transport, tried)
        (check,) = await visit(url.partition("#")[0], [url], trace, Conditions(limits=options.limits, time=options.time))
    return check, trace.hops
