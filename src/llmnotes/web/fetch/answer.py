"""The values of one request: an answer, or a failure with its true cause."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_BODY = 1 << 20
"""The most bytes of a body that are read, after decompression."""


class Cause(enum.StrEnum):
    """The reason why a request got no answer."""

    NXDOMAIN = "nxdomain"
    """The host name does not exist."""
    DNS = "dns"
    """The name servers gave no answer, so the name may exist."""
    REFUSED = "refused"
    """The host refuses connections, or there is no route to it."""
    RESET = "reset"
    """The connection broke before the end of the answer."""
    GARBAGE = "garbage"
    """The answer is not HTTP, or its headers are longer than 64 KB."""
    TLS_EXPIRED = "tls-expired"
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_FAILED = "tls-failed"
    TIMEOUT = "timeout"
    """The whole request took too long."""
    FORBIDDEN = "forbidden"
    """This transport refuses the address, the scheme or the port. No request was sent."""
    UNUSABLE = "unusable"
    """The URL can't be requested."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request."""

    url: str
    """Absolute, with http or https. The fragment is not sent. Only characters that HTTP can't carry are encoded."""
    method: str = "GET"
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Headers that replace those of the transport, which are like a browser's; names in lower case."""
    limit: int = MAX_BODY
    """The most bytes of the body that are read, after decompression."""
    timeout: float = 20.0
    """Seconds for the whole request: name, connection, handshake, headers and body."""
    ca_bundle: str = ""
    """The path of a file of certificates (PEM) that are trusted besides the usual roots; empty for none."""
    on_its_way: Callable[[], None] = lambda: None
    """Called when the request is sent, after its name was resolved and its connection opened. Not called for a request that fails before."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The answer of a server."""

    url: str
    """The URL of the request."""
    status: int
    headers: Mapping[str, str]
    """Names in lower case. The values of repeated headers are joined by `, `."""
    body: bytes = b""
    """The decompressed body, at most `limit` bytes."""
    cut: bool = False
    """Whether the body was cut off."""
    readable: bool = True
    """Whether the body could be decompressed. If not, `body` is empty and shows nothing about the page."""
    cookies: tuple[str, ...] = ()
    """The values of the Set-Cookie headers."""
    disputed: bool = False
    """Whether the answer names several different locations. Browsers follow none of them."""
    seconds: float = 0.0


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """The failure of a request that got no answer."""

    url: str
    cause: Cause
    message: str
    """A sentence for people, without control characters."""
    limit: str = ""
    """If this software, this machine or its network caused the failure, so that other clients may get an answer: the reason in a word (`[a-z0-9-]+`)."""
    seconds: float = 0.0


class Fetcher(Protocol):
    """Sends requests. A wrapper that paces or records requests has the same method."""

    async def fetch(self, request: Request) -> Answer | Failure:
        """Send one request. Raises nothing but cancellation."""
