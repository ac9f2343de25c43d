"""A fair queue: each host at its own pace, and no host in another's way.

What is paced are requests, not links: a redirect, or a second question, takes the turn of the host that it goes to. A request takes one of the
places that all share only when its host is ready, so whoever waits for a slow host takes nothing from the others.
"""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import datetime
import email.utils
import heapq
import random
from typing import TYPE_CHECKING

from llmnotes.links.check import TRANSIENT, Check, Outcome
from llmnotes.web.fetch.answer import Answer
from llmnotes.web.url import host as host_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from llmnotes.links.limits import HostRule, Limits
    from llmnotes.web.fetch.answer import Failure, Fetcher, Request

    Visit = Callable[[str, Sequence[str], Fetcher], Awaitable[list[Check]]]

_TOO_MANY, _UNAVAILABLE = 429, 503
_REFUSALS = 3
"""A host that asks for patience so often in a row is left for another day."""


def addresses(urls: Iterable[str]) -> dict[str, list[str]]:
    """Links by the address that is asked for them: the URL without its fragment."""
    grouped: dict[str, list[str]] = {}
    for url in urls:
        grouped.setdefault(url.partition("#")[0], []).append(url)
    return grouped


@dataclasses.dataclass(eq=False)
class Schedule:
    """Visits many addresses, once. Times are the running loop's seconds."""

    visits: Mapping[str, Sequence[str]]
    """As `addresses` gives them, in the order in which each host is asked."""
    visit: Visit
    fetcher: Fetcher
    limits: Limits
    _: dataclasses.KW_ONLY
    time: datetime.datetime
    """Of the checks of visits that fail by a fault of ours."""
    report: Callable[[Sequence[Check]], None]
    """Gets each address's checks, once, when they are final."""
    chance: Callable[[], float] = random.random
    """From 0 to 1; spreads the further attempts."""

    def __post_init__(self) -> None:
        self._left: dict[str, Sequence[str]] = dict(self.visits)
        self._again: dict[str, list[Check]] = {}

    async def run(self) -> list[str]:
        """Ask until all is asked or the budget has run out. Gives the links that it didn't come to; so it does when it is cancelled, then with all that was found reported.

        Raises what `report` raises.
        """
        queue = _Queue(self.fetcher, self.limits)

        async def ask(addresses: Sequence[str]) -> None:
            await queue.run(addresses, lambda address: self._one(address, queue))

        budget = asyncio.timeout(self.limits.budget)
        try:
            async with budget:
                await ask(list(self.visits))
                for attempt in range(self.limits.retries):
                    if not self._again:
                        break
                    await asyncio.sleep(self.limits.backoff * 2**attempt * (0.5 + self.chance()))
                    await ask(list(self._again))
        except asyncio.CancelledError:
            pass  # what is left is told
        except TimeoutError:
            if not budget.expired():
                raise
        for address, checks in self._again.items():  # no further attempt: the last one counts
            self._settle(address, checks)
        return [link for links in self._left.values() for link in links]

    async def _one(self, address: str, fetcher: Fetcher) -> None:
        links = self.visits[address]
        try:
            checks = await self.visit(address, links, fetcher)
        except _GivenUpError:
            return
        except asyncio.CancelledError as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            # Nobody cancelled this visit: something that it waited for was, and the link would have no check and be told as left.
            checks = self._fault(links, error)
        except Exception as error:  # noqa: BLE001 - a fault of ours with one page must not end the run
            checks = self._fault(links, error)
        if self.limits.retries and any(check.outcome in TRANSIENT for check in checks):
            self._again[address] = checks
            self._left.pop(address, None)
        else:
            self._again.pop(address, None)
            self._settle(address, checks)

    def _fault(self, links: Sequence[str], error: BaseException) -> list[Check]:
        message = f"our own fault: {type(error).__name__}"
        return [Check(url=link, outcome=Outcome.UNSURE, time=self.time, detail="fault", message=message) for link in links]

    def _settle(self, address: str, checks: Sequence[Check]) -> None:
        self._left.pop(address, None)
        self.report(checks)


class _GivenUpError(Exception):
    """The host wants more patience than we have: the link is left."""


@dataclasses.dataclass(eq=False, slots=True)
class _Host:
    """A host's queue."""

    rule: HostRule
    ready: float = 0.0
    """Not before this time."""
    active: int = 0
    """Requests under way."""
    leaving: bool = False
    """Whether a request has its turn and is not yet on its way: the pause counts from when it is, so nobody else has a turn before. Only where there is a pause."""
    refusals: int = 0
    """How often in a row it asked for patience; requests side by side count once."""
    refused: float = float("-inf")
    """When the last of these came."""
    given_up: bool = False
    turns: collections.deque[asyncio.Future[None]] = dataclasses.field(default_factory=collections.deque)
    """Requests of visits under way, which come before new visits."""
    visits: collections.deque[str] = dataclasses.field(default_factory=collections.deque)
    listed: bool = False
    """Whether it stands in the heap."""


class _Once:
    """Calls a function the first time that it is called itself."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def __call__(self) -> None:
        call, self._call = self._call, None
        if call:
            call()


class _Queue:
    """What visits ask through. It remembers its hosts from one pass to the next."""

    def __init__(self, fetcher: Fetcher, limits: Limits) -> None:
        self._fetcher = fetcher
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._hosts: dict[str, _Host] = {}
        self._heap: list[tuple[float, int, _Host]] = []
        self._places = limits.requests
        self._number = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._granted: dict[asyncio.Task[None], _Host] = {}
        """Visits that have not yet used the turn that they were begun with."""
        self._waiting = 0
        """Visits that are not begun."""
        self._timer: asyncio.TimerHandle | None = None
        self._open = False
        """Whether anybody may be asked."""

    async def run(self, addresses: Sequence[str], one: Callable[[str], Awaitable[None]]) -> None:
        """Visit all; returns when the last one is done. Raises what `one` raises, when all others are cancelled."""
        self._one = one
        self._failed: Exception | None = None
        self._done = asyncio.Event()
        for address in addresses:
            host = self._host(host_of(address))
            if not host.given_up:
                host.visits.append(address)
                self._waiting += 1
        for host in self._hosts.values():
            self._list(host)
        self._open = True
        try:
            self._pump()
            if not self._idle():
                await self._done.wait()
        finally:
            self._open = False  # visits that end now make room, which nobody shall take
            if self._timer:
                self._timer.cancel()
                self._timer = None
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._failed:
            raise self._failed

    async def ask(self, request: Request) -> Answer | Failure:
        """Send a request when its host's turn comes. Raises nothing but `_GivenUpError`."""
        host = self._host(host_of(request.url))
        granted = self._granted.pop(asyncio.current_task(), None)  # type: ignore[arg-type] # within a visit there is a task
        if granted is not host:
            if granted:  # the visit begins elsewhere than at its own host
                self._waive(granted)
            await self._turn(host)
        while True:
            began = self._loop.time()
            leaves = _Once(lambda: self._left(host))
            try:
                answer = await self._fetcher.ask(dataclasses.replace(request, on_its_way=leaves))
            finally:
                leaves()  # where it never was on its way
                self._release(host)
            if not self._wants_patience(host, answer, began):
                return answer
            await self._turn(host, first=True)

    def _wants_patience(self, host: _Host, answer: Answer | Failure, began: float) -> bool:
        """Whether the request is to be sent again, after the host's deadline."""
        status = answer.status if isinstance(answer, Answer) else 0
        after = answer.headers.get("retry-after") if isinstance(answer, Answer) else None
        is_news = began >= host.refused  # and not of a request that was under way when it refused another
        if status != _TOO_MANY and not (status == _UNAVAILABLE and after):
            if is_news:
                host.refusals = 0
            return False
        now = self._loop.time()
        if is_news:
            host.refusals += 1
            host.refused = now
        delay = _seconds(after)
        if delay is None:
            delay = min(self._limits.patience, self._limits.backoff * 2 ** max(0, host.refusals - 1))
        if host.refusals > _REFUSALS or delay > self._limits.patience:
            self._give_up(host)
            return False
        host.ready = max(host.ready, now + delay)
        return True

    def _give_up(self, host: _Host) -> None:
        host.given_up = True
        self._waiting -= len(host.visits)
        host.visits.clear()
        for turn in host.turns:
            if not turn.done():
                turn.set_exception(_GivenUpError())
        host.turns.clear()

    async def _turn(self, host: _Host, *, first: bool = False) -> None:
        if host.given_up:
            raise _GivenUpError
        turn = self._loop.create_future()
        (host.turns.appendleft if first else host.turns.append)(turn)
        self._list(host)
        self._pump()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():
                self._waive(host)
            raise

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            self._hosts[name] = _Host(self._limits.of(name))
        return self._hosts[name]

    def _list(self, host: _Host) -> None:
        """Put a host that has something to ask, and may, into the heap."""
        if not host.listed and not host.leaving and (host.turns or host.visits) and host.active < (host.rule.concurrency or 1):
            host.listed = True
            self._number += 1
            heapq.heappush(self._heap, (host.ready, self._number, host))

    def _pump(self) -> None:
        """Give places to hosts that are ready, those first that have been so for longest."""
        if not self._open:
            return
        now = self._loop.time()
        while self._places and self._heap and self._heap[0][0] <= now:
            _, _, host = heapq.heappop(self._heap)
            host.listed = False
            if host.ready > now:  # it asked for patience meanwhile
                self._list(host)
                continue
            self._begin(host, now)
            self._list(host)
        if self._places and self._heap:
            soonest = self._heap[0][0]
            if self._timer and self._timer.when() > soonest:
                self._timer.cancel()
                self._timer = None
            self._timer = self._timer or self._loop.call_at(soonest, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._pump()

    def _begin(self, host: _Host, now: float) -> None:
        while host.turns:
            turn = host.turns.popleft()
            if not turn.done():
                turn.set_result(None)
                break
        else:
            if not host.visits:
                return
            self._waiting -= 1
            task = self._loop.create_task(self._visited(host.visits.popleft()))
            self._tasks.add(task)
            self._granted[task] = host
        host.active += 1
        if host.rule.interval:
            host.leaving = True
            host.ready = max(host.ready, now + host.rule.interval)
        self._places -= 1

    def _left(self, host: _Host) -> None:
        """The request whose turn it was is on its way: the pause until the next begins."""
        if host.leaving:
            host.leaving = False
            host.ready = max(host.ready, self._loop.time() + (host.rule.interval or 0.0))
            self._list(host)
            self._pump()

    async def _visited(self, address: str) -> None:
        task = asyncio.current_task()
        try:
            await self._one(address)
        except Exception as error:  # noqa: BLE001 - raised again by `run`: a task's own exception would only be logged
            self._failed = self._failed or error
        finally:
            self._tasks.discard(task)
            granted = self._granted.pop(task, None)  # type: ignore[arg-type] # the same
            if granted:  # it asked nobody
                self._waive(granted)
            if self._failed or self._idle():
                self._done.set()

    def _waive(self, host: _Host) -> None:
        """A turn isn't used."""
        self._left(host)
        self._release(host)

    def _release(self, host: _Host) -> None:
        host.active -= 1
        self._places += 1
        self._list(host)
        self._pump()

    def _idle(self) -> bool:
        return not self._tasks and not self._waiting


def _seconds(retry_after: str | None) -> float | None:
    """The seconds of a Retry-After, given in seconds or as a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after. None where it says neither."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return float(text.lstrip("0")[:_LONGEST] or 0)
    if len(text) > _LONGEST:
        return None
    try:
        date = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):  # the parser looks at neither the size of a number nor how many there are
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return max(0.0, (date - datetime.datetime.now(datetime.UTC)).total_seconds())


_LONGEST = 64
"""Characters of a Retry-After: a date in any form of HTTP has at most 40, and so many digits mean for ever."""
