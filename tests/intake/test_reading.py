"""Tests for reading linked pages, with a fake fetcher that gives the answers of real sites."""

from __future__ import annotations

import asyncio
import datetime
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import aside

from llmnotes.intake.page_metadata import TOKYO
from llmnotes.intake.reading import read
from llmnotes.intake.sites import SITES, site_of
from llmnotes.links.limits import HostRule, Limits
from llmnotes.web.fetch.answer import Answer, Cause, Failure, Request

if TYPE_CHECKING:
    from llmnotes.intake.reading import Reading

LONG = "<p>" + "words " * 50


class Web:
    """A fake fetcher with an answer for some URLs. The answer for all other URLs has status 404."""

    def __init__(self, **pages: Answer | Failure) -> None:
        self.pages: dict[str, Answer | Failure] = pages
        self.asked: list[Request] = []

    def page(self, url: str, body: str, kind: str = "text/html; charset=utf-8") -> Web:
        self.pages[url] = Answer(url=url, status=200, headers={"content-type": kind}, body=body.encode())
        return self

    def leads(self, url: str, to: str, status: int = 301) -> Web:
        self.pages[url] = Answer(url=url, status=status, headers={"location": to})
        return self

    async def fetch(self, request: Request) -> Answer | Failure:
        self.asked.append(request)
        return self.pages.get(request.url, Answer(url=request.url, status=404, headers={}))


def found(url: str, web: Web, limits: Limits | None = None) -> Reading:
    return aside(lambda: asyncio.run(read(url, web, limits or Limits())))


def head(title: str) -> str:
    return f"<meta property='og:title' content='{title}'>{LONG}"


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://speakerdeck.com/a/deck", "LLMの非機能要件"),
        ("https://qiita.com/a/items/1", "RAGを試す"),
        ("https://zenn.dev/a/articles/1", "クォータ管理"),
        ("https://note.com/a/n/n1", "書式まとめ｜npaka"),
    ],
)
def test_the_name_or_slogan_of_a_site_is_not_used_as_the_title_of_a_page_and_is_named_as_the_reason(url: str, title: str) -> None:
    assert found(url, Web().page(url, head(title))).metadata.title == title
    slogan = {"speakerdeck.com": "Speaker Deck", "qiita.com": "Qiita", "zenn.dev": "Zenn｜エンジニアのための", "note.com": "note ――つくる"}
    nobody = found(url, Web().page(url, head(slogan[url.split("/")[2]])))
    assert nobody.metadata.title == ""
    assert "the page's title is only the site's title" in nobody.fault


def test_a_pdf_on_arxiv_gets_the_metadata_of_its_abstract_page_and_keeps_its_url() -> None:
    web = Web().page(
        "https://arxiv.org/abs/2106.09685", "<meta name=citation_title content=LoRA><meta name=citation_date content='2021/06/17'>"
    )
    reading = found("https://arxiv.org/pdf/2106.09685v2", web)
    assert (reading.url, reading.metadata.title, reading.metadata.date) == (
        "https://arxiv.org/pdf/2106.09685v2",
        "LoRA",
        datetime.date(2021, 6, 17),
    )


def test_videos_and_posts_get_the_metadata_from_the_oembed_service_of_their_site() -> None:
    video = "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dabcdefghijk"
    web = Web().page(video, json.dumps({"title": "講演", "author_name": "a"}), "application/json")
    assert found("https://youtu.be/abcdefghijk?si=z", web).metadata.title == "講演"
    post = "https://publish.twitter.com/oembed?omit_script=1&url=https%3A%2F%2Ftwitter.com%2Fa%2Fstatus%2F1"
    web = Web().page(post, json.dumps({"author_name": "山田", "html": "<p>読んだ</p>"}), "application/json")
    reading = found("https://x.com/a/status/1?s=20", web)
    assert (reading.url, reading.metadata.title) == ("https://x.com/a/status/1", "山田: 読んだ")
    assert found("https://x.com/a/status/2", Web().page("https://x.com/a/status/2", "<title>X</title>")).metadata.title == ""


def test_the_target_of_a_redirect_replaces_the_url_if_it_is_permanent_or_on_another_host_unless_it_is_a_home_page() -> None:
    there = "https://a.example/articles/1"
    web = Web().page(there, head("題"))
    assert (
        found("https://t.co/x", web.leads("https://t.co/x", f"{there}?utm_source=x", 302).page(f"{there}?utm_source=x", head("題"))).url
        == there
    )
    assert found("https://a.example/old", web.leads("https://a.example/old", there)).url == there
    assert found("https://a.example/now", web.leads("https://a.example/now", there, 302)).url == "https://a.example/now"
    assert found("https://a.example/2", web.leads("https://a.example/2", "https://a.example/")).url == "https://a.example/2"
    round_trip = found("https://a.example/loop", web.leads("https://a.example/loop", "https://a.example/loop"))
    assert (round_trip.url, "don't end" in round_trip.fault) == ("https://a.example/loop", True)


def test_a_canonical_url_replaces_the_url_only_if_it_is_the_same_without_some_parameters() -> None:
    def own(address: str) -> str:
        url = "https://a.example/p?id=1&from=top"
        return found(url, Web().page(url, f"<link rel=canonical href='{address}'>{head('題')}")).url

    assert own("https://a.example/p?id=1") == "https://a.example/p?id=1"
    for other in (
        "https://a.example/",
        "https://evil.example/p?id=1",
        "https://a.example/q",
        "http://a.example/p",
        "javascript:x",
        "/p?id=2",
    ):
        assert own(other) == "https://a.example/p?id=1&from=top"


def test_headers_with_secrets_are_sent_only_to_their_host_and_skipped_hosts_are_not_requested() -> None:
    limits = Limits(
        hosts=(HostRule(pattern="a.example", headers={"authorization": "x"}), HostRule(pattern="b.example", skip="behind a login"))
    )
    web = Web().leads("https://a.example/", "https://c.example/").page("https://c.example/", head("題"))
    found("https://a.example/", web, limits)
    assert [dict(request.headers) for request in web.asked] == [{"authorization": "x"}, {}]
    skipped = found("https://b.example/", web, limits)
    assert "behind a login" in skipped.fault
    assert len(web.asked) == 2


def test_a_redirect_to_a_skipped_host_is_not_followed() -> None:
    limits = Limits(hosts=(HostRule(pattern="b.example", skip="behind a login"),))
    web = Web().leads("https://a.example/", "https://b.example/").page("https://b.example/", head("題"))
    reading = found("https://a.example/", web, limits)
    assert (reading.url, reading.metadata.title) == ("https://a.example/", "")
    assert reading.fault == "a rule in mkdocs.yml skips b.example: behind a login"
    assert [request.url for request in web.asked] == ["https://a.example/"]


def test_the_request_for_a_page_trusts_the_ca_bundle_of_its_host() -> None:
    limits = Limits(hosts=(HostRule(pattern="a.example", ca_bundle="own.pem"),))
    web = Web().leads("https://a.example/", "https://c.example/").page("https://c.example/", head("題"))
    found("https://a.example/", web, limits)
    assert [request.ca_bundle for request in web.asked] == ["own.pem", ""]


def test_a_page_whose_request_failed_gives_the_reason_of_the_failure() -> None:
    broken = Failure(url="https://a.example/", cause=Cause.NXDOMAIN, message="no such host")
    assert found("https://a.example/", Web(**{"https://a.example/": broken})).fault == "no such host"


def test_every_row_in_the_table_of_sites_has_a_reason_and_is_found_by_a_host_of_its_site() -> None:
    hosts = ["arxiv.org", "youtu.be", "mobile.twitter.com", "speakerdeck.com", "qiita.com", "zenn.dev", "note.mu"]
    assert [site_of(f"https://{host}/x").name for host in hosts] == [site.name for site in SITES]
    assert all(site.reason for site in SITES)


@given(
    st.sampled_from([200, 206, 301, 302, 308, 404, 503]),
    st.dictionaries(st.sampled_from(["location", "content-type", "retry-after", "refresh", "link"]), st.text(max_size=60)),
    st.text(max_size=60),
    st.text(max_size=60),
)
@settings(max_examples=200, deadline=None)
def test_reading_a_page_raises_no_exception_for_any_answer_and_gives_a_url_without_a_login(
    status: int, headers: dict[str, str], canonical: str, date: str
) -> None:
    page = f"<link rel=canonical href='{canonical}'><meta property='article:published_time' content='{date}'>{head('題')}"
    answer = Answer(url="https://a.example/x", status=status, headers=headers, body=page.encode())
    reading = aside(lambda: asyncio.run(read("https://a.example/x", Web(**{"https://a.example/x": answer}), Limits(), zone=TOKYO)))
    assert reading.url.startswith(("https://", "http://"))
    assert "@" not in reading.url.partition("//")[2].partition("/")[0]


@pytest.mark.parametrize(
    "location",
    ["https://user:s3cret@b.example/x", "//s3cret@b.example/x", "https://user:s3cret@b.example:99999/", "ftp://u:s3cret@b.example/"],
)
def test_a_password_in_the_url_of_a_redirect_is_neither_sent_nor_written_into_the_record(location: str) -> None:
    web = Web().leads("https://a.example/x", location).page("https://b.example/x", head("題"))
    reading = found("https://a.example/x", web)
    assert "s3cret" not in f"{reading} {[request.url for request in web.asked]}"


@pytest.mark.parametrize(
    "page",
    ["<meta http-equiv=refresh content='0; url=/new'>", "<META HTTP-EQUIV='Refresh' CONTENT='0;URL=\"https://a.example/new\"'><p>moved"],
)
def test_an_immediate_refresh_by_a_meta_element_is_followed_like_a_redirect(page: str) -> None:
    web = Web().page("https://a.example/old", page).page("https://a.example/new", head("題"))
    reading = found("https://a.example/old", web)
    assert (reading.url, reading.metadata.title, reading.fault) == ("https://a.example/new", "題", "")


def test_an_immediate_refresh_by_a_header_is_followed_like_a_redirect() -> None:
    web = Web().page("https://a.example/new", head("題"))
    web.pages["https://a.example/old"] = Answer(url="https://a.example/old", status=200, headers={"refresh": "0; url=new"})
    assert (found("https://a.example/old", web).url, found("https://a.example/old", web).metadata.title) == ("https://a.example/new", "題")


@pytest.mark.parametrize(
    "refresh",
    [
        "<meta http-equiv=refresh content='30; url=/new'>", "<meta http-equiv=refresh content='0'>", "<meta http-equiv=refresh content='0; url=/old'>",
        "<meta http-equiv=refresh content='0; url=javascript:x'>", "<noscript><meta http-equiv=refresh content='0; url=/new'></noscript>",
    ],
)  # fmt: skip
def test_a_refresh_with_a_delay_without_a_valid_other_url_or_in_a_noscript_element_is_not_followed(refresh: str) -> None:
    web = Web().page("https://a.example/old", refresh + head("古い題")).page("https://a.example/new", head("題"))
    assert (found("https://a.example/old", web).url, found("https://a.example/old", web).metadata.title) == (
        "https://a.example/old",
        "古い題",
    )


def test_a_refresh_that_leads_to_an_error_or_a_login_page_gives_no_metadata_but_the_reason() -> None:
    gone = found("https://a.example/old", Web().page("https://a.example/old", "<meta http-equiv=refresh content='0; url=/gone'>"))
    assert (gone.url, gone.status, gone.metadata.title) == ("https://a.example/old", 404, "")
    web = (
        Web().page("https://a.example/old", "<meta http-equiv=refresh content='0; url=/login'>").page("https://a.example/login", head("題"))
    )
    assert "login" in found("https://a.example/old", web).fault


def test_refreshes_that_lead_in_a_circle_end_with_the_reason_that_redirects_do_not_end() -> None:
    web = Web().page("https://a.example/1", "<meta http-equiv=refresh content='0; url=/2'>")
    web.page("https://a.example/2", "<meta http-equiv=refresh content='0; url=/1'>")
    assert "don't end" in found("https://a.example/1", web).fault
