"""Carry out a whole link check: request the links that are due, decide whether the results can be believed, and update the ledger."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import hashlib
import signal
import time
from typing import TYPE_CHECKING, Protocol, TypeVar

from llmnotes.errors import StoreError
from llmnotes.links import credible
from llmnotes.links.check import CONCLUSIVE
from llmnotes.links.checking.archive import PacedArchive, copy_of
from llmnotes.links.checking.visit import Conditions, visit
from llmnotes.links.checking.workers import RequestOptions, check_all
from llmnotes.links.history import History
from llmnotes.links.history_merge import advanced, doubted, stays_in_doubt
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
"""The maximum number of dead links for which one link check looks for archived copies, because the archive is slow and refuses clients that send many requests."""
_FOR_COPIES = 0.1
"""The share of the link check's time budget that is reserved for the search for archived copies, if there is such a search."""
_DAY = 24 * 3600.0
"""A day in seconds. A killed link check that began more than a day ago is not continued."""


Value = TypeVar("Value")


class Progress(Protocol):
    """A function that shows the progress of a link check."""

    def __call__(self, done: int, bad: int) -> None:
        """Show that `done` links have been checked, and that `bad` of these have an outcome that can make a link dead (`check.CONCLUSIVE`)."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RunPlan:
    """The links to check, and how to check them."""

    links: Mapping[str, Link]
    """All links of the reading list, of the shard or of the chosen records, whether they are due or not."""
    selection: Selection
    """Which of `links` the link check requests, and which it never requests because of rules in mkdocs.yml."""
    ledger: Ledger
    """The ledger as it was before the link check."""
    requests: RequestOptions
    scope: str
    """Which links the link check covers: `all`, or the number of the shard and the number of shards, such as `2/8`."""
    options: str = ""
    """The options that change outcomes, as text. A killed link check is continued only if it had the same `scope` and the same `options`."""
    complete: bool = True
    """Whether `links` has all links of the reading list or of the shard. False if a record has a problem: then no link is removed from the ledger."""
    workers: int = 1
    """The number of processes that send the requests of the link check."""
    archive: Archive | None = None
    """The archive in which to look for copies of dead links; None for no search."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """The results of a link check."""

    checks: Sequence[Check]
    ledger: Ledger
    """The ledger after the link check. If most control pages (pages that always exist) failed, the ledger before the link check, without changes."""
    now: datetime.datetime
    """The time at which the link check began. If a killed link check was continued, the time at which the killed link check began."""
    left: Sequence[str]
    """The links that were due but were not checked."""
    void: str = ""
    """The reason why all results of the link check, or those in `doubted`, can't be believed; empty if all can. A link check with such a reason is void.

    If most control pages (pages that always exist) failed, `ledger` contains no checks of the link check. Otherwise, it contains all checks. Those in
    `doubted` are recorded as doubts, which verdicts ignore until a later link check confirms them.
    """
    doubted: Sequence[Check] = ()
    """The failed checks of a void link check that verdicts ignore until a later link check confirms them."""
    interrupted: bool = False
    """Whether a signal, such as Ctrl-C, stopped the link check, or the search for archived copies, before its end."""
    kept: bool = False
    """Whether `carry_out` called `keep` with `ledger`, and `keep` raised no StoreError."""
    trouble: str = ""
    """The reason why the journal or the ledger could not be written, as a message for a person; empty if no write failed.

    After such a failure, the link check sends no more requests.
    """
    warnings: Sequence[str] = ()
    """Warnings for the maintainer, each as one message."""


def carry_out(plan: RunPlan, journal: Journal | None, *, progress: Progress, keep: Callable[[Ledger], None] = lambda _: None) -> Done:
    """Request the links of a plan, judge the answers, and add the checks to the ledger.

    Args:
        plan: The links to check, and how to check them.
        journal: Keeps the checks on disk, so that they are not lost if the link check is killed. If the journal has a link check that was killed, with the same scope
            and options, and that began within the last day, that link check is continued. None to keep no checks on disk.
        progress: Called after each finished check, or after several that finish together.
        keep: Saves the ledger. Called after all checks, and again after the search for archived copies, which may take long.
            Not called if most control pages (pages that always exist) failed. If `keep` raises StoreError, `Done.trouble` has its message.

    Raises:
        StoreError: The journal can't be read or written at the beginning. No link was requested.
        FolderError: The folder of the journal may contain files from other people. No link was requested.

    """
    return asyncio.run(_Running(plan, journal, progress, keep).run())


class _Running:
    """The state of a link check that has not ended.

    Invariants:
        - `_checks` has one check for each checked link, including those of a killed link check that is continued.
        - `_trouble` is the reason why the journal or the ledger can't be written. After it is set, nothing is written to the journal, and `_stop_work`
          is called to cancel the requests that have not ended.

    """

    def __init__(self, plan: RunPlan, journal: Journal | None, progress: Progress, keep: Callable[[Ledger], None]) -> None:
        self._plan = plan
        self._journal = journal
        self._progress = progress
        self._keep = keep
        self._warnings: list[str] = []
        self._checks: dict[str, Check] = {}
        self._bad = 0
        self._interrupted = False
        self._kept = False
        self._trouble = ""
        self._stop_work: Callable[[], object] = lambda: None
        self._options = plan.requests

    async def run(self) -> Done:
        plan, began = self._plan, time.monotonic()
        self._begin()
        due = [url for url in plan.selection.due if url not in self._checks]
        void = credible.controls_fault(await self._controls()) if due else ""
        left = due if void else await self._interruptible(self._request(due), due)
        # The network may have failed during the link check, so the control pages, which always exist, are requested once more.
        if self._bad and not (void or self._is_stopped):
            void = credible.controls_fault(await self._controls())
        checks, now = list(self._checks.values()), self._options.time
        doubt = credible.Doubt() if void else credible.doubt(checks, plan.ledger)
        ledger = plan.ledger if void else self._with_checks(checks, doubt.checks)
        if not void:
            self._save(ledger)
            if plan.archive and not self._is_stopped:
                deadline = max(began + plan.requests.limits.budget, time.monotonic() + _FOR_COPIES * plan.requests.limits.budget)
                ledger = await self._interruptible(self._with_copies(ledger, plan.archive, deadline), ledger)
                self._save(ledger)
        return Done(
            checks=checks, ledger=ledger, now=now, left=left, void=void or doubt.reason, doubted=doubt.checks, interrupted=self._interrupted, kept=self._kept, trouble=self._trouble,
            warnings=self._warnings,
        )  # fmt: skip

    @property
    def _is_stopped(self) -> bool:
        return self._interrupted or bool(self._trouble)

    def _save(self, ledger: Ledger) -> None:
        try:
            self._keep(ledger)
            self._kept = True
        except StoreError as error:
            self._kept = False
            self._trouble = self._trouble or str(error)

    def _begin(self) -> None:
        """Continue the killed link check in the journal if it has the same scope and options and began within the last day. Otherwise start a new journal.

        If the checks of a link check that began within the last day are dropped, add a warning. Do nothing without a journal.
        """
        if self._journal is None:
            return
        begun, options, plan = self._journal.resume(), self._options, self._plan
        is_recent = begun is not None and 0 <= (options.time - begun.time).total_seconds() < _DAY
        if begun is not None and is_recent and (begun.scope, begun.options) == (plan.scope, plan.options):
            self._options = dataclasses.replace(options, time=begun.time)
            for check in begun.checks:
                if check.url in plan.links:
                    self._note(check)
            self._journal.go_on()
            return
        if begun is not None and begun.checks and is_recent:
            self._warnings.append(
                f"an earlier link check, of other links or with other options, was stopped. Its {len(begun.checks):,} checks are not used, and all links that are due are requested"
            )
        self._journal.begin(options.time, plan.scope, plan.options)

    async def _controls(self) -> list[Check]:
        async with self._options.transport() as transport:
            limits = self._options.limits
            visits = (visit(url, [url], transport, Conditions(limits=limits, time=self._options.time)) for url in limits.controls)
            return [check for checks in await asyncio.gather(*visits) for check in checks]

    async def _request(self, urls: Sequence[str]) -> Sequence[str]:
        options = self._options
        if self._plan.archive:
            options = dataclasses.replace(
                options, limits=dataclasses.replace(options.limits, budget=(1 - _FOR_COPIES) * options.limits.budget)
            )
        return await check_all(urls, options, self._report, processes=self._plan.workers, warn=self._warnings.append)

    async def _interruptible(self, work: Coroutine[None, None, Value], otherwise: Value) -> Value:
        """Wait for `work` and return its result. Return `otherwise` if `work` was cancelled.

        A signal cancels `work`. So does a failed write to the journal, which keeps finished checks on disk.
        """
        task = asyncio.ensure_future(work)
        self._stop_work = task.cancel

        def interrupt() -> None:
            self._interrupted = True
            task.cancel()

        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for one in signals:
            # On Windows, and outside of the main thread, add_signal_handler raises these exceptions. A signal then ends the link check in the default way.
            with contextlib.suppress(NotImplementedError, RuntimeError):
                loop.add_signal_handler(one, interrupt)
        try:
            return await task
        except asyncio.CancelledError:
            if not self._is_stopped:
                raise
            return otherwise
        finally:
            for one in signals:
                with contextlib.suppress(NotImplementedError, RuntimeError):
                    loop.remove_signal_handler(one)

    def _report(self, checks: Sequence[Check]) -> None:
        for check in checks:
            self._note(check)
            if self._journal and not self._trouble:
                try:
                    self._journal.append(check)
                except StoreError as error:
                    self._trouble = str(error)
                    self._journal.abandon()
        if self._trouble:
            self._stop_work()
        self._progress(len(self._checks), self._bad)

    def _note(self, check: Check) -> None:
        self._checks[check.url] = check
        self._bad += check.outcome in CONCLUSIVE

    def _with_checks(self, checks: Sequence[Check], in_doubt: Collection[Check]) -> Ledger:
        """Return the ledger with `checks` added to the histories of the links. If there are any checks, also add this link check to `Ledger.runs`.

        Checks that are also in `in_doubt` are added as doubts. A doubt is a failure that verdicts ignore until a later link check confirms it. A check
        changes nothing if the link has a doubt with the same outcome that is less than 20 hours old, because both failures may have the same cause.

        Links that the reading list no longer has are removed, unless a person marked them as alive or dead. If the link check is for a shard (a part of the
        links), no link is removed here, because `llmnotes links merge` does it. If a record has a problem, no link is removed either, because that record may
        have the link.
        """
        plan, now = self._plan, self._options.time
        whole = "/" not in plan.scope and plan.complete
        histories = dict((plan.ledger.of_links(plan.links) if whole else plan.ledger).histories)
        waiting = {check.url for check in in_doubt}
        for check in checks:
            history = histories.get(check.url, History())
            grow = doubted if check.url in waiting or stays_in_doubt(history, check) else advanced
            histories[check.url] = grow(history, check)
        known = Ledger(histories=histories)
        counts = count_standings(known.verdict(url, now).standing for url in plan.links)
        ran = [Run(time=now, scope=plan.scope, counts=counts, checked=len(checks))] if checks else []
        return Ledger(histories=histories, runs=tidied([*plan.ledger.runs, *ran]))

    async def _with_copies(self, ledger: Ledger, archive: Archive, deadline: float) -> Ledger:
        """Search an archive for copies of dead links, until `deadline`. Return the ledger with the copies that were found.

        Links that have a copy in the ledger, or in all their records, are left out. At most `COPIES` links are searched.
        """
        now, links = self._options.time, self._plan.links
        wanted = [
            url
            for url, link in links.items()
            if ledger.verdict(url, now).standing is Standing.DEAD and ledger.histories[url].copy is None and not link.settled
        ]
        histories = dict(ledger.histories)
        async with self._options.transport() as transport:
            paced = PacedArchive(fetcher=transport, requests_a_minute=archive.requests_a_minute)
            for url in _in_daily_order(wanted, now)[:COPIES]:
                if time.monotonic() > deadline or paced.trouble:
                    break
                near = min(mention.entry.date for mention in links[url].mentions)
                copy = await copy_of(url, near, paced, archive, today=now.date())
                if copy:
                    histories[url] = dataclasses.replace(histories[url], copy=copy)
        if paced.trouble:
            self._warnings.append(
                f"{archive.at}: {paced.trouble}. The next link check looks for the archived copies that this one did not look for"
            )
        return dataclasses.replace(ledger, histories=histories)


def _in_daily_order(urls: Sequence[str], now: datetime.datetime) -> list[str]:
    """Return the URLs in an order that depends on the date of `now`, and so is different on each day.

    One link check may have too little time for all URLs. In a fixed order, the same URLs would be left out each time.
    """
    return sorted(urls, key=lambda url: hashlib.sha256(f"{now:%Y-%m-%d} {url}".encode()).digest())
