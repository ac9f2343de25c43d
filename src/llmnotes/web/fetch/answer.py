"""The values of one exchange with a server: the request, and its answer or the cause of its failure."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_BODY = 1 << 20
"""The maximum number of bytes of a body that are read, counted after decompression. A longer body is cut."""


class Cause(enum.StrEnum):
    """The kinds of reasons why a request gets no answer."""

    NXDOMAIN = "nxdomain"
    """The host name does not exist."""
    DNS = "dns"
    """The name servers gave no answer, so it is unknown whether the name exists."""
    REFUSED = "refused"
    """The host refuses connections, or there is no route to it."""
    RESET = "reset"
    """The connection broke before the end of the answer."""
    GARBAGE = "garbage"
    """The server sent data that is not HTTP, or that can't be read as HTTP, for example because the headers are longer than 64 KB."""
    TLS_EXPIRED = "tls-expired"
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_FAILED = "tls-failed"
    TIMEOUT = "timeout"
    """The request did not end within `Request.timeout`, the proxy can't be reached, or this machine has too many open files or too little memory."""
    FORBIDDEN = "forbidden"
    """The address is private, the scheme or the port is not allowed, or a rule in mkdocs.yml skips the address, so no request was sent."""
    UNUSABLE = "unusable"
    """The URL is invalid, has no host, or has a user name or a password, so no request was sent; or its redirects don't end."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """An HTTP request, with the limits on its answer."""

    url: str
    """An absolute URL with http or https. It is sent as written, without its fragment. Only characters that HTTP can't carry are percent-encoded."""
    method: str = "GET"
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Headers that replace the transport's default headers (`transport.HEADERS`) of the same names. Names are in lower case."""
    limit: int = MAX_BODY
    """The maximum number of bytes of the body that are read, counted after decompression. A longer body is cut."""
    timeout: float = 20.0
    """The longest time in seconds for the whole request: resolve the name, connect, shake hands, and receive headers and body."""
    ca_bundle: str = ""
    """The path of a PEM file with certificates that are trusted besides the usual roots; empty to trust only the usual roots."""
    on_its_way: Callable[[], None] = lambda: None
    """Called each time that the request is sent, as soon as its connection is open. Not called if the request fails before that."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A server's answer to one request: status, headers and body."""

    url: str
    """The URL of the request that got this answer."""
    status: int
    headers: Mapping[str, str]
    """The headers, with names in lower case. The values of repeated headers are joined by `, `, except that only the first Location is kept."""
    body: bytes = b""
    """The decompressed body, at most `Request.limit` bytes."""
    cut: bool = False
    """Whether `body` lacks the end of the server's body: the body was longer than `Request.limit`, could not be decompressed, or the connection broke."""
    readable: bool = True
    """Whether the body could be decompressed. If not, `body` is empty although the page is not."""
    cookies: tuple[str, ...] = ()
    """The values of the answer's Set-Cookie headers."""
    disputed: bool = False
    """Whether the answer has several Location headers with different values. Browsers follow none of them."""
    seconds: float = 0.0
    """The time in seconds from the beginning of the request to the end of the body."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """The result of a request that got no answer, with the reason."""

    url: str
    cause: Cause
    message: str
    """The reason in words for people, as part of a sentence, without control characters."""
    limit: str = ""
    """The reason in one word (`[a-z0-9-]+`) if this software, this machine or its network caused the failure.

    Then other clients may get an answer. Empty if the server or the link is at fault.
    """
    seconds: float = 0.0
    """The time in seconds from the beginning of the request to its failure."""


class Fetcher(Protocol):
    """An object that sends requests: the transport, or a wrapper that paces or records requests."""

    async def fetch(self, request: Request) -> Answer | Failure:
        """Send one request. Return the answer, or a Failure if no answer comes.

        The transport raises only `asyncio.CancelledError`. A wrapper may raise another exception, for example if it doesn't send the request.
        """
