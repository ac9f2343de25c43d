"""Check many links, each host at its own pace.

An address is a URL without its fragment. A visit is the check of one address, and gives a check for each link with this address. This module decides which
visits are repeated, and reports the checks. `request_queue.py` sends the requests, so that no host delays another.
"""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import random
from typing import TYPE_CHECKING

from llmnotes.links.check import TRANSIENT, Check, Outcome
from llmnotes.links.checking.host_queue import HostSkippedError
from llmnotes.links.checking.request_queue import RequestQueue
from llmnotes.web.url import host as host_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from llmnotes.links.limits import Limits
    from llmnotes.web.fetch.answer import Fetcher

    Visit = Callable[[str, Sequence[str], Fetcher], Awaitable[list[Check]]]


def addresses(urls: Iterable[str]) -> dict[str, list[str]]:
    """Group links by address, which is the URL without its fragment. All links with one address are checked together."""
    grouped: dict[str, list[str]] = {}
    for url in urls:
        grouped.setdefault(url.partition("#")[0], []).append(url)
    return grouped


@dataclasses.dataclass(eq=False)
class Schedule:
    """Checks a set of links: requests their addresses, repeats failed requests, and reports the checks. Call `run` once."""

    visits: Mapping[str, Sequence[str]]
    """The links by address, as `addresses` returns them. The addresses of each host are first checked in this order."""
    visit: Visit
    """A function that checks one address: it gets the address, its links and a fetcher, and returns a check for each link."""
    fetcher: Fetcher
    """The fetcher that sends all requests."""
    limits: Limits
    _: dataclasses.KW_ONLY
    time: datetime.datetime
    """The time at which the link check began. If a bug of llmnotes raises an exception, the checks of the links of that address get this time."""
    report: Callable[[Sequence[Check]], None]
    """Called once for each address with its final checks."""
    chance: Callable[[], float] = random.random
    """Returns a random number from 0 to 1, by which the pause before a repeated check varies."""

    warn: Callable[[str], None] = lambda _: None
    """Called with a message about each host that no longer got requests, if links stay unchecked for this reason."""

    def __post_init__(self) -> None:
        self._left: dict[str, Sequence[str]] = dict(self.visits)
        self._again: dict[str, list[Check]] = {}
        self._stopped_at: dict[str, str] = {}
        """By each address that was not checked because a host gets no more requests: this host, which is the address's host or the target of a redirect."""
        self._attempts: collections.Counter[str] = collections.Counter()

    async def run(self) -> list[str]:
        """Check all addresses. Stop when the time limit for the whole link check, `limits.budget`, is reached.

        Returns:
            The links that were not checked. If the task that calls this method is cancelled, the requests stop, all finished checks are reported, and
            the method returns normally.

        Raises:
            Exception: An exception that `report` raised.

        """
        queue = RequestQueue(self.fetcher, self.limits, self.chance)
        budget = asyncio.timeout(self.limits.budget)
        try:
            async with budget:
                await queue.run(list(self.visits), lambda address: self._one(address, queue))
        except asyncio.CancelledError:
            pass  # the method returns the links that were not checked, also after a cancellation
        except TimeoutError:
            if not budget.expired():
                raise
        # An address is still in `_again` if its repeated check did not happen, for example because no time was left. Its last checks are then final.
        for address, checks in self._again.items():
            self._settle(address, checks)
        self._warn(queue)
        return [link for links in self._left.values() for link in links]

    def _warn(self, queue: RequestQueue) -> None:
        """Warn about each host that no longer got requests, if its own links, or links of other hosts that redirect to it, stay unchecked for this reason."""
        counts: collections.Counter[tuple[str, bool]] = collections.Counter()
        for address, links in self._left.items():
            name = self._stopped_at.get(address, host_of(address))
            counts[name, name == host_of(address)] += len(links)
        then = "The next link check requests them"
        for name, reason in queue.skipped.items():
            if own := counts[name, True]:
                self.warn(f"{name}: {reason}. Other links of this host that were not checked: {own:,}. {then}")
            if led := counts[name, False]:
                self.warn(f"{name}: {reason}. Links of other hosts that redirect to this host and were not checked: {led:,}. {then}")

    async def _one(self, address: str, queue: RequestQueue) -> None:
        links = self.visits[address]
        try:
            checks = await self.visit(address, links, queue)
        except HostSkippedError as error:
            self._stopped_at[address] = error.host
            return
        except asyncio.CancelledError as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            # A task for which `visit` waited was cancelled, but the link check was not. So record a check of each link, with the outcome `unsure`.
            # Without such a check, the links would be reported as left for the next link check.
            checks = self._fault(links, error)
        except Exception as error:  # noqa: BLE001 - a bug of llmnotes that one page reveals must not end the whole link check
            checks = self._fault(links, error)
        attempt = self._attempts[address]
        if any(check.outcome in TRANSIENT for check in checks) and queue.again(address, attempt):
            self._attempts[address] += 1
            self._again[address] = checks
            self._left.pop(address, None)
        else:
            self._again.pop(address, None)
            self._settle(address, checks)

    def _fault(self, links: Sequence[str], error: BaseException) -> list[Check]:
        message = f"a bug in llmnotes ended the check of this link: {type(error).__name__}"
        return [Check(url=link, outcome=Outcome.UNSURE, time=self.time, detail="fault", message=message) for link in links]

    def _settle(self, address: str, checks: Sequence[Check]) -> None:
        self._left.pop(address, None)
        self.report(checks)
