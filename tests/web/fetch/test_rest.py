"""A REST API's answers are read as JSON, and each failure is one error with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from loopback import RESET, reply

from llmnotes.web.fetch.rest import RestApi, RestError

if TYPE_CHECKING:
    from loopback import Loopback


def api(server: Loopback) -> RestApi:
    return RestApi(server.url("/api/"), {"authorization": "token secret"})


def test_rest_request_has_the_headers_of_its_api_and_its_answer_is_read_as_json(server: Loopback) -> None:
    server.route("/api/a", reply(200, '{"d": [1]}', content_type="application/json"))
    server.route("/api/empty", reply(204))
    assert api(server).request("GET", "a?b=c") == {"d": [1]}
    assert api(server).request("DELETE", "empty") is None
    assert [(asked.method, asked.headers["authorization"]) for asked in server.asked] == [
        ("GET", "token secret"),
        ("DELETE", "token secret"),
    ]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(403, '{"message": "no\\n  permission"}'), "status 403, no permission"),
        (reply(500, "<h1>Sorry</h1>"), "status 500"),
        (reply(200, "<h1>Hello</h1>"), "the answer is not JSON"),
        (reply(200, "[" * 100_000), "the answer is not JSON"),
        (RESET, ""),
    ],
)
def test_failed_rest_request_raises_an_error_with_the_reason(server: Loopback, answer: object, reason: str) -> None:
    server.route("/api/a", answer)
    with pytest.raises(RestError) as caught:
        api(server).request("GET", "a")
    assert reason in str(caught.value)
    assert str(caught.value)
    assert "\n" not in str(caught.value)


def test_rest_request_follows_no_redirect_so_that_no_other_host_gets_the_token(server: Loopback) -> None:
    server.route("/api/a", reply(302, location=server.url("/other", "127.0.0.2")))
    with pytest.raises(RestError, match="status 302"):
        api(server).request("GET", "a")
    assert server.count("/other") == 0


def test_rest_request_fails_if_its_answer_is_larger_than_the_limit(server: Loopback) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n"
    server.route("/api/a", head, *[b" " * (1 << 20)] * 40)
    with pytest.raises(RestError, match="more than 32 MiB"):
        api(server).request("GET", "a")


def test_rest_request_to_an_invalid_url_raises_an_error() -> None:
    with pytest.raises(RestError):
        RestApi("not an address", {}).request("GET", "a")
