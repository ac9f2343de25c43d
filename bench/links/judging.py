"""Judge a run by the log of the server."""

from __future__ import annotations

import dataclasses
import heapq
import itertools
from typing import TYPE_CHECKING

import server

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contenders import Ran
    from scenarios import Scenario

SLACK = 0.8
"""Requests may arrive closer together than they were sent. This share of the pause must remain, except for the share `HASTY` of all pauses."""
HASTY = 0.01


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """The figures of a run."""

    ran: Ran
    span: float
    """Seconds from the first request to the last answer."""
    rate: float
    """Links per second in that time."""
    others: float
    """Seconds from the first request to the last answer of the hosts other than the scenario's `big` one."""
    pause: float
    """Seconds. One in a hundred pauses between two requests to one host was shorter."""
    faults: str
    """The faults of the run; empty if it has none."""


def judge(scenario: Scenario, urls: Sequence[str], log: Sequence[server.Request], ran: Ran) -> Judged:
    began = min(request.came for request in log)
    ended = max(request.answered for request in log)
    by_address: dict[str, list[server.Request]] = {}
    for request in log:
        by_address.setdefault(request.address, []).append(request)
    pauses = sorted(pause for requests in by_address.values() for pause in _pauses(requests))
    faults = [
        *_unseen(scenario, log),
        *_wrong(scenario, urls, ran),
        *(_impolite(scenario, by_address, pauses) if scenario.interval else _crowded(scenario, by_address)),
        *_impatient(scenario, by_address),
    ]
    return Judged(
        ran=ran,
        span=ended - began,
        rate=len(urls) / (ended - began),
        others=max(request.answered for request in log if request.address != scenario.big) - began if len(by_address) > 1 else 0.0,
        pause=pauses[int(len(pauses) * HASTY)] if pauses else 0.0,
        faults=", ".join(faults),
    )


def _pauses(requests: Sequence[server.Request]) -> list[float]:
    times = sorted(request.came for request in requests)
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def _unseen(scenario: Scenario, log: Sequence[server.Request]) -> list[str]:
    answered = {(request.address, request.path) for request in log if request.status != 429}
    unseen = {(address, path) for address, path in scenario.paths if address not in scenario.silent} - answered
    return [f"{len(unseen):,} URLs never answered"] if unseen else []


def _wrong(scenario: Scenario, urls: Sequence[str], ran: Ran) -> list[str]:
    """Count wrong outcomes. A link of a silent host may have any outcome but alive, or none."""
    silent = {url for url, (address, _) in zip(urls, scenario.paths, strict=True) if address in scenario.silent}
    gone = {url for url in urls if "/gone/" in url} - silent
    wrong = len((ran.failing - silent) ^ gone) + abs(len(urls) - len(silent) - len(gone) - ran.alive)
    return [f"{wrong:,} wrong outcomes"] if wrong else []


def _impolite(scenario: Scenario, by_address: dict[str, list[server.Request]], pauses: Sequence[float]) -> list[str]:
    hasty = sum(pause < SLACK * scenario.interval for pause in pauses)
    found = [f"{hasty:,} of {len(pauses):,} pauses too short"] if hasty > HASTY * len(pauses) else []
    return [*found, *_crowded(scenario, by_address)]


def _crowded(scenario: Scenario, by_address: dict[str, list[server.Request]]) -> list[str]:
    # At a silent address a request ends when its program gives it up, and its connection may close later.
    most = max(_at_a_time(requests) for address, requests in by_address.items() if address not in scenario.silent)
    everywhere = _at_a_time([request for requests in by_address.values() for request in requests])
    return [
        *([f"{most} requests at a time to one host"] if most > scenario.concurrency else []),
        *([f"{everywhere} requests at a time"] if everywhere > scenario.requests else []),
    ]


def _at_a_time(requests: Sequence[server.Request]) -> int:
    ends: list[float] = []
    most = 0
    for request in sorted(requests, key=lambda request: request.came):
        while ends and ends[0] <= request.came:
            heapq.heappop(ends)
        heapq.heappush(ends, request.answered)
        most = max(most, len(ends))
    return most


def _impatient(scenario: Scenario, by_address: dict[str, list[server.Request]]) -> list[str]:
    """Count the requests to a limited host between its first refusal and its deadline. Requests that were under way at the refusal don't count."""
    early = 0
    for address in scenario.limited:
        requests = by_address.get(address, [])
        refused = min((request.answered for request in requests if request.status == 429), default=0.0)
        early += sum(refused + server.LATENCY < request.came < refused + server.RETRY_AFTER * SLACK for request in requests)
    return [f"{early} requests before the host's deadline"] if early else []
