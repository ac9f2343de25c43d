"""Tests for the causes of failures that a server on loopback can't produce."""

from __future__ import annotations

import errno
import socket
import ssl

import aiohttp
import pytest

from llmnotes.web.fetch.answer import Cause
from llmnotes.web.fetch.failure import cause_of, limit_of
from llmnotes.web.fetch.heads import UnreadableAnswerError


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH])
def test_host_counts_as_refusing_if_one_of_its_addresses_refuses_and_others_have_no_route(number: int) -> None:
    text = f"Multiple exceptions: [Errno {errno.ECONNREFUSED}] Connect call failed, [Errno {number}] Connect call failed"
    assert cause_of(OSError(text)) == (Cause.REFUSED, "the host refuses connections")


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOBUFS])
def test_lack_of_resources_on_this_machine_counts_as_a_timeout(number: int) -> None:
    cause, message = cause_of(OSError(number, "words"))
    assert cause is Cause.TIMEOUT
    assert "this machine" in message


NO_ROUTE = [
    *(errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPERM, errno.ENETDOWN, errno.EPROTONOSUPPORT),
    *(errno.EPFNOSUPPORT, errno.ESOCKTNOSUPPORT, errno.EINVAL),
]


@pytest.mark.parametrize("number", NO_ROUTE)
def test_host_without_a_route_counts_as_a_limit_of_this_machine(number: int) -> None:
    for error in (OSError(number, "words"), OSError(f"Multiple exceptions: [Errno {number}] a, [Errno {number}] b")):
        assert cause_of(error) == (Cause.REFUSED, "there is no route to the host")
        assert limit_of(error) == "no-route"


def test_host_without_an_address_that_this_machine_supports_counts_as_a_limit_of_this_machine() -> None:
    error = socket.gaierror(socket.EAI_ADDRFAMILY, "Address family for hostname not supported")
    assert cause_of(error) == (Cause.REFUSED, "there is no route to the host")
    assert limit_of(error) == "no-route"


def test_failure_keeps_the_message_about_an_answer_that_cannot_be_read() -> None:
    error = aiohttp.ClientResponseError(None, (), message="Bad Request")  # type: ignore[arg-type] # the values of the request are not used
    error.__cause__ = UnreadableAnswerError("http", "the answer states several lengths")
    assert cause_of(error) == (Cause.GARBAGE, "the answer states several lengths")
    assert limit_of(error) == "http"


def test_host_that_refuses_at_one_of_its_addresses_does_not_count_as_without_a_route() -> None:
    text = f"Multiple exceptions: [Errno {errno.ECONNREFUSED}] Connect call failed, [Errno {errno.ENETUNREACH}] Connect call failed"
    assert limit_of(OSError(text)) == ""


def refused(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "words"
    return error


@pytest.mark.parametrize(
    ("code", "cause", "limit"),
    [
        (10, Cause.TLS_EXPIRED, ""),
        (62, Cause.TLS_WRONG_HOST, ""),
        (18, Cause.TLS_UNTRUSTED, ""),
        (9, Cause.TLS_UNTRUSTED, "not-yet-valid"),
        (66, Cause.TLS_UNTRUSTED, "certificate"),
    ],
)
def test_certificate_counts_as_a_fault_of_its_host_only_if_browsers_refuse_it(code: int, cause: Cause, limit: str) -> None:
    error = refused(code)
    assert (cause_of(error)[0], limit_of(error)) == (cause, limit)
    assert ("expired" in cause_of(error)[1]) == (code == 10)


@pytest.mark.parametrize(
    ("reason", "limit"),
    [
        ("WRONG_VERSION_NUMBER", ""),
        ("TLSV1_ALERT_INTERNAL_ERROR", ""),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "tls"),
        ("UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "tls"),
        ("DH_KEY_TOO_SMALL", "tls"),
        ("UNSUPPORTED_PROTOCOL", "tls"),
        ("TLSV1_ALERT_NO_APPLICATION_PROTOCOL", "http2"),
    ],
)
def test_handshake_that_fails_because_of_the_tls_library_counts_as_a_limit_of_this_client(reason: str, limit: str) -> None:
    error = ssl.SSLError(1, reason)
    error.reason = reason
    assert cause_of(error)[0] is Cause.TLS_FAILED
    assert limit_of(error) == limit
