"""Find the cause of a failed request in aiohttp's exceptions.

httpx-aiohttp, the adapter between httpx and aiohttp, reports most failures wrongly as a connect timeout, and doesn't catch some exceptions of aiohttp.
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
from llmnotes.web.fetch.heads import UnreadableAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILURES = (aiohttp.ClientError, http_exceptions.HttpProcessingError, httpx.HTTPError, OSError, EOFError, ValueError)
"""Every exception that a server or the network can cause. TimeoutError and SSLError are subclasses of OSError."""

# OpenSSL defines these numbers: https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/.
_NOT_YET_VALID = 9
_EXPIRED = 10
_WRONG_HOST = {62, 64}
_NO_ISSUER = {2, 20, 21}
_SELF_SIGNED = {18, 19}
_FAULTS = {_EXPIRED, *_WRONG_HOST, *_NO_ISSUER, *_SELF_SIGNED}
"""OpenSSL's numbers for those faults of certificates for which browsers refuse a certificate, too."""
_NO_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}
"""The reasons that OpenSSL gives if the answer is not TLS."""
_FINAL_ALERTS = {"TLSV1_UNRECOGNIZED_NAME", "TLSV1_ALERT_UNRECOGNIZED_NAME", "TLSV1_ALERT_INTERNAL_ERROR", "TLSV1_ALERT_ACCESS_DENIED"}
"""Alerts with which a server refuses every client. With any other alert, a server may refuse only the ciphers or versions that this client offers."""
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_NO_FAMILY = {getattr(socket, name) for name in ("EAI_ADDRFAMILY", "EAI_FAMILY") if hasattr(socket, name)}
"""The errors of a name lookup if the host has only addresses of a kind (IPv4 or IPv6) that this machine does not support."""
_NO_ROUTE = (
    "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "ENONET", "EADDRNOTAVAIL", "EHOSTDOWN", "EACCES", "EPERM", "EAFNOSUPPORT", "EPFNOSUPPORT",
    "EPROTONOSUPPORT", "ESOCKTNOSUPPORT", "EINVAL",
)  # fmt: skip
_UNREACHABLE = {errno.ECONNREFUSED, *(getattr(errno, name) for name in _NO_ROUTE if hasattr(errno, name))}
_NO_ROOM = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_NO_ROUTE_TO_IT = "there is no route to the host"
_NUMBER = re.compile(r"\[Errno (\d+)\]")
_TLS = {
    Cause.TLS_EXPIRED: "the certificate has expired",
    Cause.TLS_WRONG_HOST: "the certificate belongs to another host",
    Cause.TLS_UNTRUSTED: "the certificate does not come from a trusted authority",
}


def cause_of(error: BaseException) -> tuple[Cause, str]:
    """Return the cause of a failed request, and a message for people. `error` is the exception of the request."""
    chain = _truths(error)
    for one in chain:
        if isinstance(one, Forbidden):
            return Cause.FORBIDDEN, "the address is private, and requests to private addresses are not allowed"
        if isinstance(one, ssl.SSLCertVerificationError):
            return _certificate(one)
        if isinstance(one, socket.gaierror):
            if one.errno in _NO_SUCH_NAME:
                return Cause.NXDOMAIN, "no such host"
            if one.errno in _NO_FAMILY:
                return Cause.REFUSED, _NO_ROUTE_TO_IT
            return Cause.DNS, "the name servers gave no answer"
    if any(isinstance(one, (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError)) for one in _chain(error)):
        # The link is not at fault, so the failure counts as a timeout: timeouts alone never make a link dead.
        return Cause.TIMEOUT, "the proxy can't be reached, or refuses the request"
    # The exceptions of `heads.py` come first: aiohttp wraps them in exceptions that lack their messages.
    for one in (*(one for one in chain if isinstance(one, UnreadableAnswerError)), *chain):
        found = _known(one)
        if found:
            return found
    return Cause.RESET, "the connection broke"


def lacks_issuer(error: BaseException) -> bool:
    """Return whether a certificate is refused because its issuer's certificate is missing. Some servers leave out the issuer's certificate."""
    return any(isinstance(one, ssl.SSLCertVerificationError) and one.verify_code in _NO_ISSUER for one in _truths(error))


def breaks_handshake(error: BaseException) -> bool:
    """Return whether a server closed the connection during the TLS handshake, without a TLS alert. Call this only for https requests."""
    is_connecting = any(isinstance(one, aiohttp.ClientConnectorError) for one in _chain(error))
    return is_connecting and any(isinstance(one, (ssl.SSLEOFError, ssl.SSLZeroReturnError, *_BROKEN)) for one in _truths(error))


_NOT_ABOUT_HTTP = (
    OSError,
    EOFError,
    UnicodeError,
    aiohttp.ClientConnectionError,
    aiohttp.InvalidURL,
    aiohttp.ClientHttpProxyError,
    aiohttp.ClientPayloadError,
)
"""The exceptions of requests that got no complete answer. Any other exception means that this software can't read the answer, although browsers may."""
_BROKEN = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)


def limit_of(error: BaseException) -> str:
    """Return the limit of this software, this machine or its network that caused a failure, in one word such as `http2`.

    Return an empty text if other clients would fail too.
    """
    for one in _truths(error):
        if isinstance(one, UnreadableAnswerError):
            return one.limit
        if isinstance(one, ssl.SSLCertVerificationError):
            code = one.verify_code
            return "not-yet-valid" if code == _NOT_YET_VALID else "" if code in _FAULTS else "certificate"
        if isinstance(one, ssl.SSLError):
            if isinstance(one, ssl.SSLEOFError):
                continue
            reason = one.reason or ""
            if "NO_APPLICATION_PROTOCOL" in reason:
                return "http2"
            return "" if reason in _NO_TLS | _FINAL_ALERTS else "tls"
        if isinstance(one, OSError) and (met := _numbers(one) & _UNREACHABLE):
            return "" if errno.ECONNREFUSED in met else "no-route"
        if isinstance(one, socket.gaierror) and one.errno in _NO_FAMILY:
            return "no-route"
    return "http" if not any(isinstance(one, _NOT_ABOUT_HTTP) for one in _chain(error)) else ""


def _known(error: BaseException) -> tuple[Cause, str] | None:
    if isinstance(error, TimeoutError) or (isinstance(error, OSError) and error.errno == errno.ETIMEDOUT):
        return Cause.TIMEOUT, "no answer in time"
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return Cause.TLS_FAILED, f"the TLS handshake failed ({(error.reason or 'no reason given').lower().replace('_', ' ')})"
    if isinstance(error, UnreadableAnswerError):
        return Cause.GARBAGE, error.message
    if isinstance(error, http_exceptions.LineTooLong):
        return Cause.GARBAGE, "the answer's headers are too long"
    if isinstance(error, (http_exceptions.HttpProcessingError, aiohttp.ClientResponseError)):
        return Cause.GARBAGE, "the answer is not HTTP"
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        # The link is not at fault, so the failure counts as a timeout: timeouts alone never make a link dead.
        return Cause.TIMEOUT, "this machine has too many open files or too little memory for another connection"
    if isinstance(error, OSError) and (met := _numbers(error) & _UNREACHABLE):
        refused = errno.ECONNREFUSED in met
        return Cause.REFUSED, "the host refuses connections" if refused else _NO_ROUTE_TO_IT
    if isinstance(error, (aiohttp.InvalidURL, UnicodeError)):
        return Cause.UNUSABLE, "the URL is invalid"
    return None


def _numbers(error: OSError) -> set[int]:
    """Return the error numbers (errno) of an error.

    aiohttp joins the failures at several addresses into one error without an errno. In this case, the numbers are read from the text of the error.
    """
    return {error.errno} if error.errno is not None else {int(number) for number in _NUMBER.findall(str(error))}


def _certificate(error: ssl.SSLCertVerificationError) -> tuple[Cause, str]:
    code = error.verify_code
    if code == _NOT_YET_VALID:
        return Cause.TLS_UNTRUSTED, "the certificate is not yet valid, or this machine's clock is wrong"
    if code not in _FAULTS:
        return Cause.TLS_UNTRUSTED, f"this machine's TLS library refuses the certificate ({error.verify_message})"
    cause = Cause.TLS_EXPIRED if code == _EXPIRED else Cause.TLS_WRONG_HOST if code in _WRONG_HOST else Cause.TLS_UNTRUSTED
    return cause, _TLS[cause]


def _truths(error: BaseException) -> list[BaseException]:
    """Return an exception and its causes, without aiohttp's exceptions that only wrap another exception.

    An exception that wraps another has the same type, but lacks its values, such as the code of a certificate error.
    """
    return [one for one in _chain(error) if not (isinstance(one, _WRAPPERS) or _copies_tls_error(one))]


_WRAPPERS = (aiohttp.ClientConnectorError, aiohttp.ClientConnectorCertificateError)


def _copies_tls_error(error: BaseException) -> bool:
    """Return whether an exception of aiohttp is a copy of an error of TLS.

    The `errno` of such a copy is a number of OpenSSL, such as 1. It must not be read as an error number of the operating system, where 1 is EPERM.
    """
    return isinstance(error, aiohttp.ClientOSError) and isinstance(error.__cause__ or error.__context__, ssl.SSLError)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and then its causes, each exception once."""
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
