"""Certificates and handshakes as browsers take them, from real servers on loopback."""

from __future__ import annotations

import asyncio
import datetime
import ssl
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
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


class Certificate:
    """A certificate with its key; its issuer is another, or itself."""

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
        """A server's, which shows this certificate and no other."""
        private = self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / "server.pem").write_bytes(private + self.made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(folder / "server.pem")
        change(context)
        return context


ROOT = Certificate("A root")


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as loopback:
        yield loopback


def ask(context: ssl.SSLContext, *, root: Certificate = ROOT) -> tuple[Answer | Failure, ...]:
    """Request a page of `a.test` twice from a server of its own."""

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
                return tuple([await transport.ask(Request(url=url, timeout=5)) for _ in range(2)])

    return aside(lambda: asyncio.run(run()))


def test_missing_intermediates_are_fetched_once_from_where_certificates_say(server: Loopback, tmp_path: Path) -> None:
    upper = Certificate("Upper", ROOT)
    lower = Certificate("Lower", upper, aia=server.route("/upper.crt", reply(200, upper.der)))
    leaf = Certificate("a.test", lower, aia=server.route("/lower.crt", reply(200, lower.der)))
    first, second = ask(leaf.context(tmp_path))
    assert isinstance(first, Answer), first
    assert isinstance(second, Answer)
    assert [asked.target for asked in server.asked] == ["/lower.crt", "/upper.crt"]


@pytest.mark.parametrize("steps", [[reply(404)], [reply(200, b"no certificate")]])
def test_an_intermediate_that_cannot_be_fetched_says_nothing_of_the_host(server: Loopback, tmp_path: Path, steps: list[Any]) -> None:
    leaf = Certificate("a.test", Certificate("Lower", ROOT), aia=server.route("/lower.crt", *steps))
    failure, _ = ask(leaf.context(tmp_path))
    assert isinstance(failure, Failure)
    assert (failure.cause, failure.limit) == (Cause.TLS_UNTRUSTED, "intermediate")


def test_a_root_that_a_certificate_brings_along_is_not_trusted(server: Loopback, tmp_path: Path) -> None:
    own = Certificate("A root of its own")
    leaf = Certificate("a.test", own, aia=server.route("/own.crt", reply(200, own.der)))
    for failure in ask(leaf.context(tmp_path)):
        assert isinstance(failure, Failure)
        assert (failure.cause, failure.limit) == (Cause.TLS_UNTRUSTED, "")


def test_a_certificate_that_names_its_host_in_no_alternative_name_is_refused(tmp_path: Path) -> None:
    failure, _ = ask(Certificate("a.test", ROOT, san=False).context(tmp_path))
    assert isinstance(failure, Failure)
    assert failure.cause is Cause.TLS_WRONG_HOST


def test_a_certificate_that_is_not_yet_valid_has_not_expired(tmp_path: Path) -> None:
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
def test_hosts_with_old_ciphers_and_short_keys_are_read_as_browsers_read_them(tmp_path: Path, ciphers: str, bits: int) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    answer, _ = ask(Certificate("a.test", ROOT, key=key).context(tmp_path, only(ciphers)))
    assert isinstance(answer, Answer), answer
