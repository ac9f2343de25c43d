"""Serve pages on every address of 127.0.0.0/8, in a separate process. The server answers after 50 ms and logs every request.

The answer to a path below `/gone/` is 404, and the answer to any other path is a small page. Addresses in the scenario's `limited` answer 429 with
`Retry-After: 6` during six seconds after the first request. Addresses in `silent` accept requests and never answer. In the log, a request that was
never answered has status 0 and the time at which its connection ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import multiprocessing
import time
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

LATENCY = 0.05
"""The time from a request to its answer, in seconds."""
RETRY_AFTER = 6
"""The time for which a limited address refuses requests, in seconds."""

_PARAGRAPH = "<p>Words that stand on a page as it is met out there, with <a href='/other'>a link</a> and <em>some weight</em>.</p>\n"


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """A logged request. Times are values of the machine's monotonic clock, which is the same for all processes."""

    came: float
    answered: float
    address: str
    path: str
    status: int


class Server:
    """A handle of the server process, with which the comparison controls the server."""

    def __init__(self, connection: Connection, port: int) -> None:
        self._connection = connection
        self.port = port

    def begin(self, limited: frozenset[str], silent: frozenset[str]) -> None:
        """Clear the log. From now on, `limited` addresses answer 429 at first, and `silent` addresses never answer."""
        self._connection.send((limited, silent))
        self._connection.recv()

    def log(self) -> list[Request]:
        """Return the requests since the last call of `begin`, in the order in which they arrived."""
        self._connection.send(None)
        return [Request(*row) for row in self._connection.recv()]


@contextlib.contextmanager
def serve() -> Iterator[Server]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Server(ours, ours.recv())
    finally:
        process.terminate()
        process.join()


def _run(connection: Connection) -> None:
    asyncio.run(_serve(connection))


async def _serve(connection: Connection) -> None:
    loop = asyncio.get_running_loop()
    web = _Web(loop)
    listening = await loop.create_server(lambda: _Protocol(web), "0.0.0.0", 0, backlog=4096)  # noqa: S104 - only 0.0.0.0 includes all addresses of 127.0.0.0/8
    ended = loop.create_future()

    def receive() -> None:
        try:
            message = connection.recv()
        except EOFError:
            ended.set_result(None)
            return
        if message is None:
            connection.send(web.log)
        else:
            web.begin(*message)
            connection.send("ready")

    loop.add_reader(connection.fileno(), receive)
    connection.send(listening.sockets[0].getsockname()[1])
    await ended


def _answer(status: int, body: str, *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status} Status", "content-type: text/html; charset=utf-8", f"content-length: {len(body)}", *headers]
    return "\r\n".join([*head, "", body]).encode()


_PAGE = _answer(200, f"<!doctype html><html lang='en'><head><title>A page</title></head><body>\n{_PARAGRAPH * 20}</body></html>")
_GONE = _answer(404, "<!doctype html><title>Gone</title>")
_LATER = _answer(429, "", f"retry-after: {RETRY_AFTER}")


class _Web:
    """The state of the server, which all connections share."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.begin(frozenset(), frozenset())

    def begin(self, limited: frozenset[str], silent: frozenset[str]) -> None:
        self.limited = limited
        self.silent = silent
        self.first: dict[str, float] = {}
        self.log: list[tuple[float, float, str, str, int]] = []

    def answer(self, address: str, path: str, now: float) -> tuple[int, bytes]:
        if address in self.limited and now - self.first.setdefault(address, now) < RETRY_AFTER:
            return 429, _LATER
        return (404, _GONE) if path.startswith("/gone/") else (200, _PAGE)


class _Protocol(asyncio.Protocol):
    """A connection to the server. Clients send requests without bodies, one after another."""

    def __init__(self, web: _Web) -> None:
        self._web = web
        self._read = b""
        self._waits_since: tuple[float, str] | None = None
        """The time and the path of a request that never gets an answer; None if there is no such request."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._address: str = transport.get_extra_info("sockname")[0]

    def connection_lost(self, _: Exception | None) -> None:
        if self._waits_since:
            came, path = self._waits_since
            self._web.log.append((came, time.monotonic(), self._address, path, 0))

    def data_received(self, data: bytes) -> None:
        self._read += data
        if b"\r\n\r\n" not in self._read:
            return
        now = time.monotonic()
        path = self._read.split(b" ", 2)[1].decode()
        self._read = b""
        if self._address in self._web.silent:
            self._waits_since = (now, path)
            return
        status, answer = self._web.answer(self._address, path, now)
        self._web.loop.call_later(LATENCY, self._say, answer, (now, path, status))

    def _say(self, answer: bytes, request: tuple[float, str, int]) -> None:
        came, path, status = request
        self._web.log.append((came, time.monotonic(), self._address, path, status))
        if not self._transport.is_closing():
            self._transport.write(answer)
