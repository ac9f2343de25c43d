"""Tests for visiting addresses whose servers send valid and invalid answers. Every visit must return an outcome."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from loopback import aside

from llmnotes.links.check import Check, Outcome
from llmnotes.links.checking.visit import Conditions, visit
from llmnotes.links.limits import HostRule, Limits
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
URL = "https://a.example/article-of-many-words"
PAGE = "<title>A page</title><p>" + "words " * 60


class Web:
    """A fetcher with given answers to some URLs. Its answer to any other URL is a page."""

    def __init__(self, answers: Mapping[str, Answer | Failure]) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.bundles: list[str] = []

    async def fetch(self, request: Request) -> Answer | Failure:
        self.asked.append(request.url)
        self.bundles.append(request.ca_bundle)
        return self.answers.get(request.url) or Answer(
            url=request.url, status=200, headers={"content-type": "text/html; charset=utf-8"}, body=PAGE.encode()
        )


def checked(web: Web, url: str = URL, limits: Limits | None = None) -> Check:
    conditions = Conditions(limits=limits or Limits(), time=NOW, token=lambda: "0")
    (check,) = aside(lambda: asyncio.run(visit(url.partition("#")[0], [url], web, conditions)))
    return check


def leading(location: str, status: int = 301) -> Web:
    return Web({URL: Answer(url=URL, status=status, headers={"location": location})})


LOGINS = [
    *("https://user:s3cret@b.example/x", "https://user:s3cret@a.example/x", "//user:s3cret@b.example/x", "HTTPS:\\\\user:s3cret@b.example/x"),
    *("https://s3cret@b.example/x", "https://:s3cret@b.example/x", "https://user:s3cret@b.example:8080/x?y#z", "  https://user:s3cret@b.example/x  "),
    *("https://user@s3cret@b.example/x", "https://us%65r:s3cret@b.example/x", "http:user:s3cret@b.example/x", "///user:s3cret@b.example/x"),
    *("ftp://user:s3cret@b.example/x", "ssh://user:s3cret@b.example/x", "app:user:s3cret@b.example", "https://user:s3cret@b.example:99999/x"),
]  # fmt: skip


@pytest.mark.parametrize("location", LOGINS)
@pytest.mark.parametrize("status", [301, 302])
def test_password_in_a_redirect_is_neither_sent_nor_reported(location: str, status: int) -> None:
    web = leading(location, status)
    check = checked(web)
    assert "s3cret" not in f"{dataclasses.asdict(check)} {web.asked}"
    assert check.outcome in {Outcome.OK, Outcome.MOVED, Outcome.UNSURE}


def test_new_address_of_a_moved_link_contains_no_password() -> None:
    check = checked(leading("https://user:s3cret@b.example/x"))
    assert (check.outcome, check.target, check.final) == (Outcome.MOVED, "https://b.example/x", "https://b.example/x")
    assert check.chain == ((301, "https://b.example/x"),)


_HEADERS = (
    "location",
    "content-type",
    "retry-after",
    "content-encoding",
    "content-length",
    "set-cookie",
    "vary",
    "link",
    "server",
    "refresh",
    "age",
)
_VALUES = (
    st.text(max_size=60)
    | st.text("0123456789-+:/%#?@[].;=, abcxhtps", max_size=60)
    | st.sampled_from(
        [
            *(
                "http://h:99999999999/",
                "http://[::1",
                "http://[v1.x]/",
                "//",
                "http://",
                "http:///x",
                "https://xn--a/",
                "https://xn--/",
                "#",
                "?",
                "https://a..b/",
            ),
            *(
                f"https://{'a' * 64}.example/",
                f"https://{'a.' * 200}example/",
                "https://%/",
                "https://a.example/%",
                "https://\u3002/",
                "https://ａ.example/",
            ),
            *(
                "9" * 5000,
                "-1",
                "text/html; charset=" + "x" * 4000,
                "text/html; charset=utf-7",
                "text/html; charset=idna",
                "text/html; charset==",
                "a;" * 3000,
            ),
            *(
                "gzip, " * 500,
                "sid=1; expires=Wed, 01 Jan 99999999999 00:00:00 GMT; max-age=" + "9" * 5000,
                "<>; rel=canonical",
                ";,=" * 500,
            ),
        ]
    )
)


@given(
    st.sampled_from([200, 202, 206, 301, 302, 304, 403, 404, 429, 503, 999]),
    st.dictionaries(st.sampled_from(_HEADERS), _VALUES),
    st.binary(max_size=80),
)
@example(301, {"location": "http://[::ffff:1.2.3.4%25eth0]/"}, b"")
@example(302, {"location": "//[/"}, b"")
@example(302, {"location": "foo://[/"}, b"")
@settings(max_examples=300, deadline=None)
def test_answer_with_arbitrary_headers_gives_an_outcome(status: int, headers: dict[str, str], body: bytes) -> None:
    first = Answer(url=URL, status=status, headers=headers, body=body)
    assert isinstance(checked(Web({URL: first})).outcome, Outcome)
    assert isinstance(checked(Web({URL: Failure(url=URL, cause=Cause.TIMEOUT, message="x")})).outcome, Outcome)


@pytest.mark.parametrize("pattern", ["b.example", "b.example/x*", "*"])
def test_redirect_to_a_skipped_page_is_not_followed(pattern: str) -> None:
    web = leading("https://b.example/x")
    rules = (HostRule(pattern="a.example", skip=None), HostRule(pattern=pattern, skip="behind a login"))
    check = checked(web, limits=Limits(hosts=rules))
    assert web.asked == [URL]
    assert (check.outcome, check.detail) == (Outcome.UNSURE, "skip")
    assert "behind a login" in check.message


def test_skipped_page_is_not_requested_to_recognise_a_soft_404() -> None:
    thin = Answer(url=URL, status=200, headers={"content-type": "text/html"}, body=b"<title>Sorry</title><p>x")
    web = Web({URL: thin})
    checked(web)
    assert web.asked == [URL, "https://a.example/0"]
    rules = (HostRule(pattern="a.example/article*", skip=None), HostRule(pattern="a.example/*", skip="a private area"))
    web = Web({URL: thin})
    assert checked(web, limits=Limits(hosts=rules)).outcome is Outcome.OK
    assert web.asked == [URL]


def test_fragments_of_links_are_ignored_if_a_pattern_in_mkdocs_yml_says_so() -> None:
    assert checked(Web({}), f"{URL}#missing").outcome is Outcome.FRAGMENT
    rules = (HostRule(pattern="a.example/article*", fragments=False),)
    assert checked(Web({}), f"{URL}#missing", Limits(hosts=rules)).outcome is Outcome.OK


@pytest.mark.parametrize("cause", [Cause.GARBAGE, Cause.REFUSED, Cause.TLS_FAILED, Cause.TLS_UNTRUSTED])
def test_link_is_unsure_with_the_reason_if_a_limit_of_llmnotes_causes_the_failure(cause: Cause) -> None:
    check = checked(Web({URL: Failure(url=URL, cause=cause, message="its reason", limit="tls")}))
    assert (check.outcome, check.detail) == (Outcome.UNSURE, "tls")
    assert "its reason" in check.message


def test_ca_bundle_of_a_pattern_is_used_for_its_pages_and_not_for_the_target_of_a_redirect() -> None:
    web = leading("https://b.example/x")
    checked(web, limits=Limits(hosts=(HostRule(pattern="a.example/article*", ca_bundle="own.pem"),)))
    assert (web.asked, web.bundles) == ([URL, "https://b.example/x"], ["own.pem", ""])
