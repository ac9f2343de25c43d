"""A whole run: controls first, then every link that is to be asked; whether it can be believed; what of it is remembered."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import time
from typing import TYPE_CHECKING, Protocol

from llmnotes.checker import archive
from llmnotes.fetch.transport import Transport
from llmnotes.health.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmnotes.checker.selection import Selection
    from llmnotes.health.check import Check
    from llmnotes.health.links import Link
    from llmnotes.ledger import Journal
    from llmnotes.limits import Limits

WAYBACK = archive.WAYBACK
"""Where archived copies are looked for."""


class Progress(Protocol):
    """Is told how far a run has come."""

    def __call__(self, done: int, bad: int) -> None:
        """`done` links were asked, of which `bad` failed."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a run is to do."""

    links: Mapping[str, Link]
    """All that it is about."""
    selection: Selection
    ledger: Ledger
    """What is known before."""
    limits: Limits
    now: datetime.datetime
    """The run's time: UTC, whole minutes."""
    scope: str
    """`all`, or `2/8` for a shard."""
    whole: bool
    """Whether `links` are the whole list's (or shard's)."""
    workers: int = 1
    allow_private: bool = False
    proxy: str | None = None
    archive: str = ""
    """Where archived copies of dead links are looked for; empty: nowhere."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What a run did."""

    checks: Sequence[Check]
    ledger: Ledger
    """What is known now; what was known before, if the run is void."""
    now: datetime.datetime
    """The run's time: of an earlier run, if this one went on with it."""
    left: Sequence[str]
    """Links that it didn't come to."""
    void: str = ""
    """Why it can't be believed; empty if it can."""
    interrupted: bool = False


def carry_out(plan: Plan, journal: Journal | None, *, progress: Progress) -> Done:
    """Ask, judge, and fold what was found into the ledger. With a journal an earlier run that was killed is gone on with, and nothing of this one is lost."""
    return asyncio.run(_Running(plan, journal, progress).run())


class _Running:
    """A run under way."""

    def __init__(self, plan: Plan, journal: Journal | None, progress: Progress) -> None:
        self._plan = plan
        self._journal = journal
        self._progress = progress
        self._checks: dict[str, Check] = {}
        self._bad = 0
        self._interrupted = False

    async def run(self) -> Done:
        plan = self._plan
        now = self._begin()
        ask = [url for url in plan.selection.ask if url not in self._checks]
        started = time.monotonic()
        async with Transport(limits=plan.limits, allow_private=plan.allow_private, proxy=plan.proxy) as fetcher:
            controls = await self._controls(fetcher, now)
            void = credible.controls_fault(controls)
            left: Sequence[str] = ask if void else await self._ask(ask, fetcher, now)
            checks = list(self._checks.values())
            void = void or credible.fault(checks, plan.ledger, now)
            if void:
                return Done(checks=checks, ledger=plan.ledger, now=now, left=left, void=void, interrupted=self._interrupted)
            ledger = self._folded(checks, left, now)
            if plan.archive and not self._interrupted:
                rest = plan.limits.budget - (time.monotonic() - started)
                ledger = await self._with_copies(ledger, fetcher, now, rest)
        return Done(checks=checks, ledger=ledger, now=now, left=left, interrupted=self._interrupted)
