"""Tests for finding soft 404s: pages that are missing although their servers answer with a status of success."""

from __future__ import annotations

import dataclasses

import pytest

from llmnotes.links.check import Outcome
from llmnotes.links.checking.page import PageBody
from llmnotes.links.checking.soft import Arrival, Probe, is_doubtful, judged, judged_by_probe

LINK = "https://a.example/posts/2023/a-long-name"
TEXT = "Words of a page that says something. " * 9


def body(title: str, text: str = TEXT) -> PageBody:
    return PageBody(f"<title>{title}</title><body>{text}")


PAGE = body("A page")
THERE = Arrival(link=LINK, url=LINK, redirected=False, page=PAGE)


def led(to: str, link: str = LINK, page: PageBody | None = PAGE) -> Arrival:
    return Arrival(link=link, url=to, redirected=True, page=page)


@pytest.mark.parametrize(
    ("arrival", "detail"),
    [
        (led("https://a.example/404"), "redirect"),
        (led("https://www.hugedomains.com/domain_profile.cfm?d=a.example"), "parked"),
        (dataclasses.replace(THERE, page=body("404 Not Found")), "title"),
        (led("https://a.example/"), "home"),
    ],
)
def test_answer_is_a_soft_404_if_its_address_or_its_title_shows_that_the_page_is_missing(arrival: Arrival, detail: str) -> None:
    found = judged(arrival)
    assert found
    assert (found.outcome, found.detail) == (Outcome.SOFT_404, detail)


@pytest.mark.parametrize(
    "arrival",
    [
        THERE,
        led("https://a.example/posts/2024/a-long-name"),
        led("https://a.example/404", link="https://a.example/404.html"),
        led("https://a.example/ja/", link="https://a.example/"),
        dataclasses.replace(THERE, page=body("404 Not Found"), is_readable=False),
        dataclasses.replace(THERE, page=None),
    ],
)
def test_answer_is_not_a_soft_404_if_neither_its_address_nor_its_readable_words_show_it(arrival: Arrival) -> None:
    assert judged(arrival) is None


@pytest.mark.parametrize(
    ("arrival", "doubtful"),
    [
        (THERE, False),
        (led("https://a.example/posts/2024/a-long-name"), False),
        (led("https://a.example/posts"), True),
        (led("https://b.example/posts"), False),
        (led("https://b.example/"), True),
        (Arrival(link="https://a.example/x.pdf", url="https://a.example/x.pdf", redirected=False, page=PAGE), True),
        (Arrival(link="https://a.example/x.pdf", url="https://a.example/x.pdf", redirected=False, page=PAGE, is_readable=False), False),
        (Arrival(link="https://a.example/x.pdf", url="https://a.example/x.pdf", redirected=False, page=None), False),
    ],
)
def test_answer_is_doubtful_if_redirects_lead_to_a_home_page_or_shorter_path_or_if_a_page_replaces_a_file(
    arrival: Arrival, *, doubtful: bool
) -> None:
    assert is_doubtful(arrival) is doubtful


@pytest.mark.parametrize(
    ("arrival", "probe", "detail"),
    [
        (led("https://b.example/"), Probe(name="0", url="https://b.example/", redirected=True, page=PAGE), "home"),
        (led("https://a.example/posts"), Probe(name="0", url="https://a.example/posts", redirected=True, page=PAGE), "sibling"),
        (led("https://a.example/posts"), Probe(name="0", url="https://a.example/other", redirected=True, page=PAGE), None),
        (led("https://a.example/posts"), Probe(name="0", url=LINK, redirected=False, page=PAGE), None),
        (THERE, Probe(name="0", url="https://a.example/posts/2023/0", redirected=True, page=PAGE), None),
        (THERE, Probe(name="0", url="https://a.example/posts/2023/0", redirected=False, page=PAGE), "sibling"),
        (THERE, Probe(name="0", url="https://a.example/posts/2023/0", redirected=False, page=None), None),
        (dataclasses.replace(THERE, page=None), Probe(name="0", url="https://a.example/0", redirected=False, page=PAGE), None),
        (THERE, Probe(name="0", url="https://a.example/posts/2023/0", redirected=False, page=body("A page", f"{TEXT} more")), None),
    ],
)
def test_page_counts_as_missing_only_if_a_made_up_address_gets_the_same_answer(arrival: Arrival, probe: Probe, detail: str | None) -> None:
    found = judged_by_probe(arrival, probe)
    assert (found and found.detail) == detail


def test_pages_whose_texts_differ_only_in_the_last_part_of_their_address_count_as_equal() -> None:
    page, twin = body("A page", f"{TEXT} You asked for a-long-name"), body("A page", f"{TEXT} You asked for f00")
    probe = Probe(name="f00", url="https://a.example/posts/2023/f00", redirected=False, page=twin)
    assert judged_by_probe(dataclasses.replace(THERE, page=page), probe)


def test_pages_with_text_from_scripts_count_as_equal_only_if_their_titles_say_that_they_are_missing() -> None:
    script = "<script>draw()</script>"
    probe = Probe(name="0", url="https://a.example/posts/2023/0", redirected=False, page=body("App", script))
    assert judged_by_probe(dataclasses.replace(THERE, page=body("App", script)), probe) is None
    assert judged_by_probe(dataclasses.replace(THERE, page=body("Page not found", script)), probe)


ARTICLE = "https://a.example/posts/how-we-fixed-404-pages"


def read(title: str, text: str, url: str = ARTICLE) -> Arrival:
    return Arrival(link=url, url=url, redirected=False, page=PageBody(f"<title>{title}</title><body>{text}"))


@pytest.mark.parametrize(
    "url", [ARTICLE, "https://a.example/soft-error.html", "https://a.example/blog/soft404/7", "https://a.example/errors/410"]
)
@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404 Not Found", "<h1>404 Not Found</h1>"),
        ("Page not found | Example", "<h1>Oops!</h1><p>The page you are looking for was not found. <a href=/>Home</a>"),
        ("ページが見つかりません - 例", "<h1>404</h1><p>お探しのページが見つかりませんでした。トップへ戻る"),
    ],
)
def test_page_with_an_error_word_in_its_address_counts_as_missing_if_title_and_text_say_so(url: str, title: str, text: str) -> None:
    found = judged(read(title, text, url))
    assert found
    assert (found.outcome, found.detail) == (Outcome.SOFT_404, "title")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404 Not Found", f"<h1>404 Not Found</h1>{TEXT * 4}"),
        ("404 Not Found | Example blog", "<h1>HTTP statuses, part 4</h1><p>A server sends this status if it has no such resource."),
        ("How to build a 404 page", "<h1>Page not found</h1><p>Such a heading says little."),
        ("404エラーの原因と対処法", "<h1>ページが見つかりません</h1><p>と出たときに。"),
        ("Soft 404s and what search engines do", "<h1>404 Not Found</h1>"),
        ("404 Not Found", "<h1>404 Not Found</h1><p>The origin server did not find a current representation for the target resource."),
        ("410 Gone", "<h1>410 Gone</h1><p>Caches may store this answer, and crawlers drop the address sooner than after other errors."),
    ],
)
def test_article_about_missing_pages_is_not_a_soft_404(title: str, text: str) -> None:
    assert judged(read(title, text)) is None
