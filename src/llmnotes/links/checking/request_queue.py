"""A fair queue of requests to many hosts, each at its own pace.

A turn is the right to send one request to a host. Every request needs a turn of its host, also a request that follows a redirect or repeats a failed
request. The number of unfinished requests to all hosts is limited. A request counts only from its turn on, so requests that wait for a slow host don't keep
requests to other hosts from being sent.

If the check of an address fails, the address waits for a pause, and then gets the next turn of its host. A host that no longer answers, or that refuses too
many requests, gets no more requests in this link check. The next link check requests the remaining links of the host.
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
"""The maximum number of refusals (answers that ask for a pause) after which a URL is requested again in the same link check.

A host that has refused more requests than this in a row gets no more requests if none of its addresses waits for a check.
"""
_REFUSED_URLS = 4
"""The maximum number of different URLs that a host may refuse in a row. If the host refuses one more URL, it gets no more requests in this link check."""
_SILENCE = 3
"""The number of consecutive timeouts, as `HostQueue.silence` counts them, after which a host gets no more requests in this link check."""
_OPENING = 5.0
"""The longest time in seconds from the time at which a request may be sent to the beginning of the pause after it.

This limit is needed because the connection for the request may never open.
"""


class _Once:
    """A function that calls another function on its first call, and does nothing on later calls."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def __call__(self) -> None:
        call, self._call = self._call, None
        if call:
            call()


class RequestQueue:
    """A fetcher that sends each request when the limits of its host allow it. A visit is the check of one address, by one or more requests.

    Invariants:
        - `_places` is the number of requests that may still begin at present: the maximum number of requests at a time, less the active requests of all hosts.
        - Each turn is given back once: after its request has ended, or when its visit ends without a request. The turn of a visit that is cancelled
          before it begins is not given back. It is not needed, because then all visits are cancelled.
        - `_untouched` is the number of addresses of all hosts that wait for a visit (`HostQueue.visits`) or for the end of a pause (`HostQueue.again`).
        - `_pass` is the state of `run` while `run` visits addresses. Otherwise it is None, and no request gets a turn.

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
        """Tasks that may send a request but have not sent it yet, each with the host of this request. Each task checks one address."""
        self._untouched = 0
        self._timer: asyncio.TimerHandle | None = None
        self._pass: _Pass | None = None

    async def run(self, addresses: Sequence[str], visit: Callable[[str], Awaitable[None]]) -> None:
        """Call `visit`, which checks one address, with each address. Call it once more with an address each time that `again` is called with this address.

        Return when the last call has ended. If a call raises an exception, cancel all other calls and raise the exception.
        """
        for address in addresses:
            host = self._host(host_of(address))
            if not host.skipped:
                host.visits.append(address)
                self._untouched += 1
        for host in self._hosts.values():
            self._waiting.add(host)
        current = self._pass = _Pass(visit)
        try:
            self._pump()
            if not self._is_idle:
                await current.done.wait()
        finally:
            self._pass = None  # without this line, new visits would begin as soon as the visits below are cancelled
            if self._timer:
                self._timer.cancel()
                self._timer = None
            for host in self._hosts.values():
                host.stop_pauses()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if current.failure:
            raise current.failure

    @property
    def skipped(self) -> dict[str, str]:
        """The names of the hosts that get no more requests in this link check, each with the reason."""
        return {name: host.skipped for name, host in self._hosts.items() if host.skipped}

    def again(self, address: str, attempts: int) -> bool:
        """Plan to check an address once more after a pause. Return False if it was checked too often already, or if its host gets no more requests.

        At a host that has never answered, an address is checked at most once more, after the host's other addresses. No pause is needed before, because
        waiting for the timeout of the first request has already been a pause.

        Args:
            address: The address whose check failed.
            attempts: How many times the check of the address has been repeated already.

        """
        host = self._host(host_of(address))
        if host.skipped or attempts >= (self._limits.retries if host.has_answered else min(1, self._limits.retries)):
            return False
        self._untouched += 1
        if host.has_answered:
            delay = self._limits.backoff * 2**attempts * (0.5 + self._chance())
            host.again[address] = self._loop.call_later(delay, self._resume, host, address)
        else:
            host.visits.append(address)
            self._waiting.add(host)
            self._pump()
        return True

    def _resume(self, host: HostQueue, address: str) -> None:
        del host.again[address]
        host.visits.appendleft(address)
        self._waiting.add(host)
        self._pump()

    async def fetch(self, request: Request) -> Answer | Failure:
        """Send a request when the limits of its host allow it, and return its result.

        If the host refuses the request and `_is_to_repeat` returns True, send it again later. But if the host has answered other requests between two
        refusals of this request, return the second refusal, because it concerns only this URL.

        Raises:
            HostSkippedError: The host gets no more requests in this link check.
            CancelledError: The check of the address was cancelled.

        """
        host = self._host(host_of(request.url))
        granted = self._granted.pop(asyncio.current_task(), None)  # type: ignore[arg-type] # `current_task` never returns None here, because every visit runs in a task
        if granted is not host:
            if granted:  # the visit may send a request to the host of its address, but its first request goes to another host
                self._give_back(granted)
            await self._turn(host)
        refusals = answers = 0
        while True:
            began = self._loop.time()
            begin_pause = _Once(lambda: self._begin_pause(host))
            opening = self._loop.call_later(_OPENING, begin_pause)
            try:
                answer = await self._fetcher.fetch(dataclasses.replace(request, on_its_way=begin_pause))
                refusals += 1
                is_again = self._is_to_repeat(host, answer, began, refusals) and (refusals == 1 or host.answers == answers)
                answers = host.answers
            finally:
                opening.cancel()
                begin_pause()  # begin the pause even if this request was never sent, because the host's next request waits for its end
                self._release(host)
            if not is_again:
                return answer
            await self._turn(host, host.turns.appendleft if refusals == 1 and len(host.refused_urls) == 1 else host.later.append)

    def _is_to_repeat(self, host: HostQueue, answer: Answer | Failure, began: float, refusals: int) -> bool:
        """Return whether to send a request again because the host has refused it. Skip the host if it refuses too many URLs, or no longer answers.

        A refusal may concern the whole host or only some of its URLs. To find out, `fetch` sends the refused request again: before the host's other requests,
        if it was refused once and the host has refused no other URL since it last answered; otherwise after them. A request is not sent again if it was
        refused too often, if the host asks for too long a pause, or if the host gets no more requests.

        Args:
            host: The queue of the host.
            answer: The result of the request.
            began: The time at which the request began.
            refusals: The number of refusals of this request, including the present one.

        """
        now = self._loop.time()
        is_refusal = host.note(answer, began=began, now=now)
        if host.silence >= _SILENCE and not host.skipped:
            self._skip(host, "the host does not answer in time")
        if not is_refusal or host.skipped:
            return False
        delay = patience(answer)
        if delay is None:
            delay = min(self._limits.patience, self._limits.backoff * 2 ** max(0, host.refusals - 1))
        is_long = delay > self._limits.patience
        refused = len(host.refused_urls)
        is_last = not host.visits and host.refusals > _REFUSALS
        if refused > _REFUSED_URLS or is_last or (is_long and refused > 1):
            self._skip(host, "the host asks for fewer requests")
            return False
        host.ready = max(host.ready, now + (self._limits.backoff if is_long else delay))
        return not is_long and refusals <= _REFUSALS

    def _skip(self, host: HostQueue, reason: str) -> None:
        self._untouched -= host.skip(reason)

    async def _turn(self, host: HostQueue, wait: Callable[[asyncio.Future[None]], None] | None = None) -> None:
        """Wait until a request to a host may be sent.

        `wait` adds the waiting request to one of the host's queues; None to add it to the end of `HostQueue.turns`.
        Raises HostSkippedError if the host gets no more requests in this link check.
        """
        if host.skipped:
            raise HostSkippedError(host.name)
        turn = self._loop.create_future()
        (wait or host.turns.append)(turn)
        self._waiting.add(host)
        self._pump()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():
                self._give_back(host)
            raise

    def _host(self, name: str) -> HostQueue:
        if name not in self._hosts:
            self._hosts[name] = HostQueue(name, self._limits.of(name))
        return self._hosts[name]

    def _pump(self) -> None:
        """Begin requests to hosts that are ready, until the maximum number of requests at a time is reached.

        The host that has been ready for the longest time comes first. Then set a timer for the time at which the next host is ready. If `run` hasn't
        started or has ended, do nothing.
        """
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
        """Let one request to a host begin at the time `now`: the first waiting request, or else the first request that checks another address.

        Do nothing if neither a request nor an address waits. `current` is the state of the present call of `run`.
        """
        if not host.take_turn():
            if not host.visits:
                return
            self._untouched -= 1
            task = self._loop.create_task(self._visit(host.visits.popleft(), current))
            self._tasks.add(task)
            self._granted[task] = host
        host.begin(now)
        self._places -= 1

    def _begin_pause(self, host: HostQueue) -> None:
        """Begin the pause before the next request to a host, unless the pause has begun already."""
        if host.begin_pause(self._loop.time()):
            self._waiting.add(host)
            self._pump()

    async def _visit(self, address: str, current: _Pass) -> None:
        task = asyncio.current_task()
        try:
            await current.visit(address)
        except Exception as error:  # noqa: BLE001 - `run` raises this exception again; asyncio would only log it
            current.failure = current.failure or error
        finally:
            self._tasks.discard(task)
            granted = self._granted.pop(task, None)  # type: ignore[arg-type] # `task` is never None, because this function runs in a task
            if granted:  # the check of the address was allowed to send a request, but ended before it sent one
                self._give_back(granted)
            if current.failure or self._is_idle:
                current.done.set()

    def _give_back(self, host: HostQueue) -> None:
        """Note that a request that might have been sent to a host was not sent, so that another request can begin."""
        self._begin_pause(host)
        self._release(host)

    def _release(self, host: HostQueue) -> None:
        host.active -= 1
        if not host.active or not host.is_in_doubt:
            host.is_probing = False
        self._places += 1
        self._waiting.add(host)
        self._pump()

    @property
    def _is_idle(self) -> bool:
        return not self._tasks and not self._untouched


@dataclasses.dataclass(eq=False, slots=True)
class _Pass:
    """The state of one call of `RequestQueue.run`."""

    visit: Callable[[str], Awaitable[None]]
    """The function that checks an address."""
    done: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    """The event for which `run` waits. It is set after the last call of `visit` has ended, or after a call has raised an exception."""
    failure: Exception | None = None
    """The first exception that a call of `visit` raised; None if no call raised one."""
