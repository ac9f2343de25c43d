"""A fair queue: each host at its own pace, and no host in another's way.

What is paced are requests, not links: a redirect, or a second question, takes the turn of the host that it goes to. A request takes one of the
places that all share only when its host is ready, so whoever waits for a slow host takes nothing from the others.

Further attempts at a host begin when its own queue is empty, whatever other hosts do. A host that is silent, or asks for patience, is in doubt: it gets one
request at a time until it answers. After three timeouts in a row, or four refusals, it is given up, and its other links are left for the next run.
"""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import heapq
import random
from typing import TYPE_CHECKING

from llmnotes.links.check import TRANSIENT, Check, Outcome
from llmnotes.links.checking.patience import TOO_MANY, UNAVAILABLE, patience, retry_after
from llmnotes.web.fetch.answer import Answer, Cause
from llmnotes.web.url import host as host_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from llmnotes.links.limits import HostRule, Limits
    from llmnotes.web.fetch.answer import Failure, Fetcher, Request

    Visit = Callable[[str, Sequence[str], Fetcher], Awaitable[list[Check]]]

_REFUSALS = 3
"""A host, or a URL, that asks for patience more often in a row is left for another day."""
_SILENCE = 3
"""A host that gives no answer in time so often in a row is left for another day."""
_OPENING = 5.0
"""Seconds after which a request that is not yet on its way no longer keeps the host's next one waiting: its connection may never be made."""


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

    warn: Callable[[str], None] = lambda _: None
    """Gets a sentence for each host whose links are left: the host, the reason, and their number."""

    def __post_init__(self) -> None:
        self._left: dict[str, Sequence[str]] = dict(self.visits)
        self._again: dict[str, list[Check]] = {}
        self._attempts: collections.Counter[str] = collections.Counter()

    async def run(self) -> list[str]:
        """Ask until all is asked or the budget has run out. Gives the links that it didn't come to; so it does when it is cancelled, then with all that was found reported.

        Raises what `report` raises.
        """
        queue = _Queue(self.fetcher, self.limits, self.chance)
        budget = asyncio.timeout(self.limits.budget)
        try:
            async with budget:
                await queue.run(list(self.visits), lambda address: self._one(address, queue))
        except asyncio.CancelledError:
            pass  # what is left is told
        except TimeoutError:
            if not budget.expired():
                raise
        for address, checks in self._again.items():  # no further attempt: the last one counts
            self._settle(address, checks)
        self._warn(queue)
        return [link for links in self._left.values() for link in links]

    def _warn(self, queue: _Queue) -> None:
        """Report how many links are left of each host that was given up."""
        counts = collections.Counter({host_of(address): 0 for address in self._left})
        for address, links in self._left.items():
            counts[host_of(address)] += len(links)
        for name, reason in queue.given_up.items():
            if counts[name]:
                self.warn(f"{name}: {reason}; its links that were not checked come first in the next run ({counts[name]})")

    async def _one(self, address: str, queue: _Queue) -> None:
        links = self.visits[address]
        try:
            checks = await self.visit(address, links, queue)
        except _GivenUpError:
            return
        except asyncio.CancelledError as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            # Nobody cancelled this visit: something that it waited for was, and the link would have no check and be told as left.
            checks = self._fault(links, error)
        except Exception as error:  # noqa: BLE001 - a fault of ours with one page must not end the run
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
        message = f"our own fault: {type(error).__name__}"
        return [Check(url=link, outcome=Outcome.UNSURE, time=self.time, detail="fault", message=message) for link in links]

    def _settle(self, address: str, checks: Sequence[Check]) -> None:
        self._left.pop(address, None)
        self.report(checks)


class _GivenUpError(Exception):
    """The host wants more patience than we have: the link is left."""


@dataclasses.dataclass(eq=False, slots=True)
class _Host:
    """A host's queue, its pace and its patience.

    Invariants:
        - `active` is never above the concurrency of `rule`.
        - A host with an interval has at most one request that has its turn and is not yet on its way.
        - A host that is given up has neither turns nor visits.
        - A host in doubt begins at most one request at a time.

    """

    rule: HostRule
    ready: float = 0.0
    """Not before this time."""
    active: int = 0
    """Requests under way."""
    leaving: bool = False
    """Whether a request has its turn and is not yet on its way: the pause counts from when it is, so no other has a turn before. Only where there is a pause."""
    refusals: int = 0
    """How often in a row it asked for patience; requests side by side count once."""
    refused_urls: AbstractSet[str] = frozenset()
    """The addresses for which it asked for patience since its last other answer."""
    refused: float = float("-inf")
    """When the last of these came."""
    given_up: str = ""
    """Why all that it has still to do is left for another day; empty while it isn't."""
    silence: int = 0
    """How often in a row it gave no answer in time."""
    has_answered: bool = False
    """Whether it has ever answered, in whatever way."""
    is_probing: bool = False
    """Whether a request is under way that decides over a host in doubt."""
    again: list[tuple[str, int]] = dataclasses.field(default_factory=list)
    """Addresses that wait for a further attempt, each with the number of its attempts."""
    timer: asyncio.TimerHandle | None = None
    """Ends the pause before further attempts."""
    later: collections.deque[asyncio.Future[None]] = dataclasses.field(default_factory=collections.deque)
    """Requests that were refused more than once, which come after visits that are not begun."""
    turns: collections.deque[asyncio.Future[None]] = dataclasses.field(default_factory=collections.deque)
    """Requests of visits under way, which come before new visits."""
    visits: collections.deque[str] = dataclasses.field(default_factory=collections.deque)
    """Addresses whose visits are not begun."""
    listed: bool = False
    """Whether it is among the hosts that wait for a place. `_Waiting` alone changes it."""

    @property
    def may_ask(self) -> bool:
        """Whether it has something to request, and its concurrency and its pause allow another request once it is ready."""
        has_work = bool(self.turns or self.visits or self.later)
        is_barred = self.leaving or (self.is_in_doubt and self.is_probing)
        return has_work and not is_barred and self.active < (self.rule.concurrency or 1)

    @property
    def is_in_doubt(self) -> bool:
        """Whether its last answer was none, or asked for patience."""
        return bool(self.silence or self.refusals)

    @property
    def is_at_rest(self) -> bool:
        """Whether its queue is empty, and none of its requests is under way."""
        return not (self.active or self.turns or self.visits or self.later)

    def begin(self, now: float) -> None:
        """Count a request that has its turn."""
        self.active += 1
        self.is_probing = self.is_in_doubt
        if self.rule.interval:
            self.leaving = True
            self.ready = max(self.ready, now + self.rule.interval)

    def leave(self, now: float) -> bool:
        """Begin the pause after the request that has its turn, because it is on its way; return False if it was on its way before."""
        if not self.leaving:
            return False
        self.leaving = False
        self.ready = max(self.ready, now + (self.rule.interval or 0.0))
        return True

    def note(self, answer: Answer | Failure, *, began: float, now: float) -> bool:
        """Return whether an answer to a request that began at `began` asks for patience, and count how often in a row that was so."""
        status = answer.status if isinstance(answer, Answer) else 0
        is_refusal = status == TOO_MANY or (status == UNAVAILABLE and bool(retry_after(answer)))
        if isinstance(answer, Answer) or answer.cause is not Cause.TIMEOUT:
            self.silence, self.has_answered = 0, True
        else:
            self.silence += 1
        if began >= self.refused:  # news, and not of a request that was under way when the host refused another
            self.refusals = self.refusals + 1 if is_refusal else 0
            self.refused_urls = {*self.refused_urls, answer.url} if is_refusal else frozenset()
            self.refused = now if is_refusal else self.refused
        return is_refusal

    def give_up(self, reason: str) -> int:
        """Leave everything for another day: waiting requests raise `_GivenUpError`. Return the number of visits that are not begun."""
        self.given_up = reason
        count = len(self.visits) + len(self.again)
        self.visits.clear()
        self.again.clear()
        for turn in (*self.turns, *self.later):
            if not turn.done():
                turn.set_exception(_GivenUpError())
        self.turns.clear()
        self.later.clear()
        return count

    def take_turn(self) -> bool:
        """Let the first request go that still waits for its turn; return False if there is none, or only such as come after new visits."""
        for turns in (self.turns, *([] if self.visits else [self.later])):
            while turns:
                turn = turns.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return True
        return False


class _Waiting:
    """The hosts that wait for a place, in the order of the times when they are ready.

    Invariants:
        - A host is in the heap once if it is `listed`, and not at all otherwise.
        - The time in the heap is never after the host's own `ready`, which may move on meanwhile: `take` looks again.
        - Hosts with one time come in the order in which they were added.

    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, _Host]] = []
        self._number = 0

    def add(self, host: _Host) -> None:
        """Add a host that may make a request, unless it waits already."""
        if not host.listed and host.may_ask:
            host.listed = True
            self._number += 1
            heapq.heappush(self._heap, (host.ready, self._number, host))

    def take(self, now: float) -> _Host | None:
        """Remove the host that has been ready for longest; None if none is ready."""
        while self._heap and self._heap[0][0] <= now:
            _, _, host = heapq.heappop(self._heap)
            host.listed = False
            if host.ready <= now:
                return host
            self.add(host)  # it asked for patience meanwhile
        return None

    @property
    def soonest(self) -> float | None:
        """When the next host may be ready; None if no host waits."""
        return self._heap[0][0] if self._heap else None


class _Once:
    """Calls a function the first time that it is called itself."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def __call__(self) -> None:
        call, self._call = self._call, None
        if call:
            call()


class _Queue:
    """What visits send their requests through. It remembers its hosts from one pass to the next.

    Invariants:
        - `_places` and the `active` of all hosts add up to the requests that the limits allow at a time.
        - Each turn that a host begins is released once: after its request, or when a visit doesn't use it. A visit that is cancelled before it runs keeps
          its turn, because no pass follows.
        - `_untouched` is the number of addresses in the `visits` and in the `again` of all hosts.
        - `_pass` is set while a pass runs; between passes no turn begins.

    """

    def __init__(self, fetcher: Fetcher, limits: Limits, chance: Callable[[], float]) -> None:
        self._fetcher = fetcher
        self._limits = limits
        self._chance = chance
        self._loop = asyncio.get_running_loop()
        self._hosts: dict[str, _Host] = {}
        self._waiting = _Waiting()
        self._places = limits.requests
        self._tasks: set[asyncio.Task[None]] = set()
        self._granted: dict[asyncio.Task[None], _Host] = {}
        """Visits that have not yet used the turn that they were begun with."""
        self._untouched = 0
        self._timer: asyncio.TimerHandle | None = None
        self._pass: _Pass | None = None

    async def run(self, addresses: Sequence[str], one: Callable[[str], Awaitable[None]]) -> None:
        """Visit all; returns when the last one is done. Raises what `one` raises, when all others are cancelled."""
        for address in addresses:
            host = self._host(host_of(address))
            if not host.given_up:
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
            self._pass = None  # visits that end now make room, which no other shall take
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
    def given_up(self) -> dict[str, str]:
        """The hosts that were given up, each with the reason."""
        return {name: host.given_up for name, host in self._hosts.items() if host.given_up}

    def again(self, address: str, attempts: int) -> bool:
        """Visit an address once more, when its host's queue is empty and some time has passed. Return False if no further attempt is left.

        A host that has never answered gets one further attempt, without a pause: its timeout was one.
        """
        host = self._host(host_of(address))
        if host.given_up or attempts >= (self._limits.retries if host.has_answered else min(1, self._limits.retries)):
            return False
        self._untouched += 1
        if host.has_answered or host.visits:  # else it has nothing better to do than to show that it is there
            host.again.append((address, attempts))
            self._rest(host)
        else:
            host.visits.append(address)
            self._waiting.add(host)
            self._pump()
        return True

    def _rest(self, host: _Host) -> None:
        """Begin the pause before a host's further attempts, if it has some and nothing else to do."""
        if host.again and host.is_at_rest and host.timer is None and self._pass is not None:
            attempts = max(number for _, number in host.again)
            delay = self._limits.backoff * 2**attempts * (0.5 + self._chance()) if host.has_answered else 0.0
            host.timer = self._loop.call_later(delay, self._resume, host)

    def _resume(self, host: _Host) -> None:
        host.timer = None
        host.visits.extend(address for address, _ in host.again)
        host.again.clear()
        self._waiting.add(host)
        self._pump()

    async def ask(self, request: Request) -> Answer | Failure:
        """Send a request when its host's turn comes. Raises nothing but `_GivenUpError`."""
        host = self._host(host_of(request.url))
        granted = self._granted.pop(asyncio.current_task(), None)  # type: ignore[arg-type] # within a visit there is a task
        if granted is not host:
            if granted:  # the visit begins elsewhere than at its own host
                self._waive(granted)
            await self._turn(host)
        refusals = 0
        while True:
            began = self._loop.time()
            leaves = _Once(lambda: self._left(host))
            opening = self._loop.call_later(_OPENING, leaves)
            try:
                answer = await self._fetcher.ask(dataclasses.replace(request, on_its_way=leaves))
                refusals += 1
                is_again = self._wants_patience(host, answer, began, refusals)
            finally:
                opening.cancel()
                leaves()  # where it never was on its way
                self._release(host)
            if not is_again:
                return answer
            await self._turn(host, host.turns.appendleft if refusals == 1 else host.later.append)

    def _wants_patience(self, host: _Host, answer: Answer | Failure, began: float, refusals: int) -> bool:
        """Whether the request is to be sent again, after the host's deadline. `refusals`: how often it was refused, if it is refused now.

        A host is told from a URL by its other links: the first time, a refused request comes first again; then it comes after them. It is given up alone
        if it was refused too often, or for too long; its host only if that refuses others as well.
        """
        now = self._loop.time()
        is_refusal = host.note(answer, began=began, now=now)
        if host.silence >= _SILENCE and not host.given_up:
            self._give_up(host, "it gives no answer in time")
        if not is_refusal or host.given_up:
            return False
        delay = patience(answer)
        if delay is None:
            delay = min(self._limits.patience, self._limits.backoff * 2 ** max(0, host.refusals - 1))
        is_long = delay > self._limits.patience
        if host.refusals > _REFUSALS or (is_long and len(host.refused_urls) > 1):
            self._give_up(host, "it wants to be asked more slowly")
            return False
        host.ready = max(host.ready, now + (self._limits.backoff if is_long else delay))
        return not is_long and refusals <= _REFUSALS

    def _give_up(self, host: _Host, reason: str) -> None:
        self._untouched -= host.give_up(reason)
        if host.timer:
            host.timer.cancel()
            host.timer = None

    async def _turn(self, host: _Host, wait: Callable[[asyncio.Future[None]], None] | None = None) -> None:
        """Wait until a host's turn comes. `wait` puts the request among those that wait for that host; None: last."""
        if host.given_up:
            raise _GivenUpError
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

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            self._hosts[name] = _Host(self._limits.of(name))
        return self._hosts[name]

    def _pump(self) -> None:
        """Give places to hosts that are ready, those first that have been so for longest."""
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

    def _begin(self, host: _Host, now: float, current: _Pass) -> None:
        """Begin a turn of a host, if it has one that is still wanted: of a visit under way, else of a new one."""
        if not host.take_turn():
            if not host.visits:
                return
            self._untouched -= 1
            task = self._loop.create_task(self._visit(host.visits.popleft(), current))
            self._tasks.add(task)
            self._granted[task] = host
        host.begin(now)
        self._places -= 1

    def _left(self, host: _Host) -> None:
        """Begin the pause before the host's next request."""
        if host.leave(self._loop.time()):
            self._waiting.add(host)
            self._pump()

    async def _visit(self, address: str, current: _Pass) -> None:
        task = asyncio.current_task()
        try:
            await current.one(address)
        except Exception as error:  # noqa: BLE001 - raised again by `run`: a task's own exception would only be logged
            current.failure = current.failure or error
        finally:
            self._tasks.discard(task)
            granted = self._granted.pop(task, None)  # type: ignore[arg-type] # within a task there is one
            if granted:  # it made no request
                self._waive(granted)
            if current.failure or self._is_idle:
                current.done.set()

    def _waive(self, host: _Host) -> None:
        """End a turn that isn't used."""
        self._left(host)
        self._release(host)

    def _release(self, host: _Host) -> None:
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
    """Set when the last visit has ended, or one has failed."""
    failure: Exception | None = None
    """What the first visit that failed raised."""
