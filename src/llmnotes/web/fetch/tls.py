"""Configure TLS like a browser, and read a server's certificate and protocol from a handshake."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import ipaddress
import re
import socket
import ssl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiohttp.abc import AbstractResolver
    from aiohttp.connector import AddrInfoType

_CIPHERS = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA:"
    "AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA:AES256-SHA:@SECLEVEL=1"
)
"""The ciphers that Chromium offers for TLS 1.2 and older. OpenSSL's security level 1 accepts RSA keys of 1024 bits, as Chromium does."""
_LEGACY_SERVERS = 0x4
"""OpenSSL's option SSL_OP_LEGACY_SERVER_CONNECT, which accepts servers without RFC 5746. Python's `ssl` has a name for this option only since 3.12."""
_PARTIAL_CHAIN = 0x80000
"""OpenSSL's flag X509_V_FLAG_PARTIAL_CHAIN. Python sets this flag since version 3.13."""
_ISSUER = re.compile(rb"(?s)\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86(?:\x81(?P<long>.)|(?P<short>[\x01-\x7f]))")
"""Matches the field `caIssuers` up to the beginning of its URL in a certificate in DER (https://www.rfc-editor.org/rfc/rfc5280#section-4.2.2.1)."""


def make_browser_like(context: ssl.SSLContext) -> None:
    """Change a client's TLS context so that it accepts and refuses the same servers as a browser, as far as OpenSSL allows."""
    context.set_ciphers(_CIPHERS)
    context.options |= _LEGACY_SERVERS
    context.set_alpn_protocols(["http/1.1"])
    context.hostname_checks_common_name = False
    # Python 3.13 sets two flags that are removed here. One refuses certificates with formal faults that browsers ignore.
    # The other flag trusts every certificate in the store like a root, so it would trust the strangers' certificates that `add_issuer` adds.
    context.verify_flags = ssl.VerifyFlags(context.verify_flags & ~(ssl.VERIFY_X509_STRICT | _PARTIAL_CHAIN))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Handshake:
    """The certificate and the protocol that a server sent in a TLS handshake, and whether it sent an alert after the handshake."""

    certificate: bytes
    """The server's own certificate as DER; empty if the server sent none."""
    protocol: str
    """The protocol that the server chose by ALPN; empty if the server chose none."""
    refused: bool = False
    """Whether the server sent an alert after the handshake, because it refuses this client."""


async def shake(  # noqa: PLR0913 - the parameters name the server, and what opens the connection
    host: str,
    port: int,
    protocols: Sequence[str],
    resolver: AbstractResolver,
    make_socket: Callable[[AddrInfoType], socket.socket],
    *,
    wait: float = 0.0,
) -> Handshake | None:
    """Make a TLS handshake without checking the certificate, and close the connection without sending a request.

    Return the result of the handshake; None if the handshake fails at every address of the host.

    Args:
        host: A name or an IP address.
        port: The server's port.
        protocols: The protocols to offer by ALPN.
        resolver: Resolves `host`.
        make_socket: Makes a socket for an address, or raises OSError.
        wait: The time in seconds to wait for an alert after the handshake.

    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(_CIPHERS)
    context.options |= _LEGACY_SERVERS
    context.set_alpn_protocols(list(protocols))
    for info in await _addresses(host, port, resolver):
        with contextlib.suppress(OSError, EOFError, asyncio.IncompleteReadError):
            made = make_socket(info)
            try:
                await asyncio.get_running_loop().sock_connect(made, info[4])
                reader, writer = await asyncio.open_connection(sock=made, ssl=context, server_hostname=host)
            except BaseException:
                made.close()
                raise
            shown = writer.get_extra_info("ssl_object")
            certificate, protocol = shown.getpeercert(binary_form=True) or b"", shown.selected_alpn_protocol() or ""
            try:
                refused = await _is_refused(reader, wait) if wait else False
            finally:
                writer.transport.abort()
            return Handshake(certificate=certificate, protocol=protocol, refused=refused)
    return None


async def _is_refused(reader: asyncio.StreamReader, wait: float) -> bool:
    """Return whether a server sends an alert within `wait` seconds after a handshake.

    In TLS 1.3, a server that requires a certificate of the client sends this alert to clients without one.
    """
    try:
        await asyncio.wait_for(reader.read(1), wait)
    except ssl.SSLError as error:
        return "ALERT" in (error.reason or "")
    except (TimeoutError, OSError):
        return False
    return False


async def _addresses(host: str, port: int, resolver: AbstractResolver) -> list[AddrInfoType]:
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        try:
            found = await resolver.resolve(host, port, socket.AF_UNSPEC)
        except OSError:
            return []
        return [(one["family"], socket.SOCK_STREAM, one["proto"], "", (one["host"], port)) for one in found]
    family = socket.AF_INET6 if literal.version == 6 else socket.AF_INET  # noqa: PLR2004 - 6 is the version of IP
    return [(family, socket.SOCK_STREAM, 0, "", (host, port))]


def issuer_url(certificate: bytes) -> str:
    """Return the URL of the issuer's certificate, which a certificate (DER) names; empty if it names no URL, or a URL that may not be requested."""
    found = _ISSUER.search(certificate)
    if not found:
        return ""
    length = (found["long"] or found["short"])[0]
    url = certificate[found.end() : found.end() + length].decode("latin-1")
    return url if url.startswith("http://") and url.isascii() and url.isprintable() else ""


def is_certificate(content: bytes) -> bool:
    """Return whether bytes are exactly one certificate in DER."""
    return _alone(content) is not None


def _alone(content: bytes) -> ssl.SSLContext | None:
    """Return a TLS context that holds only the certificate `content`; None if `content` is not exactly one certificate in DER."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=content)
    except (ssl.SSLError, ValueError):
        return None
    return context if context.cert_store_stats()["x509"] == 1 else None


def add_issuer(context: ssl.SSLContext, certificate: bytes) -> bool:
    """Add an intermediate certificate (DER) to a TLS context, which then uses it to build chains.

    Return False if `certificate` is not an intermediate certificate, for example because it is its own issuer. The certificate never becomes a root: a chain
    through it must still end at a root that the context trusts.
    """
    alone = _alone(certificate)
    found = alone.get_ca_certs() if alone else []
    if len(found) != 1 or found[0].get("subject") == found[0].get("issuer"):
        return False
    context.load_verify_locations(cadata=certificate)
    return True
