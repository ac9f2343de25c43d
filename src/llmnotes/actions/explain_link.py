"""Explain how the check and the verdict of one link come about."""

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
    """Everything that decides over one link."""

    url: str
    """The link, as the ledger spells it."""
    places: Sequence[Place]
    """The places of the link in the list; empty if the list does not have it."""
    patterns: Sequence[str]
    """The patterns of `hosts` in mkdocs.yml that apply to the link, the narrowest first."""
    rule: HostRule
    """The options of these patterns, completed by the list's defaults."""
    quirk: Quirk
    """The special treatment of the link's site; `quirks.NONE` without one."""
    hops: Sequence[Hop]
    """The requests of the check, in order; empty without a check."""
    check: Check | None
    """The check of now; None if no request was wanted, or mkdocs.yml says to skip the link."""
    history: History
    """The history of the link in the ledger."""
    verdict: Verdict
    """The verdict by the history alone."""
    new_verdict: Verdict | None
    """The verdict if `check` were recorded; None without a check."""


def explain_link(reading_list: ReadingList, url: str, options: RequestOptions, *, sends_request: bool = True) -> LinkExplanation:
    """Explain a link, which need not be in the list. Nothing is recorded.

    Args:
        reading_list: The list whose ledger applies.
        url: The link.
        options: How requests are sent: with the limits of the list. Its time is that of the check and of the verdicts.
        sends_request: Check the link now.

    Raises:
        RefusalError: `url` can't be checked.

    """
    url = key(url)
    links = collect(reading_list.entries)
    if url not in links and (wrong := fault(url)):
        raise RefusalError(f"{wrong[0]}: {wrong[1]}")
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
