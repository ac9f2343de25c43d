"""Record every request of one check, so that `links explain` can show the reason for the outcome."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.web.fetch.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.web.fetch.answer import Failure, Fetcher, Request


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Hop:
    """One request of the check of a link, with its answer or its failure. A check needs several requests if the link redirects."""

    method: str
    url: str
    addresses: Sequence[str]
    """The IP addresses to which a connection was tried, in order. Empty if none was tried, for example because an open connection was used."""
    seconds: float
    """The time in seconds from the beginning of the request to its end."""
    status: int | None = None
    """The status of the answer; None if no answer came."""
    location: str = ""
    """The Location header of the answer, as the server sent it; empty without this header."""
    message: str = ""
    """The reason why no answer came; empty if an answer came."""


class TracingFetcher:
    """A fetcher that sends the requests of one check, one after another, and records them.

    Attributes:
        hops: The finished requests, each with its answer or its failure, in the order in which the requests began.

    """

    def __init__(self, fetcher: Fetcher, tried: list[str]) -> None:
        """Set the fetcher that sends the requests, and the list `tried`.

        Before `fetcher` tries to connect to an IP address, it must append the address to this list.
        """
        self.hops: list[Hop] = []
        self._fetcher = fetcher
        self._tried = tried

    async def fetch(self, request: Request) -> Answer | Failure:
        """Send one request, and record it with its answer or its failure. Return the answer or the failure."""
        self._tried.clear()
        answer = await self._fetcher.fetch(request)
        hop = Hop(method=request.method, url=request.url, addresses=tuple(self._tried), seconds=answer.seconds)
        if isinstance(answer, Answer):
            hop = dataclasses.replace(hop, status=answer.status, location=answer.headers.get("location", ""))
        else:
            hop = dataclasses.replace(hop, message=answer.message)
        self.hops.append(hop)
        return answer
