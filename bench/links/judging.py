"""Check by the server's log whether a program requested every link politely, and compute the figures of the comparison."""

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
"""The share of the required pause that each pause in the server's log must have, because requests may arrive closer together than they were sent.

The share `HASTY` of all pauses may be shorter.
"""
HASTY = 0.01


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """The figures of one program in one scenario."""

    ran: Ran
    span: float
    """The time from the first request to the last answer, in seconds."""
    rate: float
    """The number of links per second during `span`."""
    others: float
    """The time from the first request of all to the last answer of a host other than the scenario's `big` host, in seconds; 0 if there is only one host."""
    pause: float
    """The first percentile of the pauses between two requests to one host, in seconds."""
    faults: str
    """The faults of the program, such as wrong outcomes; empty if there are none."""


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
    """Return a description of the links for which a program reported a wrong outcome. For a link of a host that never answers, only `alive` is wrong."""
    silent = {url for url, (address, _) in zip(urls, scenario.paths, strict=True) if address in scenario.silent}
    gone = {url for url in urls if "/gone/" in url} - silent
    wrong = len((ran.failing - silent) ^ gone) + abs(len(urls) - len(silent) - len(gone) - ran.alive)
    return [f"{wrong:,} wrong outcomes"] if wrong else []


def _impolite(scenario: Scenario, by_address: dict[str, list[server.Request]], pauses: Sequence[float]) -> list[str]:
    hasty = sum(pause < SLACK * scenario.interval for pause in pauses)
    found = [f"{hasty:,} of {len(pauses):,} pauses too short"] if hasty > HASTY * len(pauses) else []
    return [*found, *_crowded(scenario, by_address)]


def _crowded(scenario: Scenario, by_address: dict[str, list[server.Request]]) -> list[str]:
    # Silent addresses are left out: the server sees the end of such a request only when the connection closes, which may be long after the program gave it up.
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
    """Return a description of early requests: requests to a limited host between its first refusal and its deadline.

    Requests that were sent before the refusal are left out.
    """
    early = 0
    for address in scenario.limited:
        requests = by_address.get(address, [])
        refused = min((request.answered for request in requests if request.status == 429), default=0.0)
        early += sum(refused + server.LATENCY < request.came < refused + server.RETRY_AFTER * SLACK for request in requests)
    return [f"{early} requests before the host's deadline"] if early else []
