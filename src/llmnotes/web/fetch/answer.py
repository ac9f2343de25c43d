"""What comes of one request: an answer, or a failure with its true cause."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_BODY = 1 << 20
"""Bytes of a body that are read, after decompression."""


class Cause(enum.StrEnum):
    """Why a request got no answer."""

    NXDOMAIN = "nxdomain"
    """The name doesn't exist."""
    DNS = "dns"
    """The name's servers gave no answer for now."""
    REFUSED = "refused"
    """No connection: refused, or no way to the host."""
    RESET = "reset"
    """The connection broke before the answer's end."""
    GARBAGE = "garbage"
    """What came is no HTTP, or its headers are longer than 64 KB."""
    TLS_EXPIRED = "tls-expired"
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_FAILED = "tls-failed"
    TIMEOUT = "timeout"
    """The whole request took too long."""
    FORBIDDEN = "forbidden"
    """We refuse the address, the scheme or the port: nothing was sent."""
    UNUSABLE = "unusable"
    """Not a URL that can be asked."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request."""

    url: str
    """Absolute, http or https; the fragment isn't sent. Sent as written, but for characters that HTTP can't carry (IRIs)."""
    method: str = "GET"
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Besides the transport's own browser-like set, over which they win; names in lower case."""
    limit: int = MAX_BODY
    """Bytes of body to read, after decompression."""
    timeout: float = 20.0
    """Seconds for all of it: name, connection, handshake, headers and body."""
    ca_bundle: str = ""
    """The path of a file of certificates (PEM) that are trusted besides the usual roots; empty for none."""
    on_its_way: Callable[[], None] = lambda: None
    """Called when it is written: until then, names are looked up and connections made. Not called for a request that doesn't come so far."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A server's answer."""

    url: str
    """As asked."""
    status: int
    headers: Mapping[str, str]
    """Names in lower case; of repeated ones all values, joined by `, `."""
    body: bytes = b""
    """Decompressed, at most `limit` bytes."""
    cut: bool = False
    """Whether there was more."""
    readable: bool = True
    """Whether the body could be decompressed. Where it couldn't, `body` is empty, and says nothing of the page."""
    cookies: tuple[str, ...] = ()
    """The values of its Set-Cookie headers."""
    disputed: bool = False
    """Whether it names several different locations: browsers follow none of them."""
    seconds: float = 0.0


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """No answer."""

    url: str
    cause: Cause
    message: str
    """One sentence for people, plain text without control characters."""
    limit: str = ""
    """Where the failure is one of our own software, of this machine or of its network, so that others may get an answer: the reason in a word (`[a-z0-9-]+`)."""
    seconds: float = 0.0


class Fetcher(Protocol):
    """What can ask. Wrappers that pace or count have the same shape."""

    async def ask(self, request: Request) -> Answer | Failure:
        """Send one request. Never raises, but for cancellation."""
