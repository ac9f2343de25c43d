"""Which links a run asks, and in which order."""

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
    """What a run does with each link of its list."""

    ask: tuple[str, ...]
    """URLs, those asked longest ago first; so what one run left, the next begins with."""
    skipped: Mapping[str, str]
    """URLs that the configuration says never to ask, and why."""
    resting: int
    """Links that were asked lately, or aren't of the wanted standing."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """Which links are due, by what the ledger says of them."""

    standings: frozenset[Standing] = frozenset()
    """Only links of these standings; empty for all."""
    max_age: datetime.timedelta | None = None
    """No links whose last check is less than about this time ago; None for all."""


ALL = Due()
"""Every link is due."""


def select(urls: Iterable[str], ledger: Ledger, limits: Limits, now: datetime.datetime, due: Due = ALL) -> Selection:
    """Choose those of `urls` that a run requests at `now`."""
    ask, skipped, resting = [], {}, 0
    for url in urls:
        history = ledger.histories.get(url)
        asked = history.asked if history else None
        reason = limits.for_url(url).skip
        if reason:
            skipped[url] = reason
        elif (due.standings and due.standings.isdisjoint(_standings(url, ledger, now))) or (
            due.max_age is not None and asked is not None and now - asked < due.max_age * _spread(url)
        ):
            resting += 1
        else:
            ask.append((asked or _NEVER, url))
    # Stable: of links asked at one time the list's own order stays.
    return Selection(ask=tuple(url for _, url in sorted(ask, key=lambda one: one[0])), skipped=skipped, resting=resting)


def _standings(url: str, ledger: Ledger, now: datetime.datetime) -> Collection[Standing]:
    """The standings by which a link is chosen. One that a void run saw fail is also suspect, so that the next run can confirm that or not."""
    history = ledger.histories.get(url)
    more = [Standing.SUSPECT] if history and history.doubts else []
    return [ledger.verdict(url, now).standing, *more]


def _spread(url: str) -> float:
    """From 0.75 to 1.25, for each URL its own: links first asked together come due on different days."""
    return 0.75 + hashlib.sha256(url.encode()).digest()[0] / 510
