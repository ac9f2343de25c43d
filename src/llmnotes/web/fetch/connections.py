"""aiohttp's connections, so that an answer is always that of its own request, a request is sent once, and no descriptors run out."""

from __future__ import annotations

import contextvars
import sys
import weakref
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import http_exceptions

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from typing import Self

    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import AddrInfoType, Connection
    from aiohttp.tracing import Trace

MAX_HEADERS = 65536
"""Bytes of an answer's headers, all together."""
MOST_HEADERS = 256
"""How many they may be. aiohttp bounds only each one's size, so that these are read before they are added up."""


ON_ITS_WAY: contextvars.ContextVar[Callable[[], None]] = contextvars.ContextVar("ON_ITS_WAY", default=lambda: None)
"""Called when the request of this task has its connection and is written. aiohttp makes its own request of ours, which can't carry it."""


def most_open() -> int:
    """How many sockets may be open before idle ones are no longer kept: half of the files that the process may open."""
    if sys.platform == "win32":
        return 256
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 4096 if allowed == resource.RLIM_INFINITY else min(4096, allowed // 2)


class Response(aiohttp.ClientResponse):
    """An answer whose head is one of HTTP's, of bounded size."""

    async def start(self, connection: Connection) -> Self:
        """Read the head. Raises HttpProcessingError."""
        await super().start(connection)
        # Nobody reads the phrase, and the adapter fails at one that is no UTF-8.
        self.reason = None
        if self.status < 100:  # noqa: PLR2004 - https://www.rfc-editor.org/rfc/rfc9110#name-status-codes
            raise http_exceptions.BadStatusLine(str(self.status))
        if sum(len(name) + len(value) + 4 for name, value in self.raw_headers) > MAX_HEADERS:
            raise http_exceptions.LineTooLong("all headers", MAX_HEADERS)
        return self


class Connector(aiohttp.TCPConnector):
    """Knows which requests were given a connection that had served others; keeps no idle ones where there are many.

    `make_socket` gives a socket for an address, or raises OSError; `most` as in `most_open`; further options are aiohttp's.
    """

    def __init__(self, *, make_socket: Callable[[AddrInfoType], socket.socket], most: int, **options: Any) -> None:
        super().__init__(limit=0, socket_factory=self._socket, **options)
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
