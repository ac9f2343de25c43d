"""Extend aiohttp's connections.

Data that a server sent before a request is never used as the answer to this request. A failed request is sent again only if its connection had served earlier
requests. Idle connections are closed if many sockets are open.
"""

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
"""The maximum number of headers that aiohttp accepts in an answer. It is so high that only `heads.MAX_HEADERS`, the size of all headers, has an effect."""


ON_ITS_WAY: contextvars.ContextVar[Callable[[], None]] = contextvars.ContextVar("ON_ITS_WAY", default=lambda: None)
"""A function that is called when the request of the current task has a connection and is sent.

This is a context variable, because aiohttp's request objects have no field for a function.
"""


def most_open() -> int:
    """Return the number of open sockets above which idle sockets are closed: half of the files that the process may open, at most 4096; on Windows, 256."""
    if sys.platform == "win32":
        return 256
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 4096 if allowed == resource.RLIM_INFINITY else min(4096, allowed // 2)


class Handler(ResponseHandler):
    """Receives the data of one connection.

    `heads` rewrites the head of each answer (the status line and the headers) for aiohttp. Data beyond the stated length of a body is dropped.

    Invariants:
        - `_head` holds the received part of a head that has no end yet; None while a body is received.
        - `_left` is the number of bytes of the body that are still expected; None if the head states no length.
        - aiohttp's parser gets only complete heads.

    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._head: bytes | None = b""
        self._left: int | None = None

    def set_response_params(self, **options: Any) -> None:
        """Prepare to receive the answer to the next request. aiohttp calls this before it sends the request."""
        self._head, self._left = b"", None
        super().set_response_params(**options)

    def data_received(self, data: bytes) -> None:
        """Rewrite the head in received data, and pass head and body to aiohttp."""
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
        """Handle the end of the data. As in browsers, a head without its last empty line is accepted if the connection has no TLS."""
        if self._head and self.transport is not None and self.transport.get_extra_info("sslcontext") is None:
            self.data_received(b"\r\n\r\n" + b"\n" * max(0, heads.LEAST - 4 - len(self._head)))
        super().eof_received()

    def _read_head(self, data: bytes) -> bytes:
        """Pass a complete head to aiohttp, and return the data after the head; empty until the head is complete. Heads with an informational status are dropped.

        Raises HttpProcessingError if the head can't be read.
        """
        before = self._head or b""
        received = before + data
        while True:
            self._head = received
            at = heads.end(received, len(before))
            if not at:
                return b""
            head = heads.read(received[:at], is_for_head=self._skip_payload)
            received, before = received[at:], b""
            if not 100 <= head.status < 200:  # noqa: PLR2004 - RFC 9110: after a head with an informational status (100 to 199), another head follows
                self._head, self._left = None, head.length
                super().data_received(head.text)
                return received

    def _refuse(self, error: http_exceptions.HttpProcessingError) -> None:
        self._head, self._left = None, 0
        if self.transport is not None:
            self.transport.close()
        self.set_exception(error)


class Connector(aiohttp.TCPConnector):
    """Opens connections, records which requests use a connection that served earlier requests, and closes idle connections if many sockets are open.

    Args:
        make_socket: Returns a socket for an address, or raises OSError.
        most: The number of open sockets above which idle sockets are closed.
        options: Other options of `aiohttp.TCPConnector`.

    """

    def __init__(self, *, make_socket: Callable[[AddrInfoType], socket.socket], most: int, **options: Any) -> None:
        super().__init__(limit=0, socket_factory=self._socket, **options)
        self._factory = functools.partial(Handler, loop=asyncio.get_running_loop())  # type: ignore[assignment] # mypy treats the type argument of a partial as invariant
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
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's method, which this method overrides, has this parameter
    ) -> Connection:
        """Return a connection for a request: a new connection, or an idle one on which the server has sent no data since its last answer.

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
        """Send a request. If its connection served earlier requests and fails, send the request again on a new connection.

        Servers close idle connections at any time, so the failure of a used connection shows nothing about the server. This is an aiohttp middleware. It replaces
        aiohttp's own repetition, which also repeats requests on new connections and gives up after two used connections.
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
                # On a used connection, this answer may be data that is left over from the last answer, such as a body after HEAD. So the request is sent again.
                if request not in self._on_used:
                    raise
            self._on_used.discard(request)
            self._sent_again.add(request)

    def _socket(self, address: AddrInfoType) -> socket.socket:
        made = self._make_socket(address)
        self._sockets.add(made)
        return made


class Broken(aiohttp.ClientConnectionError):
    """Raised if a new connection broke. aiohttp repeats a request after its own exceptions for broken connections, but not after this exception."""
