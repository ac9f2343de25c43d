"""Keep aiohttp's connections in order: each answer belongs to its own request, each request is sent once, and idle connections leave room for others."""

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
"""The most headers that aiohttp accepts in an answer. `heads` limits their size."""


ON_ITS_WAY: contextvars.ContextVar[Callable[[], None]] = contextvars.ContextVar("ON_ITS_WAY", default=lambda: None)
"""Called when the request of this task has its connection and is sent. aiohttp makes its own request object, which can't carry this function."""


def most_open() -> int:
    """Return the number of open sockets above which idle ones are closed: half of the files that the process may open."""
    if sys.platform == "win32":
        return 256
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 4096 if allowed == resource.RLIM_INFINITY else min(4096, allowed // 2)


class Handler(ResponseHandler):
    """Receives the data of one connection. `heads` rewrites each head, and no more of a body is taken than its head states.

    Invariants:
        - `_head` holds the received part of a head that has no end yet; None while a body is received.
        - `_left` is the number of bytes of the body that are still expected; None if the head states no length.
        - aiohttp's parser sees only complete heads.

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
        """Take data that the server sent."""
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
        """Accept a head without its empty line, as browsers do if no TLS shows that data is missing."""
        if self._head and self.transport is not None and self.transport.get_extra_info("sslcontext") is None:
            self.data_received(b"\r\n\r\n")
        super().eof_received()

    def _read_head(self, data: bytes) -> bytes:
        """Pass a complete head to aiohttp, and return the data after it. Raises HttpProcessingError."""
        before = self._head or b""
        received = before + data
        while True:
            self._head = received
            at = heads.end(received, len(before))
            if not at:
                return b""
            head = heads.read(received[:at], is_for_head=self._skip_payload)
            received, before = received[at:], b""
            if not 100 <= head.status < 200:  # noqa: PLR2004 - RFC 9110: an informational head, which another head follows
                self._head, self._left = None, head.length
                super().data_received(head.text)
                return received

    def _refuse(self, error: http_exceptions.HttpProcessingError) -> None:
        self._head, self._left = None, 0
        if self.transport is not None:
            self.transport.close()
        self.set_exception(error)


class Connector(aiohttp.TCPConnector):
    """Opens connections, remembers which requests got one that had served others, and keeps no idle ones if many are open.

    Args:
        make_socket: Returns a socket for an address, or raises OSError.
        most: The number of open sockets above which idle ones are closed.
        options: Further options of aiohttp.

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
        """Return a connection for a request: a new one, or an idle one on which the server has sent nothing since its last answer.

        A request that is sent again gets a new connection.
        """
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
        """Send a request, and send it again once if a connection that had served others fails. Such a failure shows nothing about the server.

        This is an aiohttp middleware. aiohttp itself sends every request twice whose connection breaks, also on new connections, and gives up after two used ones.
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
                # Rests of the last answer, such as a body after HEAD, may stand before the answer to this request.
                if request not in self._on_used:
                    raise
            self._on_used.discard(request)
            self._sent_again.add(request)

    def _socket(self, address: AddrInfoType) -> socket.socket:
        made = self._make_socket(address)
        self._sockets.add(made)
        return made


class Broken(aiohttp.ClientConnectionError):
    """A new connection broke. Unlike its own exception, this one makes aiohttp send no second request."""
