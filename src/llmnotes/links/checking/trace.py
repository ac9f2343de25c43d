"""Record every request of one check, so that a person can see how its outcome came about."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.web.fetch.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.web.fetch.answer import Failure, Fetcher, Request


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Hop:
    """One request of a check, with its answer."""

    method: str
    url: str
    addresses: Sequence[str]
    """The IP addresses to which a connection was tried, in order. Empty if an open connection served the request, or the name has no address."""
    seconds: float
    """The duration of the request."""
    status: int | None = None
    """The status of the answer; None without an answer."""
    location: str = ""
    """The Location header of the answer, as the server wrote it; empty if it has none."""
    message: str = ""
    """Why there is no answer; empty if there is one."""


class TracingFetcher:
    """Sends the requests of one check, one after another, and records them.

    Attributes:
        hops: The requests that have ended, in the order in which they began.

    """

    def __init__(self, fetcher: Fetcher, tried: list[str]) -> None:
        """Record the requests that `fetcher` sends. It appends to `tried` each IP address to which it tries to connect."""
        self.hops: list[Hop] = []
        self._fetcher = fetcher
        self._tried = tried

    async def fetch(self, request: Request) -> Answer | Failure:
        """Send one request and record it."""
        self._tried.clear()
        answer = await self._fetcher.fetch(request)
        hop = Hop(method=request.method, url=request.url, addresses=tuple(self._tried), seconds=answer.seconds)
        if isinstance(answer, Answer):
            hop = dataclasses.replace(hop, status=answer.status, location=answer.headers.get("location", ""))
        else:
            hop = dataclasses.replace(hop, message=answer.message)
        self.hops.append(hop)
        return answer
