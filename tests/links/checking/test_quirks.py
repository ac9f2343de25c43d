"""Tests for checking links of sites that need special treatment."""

from __future__ import annotations

import asyncio
import datetime

import pytest
from loopback import aside

from llmnotes.links.check import Check, Outcome
from llmnotes.links.checking.quirks import QUIRKS, quirk_of
from llmnotes.links.checking.visit import Conditions, visit
from llmnotes.links.limits import Limits
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request

NOW = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
PAGE = b"<!doctype html><title>Words</title><p id='there'>" + b"Words of an article that a person wrote. " * 20
MISSING = b"<!doctype html><title>404 Not Found</title><p>" + b"Nothing here. " * 20


class Site:
    """A fetcher that gives the same answer to every request, and records the requested URLs."""

    def __init__(self, status: int, body: bytes = PAGE, kind: str = "text/html; charset=utf-8", cause: Cause | None = None) -> None:
        self.status, self.body, self.kind, self.cause = status, body, kind, cause
        self.asked: list[Request] = []

    async def fetch(self, request: Request) -> Answer | Failure:
        self.asked.append(request)
        if self.cause:
            return Failure(url=request.url, cause=self.cause, message="it broke")
        return Answer(url=request.url, status=self.status, headers={"content-type": self.kind}, body=self.body)


def looked_at(url: str, site: Site) -> Check:
    [check] = aside(lambda: asyncio.run(visit(url.partition("#")[0], [url], site, Conditions(limits=Limits(), time=NOW))))
    return check


X = "https://twitter.com/somebody/status/123"
VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"


@pytest.mark.parametrize(
    ("url", "status", "outcome"),
    [
        (X, 200, Outcome.OK),
        (X, 404, Outcome.GONE),
        (X, 403, Outcome.BLOCKED),
        ("https://x.com/somebody", 404, Outcome.BLOCKED),
        (VIDEO, 200, Outcome.OK),
        (VIDEO, 404, Outcome.GONE),
        (VIDEO, 400, Outcome.GONE),
        (VIDEO, 401, Outcome.OK),
        (VIDEO, 403, Outcome.BLOCKED),
        ("https://www.reddit.com/r/a/comments/1/b/", 404, Outcome.GONE),
        ("https://www.reddit.com/r/a/comments/1/b/", 403, Outcome.BLOCKED),
        ("https://www.linkedin.com/in/somebody", 999, Outcome.BLOCKED),
        ("https://www.linkedin.com/in/somebody", 404, Outcome.BLOCKED),
        ("https://www.facebook.com/somebody", 400, Outcome.BLOCKED),
        ("https://github.com/a/b", 404, Outcome.GONE),
        ("https://github.com/a/b#readme", 200, Outcome.OK),
        ("https://arxiv.org/abs/2106.09685", 404, Outcome.GONE),
        ("https://note.com/a/n/n1#heading", 200, Outcome.OK),
        ("https://speakerdeck.com/a/b", 406, Outcome.BLOCKED),
        ("https://qiita.com/a/items/b#heading", 200, Outcome.OK),
        ("https://web.archive.org/web/2020/https://example.org/", 404, Outcome.GONE),
        ("https://docs.google.com/document/d/1#heading=h.1", 200, Outcome.OK),
        ("https://dl.acm.org/doi/10.1145/1", 418, Outcome.BLOCKED),
        ("https://www.amazon.co.jp/dp/1", 503, Outcome.BLOCKED),
        ("https://example.org/#heading", 200, Outcome.FRAGMENT),
        ("https://example.org/", 406, Outcome.UNSURE),
    ],
)
def test_answers_of_sites_with_and_without_special_treatment_give_the_expected_outcomes(url: str, status: int, outcome: Outcome) -> None:
    assert looked_at(url, Site(status)).outcome is outcome


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (X, "https://publish.twitter.com/oembed?omit_script=1&url=https%3A%2F%2Ftwitter.com%2Fsomebody%2Fstatus%2F123"),
        (VIDEO, "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dabcdefghijk"),
        ("https://youtu.be/abcdefghijk?t=1", "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dabcdefghijk"),
        ("https://www.reddit.com/r/a/comments/1/b/", "https://www.reddit.com/oembed?url=https%3A%2F%2Fwww.reddit.com%2Fr%2Fa%2Fcomments%2F1%2Fb%2F"),
        ("https://www.youtube.com/@somebody", "https://www.youtube.com/@somebody"),
    ],
)  # fmt: skip
def test_address_that_the_special_treatment_of_a_site_names_is_requested_in_place_of_the_link(url: str, asked: str) -> None:
    site = Site(200)
    looked_at(url, site)
    assert [request.url for request in site.asked] == [asked]


def test_link_is_unsure_if_the_address_that_is_requested_in_its_place_fails() -> None:
    assert looked_at(VIDEO, Site(500)).outcome is Outcome.UNSURE
    assert looked_at(VIDEO, Site(0, cause=Cause.NXDOMAIN)).outcome is Outcome.UNSURE


def test_pdf_at_arxiv_is_requested_with_head_although_its_address_has_no_extension() -> None:
    site = Site(200, b"", "application/pdf")
    assert looked_at("https://arxiv.org/pdf/2106.09685", site).outcome is Outcome.OK
    assert [request.method for request in site.asked] == ["HEAD"]


@pytest.mark.parametrize("url", ["https://web.archive.org/web/2020/https://example.org/", "https://docs.google.com/document/d/1"])
def test_title_that_looks_like_an_error_is_ignored_at_sites_whose_special_treatment_says_so(url: str) -> None:
    assert looked_at(url, Site(200, MISSING)).outcome is Outcome.OK
    assert looked_at("https://example.org/a", Site(200, MISSING)).outcome is Outcome.SOFT_404


def test_connection_that_the_wayback_machine_refuses_counts_as_rate_limited() -> None:
    broken = Site(0, cause=Cause.REFUSED)
    assert looked_at("https://web.archive.org/web/2020/https://example.org/", broken).outcome is Outcome.RATE_LIMITED
    assert looked_at("https://example.org/a", broken).outcome is Outcome.REFUSED


def test_each_special_treatment_of_a_site_has_a_reason_and_matches_a_host() -> None:
    hosts = {
        "X": "x.com", "YouTube": "youtu.be", "Reddit": "old.reddit.com", "LinkedIn": "jp.linkedin.com", "Meta": "threads.net", "GitHub": "gist.github.com",
        "arXiv": "arxiv.org", "note": "note.com", "Speaker Deck": "speakerdeck.com", "Qiita": "qiita.com", "Wayback Machine": "web.archive.org",
        "Google Docs": "colab.research.google.com", "publishers": "ieeexplore.ieee.org", "Amazon": "www.amazon.co.jp",
    }  # fmt: skip
    assert [quirk.name for quirk in QUIRKS] == list(hosts)
    for quirk in QUIRKS:
        assert quirk_of(f"https://{hosts[quirk.name]}/").name == quirk.name
        assert quirk.reason
