"""Check many links: each host at its own pace, and no host delays another.

`request_queue.py` sends the requests; this module decides which visits are repeated, and reports their checks.
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
    """Group links by the address that is requested for them: the URL without its fragment."""
    grouped: dict[str, list[str]] = {}
    for url in urls:
        grouped.setdefault(url.partition("#")[0], []).append(url)
    return grouped


@dataclasses.dataclass(eq=False)
class Schedule:
    """Visits many addresses, once. Times are seconds of the running event loop."""

    visits: Mapping[str, Sequence[str]]
    """The links by address, as `addresses` returns them, in the order in which each host is visited."""
    visit: Visit
    """Visits one address: gets the address, its links and a fetcher, and returns a check of each link."""
    fetcher: Fetcher
    """Sends the requests."""
    limits: Limits
    _: dataclasses.KW_ONLY
    time: datetime.datetime
    """The time of a check whose visit raised an exception."""
    report: Callable[[Sequence[Check]], None]
    """Gets the final checks of each address, once."""
    chance: Callable[[], float] = random.random
    """Returns a random number from 0 to 1, by which further attempts are spread."""

    warn: Callable[[str], None] = lambda _: None
    """Gets a sentence for each host that was skipped: the host, the reason, and the number of links without a check."""

    def __post_init__(self) -> None:
        self._left: dict[str, Sequence[str]] = dict(self.visits)
        self._again: dict[str, list[Check]] = {}
        self._attempts: collections.Counter[str] = collections.Counter()

    async def run(self) -> list[str]:
        """Visit all addresses, until all are visited or the budget has run out.

        Returns:
            The links without a check. If this task is cancelled, it returns them too, and all checks so far are reported.

        Raises:
            Exception: `report` raised it.

        """
        queue = RequestQueue(self.fetcher, self.limits, self.chance)
        budget = asyncio.timeout(self.limits.budget)
        try:
            async with budget:
                await queue.run(list(self.visits), lambda address: self._one(address, queue))
        except asyncio.CancelledError:
            pass  # the links without a check are returned
        except TimeoutError:
            if not budget.expired():
                raise
        for address, checks in self._again.items():  # no further attempt follows, so the last one counts
            self._settle(address, checks)
        self._warn(queue)
        return [link for links in self._left.values() for link in links]

    def _warn(self, queue: RequestQueue) -> None:
        """Report how many links of each skipped host have no check."""
        counts = collections.Counter({host_of(address): 0 for address in self._left})
        for address, links in self._left.items():
            counts[host_of(address)] += len(links)
        for name, reason in queue.skipped.items():
            if counts[name]:
                self.warn(f"{name}: {reason}. Its {counts[name]:,} other links were not checked; the next run checks them first")

    async def _one(self, address: str, queue: RequestQueue) -> None:
        links = self.visits[address]
        try:
            checks = await self.visit(address, links, queue)
        except HostSkippedError:
            return
        except asyncio.CancelledError as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            # Something that the visit waited for was cancelled, and not the visit. Without a check the link would be reported as not checked.
            checks = self._fault(links, error)
        except Exception as error:  # noqa: BLE001 - a fault of this program at one page must not end the run
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
        message = f"a fault of llmnotes: {type(error).__name__}"
        return [Check(url=link, outcome=Outcome.UNSURE, time=self.time, detail="fault", message=message) for link in links]

    def _settle(self, address: str, checks: Sequence[Check]) -> None:
        self._left.pop(address, None)
        self.report(checks)
