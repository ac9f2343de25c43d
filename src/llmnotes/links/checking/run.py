"""A whole run: every link that is to be asked; whether what was found can be believed; what of it is remembered."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import hashlib
import signal
import time
from typing import TYPE_CHECKING, Protocol, TypeVar

from llmnotes.links import credible
from llmnotes.links.check import CONCLUSIVE
from llmnotes.links.checking.archive import PacedArchive, copy_of
from llmnotes.links.checking.visit import Conditions, visit
from llmnotes.links.checking.workers import Asking, ask_all
from llmnotes.links.history import History
from llmnotes.links.history_merge import advanced, doubted
from llmnotes.links.ledger import Ledger, Run, tidied
from llmnotes.links.verdict import Standing, count_standings

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence

    from llmnotes.links.check import Check
    from llmnotes.links.checking.archive import Archive
    from llmnotes.links.checking.selection import Selection
    from llmnotes.links.ledger_folder import Journal
    from llmnotes.links.links import Link

COPIES = 100
"""In one run, copies of so many dead links are looked for: the archive is slow, and bars who hurries."""
_FOR_COPIES = 0.1
"""Of the budget, so much is kept for the archive."""
_DAY = 24 * 3600.0


Value = TypeVar("Value")


class Progress(Protocol):
    """Is told how far a run has come."""

    def __call__(self, done: int, bad: int) -> None:
        """`done` links were asked, of which `bad` failed."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RunPlan:
    """What a run is to do."""

    links: Mapping[str, Link]
    """All that it is about."""
    selection: Selection
    ledger: Ledger
    """What is known before."""
    asking: Asking
    scope: str
    """`all`, or `2/8` for a shard."""
    complete: bool = True
    """Whether `links` are all of the list's, or of the shard's. Where they aren't, the ledger forgets none."""
    workers: int = 1
    archive: Archive | None = None
    """Where archived copies of dead links are looked for; None: nowhere."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What a run did."""

    checks: Sequence[Check]
    ledger: Ledger
    """What is known now; what was known before, if control pages can't be reached."""
    now: datetime.datetime
    """The run's time: of an earlier run, if this one went on with it."""
    left: Sequence[str]
    """Links that it didn't come to."""
    void: str = ""
    """Why it can't be believed; empty if it can. What isn't `doubted` is in the ledger all the same, unless control pages can't be reached."""
    doubted: Sequence[Check] = ()
    """Checks that wait for a later run to confirm them."""
    interrupted: bool = False
    warnings: Sequence[str] = ()
    """What else its maintainer should know, a sentence each."""


def carry_out(plan: RunPlan, journal: Journal | None, *, progress: Progress, keep: Callable[[Ledger], None] = lambda _: None) -> Done:
    """Ask, judge, and fold what was found into the ledger.

    With a journal a run that was killed within the last day is gone on with, and a killed one leaves its checks. `keep` gets the ledger as soon as it is
    known, and again with the copies found in archives, which may take long; never that of a run whose control pages can't be reached. Raises StoreError.
    """
    return asyncio.run(_Running(plan, journal, progress, keep).run())


class _Running:
    """A run under way."""

    def __init__(self, plan: RunPlan, journal: Journal | None, progress: Progress, keep: Callable[[Ledger], None]) -> None:
        self._plan = plan
        self._journal = journal
        self._progress = progress
        self._keep = keep
        self._warnings: list[str] = []
        self._checks: dict[str, Check] = {}
        self._bad = 0
        self._interrupted = False
        self._asking = plan.asking

    async def run(self) -> Done:
        plan, began = self._plan, time.monotonic()
        self._begin()
        ask = [url for url in plan.selection.ask if url not in self._checks]
        void = credible.controls_fault(await self._controls()) if ask else ""
        left = ask if void else await self._interruptible(self._ask(ask), ask)
        if self._bad and not void and not self._interrupted:  # the network may have broken on the way
            void = credible.controls_fault(await self._controls())
        checks, now = list(self._checks.values()), self._asking.time
        doubt = credible.Doubt() if void else credible.doubt(checks, plan.ledger)
        ledger = plan.ledger if void else self._folded(checks, doubt.checks)
        if not void:
            self._keep(ledger)
            if plan.archive and not self._interrupted:
                deadline = max(began + plan.asking.limits.budget, time.monotonic() + _FOR_COPIES * plan.asking.limits.budget)
                ledger = await self._interruptible(self._with_copies(ledger, plan.archive, deadline), ledger)
                self._keep(ledger)
        return Done(
            checks=checks, ledger=ledger, now=now, left=left, void=void or doubt.reason, doubted=doubt.checks, interrupted=self._interrupted, warnings=self._warnings,
        )  # fmt: skip

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
            asked = (visit(url, [url], transport, Conditions(limits=limits, time=self._asking.time)) for url in limits.controls)
            return [check for checks in await asyncio.gather(*asked) for check in checks]

    async def _ask(self, urls: Sequence[str]) -> Sequence[str]:
        asking = self._asking
        if self._plan.archive:
            asking = dataclasses.replace(asking, limits=dataclasses.replace(asking.limits, budget=(1 - _FOR_COPIES) * asking.limits.budget))
        return await ask_all(urls, asking, self._report, processes=self._plan.workers, warn=self._warnings.append)

    async def _interruptible(self, work: Coroutine[None, None, Value], otherwise: Value) -> Value:
        """What the work gives; a signal cancels it, and if it then gives nothing, `otherwise`."""
        task = asyncio.ensure_future(work)

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
        except asyncio.CancelledError:
            if not self._interrupted:
                raise
            return otherwise
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

    def _folded(self, checks: Sequence[Check], in_doubt: Collection[Check]) -> Ledger:
        """The ledger with these checks; those in doubt only beside the histories. Links that the list no longer has are forgotten, unless a person spoke of them; of shards, `links merge` does that. Where a record can't be read, none is forgotten."""
        plan, now = self._plan, self._asking.time
        whole = "/" not in plan.scope and plan.complete
        histories = dict((plan.ledger.of_links(plan.links) if whole else plan.ledger).histories)
        waiting = {check.url for check in in_doubt}
        for check in checks:
            grow = doubted if check.url in waiting else advanced
            histories[check.url] = grow(histories.get(check.url, History()), check)
        known = Ledger(histories=histories)
        counts = count_standings(known.verdict(url, now).standing for url in plan.links)
        ran = [Run(time=now, scope=plan.scope, counts=counts, asked=len(checks))] if checks else []
        return Ledger(histories=histories, runs=tidied([*plan.ledger.runs, *ran]))

    async def _with_copies(self, ledger: Ledger, archive: Archive, deadline: float) -> Ledger:
        """The ledger with copies of dead links that had none, as far as time allows."""
        now, links = self._asking.time, self._plan.links
        wanted = [
            url
            for url, link in links.items()
            if ledger.verdict(url, now).standing is Standing.DEAD and ledger.histories[url].copy is None and not link.settled
        ]
        histories = dict(ledger.histories)
        async with self._asking.transport() as transport:
            paced = PacedArchive(fetcher=transport, requests_a_minute=archive.requests_a_minute)
            for url in _by_lot(wanted, now)[:COPIES]:
                if time.monotonic() > deadline or paced.trouble:
                    break
                near = min(mention.entry.date for mention in links[url].mentions)
                copy = await copy_of(url, near, paced, archive, today=now.date())
                if copy:
                    histories[url] = dataclasses.replace(histories[url], copy=copy)
        if paced.trouble:
            self._warnings.append(f"{archive.at}: {paced.trouble}: copies of other dead links are looked for in the next run")
        return dataclasses.replace(ledger, histories=histories)


def _by_lot(urls: Sequence[str], now: datetime.datetime) -> list[str]:
    """The URLs in an order that is another each day: where there are more than a run can look for, each has its turn, and nothing needs to be remembered."""
    return sorted(urls, key=lambda url: hashlib.sha256(f"{now:%Y-%m-%d} {url}".encode()).digest())
