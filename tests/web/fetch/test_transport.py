"""Tests that send requests to a server on loopback through the transport."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from loopback import RESET, Loopback, Names, aside, client_context, page, reply

from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request
from llmnotes.web.fetch.encoding import is_html, text_of
from llmnotes.web.fetch.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMES: Mapping[str, str | list[str] | BaseException] = {
    **dict.fromkeys(["good.test", "expired.test", "other.test", "nobody.test", "loopback.test"], "127.0.0.1"),
    "slow-names.test": socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
    "nothing.test": socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
    "metadata.test": "169.254.169.254",
}


def ask(*requests: Request | str, allow_private: bool = True) -> list[Answer | Failure]:
    """Send requests one after another through one transport, and return the answers and failures."""

    async def run() -> list[Answer | Failure]:
        async with Transport(allow_private=allow_private, resolver=Names(NAMES), ssl_context=client_context()) as transport:
            return [await transport.fetch(Request(url=one, timeout=5) if isinstance(one, str) else one) for one in requests]

    return aside(lambda: asyncio.run(run()))


def answered(request: Request | str) -> Answer:
    (answer,) = ask(request)
    assert isinstance(answer, Answer), answer
    return answer


def cause(request: Request | str, **options: Any) -> Cause:
    (failure,) = ask(request, **options)
    assert isinstance(failure, Failure), failure
    assert failure.message
    assert failure.message.isprintable()
    return failure.cause


@pytest.mark.parametrize("tls", [False, True])
def test_answer_has_status_headers_and_body(server: Loopback, tls: bool) -> None:  # noqa: FBT001 - pytest passes the parameters of a test by name
    server.route("/page", page("題"))
    answer = answered(server.url("/page?a=1#part", "good.test", tls=tls))
    assert (answer.status, answer.headers["content-type"], answer.cut) == (200, "text/html; charset=utf-8", False)
    assert "<title>題</title>" in answer.body.decode()
    assert server.asked[0].target == "/page?a=1"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("expired.test", Cause.TLS_EXPIRED),
        ("other.test", Cause.TLS_WRONG_HOST),
        ("nobody.test", Cause.TLS_UNTRUSTED),
    ],
)
def test_each_kind_of_invalid_certificate_is_reported_with_its_cause(server: Loopback, name: str, expected: Cause) -> None:
    assert cause(server.url("/", name, tls=True)) is expected


def test_failed_tls_handshake_without_a_certificate_error_is_reported_with_another_cause(server: Loopback) -> None:
    assert cause(f"https://good.test:{server.port}/") is Cause.TLS_FAILED


@pytest.mark.parametrize(("name", "expected"), [("nothing.test", Cause.NXDOMAIN), ("slow-names.test", Cause.DNS)])
def test_missing_host_name_is_distinguished_from_a_name_server_without_an_answer(name: str, expected: Cause) -> None:
    assert cause(f"http://{name}/") is expected


def test_request_to_a_host_that_accepts_no_connection_fails_with_the_cause_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert cause(f"http://127.0.0.1:{taken.getsockname()[1]}/") is Cause.REFUSED


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([RESET], Cause.RESET),
        ([b""], Cause.TIMEOUT),
        ([b"HTTP/1.1 200 OK\r\nContent-Le", RESET], Cause.RESET),
        ([b"220 smtp.example.org ESMTP\r\n\r\n"], Cause.GARBAGE),
        ([b"HTTP/1.1 200 OK\r\nx-long: " + b"a" * 70_000 + b"\r\n\r\n"], Cause.GARBAGE),
        ([b"HTTP/1.1 999999 OK\r\n\r\n"], Cause.GARBAGE),
        ([b"HTTP/1.1 000 OK\r\n\r\n"], Cause.GARBAGE),
        ([b"HTTP/1.1 200 OK\r\n" + b"".join(b"x-%d: %s\r\n" % (number, b"a" * 1000) for number in range(80)) + b"\r\n"], Cause.GARBAGE),
        ([10.0], Cause.TIMEOUT),
    ],
)
def test_each_kind_of_failed_request_is_reported_with_its_cause(server: Loopback, steps: list[Any], expected: Cause, tls: bool) -> None:  # noqa: FBT001 - pytest passes the parameters of a test by name
    server.route("/page", *steps)
    timeout = 0.5 if expected is Cause.TIMEOUT else 5
    assert cause(Request(url=server.url("/page", "good.test", tls=tls), timeout=timeout)) is expected


def test_answer_with_long_headers_is_read(server: Loopback) -> None:
    assert (
        len(answered(server.route("/page", reply(200, "x", content_security_policy="a" * 20_000))).headers["content-security-policy"])
        == 20_000
    )


def test_answer_with_a_broken_body_has_its_status_and_headers(server: Loopback) -> None:
    for steps in (
        [b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf", 0.1, RESET],
        [b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf", 9.0],
    ):
        answer = answered(Request(url=server.route("/page", *steps), timeout=2))
        assert (answer.status, answer.cut) == (200, True)


@pytest.mark.parametrize(
    "target",
    ["/%7Euser/a%20b?x=%41&y=%e3%81%82", "/a//b/;c=1?q=a+b&&z", "/x?u=https://a.example/%2F", "/a(b)'c!d*e"],
)
def test_urls_are_sent_as_they_are_written(server: Loopback, target: str) -> None:
    answered(server.url(target))
    assert server.asked[0].target == target


def test_urls_with_non_ascii_characters_are_encoded_once(server: Loopback) -> None:
    answered(server.url("/論文/%E8%AB%96?題=文 字".replace(" ", "%20")))
    assert server.asked[0].target == "/%E8%AB%96%E6%96%87/%E8%AB%96?%E9%A1%8C=%E6%96%87%20%E5%AD%97"


def test_transport_sends_no_cookie_back(server: Loopback) -> None:
    url = server.route("/page", reply(200, "x", set_cookie="id=1; Path=/"))
    ask(url, url)
    assert [asked.headers.get("cookie") for asked in server.asked] == [None, None]


def test_request_has_headers_of_a_browser_and_names_llmnotes(server: Loopback) -> None:
    ask(server.route("/page", page()))
    headers = server.asked[0].headers
    assert headers["user-agent"].startswith("Mozilla/5.0 ")
    assert "llmnotes/" in headers["user-agent"]
    assert headers["accept-language"].startswith("ja")


def test_headers_of_a_request_replace_the_default_headers_of_the_transport(server: Loopback) -> None:
    ask(Request(url=server.route("/page", page()), headers={"accept": "application/json", "authorization": "Bearer x"}))
    assert (server.asked[0].headers["accept"], server.asked[0].headers["authorization"]) == ("application/json", "Bearer x")


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda content: zlib.compress(content)[2:-4]),
        ("", lambda content: content),
    ],
)
def test_bodies_are_decompressed_up_to_the_limit(server: Loopback, encoding: str, pack: Any) -> None:
    url = server.route("/page", reply(200, pack(b"words " * 1000), content_encoding=encoding))
    assert answered(Request(url=url)).body == b"words " * 1000
    cut = answered(Request(url=url, limit=100))
    assert (cut.body, cut.cut) == ((b"words " * 17)[:100], True)


def test_small_body_that_decompresses_to_a_huge_body_is_cut(server: Loopback) -> None:
    bomb = answered(Request(url=server.route("/page", reply(200, gzip.compress(b"\0" * 30_000_000), content_encoding="gzip"))))
    assert (len(bomb.body), bomb.cut) == (1 << 20, True)


def test_answer_is_marked_as_cut_if_its_body_cannot_be_decompressed(server: Loopback) -> None:
    assert answered(server.route("/page", reply(200, b"no gzip", content_encoding="gzip"))).cut


def test_reason_phrase_in_any_encoding_is_accepted(server: Loopback) -> None:
    assert answered(server.route("/page", b"HTTP/1.1 404 Non trouv\xe9\r\ncontent-length: 0\r\n\r\n")).status == 404


@pytest.mark.parametrize("fault", [[RESET], [b"rests of the last answer\r\n\r\n", RESET]])
def test_request_is_sent_again_if_a_used_connection_fails(server: Loopback, fault: list[Any]) -> None:
    url = server.route("/page", lambda _: fault if len(server.asked) == 2 else [page()])
    first, second = ask(url, url)
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert len(server.asked) == 3


def test_request_succeeds_on_a_new_connection_after_all_used_connections_broke(server: Loopback) -> None:
    async def run() -> Answer | Failure:
        async with Transport(allow_private=True) as transport:
            slow = [transport.fetch(Request(url=server.url("/page"))) for _ in range(2)]
            await asyncio.gather(*slow)
            return await transport.fetch(Request(url=server.url("/page")))

    server.route("/page", lambda _: [RESET] if len(server.asked) == 3 else [0.2, page()])
    assert isinstance(aside(lambda: asyncio.run(run())), Answer)
    assert len(server.asked) == 4
    assert len({asked.connection for asked in server.asked}) == 3


@pytest.mark.parametrize("bad", [b"HTTP/1.1 099 No\r\ncontent-length: 0\r\n\r\n", reply(200, "", a="b" * 40_000, c="d" * 40_000)])
def test_request_with_an_invalid_answer_is_sent_at_most_twice(server: Loopback, bad: bytes) -> None:
    good, other = server.route("/good", page()), server.route("/bad", bad)
    _, second = ask(good, other)
    assert isinstance(second, Failure)
    assert second.cause is Cause.GARBAGE
    assert server.count("/bad") <= 2


def test_data_after_the_end_of_a_compressed_body_is_ignored(server: Loopback) -> None:
    packed = gzip.compress(b"words")
    head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\ncontent-length: {len(packed) + 900_000_000}\r\n\r\n"
    found = answered(server.route("/page", head.encode() + packed, *[b"\0" * 65536] * 64, 5.0))
    assert (found.body, found.cut) == (b"words", False)


def test_request_is_not_sent_again_if_a_new_connection_breaks(server: Loopback) -> None:
    assert cause(server.route("/page", RESET)) is Cause.RESET
    assert server.count("/page") == 1


def test_data_that_a_server_sends_without_a_request_is_not_an_answer(server: Loopback) -> None:
    said = threading.Event()

    def script(_: object) -> Iterator[Any]:
        yield page()
        yield 0.1
        yield reply(404)
        said.set()

    async def run() -> tuple[Answer | Failure, Answer | Failure]:
        async with Transport(allow_private=True) as transport:
            first = await transport.fetch(Request(url=server.route("/first", script)))
            await asyncio.to_thread(said.wait)
            await asyncio.sleep(0.1)  # meanwhile, the event loop reads the data
            return first, await transport.fetch(Request(url=server.route("/second", page())))

    for answer in aside(lambda: asyncio.run(run())):
        assert isinstance(answer, Answer)
        assert answer.status == 200


@pytest.mark.parametrize(("room", "connections"), [(8, 1), (0, 2)])
def test_idle_connections_are_kept_only_while_few_sockets_are_open(server: Loopback, room: int, connections: int) -> None:
    async def run() -> None:
        async with Transport(allow_private=True, open_sockets=room) as transport:
            for _ in range(2):
                assert isinstance(await transport.fetch(Request(url=server.route("/page", page()))), Answer)

    aside(lambda: asyncio.run(run()))
    assert len({asked.connection for asked in server.asked}) == connections


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://017700000001/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/", "http://loopback.test/", "http://metadata.test/", "http://169.254.169.254/latest/", "http://0/", "http://10.1.2.3/",
        "http://good.test:22/", "ftp://good.test/", "http://good.test:0/",
    ],
)  # fmt: skip
def test_private_address_and_port_or_scheme_of_another_protocol_are_refused_in_every_spelling(url: str) -> None:
    assert cause(url, allow_private=False) is Cause.FORBIDDEN


@pytest.mark.parametrize("url", ["http://", "nonsense", "http://a b/", "http://good.test:99999/", "http://user:word@good.test/", ""])
def test_invalid_url_is_not_requested(url: str) -> None:
    assert cause(url) is Cause.UNUSABLE


def test_proxy_with_a_private_address_is_used_but_private_addresses_are_not_requested(server: Loopback) -> None:
    async def run() -> list[Answer | Failure]:
        async with Transport(proxy=server.url("")) as transport:
            return [await transport.fetch(Request(url=url, timeout=5)) for url in ("http://public.example/page", "http://127.0.0.1/")]

    server.route("http://public.example/page", page())
    first, second = aside(lambda: asyncio.run(run()))
    assert isinstance(first, Answer)
    assert isinstance(second, Failure)
    assert second.cause is Cause.FORBIDDEN


LOCAL = [
    *("http://localhost/", "http://foo.localhost/", "http://a.b.localhost/", "http://LOCALHOST./", "http://foo.localhost../", "http://printer.local/"),
    *("http://metadata.google.internal/", "http://host.docker.internal/", "http://router.home.arpa/", "http://1.0.0.127.in-addr.arpa/", "http://nas.lan/"),
    *("http://x.intranet/", "http://x.corp/", "http://x.home/", "http://x.private/", "http://x.test/", "http://localhost.localdomain/", "http://kubernetes.default.svc/"),
    *("http://intranet/", "http://intranet./", "http://ｆｏｏ．ｌｏｃａｌｈｏｓｔ/", "http://foo。localhost/", "http://foo%2Elocalhost/", "http://foo.%6Cocalhost/"),
    *("http://foo.loc\u00adalhost/", "http://foo.ⓛocalhost/", "http://foo..com/", "http://0x7f.1../", "http://127.0.0.1../", "http://127.0.0.1./", "http://0x7f000001/"),
    *("http://foo.localhost:8080/", "http://foo.localhost\\@public.example/", "http://xn--localhost/", "http://a.xn--/", "http://a.b1/", "http://[::1]/", "http://①27.0.0.1/"),
]  # fmt: skip


@pytest.mark.parametrize("url", LOCAL)
def test_proxy_gets_no_request_for_a_local_name(server: Loopback, url: str) -> None:
    async def run() -> Answer | Failure:
        async with Transport(proxy=server.url("")) as transport:
            return await transport.fetch(Request(url=url, timeout=5))

    failure = aside(lambda: asyncio.run(run()))
    assert isinstance(failure, Failure)
    assert failure.cause in {Cause.FORBIDDEN, Cause.UNUSABLE}
    assert server.asked == []
    assert cause(url, allow_private=False) in {Cause.FORBIDDEN, Cause.UNUSABLE}


@pytest.mark.parametrize(
    "headers",
    [
        *(f"content-length: {length}" for length in ("9" * 5000, "-1", "1e3", "99999999999999999999", "0x10", "")),
        *(f"transfer-encoding: {coding}" for coding in ("gzip, chunked", "chunked, chunked", "x" * 5000, "identity")),
        *(f"content-encoding: {coding}" for coding in ("gzip, " * 2000, "br", "zstd", "deflate, gzip", "\xff")),
        *(
            f"set-cookie: a=b; {attribute}"
            for attribute in ("max-age=" + "9" * 5000, "expires=Wed, 01 Jan 99999999999 00:00:00 GMT", "domain=" + "." * 5000)
        ),
        *(f"content-type: text/html; charset={label}" for label in ("x" * 5000, "idna", "utf-7", "", "\x80", "undefined", "rot13")),
        *(
            "retry-after: " + "9" * 5000,
            "age: -1",
            "date: Wed, 01 Jan 99999999999 00:00:00 GMT",
            "link: <" + ">;" * 5000,
            "keep-alive: timeout=" + "9" * 5000,
        ),
        *("location: http://h:" + "9" * 5000 + "/", "x:", ":", "x" * 5000 + ": y"),
    ],
    ids=lambda headers: headers[:40],
)
def test_any_header_that_a_server_sends_raises_no_exception(server: Loopback, headers: str) -> None:
    url = server.route("/x", b"HTTP/1.1 200 OK\r\n" + headers.encode("latin-1") + b"\r\n\r\n2\r\nab\r\n0\r\n\r\n", RESET)
    (reported,) = ask(url)
    if isinstance(reported, Answer):
        assert isinstance(text_of(reported), str)
        assert is_html(reported) in {True, False}
    else:
        assert reported.cause in {Cause.GARBAGE, Cause.RESET}


def test_a_chunk_with_a_huge_length_raises_no_exception(server: Loopback) -> None:
    url = server.route("/x", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\nab", RESET)
    (reported,) = ask(Request(url=url, timeout=1))
    assert isinstance(reported, (Answer, Failure))


def test_proxies_of_the_environment_are_ignored(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    assert answered(server.route("/page", page())).status == 200


def test_answer_with_two_location_headers_is_read_with_the_first_of_them(server: Loopback) -> None:
    url = server.route("/x", b"HTTP/1.1 302 Found\r\nLocation: /ok\r\nLocation: http://a:b@h/ok\r\nContent-Length: 0\r\n\r\n")
    (reported,) = ask(url)
    assert isinstance(reported, Answer)
    assert reported.headers["location"] == "/ok"
