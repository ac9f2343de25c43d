"""Send requests with httpx over aiohttp, refuse private addresses at each socket, and find the cause of each failure."""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
import enum
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast

import ada_url
import aiohttp
import httpx
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from llmnotes.web.fetch import decoding, tls
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request
from llmnotes.web.fetch.connections import MOST_HEADERS, ON_ITS_WAY, Connector, most_open
from llmnotes.web.fetch.failure import FAILURES, breaks_handshake, cause_of, lacks_issuer, limit_of
from llmnotes.web.fetch.guard import guarded_socket, is_usable_port
from llmnotes.web.fetch.heads import MAX_HEADERS
from llmnotes.web.public import is_public, is_public_name
from llmnotes.web.url import as_uri

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

LOOKUPS = 64
"""The maximum number of host names that are looked up at a time. Each lookup blocks a thread until a name server answers."""
_CLOSING = 0.05
"""The time in seconds that broken TLS connections need to end. `__aexit__` waits for this time, because aiohttp does not wait."""
_KEPT = 15.0
"""The time in seconds for which an idle connection is kept open."""
_ALERT = 0.5
"""The time in seconds to wait for an alert after a TLS handshake with a server that did not answer a request."""
_ISSUERS = 3
"""The maximum number of missing certificates that are fetched for the chain of one server's certificate."""
_MOST_ISSUERS = 500
"""The maximum number of missing certificates that one transport fetches, counted over all servers."""
_CERTIFICATE = 65536
"""The maximum number of bytes of a certificate that is fetched. A longer one is cut and then can't be used."""

HEADERS = {
    # Many walls against bots let a client pass if its user agent names a browser.
    # The last word, `llmnotes/…`, shows the owners of sites which tool sends the requests.
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 "
    f"llmnotes/{version('llmnotes')}",
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "accept-language": "ja,en-US;q=0.8,en;q=0.6",
    "accept-encoding": decoding.ENCODINGS,
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": "none",
    "sec-fetch-user": "?1",
    "upgrade-insecure-requests": "1",
}
"""The default headers of each request: those that a browser sends when a person types an address. In addition, the user agent names llmnotes."""


_CONTEXT: contextvars.ContextVar[ssl.SSLContext | None] = contextvars.ContextVar("_CONTEXT", default=None)
"""The TLS context for the request of this task. This is a context variable, because httpx's requests have no field for a TLS context."""


class Issuer(enum.Enum):
    """The result of the search for a certificate that is missing from a server's chain."""

    ADDED = enum.auto()
    """The certificate was found and added to the TLS context, so later requests use it, too."""
    NOT_NAMED = enum.auto()
    """The last certificate of the chain does not name the URL of its issuer's certificate, so browsers can't find that certificate either."""
    UNKNOWN = enum.auto()
    """The missing certificate could not be fetched."""


class Transport:
    """Sends HTTP requests, several at a time if needed. Use it as an asynchronous context manager: `async with Transport() as transport`."""

    def __init__(  # noqa: PLR0913 - each parameter is one property of the machine or of its network
        self,
        *,
        allow_private: bool = False,
        proxy: str | None = None,
        resolver: AbstractResolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
        open_sockets: int | None = None,
        on_address: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Prepare a transport. The transport ignores the proxies and certificates that environment variables name.

        Args:
            allow_private: Also request private addresses.
            proxy: The URL of a proxy for all requests. Because the proxy resolves the host names, this transport then refuses only private
                addresses and local names that are in URLs, and the proxy must refuse names that resolve to private addresses.
            resolver: Resolves host names. None for the system's resolver; tests pass another resolver.
            ssl_context: The TLS context. None for a TLS context that trusts the usual roots; tests pass another TLS context.
            open_sockets: The number of open sockets above which idle connections are closed. None for the result of `most_open`.
            on_address: Called with each IP address before a connection to that address is tried.

        """
        self._on_address = on_address
        self._allow_private = allow_private
        self._proxy = proxy
        self._resolver = resolver
        self._context = ssl_context
        self._issuers: dict[str, bytes] = {}
        """The fetched certificates of issuers, by URL; empty bytes if the request for the URL failed."""
        self._used_issuers: set[tuple[str, str]] = set()
        """Pairs of the path of a CA bundle, and the URL of a certificate that was added to the TLS context of that CA bundle, or refused by `tls.add_issuer`."""
        self._most_open = most_open() if open_sockets is None else open_sockets

    async def __aenter__(self) -> Self:
        """Open the transport in the running event loop."""
        context = self._context or httpx.create_ssl_context(trust_env=False)
        tls.make_browser_like(context)
        self._contexts = {"": context}
        self._make_socket = guarded_socket(allow_private=self._allow_private or self._proxy is not None, on_address=self._on_address)
        self._names = self._resolver or _Resolver()
        connector = Connector(
            make_socket=self._make_socket,
            most=self._most_open,
            resolver=self._names,
            ttl_dns_cache=300,
            ssl=context,
            keepalive_timeout=_KEPT,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=MAX_HEADERS,
            max_field_size=MAX_HEADERS,
            max_headers=MOST_HEADERS,
            middlewares=(connector.once,),
            trust_env=False,
        )
        proxy = httpx.Proxy(self._proxy) if self._proxy else None
        self._adapter = AiohttpTransport(verify=context, trust_env=False, proxy=proxy, client=cast("Any", _AsWritten(self._session)))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close all connections, and wait until broken TLS connections have ended."""
        await self._session.close()
        await asyncio.sleep(_CLOSING)

    async def fetch(self, request: Request) -> Answer | Failure:
        """Send one request. Return a Failure if no answer comes. Invalid answers raise no exception.

        If the certificate of a certificate's issuer is missing, it is fetched from the URL that the certificate names, as browsers do, and the request is
        sent again. A request is also sent again once if the server breaks off the TLS handshake. After a second time, the failure counts as a limit of this
        client (`Failure.limit`), because the server may refuse only the ciphers and versions that this client offers.
        """
        broken = 0
        for _ in range(_ISSUERS + 2):
            result, error = await self._send_once(request)
            if not isinstance(result, Failure) or error is None or not request.url.startswith("https:"):
                return result
            if breaks_handshake(error):
                broken += 1
                if broken == 1:
                    continue
                result = dataclasses.replace(result, limit="tls")
            if not lacks_issuer(error):
                return dataclasses.replace(result, limit=await self._handshake_limit(result, request) or result.limit)
            issuer = await self._issuer(request)
            if issuer is not Issuer.ADDED:
                return dataclasses.replace(result, limit="intermediate") if issuer is Issuer.UNKNOWN else result
            result = dataclasses.replace(result, limit="intermediate")
        return result

    def _context_of(self, request: Request) -> ssl.SSLContext | Failure:
        """Return the TLS context for a request: a separate TLS context for each CA bundle. Return a Failure if the CA bundle can't be read."""
        path = request.ca_bundle
        if path not in self._contexts:
            context = httpx.create_ssl_context(trust_env=False)
            try:
                context.load_verify_locations(cafile=path)
            except (OSError, ValueError):
                message = f"the CA bundle {path} can't be read"
                return Failure(url=request.url, cause=Cause.TLS_UNTRUSTED, message=message, limit="ca-bundle")
            tls.make_browser_like(context)
            self._contexts[path] = context
        return self._contexts[path]

    async def _issuer(self, request: Request) -> Issuer:
        """Fetch the first certificate that is missing from the chain of a request's host, and add it to the TLS context. Return the result of the search."""
        shown = await self._shake(request, ["http/1.1"])
        if shown is None:
            return Issuer.UNKNOWN
        certificate = shown.certificate
        for _ in range(_ISSUERS):
            url = tls.issuer_url(certificate)
            if not url:
                return Issuer.NOT_NAMED
            if url not in self._issuers:
                if len(self._issuers) >= _MOST_ISSUERS:
                    return Issuer.UNKNOWN
                result, _ = await self._send_once(Request(url=url, limit=_CERTIFICATE, timeout=request.timeout))
                self._issuers[url] = result.body if isinstance(result, Answer) and result.status == 200 else b""  # noqa: PLR2004 - RFC 9110: status 200 means that the file was found
            certificate = self._issuers[url]
            if not tls.is_certificate(certificate):
                return Issuer.UNKNOWN
            if (request.ca_bundle, url) not in self._used_issuers:
                self._used_issuers.add((request.ca_bundle, url))
                if tls.add_issuer(self._contexts[request.ca_bundle], certificate):
                    return Issuer.ADDED
        return Issuer.UNKNOWN

    async def _handshake_limit(self, failure: Failure, request: Request) -> str:
        """Make TLS handshakes with a server that sent no answer, to find the reason.

        Return `http2` if the server speaks only HTTP/2, `tls` if it refuses this client after the handshake, and an empty text if the handshakes show no
        reason.
        """
        if failure.cause not in {Cause.RESET, Cause.GARBAGE} or failure.limit not in {"", "tls", "http"}:
            return ""
        old, new = [await self._shake(request, [protocol], wait=_ALERT) for protocol in ("http/1.1", "h2")]
        if new is not None and new.protocol == "h2" and (old is None or not old.protocol):
            return "http2"
        return "tls" if old is not None and old.refused else ""

    async def _shake(self, request: Request, protocols: list[str], *, wait: float = 0.0) -> tls.Handshake | None:
        parsed = ada_url.URL(request.url)
        if self._proxy:
            return None
        try:
            async with asyncio.timeout(request.timeout):
                port = int(parsed.port or 443)
                return await tls.shake(parsed.hostname.strip("[]"), port, protocols, self._names, self._make_socket, wait=wait)
        except TimeoutError:
            return None

    async def _send_once(self, request: Request) -> tuple[Answer | Failure, BaseException | None]:
        """Send a request one time. Return the answer and None, or the failure and its exception. The exception is None if no request was sent."""
        began = time.monotonic()
        address = _address(request.url)
        if isinstance(address, str):
            cause = Cause.UNUSABLE if address == _NO_URL else Cause.FORBIDDEN
            return Failure(url=request.url, cause=cause, message=address), None
        # This line refuses private IP addresses and local names in URLs. The sockets from `guard.py` refuse private addresses to which names resolve.
        # Behind a proxy, these sockets are not used, because the proxy opens its own sockets.
        public = is_public if address.is_literal else is_public_name
        if not self._allow_private and not public(address.host):
            return Failure(
                url=request.url, cause=Cause.FORBIDDEN, message="the address is private, and requests to private addresses are not allowed"
            ), None
        answer: Answer | None = None
        sent = _Request(method=request.method, url=address.target, headers={**HEADERS, **request.headers})
        ON_ITS_WAY.set(request.on_its_way)
        context = self._context_of(request)
        if isinstance(context, Failure):
            return context, None
        _CONTEXT.set(context)
        try:
            async with asyncio.timeout(request.timeout):
                response = await self._adapter.handle_async_request(cast("httpx.Request", sent))
                try:
                    answer = _answer(request.url, response, time.monotonic() - began)
                    if request.method != "HEAD" and request.limit:
                        chunks = cast("httpx.AsyncByteStream", response.stream).__aiter__()
                        content, cut, readable = await decoding.read(chunks, answer.headers.get("content-encoding", ""), request.limit)
                        answer = dataclasses.replace(answer, body=content, cut=cut, readable=readable, seconds=time.monotonic() - began)
                finally:
                    await response.aclose()
        except FAILURES as error:
            if answer:  # the request failed after the headers of the answer had arrived, so only a part of the body is missing
                return dataclasses.replace(answer, cut=True, seconds=time.monotonic() - began), None
            cause, message = cause_of(error)
            failure = Failure(url=request.url, cause=cause, message=message, limit=limit_of(error), seconds=time.monotonic() - began)
            return failure, error
        return answer, None


@dataclasses.dataclass(frozen=True, slots=True)
class _Address:
    target: str
    """The URL that is sent: ASCII, without fragment."""
    host: str
    is_literal: bool


_NO_URL = "the URL is invalid, has no host, or has a user name or a password"


def _address(url: str) -> _Address | str:
    """Return the host of a URL and the URL to send, or a message that says why the URL is not requested.

    A number as host means an IPv4 address, as in browsers: `http://2130706433/` is `http://127.0.0.1/`.
    """
    try:
        parsed = ada_url.URL(url)
    except (ValueError, UnicodeError):
        return _NO_URL
    # Each attribute is read only once, because each reading calls a function of the library Ada.
    protocol, name, port = (
        parsed.protocol,
        parsed.hostname,
        parsed.port,
    )
    if protocol not in {"http:", "https:"}:
        return f"only http and https are requested, not {protocol.rstrip(':')[:20]}"
    if not name or parsed.username or parsed.password:
        return _NO_URL
    if port and not is_usable_port(int(port)):
        return f"port {port} is not used for HTTP, so it is never requested"
    host = name.strip("[]")
    literal = name.startswith("[") or host.replace(".", "").isdecimal()
    return _Address(as_uri(parsed.href).partition("#")[0], host, literal)


def _answer(url: str, response: httpx.Response, seconds: float) -> Answer:
    """Convert httpx's response to a request for `url` into an Answer without a body. The caller adds the body."""
    headers: dict[str, str] = {}
    cookies, locations = [], []
    for raw_name, raw_value in response.headers.raw:
        name = raw_name.decode("latin-1").lower()
        value = _escaped(raw_value) if name == "location" else raw_value.decode("utf-8", "replace")
        if name == "location":
            locations.append(value)
        elif name == "set-cookie":
            cookies.append(value)
        if name == "location" and name in headers:
            continue  # Location headers are not joined, because joined values would not be an address
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Answer(
        url=url, status=response.status_code, headers=headers, cookies=tuple(cookies), disputed=len(set(locations)) > 1, seconds=seconds
    )


def _escaped(location: bytes) -> str:
    """Return the address in a Location header as browsers read it: bytes outside of ASCII are percent-encoded without decoding them."""
    return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in location)  # noqa: PLR2004 - ASCII ends at byte 127


@dataclasses.dataclass(frozen=True, slots=True)
class _Request:
    """The attributes of httpx.Request that httpx-aiohttp reads. This class replaces httpx.Request, which would rewrite the URL.

    httpx-aiohttp is the adapter that sends the requests of httpx with aiohttp.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes = b""
    extensions: Mapping[str, object] = dataclasses.field(default_factory=dict)


class _AsWritten:
    """A wrapper of aiohttp's session that sends URLs unchanged.

    httpx-aiohttp accepts aiohttp's session, or a function that returns an object with the same methods. aiohttp's session can't be inherited, so this object is
    such a function, and returns itself.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    def __call__(self) -> _AsWritten:
        return self

    def request(self, *, url: str, **options: Any) -> Any:
        context = _CONTEXT.get()
        if context is not None:
            options["ssl"] = context
        return self._session.request(url=yarl.URL(url, encoded=True), **options)


class _Resolver(AbstractResolver):
    """The system's resolver, called in separate threads. The event loop has only a few threads, and one slow name server would block all of them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKUPS, thread_name_prefix="lookup")

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _lookup, host, port, family)
        return [
            ResolveResult(
                hostname=host, host=str(address[0]), port=int(address[1]), family=kind, proto=protocol, flags=socket.AI_NUMERICHOST
            )
            for kind, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _lookup(host: str, port: int, family: socket.AddressFamily) -> list[tuple[Any, ...]]:
    # The flag AI_ADDRCONFIG is not set: with it, a host that has only IPv6 would seem not to exist on a machine that has only IPv4.
    return list(socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM))
