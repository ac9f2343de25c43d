"""Choose the links that a link check requests, and their order."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from typing import TYPE_CHECKING

from llmnotes.links.verdict import Standing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from llmnotes.links.ledger import Ledger
    from llmnotes.links.limits import Limits

_NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """The links of a reading list, divided into links to request, links that mkdocs.yml excludes from link checks, and links that are not due now."""

    due: tuple[str, ...]
    """The URLs to request.

    URLs that were never checked come first, and then those that were checked longest ago. So, if a link check runs out of time and is recorded, the next link check
    begins with the links that were left.
    """
    skipped: Mapping[str, str]
    """The URLs that are never requested because of the option `skip` of a rule in mkdocs.yml, each with the reason in that option."""
    resting: int
    """The number of links that are neither skipped nor due, because they were checked recently or don't have one of the chosen verdicts."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """The condition under which a link is due. It has two parts, for the link's verdict and for the time of its last check in the ledger; a due link fulfils both."""

    standings: frozenset[Standing] = frozenset()
    """Only links with one of these verdicts are due; empty if the verdict doesn't matter.

    For `suspect`, links with a doubt are due, too. A doubt is a failure that verdicts ignore until a later link check confirms it.
    """
    max_age: datetime.timedelta | None = None
    """Only links whose last check is older than this are due; None if the time of the last check doesn't matter.

    For each link, the age is changed by up to a quarter, so that links that were checked together become due on different days.
    """


ALL = Due()
"""The condition under which every link is due."""


def select(urls: Iterable[str], ledger: Ledger, limits: Limits, now: datetime.datetime, due: Due = ALL) -> Selection:
    """Divide links into those that a link check at `now` (UTC) requests, those that mkdocs.yml excludes from link checks, and those that are not due.

    `due` is the condition under which a link is due. `ledger` has the histories of the links, and `limits` the rules of mkdocs.yml.
    """
    chosen: list[tuple[datetime.datetime, str]] = []
    skipped: dict[str, str] = {}
    resting = 0
    for url in urls:
        history = ledger.histories.get(url)
        checked = history.checked if history else None
        reason = limits.for_url(url).skip
        if reason:
            skipped[url] = reason
        elif (due.standings and due.standings.isdisjoint(_verdicts(url, ledger, now))) or (
            due.max_age is not None and checked is not None and now - checked < due.max_age * _spread(url)
        ):
            resting += 1
        else:
            chosen.append((checked or _NEVER, url))
    # The sort is stable, so links that were checked at the same time keep the order of the reading list.
    return Selection(due=tuple(url for _, url in sorted(chosen, key=lambda one: one[0])), skipped=skipped, resting=resting)


def _verdicts(url: str, ledger: Ledger, now: datetime.datetime) -> Collection[Standing]:
    """Return the verdict on a link, and `suspect` in addition if the link has a doubt: a failure that verdicts ignore until a later link check confirms it.

    With the additional verdict, `llmnotes links check --only suspect` also requests links with doubts, so that it can confirm the failures.
    """
    history = ledger.histories.get(url)
    more = [Standing.SUSPECT] if history and history.doubts else []
    return [ledger.verdict(url, now).standing, *more]


def _spread(url: str) -> float:
    """Return a factor from 0.75 to 1.25 that depends only on the URL.

    `Due.max_age` is multiplied by this factor, so that links that were checked together become due on different days.
    """
    return 0.75 + hashlib.sha256(url.encode()).digest()[0] / 510
