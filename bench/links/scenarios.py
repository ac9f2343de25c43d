"""Define the scenarios of the comparison: the links, the pace of requests, and the behaviour of the server."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A scenario: the URLs, the pace at which both programs request the URLs, and the behaviour of the server."""

    title: str
    paths: tuple[tuple[str, str], ...]
    """The IP address and the path of each URL, in the order in which programs get the URLs."""
    concurrency: int = 10
    """The maximum number of requests at a time to one host. The default is lychee's default."""
    interval: float = 0.05
    """The pause in seconds between two requests to one host. The default is lychee's default."""
    requests: int = 128
    """The maximum number of requests at a time to all hosts. The default is the default of both programs."""
    limited: frozenset[str] = frozenset()
    """The addresses that answer 429 at first."""
    silent: frozenset[str] = frozenset()
    """The addresses that accept connections and never answer."""
    timeout: float = 20.0
    """The time to wait for an answer in seconds. The default is the default of both programs."""
    big: str = ""
    """The address whose many links must not delay the other hosts."""
    workers: tuple[int, ...] = (1,)
    """The numbers of processes with which llmnotes is started, one after another."""

    def urls(self, port: int) -> list[str]:
        return [f"http://{address}:{port}{path}" for address, path in self.paths]


def _address(host: int) -> str:
    return f"127.{10 + host // 40_000}.{host // 200 % 200}.{1 + host % 200}"


def _paths(host: int, count: int) -> Iterator[tuple[str, str]]:
    """Yield links of one host. One in forty links leads to a missing page."""
    return ((_address(host), f"/gone/{number}" if (host + number) % 40 == 0 else f"/a/page/{number}") for number in range(count))


def _spread(hosts: int, count: int) -> tuple[tuple[str, str], ...]:
    """Return links of many hosts in a mixed order, as in a reading list that grew over time."""
    return tuple(one for row in zip(*(_paths(host, count) for host in range(hosts)), strict=True) for one in row)


def _in_turn(hosts: int, count: int, first: int = 0) -> tuple[tuple[str, str], ...]:
    """Return links of many hosts, with all links of a host one after another."""
    return tuple(one for host in range(first, first + hosts) for one in _paths(host, count))


SCENARIOS = {
    1: Scenario(title="5,000 URLs on 100 hosts, no pacing", paths=_spread(100, 50), interval=0.0, workers=(1, 2)),
    2: Scenario(title="the same, equal politeness", paths=_spread(100, 50)),
    3: Scenario(title="600 URLs of one host, then 600 on 60 hosts", paths=_in_turn(1, 600) + _in_turn(60, 10, 1), big=_address(0)),
    4: Scenario(title="3 hosts × 300, one after another", paths=_in_turn(3, 300)),
    5: Scenario(
        title="40 URLs on a host that answers 429 with Retry-After 6, then 600 on 60 hosts",
        paths=_in_turn(1, 40) + _in_turn(60, 10, 1),
        limited=frozenset({_address(0)}),
    ),
    6: Scenario(title="100,000 URLs on 5,000 hosts, no pacing", paths=_spread(5000, 20), interval=0.0),
    7: Scenario(
        title="200 URLs of a silent host, then 1,000 on 100 hosts; both wait 2 s for an answer",
        paths=_in_turn(1, 200) + _in_turn(100, 10, 1),
        silent=frozenset({_address(0)}),
        big=_address(0),
        timeout=2.0,
    ),
}
