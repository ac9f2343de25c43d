"""The queue of one host, and the order in which hosts get their turns.

A host that is silent or refuses requests is in doubt: it gets one request at a time until it answers. `request_queue.py` decides when such a host is skipped.
"""

from __future__ import annotations

import collections
import dataclasses
import heapq
from typing import TYPE_CHECKING

from llmnotes.links.checking.patience import TOO_MANY, UNAVAILABLE, retry_after
from llmnotes.web.fetch.answer import Answer, Cause

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Set as AbstractSet

    from llmnotes.links.limits import HostRule
    from llmnotes.web.fetch.answer import Failure


class HostSkippedError(Exception):
    """The run skips the host, so the link gets no check."""


@dataclasses.dataclass(eq=False, slots=True)
class HostQueue:
    """The requests that wait for one host, its pace, and its refusals. A turn is the right to send one request.

    Invariants:
        - `active` is never above the concurrency of `rule`.
        - A host with an interval has at most one request that has its turn and is not yet sent.
        - A host that is skipped has neither turns nor visits.
        - A host in doubt begins at most one request at a time.

    """

    rule: HostRule
    ready: float = 0.0
    """The time before which no request begins."""
    active: int = 0
    """The number of requests under way."""
    leaving: bool = False
    """Whether a request has its turn and is not yet sent. The pause begins when it is sent, so no other request gets a turn before. Only for hosts with an interval."""
    refusals: int = 0
    """The number of refusals in a row: answers that ask for a pause. Refusals of requests under way at the same time count once."""
    refused_urls: AbstractSet[str] = frozenset()
    """The addresses that the host refused since its last other answer."""
    refused: float = float("-inf")
    """The time of the last refusal."""
    skipped: str = ""
    """Why the run skips the host from now on; empty while it does not."""
    silence: int = 0
    """The number of timeouts in a row."""
    has_answered: bool = False
    """Whether the host has ever answered, in any way."""
    is_probing: bool = False
    """Whether a request is under way that decides whether a host in doubt answers."""
    again: list[tuple[str, int]] = dataclasses.field(default_factory=list)
    """The addresses that wait for a further attempt, each with the number of its attempts so far."""
    timer: asyncio.TimerHandle | None = None
    """Ends the pause before further attempts."""
    later: collections.deque[asyncio.Future[None]] = dataclasses.field(default_factory=collections.deque)
    """Requests that were refused more than once. They get their turns after new visits."""
    turns: collections.deque[asyncio.Future[None]] = dataclasses.field(default_factory=collections.deque)
    """Requests of visits that have begun. They get their turns before new visits."""
    visits: collections.deque[str] = dataclasses.field(default_factory=collections.deque)
    """Addresses whose visits have not begun."""
    listed: bool = False
    """Whether `WaitingHosts` holds the host. Only `WaitingHosts` changes this."""

    @property
    def may_begin(self) -> bool:
        """Whether a request waits, and the concurrency and the pause of the host allow it once the host is ready."""
        has_work = bool(self.turns or self.visits or self.later)
        is_barred = self.leaving or (self.is_in_doubt and self.is_probing)
        return has_work and not is_barred and self.active < (self.rule.concurrency or 1)

    @property
    def is_in_doubt(self) -> bool:
        """Whether the last request had no answer, or a refusal."""
        return bool(self.silence or self.refusals)

    @property
    def is_idle(self) -> bool:
        """Whether no request waits or is under way."""
        return not (self.active or self.turns or self.visits or self.later)

    def begin(self, now: float) -> None:
        """Count a request that has its turn."""
        self.active += 1
        self.is_probing = self.is_in_doubt
        if self.rule.interval:
            self.leaving = True
            self.ready = max(self.ready, now + self.rule.interval)

    def leave(self, now: float) -> bool:
        """Begin the pause, because the request that has its turn is being sent. Return False if its pause began before."""
        if not self.leaving:
            return False
        self.leaving = False
        self.ready = max(self.ready, now + (self.rule.interval or 0.0))
        return True

    def note(self, answer: Answer | Failure, *, began: float, now: float) -> bool:
        """Count refusals and timeouts in a row.

        Args:
            answer: The answer to a request.
            began: When that request began.
            now: The time of the answer.

        Returns:
            Whether the answer is a refusal.

        """
        status = answer.status if isinstance(answer, Answer) else 0
        is_refusal = status == TOO_MANY or (status == UNAVAILABLE and bool(retry_after(answer)))
        if isinstance(answer, Answer) or answer.cause is not Cause.TIMEOUT:
            self.silence, self.has_answered = 0, True
        else:
            self.silence += 1
        if began >= self.refused:  # the request was not under way when the host refused another one
            self.refusals = self.refusals + 1 if is_refusal else 0
            self.refused_urls = {*self.refused_urls, answer.url} if is_refusal else frozenset()
            self.refused = now if is_refusal else self.refused
        return is_refusal

    def skip(self, reason: str) -> int:
        """Skip the host for the rest of the run: waiting requests raise `HostSkippedError`. Return the number of visits that have not begun."""
        self.skipped = reason
        count = len(self.visits) + len(self.again)
        self.visits.clear()
        self.again.clear()
        for turn in (*self.turns, *self.later):
            if not turn.done():
                turn.set_exception(HostSkippedError())
        self.turns.clear()
        self.later.clear()
        return count

    def take_turn(self) -> bool:
        """Give a turn to the first waiting request. Return False if none waits, or if only requests wait that come after new visits."""
        for turns in (self.turns, *([] if self.visits else [self.later])):
            while turns:
                turn = turns.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return True
        return False


class WaitingHosts:
    """The hosts that wait for a free place, in the order of the times when they are ready.

    Invariants:
        - A host is in the heap once if it is `listed`, and not at all otherwise.
        - The time in the heap is never after the host's own `ready`, which may be moved back meanwhile: `take` compares both.
        - Hosts with the same time come in the order in which they were added.

    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, HostQueue]] = []
        self._number = 0

    def add(self, host: HostQueue) -> None:
        """Add a host that may begin a request, unless it is here already."""
        if not host.listed and host.may_begin:
            host.listed = True
            self._number += 1
            heapq.heappush(self._heap, (host.ready, self._number, host))

    def take(self, now: float) -> HostQueue | None:
        """Remove and return the host that has been ready for longest; None if no host is ready."""
        while self._heap and self._heap[0][0] <= now:
            _, _, host = heapq.heappop(self._heap)
            host.listed = False
            if host.ready <= now:
                return host
            self.add(host)  # a refusal moved its time back meanwhile
        return None

    @property
    def soonest(self) -> float | None:
        """The earliest time at which a host may be ready; None if no host waits."""
        return self._heap[0][0] if self._heap else None
