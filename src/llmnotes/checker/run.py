"""A whole run: every link that is to be asked; whether what was found can be believed; what of it is remembered."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import signal
import time
from typing import TYPE_CHECKING, Protocol

from llmnotes.checker import archive
from llmnotes.checker.visit import visit
from llmnotes.checker.workers import Asking, ask_all
from llmnotes.health import credible
from llmnotes.health.check import CONCLUSIVE
from llmnotes.health.history import History
from llmnotes.health.ledger import Ledger, Run, tidied
from llmnotes.health.memory import advanced
from llmnotes.health.verdict import Standing

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from llmnotes.checker.selection import Selection
    from llmnotes.health.check import Check
    from llmnotes.health.links import Link
    from llmnotes.ledger import Journal

WAYBACK = archive.WAYBACK
"""Where archived copies are looked for."""
COPIES = 100
"""In one run, copies of so many dead links are looked for: the archive is slow, and bars who hurries."""
_PAUSE = 1.0
"""Seconds between two links at the archive."""
_DAY = 24 * 3600.0


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
    asking: Asking
    scope: str
    """`all`, or `2/8` for a shard."""
    workers: int = 1
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
    """Ask, judge, and fold what was found into the ledger.

    With a journal a run that was killed within the last day is gone on with, and a killed one leaves its checks. Raises StoreError.
    """
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
        self._asking = plan.asking

    async def run(self) -> Done:
        plan, began = self._plan, time.monotonic()
        self._begin()
        ask = [url for url in plan.selection.ask if url not in self._checks]
        void = credible.controls_fault(await self._controls()) if ask else ""
        left = ask if void else await self._ask(ask)
        checks, now = list(self._checks.values()), self._asking.time
        void = void or credible.fault(checks, plan.ledger)
        ledger = plan.ledger if void else self._folded(checks)
        if plan.archive and not void and not self._interrupted:
            ledger = await self._with_copies(ledger, began + self._asking.limits.budget)
        return Done(checks=checks, ledger=ledger, now=now, left=left, void=void, interrupted=self._interrupted)

    def _begin(self) -> None:
        """Take up the run that was killed, if there is one, or begin this one."""
        if self._journal is None:
            return
        begun, asking = self._journal.resume(), self._asking
        if begun and begun.scope == self._plan.scope and 0 <= (asking.time - begun.time).total_seconds() < _DAY:
            self._asking = dataclasses.replace(asking, time=begun.time)
            for check in begun.checks:
                if check.url in self._plan.links:
                    self._note(check)
            self._journal.go_on()
        else:
            self._journal.begin(asking.time, self._plan.scope)

    async def _controls(self) -> list[Check]:
        async with self._asking.transport() as transport:
            limits = self._asking.limits
            asked = (visit(url, [url], transport, limits=limits, time=self._asking.time) for url in limits.controls)
            return [check for checks in await asyncio.gather(*asked) for check in checks]

    async def _ask(self, urls: Sequence[str]) -> Sequence[str]:
        task = asyncio.ensure_future(ask_all(urls, self._asking, self._report, processes=self._plan.workers))

        def interrupt() -> None:
            self._interrupted = True
            task.cancel()

        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for one in signals:
            with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows, or another thread than the first
                loop.add_signal_handler(one, interrupt)
        try:
            return await task
        finally:
            for one in signals:
                with contextlib.suppress(NotImplementedError, RuntimeError):
                    loop.remove_signal_handler(one)

    def _report(self, checks: Sequence[Check]) -> None:
        for check in checks:
            self._note(check)
            if self._journal:
                self._journal.append(check)
        self._progress(len(self._checks), self._bad)

    def _note(self, check: Check) -> None:
        self._checks[check.url] = check
        self._bad += check.outcome in CONCLUSIVE

    def _folded(self, checks: Sequence[Check]) -> Ledger:
        """The ledger with these checks. Links that the list no longer has are forgotten, unless a person spoke of them; a shard forgets nothing."""
        plan, now = self._plan, self._asking.time
        whole = "/" not in plan.scope
        histories = {
            url: history for url, history in plan.ledger.histories.items() if not whole or url in plan.links or history.mark is not None
        }
        for check in checks:
            histories[check.url] = advanced(histories.get(check.url, History()), check)
        known = Ledger(histories=histories)
        counts = dict.fromkeys(Standing, 0)
        for url in plan.links:
            counts[known.verdict(url, now).standing] += 1
        ran = [Run(time=now, scope=plan.scope, counts=counts, asked=len(checks))] if checks else []
        return Ledger(histories=histories, runs=tidied([*plan.ledger.runs, *ran]))

    async def _with_copies(self, ledger: Ledger, deadline: float) -> Ledger:
        """The ledger with copies of dead links that had none, as far as time allows."""
        now, links = self._asking.time, self._plan.links
        wanted = [
            url
            for url, link in links.items()
            if ledger.verdict(url, now).standing is Standing.DEAD and ledger.histories[url].copy is None and not link.settled
        ]
        histories = dict(ledger.histories)
        async with self._asking.transport() as transport:
            for url in wanted[:COPIES]:
                if time.monotonic() > deadline:
                    break
                near = min(mention.entry.date for mention in links[url].mentions)
                copy = await archive.copy_of(url, near, transport, today=now.date(), at=self._plan.archive)
                if copy:
                    histories[url] = dataclasses.replace(histories[url], copy=copy)
                await asyncio.sleep(_PAUSE)
        return dataclasses.replace(ledger, histories=histories)
