"""Keep the requests that wait for one host, and decide which host may begin the next request.

After a timeout or a refusal (an answer that asks for a pause), a host is in doubt: it gets one request at a time until a request ends in another way.
`request_queue.py` decides when to send no more requests to such a host.
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
    """Raised instead of sending a request to a host that gets no more requests in this link check. The link of the request stays unchecked."""

    def __init__(self, host: str) -> None:
        """Set `host`, the name of the host that gets no more requests. It may differ from the link's own host, because a redirect may lead to it."""
        super().__init__(host)
        self.host = host


@dataclasses.dataclass(eq=False, slots=True)
class HostQueue:
    """The requests that wait for one host, the host's pace, and its refusals (answers that ask for a pause).

    A turn is the right to send one request. A visit is the check of one address, which may need several requests. A host is in doubt if its last counted
    result is a timeout or a refusal.

    Invariants:
        - `active` is never above `rule.concurrency`, the maximum number of requests at a time to the host.
        - If the host has an interval (a pause between two requests), a request gets its turn only after the pause that follows the request before it has begun.
        - A host that is skipped has no waiting requests and no visits that wait to begin.
        - A host in doubt begins at most one request at a time.

    """

    name: str
    rule: HostRule
    ready: float = 0.0
    """The earliest time at which the next request to the host may begin."""
    active: int = 0
    """The number of requests to the host that have got their turn and have not ended."""
    is_sending: bool = False
    """Whether a request to the host has got its turn, and the pause after it has not begun. No other request to the host gets a turn meanwhile.

    The pause begins when the request is sent, or when sending takes too long. Always False for hosts without an interval (a pause between two requests).
    """
    refusals: int = 0
    """The number of consecutive refusals, which are answers that ask for a pause. A refusal of a request that was sent before the last refusal is not counted."""
    refused_urls: AbstractSet[str] = frozenset()
    """The addresses of the requests whose refusals `refusals` counts."""
    answers: int = 0
    """The number of requests that ended without a refusal, even with a timeout. A request that was sent before the last refusal is not counted."""
    refused: float = float("-inf")
    """The time of the last refusal that `refusals` counted; minus infinity if there was none."""
    skipped: str = ""
    """The reason why the host is skipped for the rest of the link check; empty if it is not skipped."""
    silence: int = 0
    """The number of consecutive timeouts. At a host that has answered in this link check, only the first timeout of each URL is counted."""
    slow_urls: set[str] = dataclasses.field(default_factory=set)
    """The addresses whose requests timed out in this link check."""
    has_answered: bool = False
    """Whether any request to the host in this link check ended before its timeout, even with a refusal or a broken connection."""
    is_probing: bool = False
    """Whether a request began after a timeout or a refusal, and this request or an earlier one has not ended.

    The results show whether the host answers again, so no other request to the host begins meanwhile.
    """
    again: dict[str, asyncio.TimerHandle] = dataclasses.field(default_factory=dict)
    """The addresses that are checked again after a pause, because their check failed, each with the timer that ends the pause."""
    later: collections.deque[asyncio.Future[None]] = dataclasses.field(default_factory=collections.deque)
    """Requests that the host has refused, and that are sent again after its other requests: when `turns` and `visits` are empty."""
    turns: collections.deque[asyncio.Future[None]] = dataclasses.field(default_factory=collections.deque)
    """The waiting requests, such as for the targets of redirects, of addresses whose check has begun. They are sent before the checks of other addresses begin."""
    visits: collections.deque[str] = dataclasses.field(default_factory=collections.deque)
    """The addresses of the host whose check can begin: addresses that were not checked yet, and addresses that are checked again and whose pause has ended."""
    listed: bool = False
    """Whether the host is in `WaitingHosts`. Only `WaitingHosts` changes this value."""

    @property
    def may_begin(self) -> bool:
        """Whether a request or a visit (the check of one address) may begin as soon as the time `ready` has come.

        False if nothing waits for the host. Also False if an earlier request to the host must first be sent or end.
        """
        has_work = bool(self.turns or self.visits or self.later)
        is_barred = self.is_sending or (self.is_in_doubt and self.is_probing)
        return has_work and not is_barred and self.active < (self.rule.concurrency or 1)

    @property
    def is_in_doubt(self) -> bool:
        """Whether the last request to the host ended without an answer in time, or with an answer that asks for fewer requests, such as the status 429."""
        return bool(self.silence or self.refusals)

    def begin(self, now: float) -> None:
        """Count one more active request to the host. It gets its turn, the right to be sent, at the time `now`."""
        self.active += 1
        self.is_probing = self.is_in_doubt
        if self.rule.interval:
            self.is_sending = True
            self.ready = max(self.ready, now + self.rule.interval)

    def begin_pause(self, now: float) -> bool:
        """Begin the pause after a request to the host, at the time `now`. Call this when the request is sent, or when sending takes too long.

        Return False if the pause after this request has begun already, or if the host has no interval.
        """
        if not self.is_sending:
            return False
        self.is_sending = False
        self.ready = max(self.ready, now + (self.rule.interval or 0.0))
        return True

    def note(self, answer: Answer | Failure, *, began: float, now: float) -> bool:
        """Update the counts of consecutive refusals and timeouts with the result of a request to the host.

        Args:
            answer: The result of the request.
            began: The time at which the request began.
            now: The time at which the request ended.

        Returns:
            Whether the answer is a refusal.

        """
        status = answer.status if isinstance(answer, Answer) else 0
        is_refusal = status == TOO_MANY or (status == UNAVAILABLE and bool(retry_after(answer)))
        if isinstance(answer, Answer) or answer.cause is not Cause.TIMEOUT:
            self.silence, self.has_answered = 0, True
        else:
            self.silence += not (self.has_answered and answer.url in self.slow_urls)
            self.slow_urls.add(answer.url)
        if began >= self.refused:  # only a request that was sent after the last refusal shows whether the host still refuses requests
            self.refusals = self.refusals + 1 if is_refusal else 0
            self.answers += not is_refusal
            self.refused_urls = {*self.refused_urls, answer.url} if is_refusal else frozenset()
            self.refused = now if is_refusal else self.refused
        return is_refusal

    def skip(self, reason: str) -> int:
        """Send no more requests to the host in this link check, for the reason `reason`: waiting requests raise `HostSkippedError`.

        Remove all addresses that wait for their first check, or for a repeated check after a failure. Return their number.
        """
        self.skipped = reason
        count = len(self.visits) + len(self.again)
        self.visits.clear()
        self.stop_pauses()
        for turn in (*self.turns, *self.later):
            if not turn.done():
                turn.set_exception(HostSkippedError(self.name))
        self.turns.clear()
        self.later.clear()
        return count

    def stop_pauses(self) -> None:
        """Remove the addresses that wait for a pause to end before they are checked again, and cancel their timers."""
        for timer in self.again.values():
            timer.cancel()
        self.again.clear()

    def take_turn(self) -> bool:
        """Let the first waiting request be sent. Return False if no request may be sent now.

        Requests in `turns` come first. Requests in `later`, which the host has refused before, are sent only if `turns` is empty and no address in `visits` waits
        for its check to begin.
        """
        for turns in (self.turns, *([] if self.visits else [self.later])):
            while turns:
                turn = turns.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return True
        return False


class WaitingHosts:
    """The hosts with a request that may begin once the pause of the host has ended. A heap sorts the hosts by the times at which their pauses end (`ready`).

    Invariants:
        - A host is in the heap once if it is `listed`, and otherwise not at all.
        - The time in the heap is never after the host's own `ready`. After a refusal, `ready` may be later than the time in the heap, so `take` compares both.
        - Hosts with the same time are in the order in which they were added.

    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, HostQueue]] = []
        self._number = 0

    def add(self, host: HostQueue) -> None:
        """Add a host to the heap if the host may begin a request and is not in the heap yet."""
        if not host.listed and host.may_begin:
            host.listed = True
            self._number += 1
            heapq.heappush(self._heap, (host.ready, self._number, host))

    def take(self, now: float) -> HostQueue | None:
        """Remove and return the host whose pause ended first; None if the pauses of all hosts end after the time `now`."""
        while self._heap and self._heap[0][0] <= now:
            _, _, host = heapq.heappop(self._heap)
            host.listed = False
            if host.ready <= now:
                return host
            self.add(host)  # the host has refused a request meanwhile and is ready only later, so it is added again with the later time
        return None

    @property
    def soonest(self) -> float | None:
        """The earliest time at which the pause of a host in the heap can end; None if the heap is empty."""
        return self._heap[0][0] if self._heap else None
