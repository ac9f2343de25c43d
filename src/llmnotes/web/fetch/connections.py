"""aiohttp's connections, so that an answer is always that of its own request, a request is sent once, and no descriptors run out."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import sys
import weakref
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import http_exceptions
from aiohttp.client_proto import ResponseHandler

from llmnotes.web.fetch import heads

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from aiohttp.connector import AddrInfoType, Connection
    from aiohttp.tracing import Trace

MOST_HEADERS = 32768
"""How many headers aiohttp may find in an answer: `heads` bounds them all together."""


ON_ITS_WAY: contextvars.ContextVar[Callable[[], None]] = contextvars.ContextVar("ON_ITS_WAY", default=lambda: None)
"""Called when the request of this task has its connection and is written. aiohttp makes its own request of ours, which can't carry it."""


def most_open() -> int:
    """How many sockets may be open before idle ones are no longer kept: half of the files that the process may open."""
    if sys.platform == "win32":
        return 256
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 4096 if allowed == resource.RLIM_INFINITY else min(4096, allowed // 2)


class Handler(ResponseHandler):
    """What a connection receives, with each head rewritten by `heads`, and no more of a body than its head states.

    Invariants:
        - `_head` holds what came of a head that has no end yet; None while a body comes.
        - `_left` is the number of bytes of the body that are to come; None where its head doesn't state it.
        - aiohttp's parser sees a head only when it is whole.

    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._head: bytes | None = b""
        self._left: int | None = None

    def set_response_params(self, **options: Any) -> None:
        """Prepare for the answer to one request."""
        self._head, self._left = b"", None
        super().set_response_params(**options)

    def data_received(self, data: bytes) -> None:
        """Take what the server sent."""
        if self._parser is None or self.upgraded:
            super().data_received(data)
            return
        if self._head is not None:
            try:
                data = self._read_head(data)
            except http_exceptions.HttpProcessingError as error:
                self._refuse(error)
                return
        if self._left is not None:
            if len(data) > self._left:
                self.force_close()
            data, self._left = data[: self._left], self._left - len(data[: self._left])
        if data:
            super().data_received(data)

    def eof_received(self) -> None:
        """Take a head without its empty line, as browsers do where no TLS says that more was to come."""
        if self._head and self.transport is not None and self.transport.get_extra_info("sslcontext") is None:
            self.data_received(b"\r\n\r\n")
        super().eof_received()

    def _read_head(self, data: bytes) -> bytes:
        """Hand a whole head to aiohttp, and return what comes behind it. Raises HttpProcessingError."""
        before = self._head or b""
        received = before + data
        while True:
            self._head = received
            at = heads.end(received, len(before))
            if not at:
                return b""
            head = heads.read(received[:at], is_for_head=self._skip_payload)
            received, before = received[at:], b""
            if not 100 <= head.status < 200:  # noqa: PLR2004 - RFC 9110: informational, another head follows
                self._head, self._left = None, head.length
                super().data_received(head.text)
                return received

    def _refuse(self, error: http_exceptions.HttpProcessingError) -> None:
        self._head, self._left = None, 0
        if self.transport is not None:
            self.transport.close()
        self.set_exception(error)


class Connector(aiohttp.TCPConnector):
    """Knows which requests were given a connection that had served others; keeps no idle ones where there are many.

    `make_socket` gives a socket for an address, or raises OSError; `most` as in `most_open`; further options are aiohttp's.
    """

    def __init__(self, *, make_socket: Callable[[AddrInfoType], socket.socket], most: int, **options: Any) -> None:
        super().__init__(limit=0, socket_factory=self._socket, **options)
        self._factory = functools.partial(Handler, loop=asyncio.get_running_loop())  # type: ignore[assignment] # mypy takes a partial for invariant
        self._make_socket = make_socket
        self._most = most
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._known: weakref.WeakSet[ResponseHandler] = weakref.WeakSet()
        self._on_used: weakref.WeakSet[aiohttp.ClientRequest] = weakref.WeakSet()
        self._sent_again: weakref.WeakSet[aiohttp.ClientRequest] = weakref.WeakSet()

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's signature
    ) -> Connection:
        """A connection for a request: a new one, or one on which its server has said nothing since its last answer. A request sent again gets a new one."""
        while True:
            connection = await super().connect(req, traces, timeout)
            protocol = connection.protocol
            if protocol is None or protocol not in self._known:
                break
            if not protocol.should_close and req not in self._sent_again:
                self._on_used.add(req)
                break
            connection.close()
        if protocol is not None:
            self._known.add(protocol)
            if len(self._sockets) > self._most:
                protocol.force_close()
        ON_ITS_WAY.get()()
        return connection

    async def once(self, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        """A middleware: sends a request again, once, if a connection that had served others fails, which tells nothing of the server.

        aiohttp itself sends every request twice whose connection breaks, new ones too, and gives up if two used ones do.
        """
        while True:
            try:
                return await send(request)
            except aiohttp.ClientConnectorError:
                raise
            except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
                if request not in self._on_used:
                    raise Broken from error
            except (aiohttp.ClientResponseError, http_exceptions.HttpProcessingError):
                # Rests of the last answer, such as a body after HEAD, stand before this one's.
                if request not in self._on_used:
                    raise
            self._on_used.discard(request)
            self._sent_again.add(request)

    def _socket(self, address: AddrInfoType) -> socket.socket:
        made = self._make_socket(address)
        self._sockets.add(made)
        return made


class Broken(aiohttp.ClientConnectionError):
    """A new connection broke. Other than aiohttp's own, this makes it send no second request."""
