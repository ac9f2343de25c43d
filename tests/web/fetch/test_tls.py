"""Tests that the certificates and handshakes that browsers accept are accepted, with real servers on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import socket
import ssl
import threading
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from loopback import Loopback, Names, aside, page, reply

from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request
from llmnotes.web.fetch.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


class Certificate:
    """A certificate with its key. The issuer is another certificate, or this certificate itself."""

    def __init__(  # noqa: PLR0913 - each is one property of a certificate
        self,
        name: str,
        issuer: Certificate | None = None,
        *,
        aia: str = "",
        key: Any = None,
        begin: datetime.datetime = NOW - DAY,
        san: bool = True,
    ) -> None:
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        is_ca = not name.endswith(".test")
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.made.subject if issuer else subject)
            .public_key(self.key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(begin).not_valid_after(NOW + 9 * DAY)
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        )  # fmt: skip
        if san and not is_ca:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        if aia:
            at = x509.UniformResourceIdentifier(aia)
            builder = builder.add_extension(
                x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, at)]), critical=False
            )
        self.made: x509.Certificate = builder.sign(issuer.key if issuer else self.key, hashes.SHA256())

    @property
    def der(self) -> bytes:
        return self.made.public_bytes(serialization.Encoding.DER)

    def context(self, folder: Path, change: Callable[[ssl.SSLContext], object] = lambda _: None) -> ssl.SSLContext:
        """Return the TLS context of a server that sends only this certificate."""
        private = self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / "server.pem").write_bytes(private + self.made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(folder / "server.pem")
        change(context)
        return context


ROOT = Certificate("A root")


def ask(context: ssl.SSLContext, *, root: Certificate = ROOT) -> tuple[Answer | Failure, ...]:
    """Start a server with this TLS context, and request a page of `a.test` from it twice."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(page())
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def run() -> tuple[Answer | Failure, ...]:
        trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusted.load_verify_locations(cadata=root.der)
        async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as own:
            url = f"https://a.test:{own.sockets[0].getsockname()[1]}/"
            async with Transport(allow_private=True, resolver=Names({"a.test": "127.0.0.1"}), ssl_context=trusted) as transport:
                return tuple([await transport.fetch(Request(url=url, timeout=5)) for _ in range(2)])

    return aside(lambda: asyncio.run(run()))


def test_missing_intermediate_certificates_are_fetched_once(server: Loopback, tmp_path: Path) -> None:
    upper = Certificate("Upper", ROOT)
    lower = Certificate("Lower", upper, aia=server.route("/upper.crt", reply(200, upper.der)))
    leaf = Certificate("a.test", lower, aia=server.route("/lower.crt", reply(200, lower.der)))
    first, second = ask(leaf.context(tmp_path))
    assert isinstance(first, Answer), first
    assert isinstance(second, Answer)
    assert [asked.target for asked in server.asked] == ["/lower.crt", "/upper.crt"]


@pytest.mark.parametrize("steps", [[reply(404)], [reply(200, b"no certificate")]])
def test_intermediate_certificate_that_cannot_be_fetched_counts_as_a_limit_of_this_client(
    server: Loopback, tmp_path: Path, steps: list[Any]
) -> None:
    leaf = Certificate("a.test", Certificate("Lower", ROOT), aia=server.route("/lower.crt", *steps))
    failure, _ = ask(leaf.context(tmp_path))
    assert isinstance(failure, Failure)
    assert (failure.cause, failure.limit) == (Cause.TLS_UNTRUSTED, "intermediate")


def test_root_certificate_that_a_certificate_names_as_its_issuer_is_not_trusted(server: Loopback, tmp_path: Path) -> None:
    own = Certificate("Another root")
    leaf = Certificate("a.test", own, aia=server.route("/own.crt", reply(200, own.der)))
    for failure in ask(leaf.context(tmp_path)):
        assert isinstance(failure, Failure)
        assert (failure.cause, failure.limit) == (Cause.TLS_UNTRUSTED, "")


def test_certificate_without_an_alternative_name_is_refused(tmp_path: Path) -> None:
    failure, _ = ask(Certificate("a.test", ROOT, san=False).context(tmp_path))
    assert isinstance(failure, Failure)
    assert failure.cause is Cause.TLS_WRONG_HOST


def test_certificate_that_is_not_yet_valid_is_not_called_expired(tmp_path: Path) -> None:
    failure, _ = ask(Certificate("a.test", ROOT, begin=NOW + DAY).context(tmp_path))
    assert isinstance(failure, Failure)
    assert (failure.cause, failure.limit) == (Cause.TLS_UNTRUSTED, "not-yet-valid")
    assert "not yet valid" in failure.message


def only(ciphers: str) -> Callable[[ssl.SSLContext], None]:
    def change(context: ssl.SSLContext) -> None:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")

    return change


@pytest.mark.parametrize("ciphers", ["AES128-GCM-SHA256", "AES256-SHA", "ECDHE-RSA-AES128-SHA"])
@pytest.mark.parametrize("bits", [1024, 2048])
def test_hosts_with_old_ciphers_and_short_keys_are_accepted_as_in_browsers(tmp_path: Path, ciphers: str, bits: int) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    answer, _ = ask(Certificate("a.test", ROOT, key=key).context(tmp_path, only(ciphers)))
    assert isinstance(answer, Answer), answer


def talk(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter, int], Any], *, bundle: str = "", root: Certificate | None = ROOT
) -> Answer | Failure:
    """Request a page of `a.test` from a server that handles each connection by `serve`. `serve` also gets the number of the connection, counted from 1."""
    count = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        try:
            await serve(reader, writer, count)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def run() -> Answer | Failure:
        trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if root:
            trusted.load_verify_locations(cadata=root.der)
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as own:
            url = f"https://a.test:{own.sockets[0].getsockname()[1]}/"
            async with Transport(allow_private=True, resolver=Names({"a.test": "127.0.0.1"}), ssl_context=trusted) as transport:
                return await transport.fetch(Request(url=url, timeout=5, ca_bundle=bundle))

    return aside(lambda: asyncio.run(run()))


async def say_page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(page())
    await writer.drain()


def test_server_that_closes_the_connection_during_each_handshake_counts_as_a_limit_of_this_client() -> None:
    connections = []

    async def serve(reader: asyncio.StreamReader, _: asyncio.StreamWriter, number: int) -> None:
        connections.append(number)
        await reader.read(100)

    failure = talk(serve)
    assert isinstance(failure, Failure)
    assert (failure.cause, failure.limit) == (Cause.RESET, "tls")
    assert 1 in connections
    assert 2 in connections


def test_handshake_that_breaks_once_is_tried_again(tmp_path: Path) -> None:
    context = Certificate("a.test", ROOT).context(tmp_path)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        if number == 1:
            await reader.read(100)
            return
        await writer.start_tls(context)
        await say_page(reader, writer)

    answer = talk(serve)
    assert isinstance(answer, Answer), answer


def test_connection_that_breaks_after_the_handshake_counts_as_a_fault_of_the_host(tmp_path: Path) -> None:
    context = Certificate("a.test", ROOT).context(tmp_path)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        await writer.start_tls(context)
        await reader.readuntil(b"\r\n\r\n")

    failure = talk(serve)
    assert isinstance(failure, Failure)
    assert (failure.cause, failure.limit) == (Cause.RESET, "")


def test_ca_bundle_is_trusted_besides_the_usual_roots_by_the_requests_that_name_it(tmp_path: Path) -> None:
    own = Certificate("An intranet's root")
    context = Certificate("a.test", own).context(tmp_path)
    (tmp_path / "own.pem").write_bytes(own.made.public_bytes(serialization.Encoding.PEM))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        await writer.start_tls(context)
        await say_page(reader, writer)

    assert isinstance(talk(serve, bundle=str(tmp_path / "own.pem")), Answer)
    failure = talk(serve)
    assert isinstance(failure, Failure)
    assert (failure.cause, failure.limit) == (Cause.TLS_UNTRUSTED, "")
    unread = talk(serve, bundle=str(tmp_path / "missing.pem"))
    assert isinstance(unread, Failure)
    assert unread.limit == "ca-bundle"


@pytest.mark.parametrize("speaks", [True, False], ids=["sends a settings frame", "closes without HTTP/2"])
def test_server_that_speaks_only_http2_counts_as_a_limit_of_this_client(tmp_path: Path, speaks: bool) -> None:  # noqa: FBT001 - pytest passes the parameters of a test by name
    context = Certificate("a.test", ROOT).context(tmp_path, lambda made: made.set_alpn_protocols(["h2"]))

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter, __: int) -> None:
        await writer.start_tls(context)
        if speaks:
            writer.write(b"\0\0\x12\x04\0\0\0\0\0" + b"\0" * 18)
            await writer.drain()

    failure = talk(serve)
    assert isinstance(failure, Failure)
    assert failure.limit == "http2"


def test_server_that_requires_a_certificate_of_the_client_counts_as_a_limit_of_this_client(tmp_path: Path) -> None:
    context = Certificate("a.test", ROOT).context(tmp_path)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=ROOT.der)

    def serve(listener: socket.socket) -> None:  # asyncio's server can't send a TLS alert, so this server uses sockets
        for _ in range(3):
            try:
                connection, _ = listener.accept()
            except OSError:  # the test has its answer, and has closed the listener
                return
            with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                secure.recv(1000)
            connection.close()

    async def run(port: int) -> Answer | Failure:
        trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusted.load_verify_locations(cadata=ROOT.der)
        async with Transport(allow_private=True, resolver=Names({"a.test": "127.0.0.1"}), ssl_context=trusted) as transport:
            return await transport.fetch(Request(url=f"https://a.test:{port}/", timeout=5))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        failure = aside(lambda: asyncio.run(run(listener.getsockname()[1])))
    assert isinstance(failure, Failure)
    assert failure.limit == "tls"


def test_server_without_rfc_5746_is_not_refused_by_this_client() -> None:
    # Python's `ssl` always sends the extension of RFC 5746. Therefore this server sends a ServerHello of TLS 1.2 as bytes, waits, and closes the connection.
    hello = b"\x03\x03" + b"\0" * 32 + b"\0" + b"\xc0\x2f" + b"\0" + b"\0\0"
    handshake = b"\x02" + len(hello).to_bytes(3, "big") + hello

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        await reader.read(4096)
        writer.write(b"\x16\x03\x03" + len(handshake).to_bytes(2, "big") + handshake)
        await writer.drain()
        await asyncio.wait([asyncio.ensure_future(reader.read(100))], timeout=0.3)

    failure = talk(serve)
    assert isinstance(failure, Failure)
    # If the client required the extension, it would end the handshake itself, with the cause TLS_FAILED.
    assert (failure.cause, failure.limit) == (Cause.RESET, "tls")
