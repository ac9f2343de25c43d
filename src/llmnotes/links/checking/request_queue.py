"""A fair queue of requests to many hosts, each at its own pace.

The queue paces requests and not links: a redirect, or a second request for one link, takes a turn of the host to which it goes. All hosts share a number of
places; a request takes a place only when its host is ready, so links that wait for a slow host keep no place from others.

Further attempts at a host begin when its own queue is empty, whatever other hosts do. After three timeouts in a row, or four refusals, the run skips a host, and
the next run checks its other links.
"""

from __future__ import annotations

import asyncio
import dataclasses
from typing import TYPE_CHECKING

from llmnotes.links.checking.host_queue import HostQueue, HostSkippedError, WaitingHosts
from llmnotes.links.checking.patience import patience
from llmnotes.web.url import host as host_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from llmnotes.links.limits import Limits
    from llmnotes.web.fetch.answer import Answer, Failure, Fetcher, Request

_REFUSALS = 3
"""The most refusals in a row of one host, or of one URL. After one more, the run skips it."""
_SILENCE = 3
"""The number of timeouts in a row after which the run skips a host."""
_OPENING = 5.0
"""Seconds after which a request that is not yet sent no longer delays the next request to its host: its connection may never open."""


class _Once:
    """Calls a function the first time that it is called itself."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def __call__(self) -> None:
        call, self._call = self._call, None
        if call:
            call()


class RequestQueue:
    """A fetcher that sends each request when the turn of its host comes.

    Invariants:
        - `_places` and the `active` of all hosts add up to the number of requests that the limits allow at a time.
        - Each turn that a host begins is released once: after its request, or when a visit does not use it. A visit that is cancelled before it runs keeps
          its turn, because no pass follows.
        - `_untouched` is the number of addresses in the `visits` and in the `again` of all hosts.
        - `_pass` is set while a pass runs; between passes no turn begins.

    """

    def __init__(self, fetcher: Fetcher, limits: Limits, chance: Callable[[], float]) -> None:
        self._fetcher = fetcher
        self._limits = limits
        self._chance = chance
        self._loop = asyncio.get_running_loop()
        self._hosts: dict[str, HostQueue] = {}
        self._waiting = WaitingHosts()
        self._places = limits.requests
        self._tasks: set[asyncio.Task[None]] = set()
        self._granted: dict[asyncio.Task[None], HostQueue] = {}
        """The visits that have not yet used the turn with which they began."""
        self._untouched = 0
        self._timer: asyncio.TimerHandle | None = None
        self._pass: _Pass | None = None

    async def run(self, addresses: Sequence[str], one: Callable[[str], Awaitable[None]]) -> None:
        """Visit all addresses, and return when the last visit has ended. If `one` raises an exception, cancel all other visits and raise it."""
        for address in addresses:
            host = self._host(host_of(address))
            if not host.skipped:
                host.visits.append(address)
                self._untouched += 1
        for host in self._hosts.values():
            self._waiting.add(host)
        current = self._pass = _Pass(one)
        try:
            self._pump()
            if not self._is_idle:
                await current.done.wait()
        finally:
            self._pass = None  # visits that end now free places, which no other visit may take
            if self._timer:
                self._timer.cancel()
                self._timer = None
            for host in self._hosts.values():
                if host.timer:
                    host.timer.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if current.failure:
            raise current.failure

    @property
    def skipped(self) -> dict[str, str]:
        """The hosts that the run skips, each with the reason."""
        return {name: host.skipped for name, host in self._hosts.items() if host.skipped}

    def again(self, address: str, attempts: int) -> bool:
        """Visit an address once more, after the queue of its host is empty and a pause has passed. Return False if no attempt is left.

        A host that has never answered gets one further attempt, without a pause: its timeout was one.
        """
        host = self._host(host_of(address))
        if host.skipped or attempts >= (self._limits.retries if host.has_answered else min(1, self._limits.retries)):
            return False
        self._untouched += 1
        if host.has_answered or host.visits:
            host.again.append((address, attempts))
            self._rest(host)
        else:
            host.visits.append(address)
            self._waiting.add(host)
            self._pump()
        return True

    def _rest(self, host: HostQueue) -> None:
        """Begin the pause before the further attempts of a host, if it has some and nothing else to do."""
        if host.again and host.is_idle and host.timer is None and self._pass is not None:
            attempts = max(number for _, number in host.again)
            delay = self._limits.backoff * 2**attempts * (0.5 + self._chance()) if host.has_answered else 0.0
            host.timer = self._loop.call_later(delay, self._resume, host)

    def _resume(self, host: HostQueue) -> None:
        host.timer = None
        host.visits.extend(address for address, _ in host.again)
        host.again.clear()
        self._waiting.add(host)
        self._pump()

    async def fetch(self, request: Request) -> Answer | Failure:
        """Send a request when the turn of its host comes. Raises only `HostSkippedError`."""
        host = self._host(host_of(request.url))
        granted = self._granted.pop(asyncio.current_task(), None)  # type: ignore[arg-type] # a visit runs in a task
        if granted is not host:
            if granted:  # the visit begins at another host than its own
                self._waive(granted)
            await self._turn(host)
        refusals = 0
        while True:
            began = self._loop.time()
            leaves = _Once(lambda: self._left(host))
            opening = self._loop.call_later(_OPENING, leaves)
            try:
                answer = await self._fetcher.fetch(dataclasses.replace(request, on_its_way=leaves))
                refusals += 1
                is_again = self._is_to_repeat(host, answer, began, refusals)
            finally:
                opening.cancel()
                leaves()  # if the request was never sent
                self._release(host)
            if not is_again:
                return answer
            await self._turn(host, host.turns.appendleft if refusals == 1 else host.later.append)

    def _is_to_repeat(self, host: HostQueue, answer: Answer | Failure, began: float, refusals: int) -> bool:
        """Return whether a request is sent again after the deadline that a refusal sets. `refusals` counts its refusals, this one included.

        The other links of a host show whether the host or one URL refuses: a request that was refused once comes first again, and later it comes after the
        others. A URL that refuses too often or for too long is skipped alone, and its host only if it refuses others as well.
        """
        now = self._loop.time()
        is_refusal = host.note(answer, began=began, now=now)
        if host.silence >= _SILENCE and not host.skipped:
            self._skip(host, "it gives no answer in time")
        if not is_refusal or host.skipped:
            return False
        delay = patience(answer)
        if delay is None:
            delay = min(self._limits.patience, self._limits.backoff * 2 ** max(0, host.refusals - 1))
        is_long = delay > self._limits.patience
        if host.refusals > _REFUSALS or (is_long and len(host.refused_urls) > 1):
            self._skip(host, "it asks for fewer requests")
            return False
        host.ready = max(host.ready, now + (self._limits.backoff if is_long else delay))
        return not is_long and refusals <= _REFUSALS

    def _skip(self, host: HostQueue, reason: str) -> None:
        self._untouched -= host.skip(reason)
        if host.timer:
            host.timer.cancel()
            host.timer = None

    async def _turn(self, host: HostQueue, wait: Callable[[asyncio.Future[None]], None] | None = None) -> None:
        """Wait for a turn of a host. `wait` puts the request among those that wait for the host; None puts it last."""
        if host.skipped:
            raise HostSkippedError
        turn = self._loop.create_future()
        (wait or host.turns.append)(turn)
        self._waiting.add(host)
        self._pump()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():
                self._waive(host)
            raise

    def _host(self, name: str) -> HostQueue:
        if name not in self._hosts:
            self._hosts[name] = HostQueue(self._limits.of(name))
        return self._hosts[name]

    def _pump(self) -> None:
        """Give the free places to the hosts that are ready; the host that has been ready for longest comes first."""
        if self._pass is None:
            return
        now = self._loop.time()
        while self._places and (host := self._waiting.take(now)):
            self._begin(host, now, self._pass)
            self._waiting.add(host)
        soonest = self._waiting.soonest
        if self._places and soonest is not None:
            self._wake_at(soonest)

    def _wake_at(self, time: float) -> None:
        if self._timer and self._timer.when() > time:
            self._timer.cancel()
            self._timer = None
        self._timer = self._timer or self._loop.call_at(time, self._wake)

    def _wake(self) -> None:
        self._timer = None
        self._pump()

    def _begin(self, host: HostQueue, now: float, current: _Pass) -> None:
        """Begin a turn of a host for a waiting request, or else for a new visit. Do nothing if neither is left."""
        if not host.take_turn():
            if not host.visits:
                return
            self._untouched -= 1
            task = self._loop.create_task(self._visit(host.visits.popleft(), current))
            self._tasks.add(task)
            self._granted[task] = host
        host.begin(now)
        self._places -= 1

    def _left(self, host: HostQueue) -> None:
        """Begin the pause before the next request to a host."""
        if host.leave(self._loop.time()):
            self._waiting.add(host)
            self._pump()

    async def _visit(self, address: str, current: _Pass) -> None:
        task = asyncio.current_task()
        try:
            await current.one(address)
        except Exception as error:  # noqa: BLE001 - `run` raises it again: asyncio would only log the exception of a task
            current.failure = current.failure or error
        finally:
            self._tasks.discard(task)
            granted = self._granted.pop(task, None)  # type: ignore[arg-type] # this runs in a task
            if granted:  # the visit sent no request
                self._waive(granted)
            if current.failure or self._is_idle:
                current.done.set()

    def _waive(self, host: HostQueue) -> None:
        """End a turn that is not used."""
        self._left(host)
        self._release(host)

    def _release(self, host: HostQueue) -> None:
        host.active -= 1
        if not host.active or not host.is_in_doubt:
            host.is_probing = False
        self._places += 1
        self._waiting.add(host)
        self._rest(host)
        self._pump()

    @property
    def _is_idle(self) -> bool:
        return not self._tasks and not self._untouched


@dataclasses.dataclass(eq=False, slots=True)
class _Pass:
    """One pass of a queue over addresses."""

    one: Callable[[str], Awaitable[None]]
    """Visits an address."""
    done: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    """Set after the last visit has ended, or after a visit has failed."""
    failure: Exception | None = None
    """The exception of the first visit that failed."""
