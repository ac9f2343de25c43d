"""A web server for tests, on all addresses of 127.0.0.0/8, with HTTP/1.1 and TLS. Tests set its answers, and it records all requests."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime
import functools
import socket
import ssl
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import trustme
from aiohttp.abc import AbstractResolver, ResolveResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType
    from typing import Self

Value = TypeVar("Value")

RESET = object()
"""A step of an answer: reset the TCP connection."""
Step = Any
"""A step of an answer: bytes to send, seconds to wait, or RESET."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """A request that the server received."""

    time: float
    host: str
    """The address of the server at which the request arrived."""
    method: str
    target: str
    """The path and the query of the URL, as the client sent them."""
    headers: Mapping[str, str]
    connection: int
    """The client's port. Requests on the same connection have the same port."""


def aside(work: Callable[[], Value]) -> Value:
    """Call a function in a separate thread, and return its result.

    In this thread, the event loop of an earlier browser test may still be running, and then a function can't start another event loop.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def reply(status: int = 200, body: bytes | str = b"", **headers: str) -> bytes:
    """Return the bytes of an HTTP answer. Pass headers as keyword arguments, with underscores instead of hyphens."""
    content = body.encode() if isinstance(body, str) else body
    fields = {"content-type": "text/html; charset=utf-8", "content-length": str(len(content))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Test\r\n{head}\r\n".encode() + content


def page(title: str = "A page", body: str = f"<p>{'Words of a page that says something. ' * 4}</p>", **headers: str) -> bytes:
    """Return the bytes of an HTTP answer with status 200 and an HTML page."""
    return reply(200, f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>", **headers)


class Loopback:
    """The server. Use it as a context manager: it runs inside the `with` block. The answer for a path without a route has status 404."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._routes: dict[tuple[str | None, str], Callable[[Asked], Iterable[Step]]] = {}
        self._ready = threading.Event()

    def route(self, path: str, *steps: Step, host: str | None = None) -> str:
        """Set the answer for a path, and return the path's URL.

        Args:
            path: The path, such as `/page`.
            steps: The steps of the answer; or one function that takes a request and returns the steps.
            host: The address that gives this answer; None for all addresses.

        """
        self._routes[host, path] = steps[0] if callable(steps[0]) else lambda _: steps
        return self.url(path, host or "127.0.0.1")

    def url(self, path: str, host: str = "127.0.0.1", *, tls: bool = False) -> str:
        """Return the URL of a path."""
        return f"{'https' if tls else 'http'}://{host}:{self.tls_port if tls else self.port}{path}"

    def count(self, path: str) -> int:
        """Return the number of requests for a path."""
        return sum(asked.target == path for asked in self.asked)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), daemon=True)
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        plain = await asyncio.start_server(self._answer, "0.0.0.0", 0, backlog=1024)  # noqa: S104 - only this address makes the server listen on all of 127.0.0.0/8
        secure = await asyncio.start_server(self._answer, "0.0.0.0", 0, ssl=server_context(), backlog=1024)  # noqa: S104 - see the server above
        self.port, self.tls_port = (server.sockets[0].getsockname()[1] for server in (plain, secure))
        self._ready.set()
        await self._stop.wait()
        for server in (plain, secure):
            server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0.01)  # let the event loop close the transports completely; otherwise they log warnings

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with (
            contextlib.closing(writer),
            contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError),
        ):
            while True:
                begin = await reader.readexactly(1)
                if begin == b"\x16":  # the first byte of a TLS handshake, sent to the port for plain HTTP
                    writer.write(reply(400))
                    break
                head = (begin + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.rstrip("\r\n").split("\r\n")
                method, target, _ = first.split(" ", 2)
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                host = writer.get_extra_info("sockname")[0]
                asked = Asked(time.monotonic(), host, method, target, headers, writer.get_extra_info("peername")[1])
                self.asked.append(asked)
                path = target.partition("?")[0]
                script = (
                    self._routes.get((host, path)) or self._routes.get((None, path)) or (lambda _: [reply(404, "<title>Not found</title>")])
                )
                for step in script(asked):
                    if step is RESET:
                        linger = struct.pack("ii", 1, 0)
                        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                        writer.transport.abort()
                        return
                    if isinstance(step, bytes):
                        writer.write(
                            step.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if method == "HEAD" and step.startswith(b"HTTP/") else step
                        )
                        await writer.drain()
                    else:
                        await asyncio.sleep(step)
                if headers.get("connection", "").lower() == "close":
                    break


class Names(AbstractResolver):
    """A fake resolver for host names. For each name, it returns the addresses or raises the exception that a test sets. Other names don't exist."""

    def __init__(self, names: Mapping[str, str | list[str] | BaseException]) -> None:
        self._names = names

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:  # noqa: ARG002 - aiohttp passes it by this name
        found = self._names.get(host, socket.gaierror(socket.EAI_NONAME, "Name or service not known"))
        if isinstance(found, BaseException):
            raise found
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in ([found] if isinstance(found, str) else found)
        ]

    async def close(self) -> None:
        pass


@functools.cache
def _authority() -> trustme.CA:
    return trustme.CA()


def client_context() -> ssl.SSLContext:
    """Return a TLS context that trusts only the server's certificate authority."""
    context = ssl.create_default_context()
    _authority().configure_trust(context)
    return context


@functools.cache
def server_context() -> ssl.SSLContext:
    """Return a TLS context with a certificate for each host name.

    `good.test` has a valid certificate, and `expired.test` an expired certificate. `other.test` has the certificate of another host, and `nobody.test` a
    certificate of an unknown authority.
    """
    now = datetime.datetime.now(datetime.UTC)
    certificates = {
        "good.test": _authority().issue_cert("good.test", "127.0.0.1"),
        "expired.test": _authority().issue_cert(
            "expired.test", not_before=now - datetime.timedelta(9), not_after=now - datetime.timedelta(2)
        ),
        "other.test": _authority().issue_cert("elsewhere.test"),
        "nobody.test": trustme.CA().issue_cert("nobody.test"),
    }
    contexts = {}
    for name, certificate in certificates.items():
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(contexts[name])

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = contexts.get(name or "", contexts["good.test"])

    contexts["good.test"].sni_callback = choose
    return contexts["good.test"]
