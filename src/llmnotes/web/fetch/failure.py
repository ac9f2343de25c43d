"""What went wrong, by its true cause.

The adapter between httpx and aiohttp tells most failures as a connect timeout, and some not at all; the truth is in aiohttp's own exception.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
from typing import TYPE_CHECKING

import aiohttp
import httpx
from aiohttp import http_exceptions

from llmnotes.web.fetch.answer import Cause
from llmnotes.web.fetch.guard import Forbidden

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILURES = (aiohttp.ClientError, http_exceptions.HttpProcessingError, httpx.HTTPError, OSError, EOFError, ValueError)
"""All that a server, or the way to it, can make a request raise. TimeoutError and SSLError are OSErrors."""

# https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/
_EXPIRED = {9, 10}
_WRONG_HOST = {62, 64}
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_UNREACHABLE = {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EHOSTDOWN, errno.EACCES, errno.EPERM}
_NO_ROOM = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_NUMBER = re.compile(r"\[Errno (\d+)\]")
_TLS = {
    Cause.TLS_EXPIRED: "the certificate has expired",
    Cause.TLS_WRONG_HOST: "the certificate is another host's",
    Cause.TLS_UNTRUSTED: "the certificate is by nobody that is trusted",
}


def cause_of(error: BaseException) -> tuple[Cause, str]:
    """Why a request failed, and a sentence about it."""
    # aiohttp's own inherit from what they wrap, without what that tells.
    chain = [one for one in _chain(error) if not isinstance(one, (aiohttp.ClientConnectorError, aiohttp.ClientConnectorCertificateError))]
    for one in chain:
        if isinstance(one, Forbidden):
            return Cause.FORBIDDEN, "the address is private: it is not asked"
        if isinstance(one, ssl.SSLCertVerificationError):
            return _certificate(one)
        if isinstance(one, socket.gaierror):
            if one.errno in _NO_SUCH_NAME:
                return Cause.NXDOMAIN, "no such host"
            return Cause.DNS, "the name's servers gave no answer"
    if any(isinstance(one, (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError)) for one in _chain(error)):
        return Cause.TIMEOUT, "the proxy can't be reached, or refuses"  # a timeout alone never makes a link dead
    for one in chain:
        found = _known(one)
        if found:
            return found
    return Cause.RESET, "the connection broke"


def _known(error: BaseException) -> tuple[Cause, str] | None:
    if isinstance(error, TimeoutError) or (isinstance(error, OSError) and error.errno == errno.ETIMEDOUT):
        return Cause.TIMEOUT, "no answer in time"
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return Cause.TLS_FAILED, f"the TLS handshake failed ({(error.reason or 'no reason given').lower().replace('_', ' ')})"
    if isinstance(error, http_exceptions.LineTooLong):
        return Cause.GARBAGE, "the answer's headers are too long"
    if isinstance(error, (http_exceptions.HttpProcessingError, aiohttp.ClientResponseError)):
        return Cause.GARBAGE, "the answer is no HTTP"
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return Cause.TIMEOUT, "this machine had no room for another connection"  # a timeout alone never makes a link dead
    if isinstance(error, OSError) and (met := _numbers(error) & _UNREACHABLE):
        refused = errno.ECONNREFUSED in met
        return Cause.REFUSED, "the host refuses connections" if refused else "there is no way to the host"
    if isinstance(error, (aiohttp.InvalidURL, UnicodeError)):
        return Cause.UNUSABLE, "not a URL that can be asked"
    return None


def _numbers(error: OSError) -> set[int]:
    """Its errno; of several addresses' failures, which aiohttp makes one without any, those that stand in its text."""
    return {error.errno} if error.errno is not None else {int(number) for number in _NUMBER.findall(str(error))}


def _certificate(error: ssl.SSLCertVerificationError) -> tuple[Cause, str]:
    code = error.verify_code
    cause = Cause.TLS_EXPIRED if code in _EXPIRED else Cause.TLS_WRONG_HOST if code in _WRONG_HOST else Cause.TLS_UNTRUSTED
    return cause, _TLS[cause]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that it came from, the outermost first."""
    seen: set[int] = set()
    rest: list[BaseException | None] = [error]
    while rest:
        one = rest.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        rest += [
            getattr(one, "os_error", None) if isinstance(one, aiohttp.ClientConnectorError) else None,
            getattr(one, "certificate_error", None),
        ]
        rest += [one.__cause__, one.__context__]
