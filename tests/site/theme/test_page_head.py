from __future__ import annotations

import re

import pytest
from page_heads import CONTENT, ENTRY, Head, frame, framed, page, sha, shell

from llmnotes.model import Problem, Severity
from llmnotes.records.catalogue import Catalogue
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.publication.publication import Publication
from llmnotes.site.theme.page_head import without_instant


def test_the_content_security_policy_comes_after_the_charset_and_before_scripts_and_links() -> None:
    order = framed(csp={}).order
    assert order.index("Content-Security-Policy") == order.index("utf-8") + 1
    assert order.index("Content-Security-Policy") < min(order.index("script"), order.index("link"))


def test_a_script_in_a_record_gets_no_hash_in_the_content_security_policy() -> None:
    smuggled = "<p>x</p><script>steal()</script><td style='x:y'>"
    entry = framed(page(html=smuggled, kind="entry"), csp={})
    assert "steal()" in entry.html
    assert sha("steal()") not in entry.metas["Content-Security-Policy"]
    assert "style-src-attr" not in entry.policy
    home = framed(page(html=f"<SCRIPT>mine()</SCRIPT>{smuggled}", written="<SCRIPT>mine()</SCRIPT>", kind="home"), csp={})
    assert sha("mine()") in home.policy["script-src"]
    assert sha("steal()") not in home.policy["script-src"]


def test_a_script_in_generated_content_gets_no_hash_even_if_the_beginning_of_the_content_occurs_twice() -> None:
    content = f"<article>{'x' * 200}</article><script>steal()</script>"
    for html in (shell(content, foot=content[:150]), shell(content, head=f"<template>{content[:150]}</template>")):
        assert sha("steal()") not in framed(page(html=content), html, csp={}).policy["script-src"]


def test_pages_have_metadata_even_if_the_site_has_no_content_security_policy() -> None:
    head = framed(csp=None)
    assert "Content-Security-Policy" not in head.metas
    assert head.metas["og:title"] == "題"


def test_the_404_page_offers_a_search_and_links() -> None:
    publication = Publication(
        catalogue=Catalogue([ENTRY]), taxonomy=None, name="読書ノート", language="ja", addresses=Addresses(), site_url="https://u.example/list/"
    )  # fmt: skip
    html = frame(csp={}).missing(shell("<h1>404 - Not found</h1>"), Site(publication).not_found())
    assert '<link rel="manifest" href="/list/manifest.webmanifest">' in html
    assert "404 - Not found" not in html
    assert 'action="/list/search/"' in html
    assert 'href="/list/"' in html
    assert 'src="/list/assets/not-found.js"' in html
    head = Head(html)
    assert head.policy["script-src"] == ["'self'", sha('scope=new URL("..",location)')]
    assert re.search("<title>(.*)</title>", html).group(1) == "ページが見つかりません - t"  # type: ignore[union-attr] # if nothing is found, the test fails as it should
    assert "og:url" not in head.metas


def test_a_404_page_that_the_author_wrote_keeps_its_content_and_is_reported_as_advice() -> None:
    reported: list[Problem] = []
    html = frame(csp={}, reported=reported).missing(shell("<h1>Oh!</h1>"), page(kind="missing"))
    assert "<h1>Oh!</h1>" in html
    assert "Content-Security-Policy" in html
    assert [problem.severity for problem in reported] == [Severity.ADVICE]


def test_each_element_at_which_parts_are_inserted_is_reported_once_if_the_theme_lacks_it() -> None:
    reported: list[Problem] = []
    site_frame = frame(csp={}, reported=reported)
    html = "<html><head><title>t</title></head></html>"
    for address in ("x/", "y/"):
        assert "Content-Security-Policy" not in site_frame.around(html, page(), address)
    assert ["<header>" in problem.message for problem in reported] == [True, False]
    assert '<meta charset="utf-8">' in reported[1].remedy


@pytest.mark.parametrize(("address", "root"), [("", "./"), ("x/", "../"), ("entries/x/", "../../"), ("entries/x.html", "../")])
def test_the_search_field_is_in_the_header_and_leads_to_the_search_page_from_pages_at_any_depth(address: str, root: str) -> None:
    html = frame().around(shell(CONTENT), page(), address)
    header = html[html.index("<header") : html.index("</header>")]
    assert f'action="{root}search/"' in header
    assert header.rstrip().endswith("</nav>")


def test_the_content_security_policy_is_inserted_after_a_charset_in_another_spelling() -> None:
    html = shell(CONTENT).replace('<meta charset="utf-8">', "<meta charset=UTF-8 />")
    assert framed(html=html, csp={}).order[:4] == ["html", "head", "UTF-8", "Content-Security-Policy"]


def test_instant_navigation_is_turned_off_with_a_message() -> None:
    kept, problems = without_instant(["navigation.top", "navigation.instant", "navigation.instant.progress"])
    assert kept == ["navigation.top"]
    assert [problem.message.split()[7].rstrip(":") for problem in problems] == ["navigation.instant", "navigation.instant.progress"]
    assert without_instant(["navigation.tabs"]) == (["navigation.tabs"], [])


def test_instant_navigation_stays_on_with_a_message_if_the_list_is_in_a_folder_of_another_site() -> None:
    kept, problems = without_instant(["navigation.instant"], whole=False)
    assert kept == ["navigation.instant"]
    assert "no style sheet and no script" in problems[0].message
