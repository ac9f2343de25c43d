"""Check many links, each host at its own pace. A visit checks one address, with all links that have this address.

This module decides which visits are repeated, and reports their checks; `request_queue.py` sends the requests, so that no host delays another.
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
    """Group links by address, which is the URL without its fragment. One visit checks all links of an address."""
    grouped: dict[str, list[str]] = {}
    for url in urls:
        grouped.setdefault(url.partition("#")[0], []).append(url)
    return grouped


@dataclasses.dataclass(eq=False)
class Schedule:
    """A set of addresses, with everything that is needed to visit them. Call `run` once."""

    visits: Mapping[str, Sequence[str]]
    """The links by address, as `addresses` returns them. The first visits to the addresses of each host are in this order."""
    visit: Visit
    """A function that visits one address: it gets the address, its links and a fetcher, and returns a check for each link."""
    fetcher: Fetcher
    """The fetcher that sends all requests."""
    limits: Limits
    _: dataclasses.KW_ONLY
    time: datetime.datetime
    """The time at which the link check began. If a bug of llmnotes raises an exception, the checks of the links of that address get this time."""
    report: Callable[[Sequence[Check]], None]
    """Called once for each address with its final checks."""
    chance: Callable[[], float] = random.random
    """Returns a random number from 0 to 1, which varies the pause before further attempts."""

    warn: Callable[[str], None] = lambda _: None
    """Called with messages about each host that was skipped, if links were not checked for this reason: the host, the reason, and the number of these links."""

    def __post_init__(self) -> None:
        self._left: dict[str, Sequence[str]] = dict(self.visits)
        self._again: dict[str, list[Check]] = {}
        self._stopped_at: dict[str, str] = {}
        """For each address that was not checked because a host is skipped, the name of that host: the address's own host, or a host to which a redirect led."""
        self._attempts: collections.Counter[str] = collections.Counter()

    async def run(self) -> list[str]:
        """Visit all addresses. Stop when the budget of `limits` has run out.

        Returns:
            The links that were not checked. If the task that calls this method is cancelled, the visits stop, all finished checks are reported, and
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
        for address, checks in self._again.items():  # no further attempt follows, so the checks of the last attempt are final
            self._settle(address, checks)
        self._warn(queue)
        return [link for links in self._left.values() for link in links]

    def _warn(self, queue: RequestQueue) -> None:
        """Warn of each skipped host because of which links stay unchecked: the host's own links, or links of other hosts whose redirects lead to it."""
        counts: collections.Counter[tuple[str, bool]] = collections.Counter()
        for address, links in self._left.items():
            name = self._stopped_at.get(address, host_of(address))
            counts[name, name == host_of(address)] += len(links)
        after = "not checked. The next link check requests them"
        for name, reason in queue.skipped.items():
            if own := counts[name, True]:
                self.warn(f"{name}: {reason}. Other links of this host ({own:,}) were {after}")
            if led := counts[name, False]:
                self.warn(f"{name}: {reason}. Links of other hosts ({led:,}), whose redirects lead to this host, were {after}")

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
            # Work that the visit waited for was cancelled, but the link check was not. So record a check of each link, with the outcome `unsure`.
            # Without it, the links would be reported as left for the next link check.
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
