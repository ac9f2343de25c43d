"""A server on loopback, on all addresses of 127.0.0.0/8, that answers what a test says, over HTTP/1.1 and TLS, and remembers who asked what."""

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
"""A step that breaks the connection hard."""
Step = Any
"""Bytes to send, seconds to wait, or RESET."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """A request as it came."""

    time: float
    host: str
    """The address that it came to."""
    method: str
    target: str
    """Path and query, as sent."""
    headers: Mapping[str, str]
    connection: int
    """The client's port: that of other requests on the same connection."""


def aside(work: Callable[[], Value]) -> Value:
    """Do work in a thread of its own: in this one a browser's test may have left its event loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def reply(status: int = 200, body: bytes | str = b"", **headers: str) -> bytes:
    """A whole answer. Underscores in headers' names are hyphens."""
    content = body.encode() if isinstance(body, str) else body
    fields = {"content-type": "text/html; charset=utf-8", "content-length": str(len(content))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Told\r\n{head}\r\n".encode() + content


def page(title: str = "A page", body: str = f"<p>{'Words of a page that says something. ' * 4}</p>", **headers: str) -> bytes:
    """A page that is there."""
    return reply(200, f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>", **headers)


class Loopback:
    """The server; a context manager. What no route says is 404."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._routes: dict[tuple[str | None, str], Callable[[Asked], Iterable[Step]]] = {}
        self._ready = threading.Event()

    def route(self, path: str, *steps: Step, host: str | None = None) -> str:
        """Answer `path` by these steps, on `host` alone if it is given; its URL. A function of the request may give the steps."""
        self._routes[host, path] = steps[0] if callable(steps[0]) else lambda _: steps
        return self.url(path, host or "127.0.0.1")

    def url(self, path: str, host: str = "127.0.0.1", *, tls: bool = False) -> str:
        """The address of a path."""
        return f"{'https' if tls else 'http'}://{host}:{self.tls_port if tls else self.port}{path}"

    def count(self, path: str) -> int:
        """How often a path was asked for."""
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
        plain = await asyncio.start_server(self._answer, "0.0.0.0", 0, backlog=1024)  # noqa: S104 - all of 127.0.0.0/8, which has no other name
        secure = await asyncio.start_server(self._answer, "0.0.0.0", 0, ssl=server_context(), backlog=1024)  # noqa: S104 - the same
        self.port, self.tls_port = (server.sockets[0].getsockname()[1] for server in (plain, secure))
        self._ready.set()
        await self._stop.wait()
        for server in (plain, secure):
            server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0.01)  # closed transports need a turn of the loop, or warn

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with (
            contextlib.closing(writer),
            contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError),
        ):
            while True:
                begin = await reader.readexactly(1)
                if begin == b"\x16":  # TLS where none is spoken
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
    """A resolver that knows what a test tells it."""

    def __init__(self, names: Mapping[str, str | list[str] | BaseException]) -> None:
        self._names = names

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:  # noqa: ARG002 - aiohttp names it
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
    """Trusts the server's authority, and nobody else."""
    context = ssl.create_default_context()
    _authority().configure_trust(context)
    return context


@functools.cache
def server_context() -> ssl.SSLContext:
    """Shows each name its own certificate: `good.test` a good one, `expired.test`, `other.test` another host's, `nobody.test` one that nobody signed."""
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
