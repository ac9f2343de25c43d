"""Choose the links that a run requests, and their order."""

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
    """The part of a run for each link of its list."""

    due: tuple[str, ...]
    """The URLs that the run requests. Those that were checked longest ago come first, so the next run begins with the links that this one leaves."""
    skipped: Mapping[str, str]
    """The URLs that mkdocs.yml says never to request, each with the reason."""
    resting: int
    """The number of links that were checked recently, or have another standing than the wanted ones."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A condition on the ledger's history of a link, by which the link is due."""

    standings: frozenset[Standing] = frozenset()
    """Only links of these standings are due; empty for all."""
    max_age: datetime.timedelta | None = None
    """Links are due if their last check is older than about this time; None for all."""


ALL = Due()
"""Every link is due."""


def select(urls: Iterable[str], ledger: Ledger, limits: Limits, now: datetime.datetime, due: Due = ALL) -> Selection:
    """Choose which of `urls` a run at `now` requests."""
    chosen: list[tuple[datetime.datetime, str]] = []
    skipped: dict[str, str] = {}
    resting = 0
    for url in urls:
        history = ledger.histories.get(url)
        checked = history.checked if history else None
        reason = limits.for_url(url).skip
        if reason:
            skipped[url] = reason
        elif (due.standings and due.standings.isdisjoint(_standings(url, ledger, now))) or (
            due.max_age is not None and checked is not None and now - checked < due.max_age * _spread(url)
        ):
            resting += 1
        else:
            chosen.append((checked or _NEVER, url))
    # The sort is stable, so links that were checked at the same time keep the order of the list.
    return Selection(due=tuple(url for _, url in sorted(chosen, key=lambda one: one[0])), skipped=skipped, resting=resting)


def _standings(url: str, ledger: Ledger, now: datetime.datetime) -> Collection[Standing]:
    """Return the standings by which a link is chosen. A link in doubt also counts as suspect, so that the next run can confirm or remove the doubt."""
    history = ledger.histories.get(url)
    more = [Standing.SUSPECT] if history and history.doubts else []
    return [ledger.verdict(url, now).standing, *more]


def _spread(url: str) -> float:
    """Return a factor from 0.75 to 1.25 for a URL, so that links that were first checked together become due on different days."""
    return 0.75 + hashlib.sha256(url.encode()).digest()[0] / 510
