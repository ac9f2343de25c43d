"""How strangers' servers are asked: politeness and patience, for all hosts and for patterns of hosts."""

from __future__ import annotations

import dataclasses
import fnmatch
import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HostRule:
    """What differs for the hosts of one pattern. None: as for all."""

    pattern: str
    """A host, or one with stars: `*.example.org` (which is not `example.org`)."""
    concurrency: int | None = None
    interval: float | None = None
    timeout: float | None = None
    accept: frozenset[int] = frozenset()
    """Statuses that mean the page is there."""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Sent to these hosts alone; names in lower case, values with `$NAME` already replaced from the environment."""
    skip: str = ""
    """Why these hosts are not asked; empty: they are."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Limits:
    """How a list's links are asked. Times are seconds."""

    concurrency: int = 2
    """Requests at a time to one host."""
    interval: float = 0.5
    """Pause between the starts of two requests to one host."""
    timeout: float = 20.0
    """For one request, all of it."""
    requests: int = 128
    """Requests at a time to all hosts."""
    retries: int = 2
    """Further attempts for 5xx, resets, timeouts and DNS, at the end of a run."""
    backoff: float = 2.0
    """Pause before the first further attempt; doubles with each, and is spread by chance."""
    patience: float = 120.0
    """The longest Retry-After that is waited for."""
    budget: float = 3600.0
    """For a whole run."""
    max_redirects: int = 10
    hosts: tuple[HostRule, ...] = ()
    """The first that matches counts."""
    controls: tuple[str, ...] = ("https://example.com/", "https://www.wikipedia.org/", "https://www.cloudflare.com/")
    """Pages that are always there: if most of them fail, the fault is on our side."""

    def of(self, host: str) -> HostRule:
        """What holds for a host, whole: the rule's own values, else those for all."""
        return self._of(host)

    @functools.cached_property
    def _of(self) -> functools._lru_cache_wrapper[HostRule]:
        return functools.lru_cache(maxsize=65536)(self._find)

    def _find(self, host: str) -> HostRule:
        rule = next((rule for rule in self.hosts if fnmatch.fnmatchcase(host, rule.pattern)), HostRule(pattern="*"))
        return dataclasses.replace(
            rule,
            concurrency=self.concurrency if rule.concurrency is None else rule.concurrency,
            interval=self.interval if rule.interval is None else rule.interval,
            timeout=self.timeout if rule.timeout is None else rule.timeout,
        )
