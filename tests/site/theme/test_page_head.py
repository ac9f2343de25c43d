from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from llmnotes.model import Entry, Problem, Severity
from llmnotes.records.catalogue import Catalogue
from llmnotes.site.assemble import Site, frame_of
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.engine.page import Alternate, Page
from llmnotes.site.publication.publication import Publication
from llmnotes.site.theme.page_head import Frame, by_hand, unfit

if TYPE_CHECKING:
    from collections.abc import Mapping

HOSTILE = "\"><script>alert(1)</script></title>]]><!--<svg onload=alert(2)> &amp; ' </script>"
ENTRY = Entry(
    slug="2023-06-09-rag",
    title="検索で補う",
    url='https://e.example/?a=1&b="2"',
    date=datetime.date(2023, 6, 9),
    added=datetime.date(2023, 6, 20),
    tags=("LangChain",),
    lang="en",
    note="よい",
)
CONTENT = "<h1>題</h1><p>本文</p>"


def shell(content: str, *, head: str = "", foot: str = "") -> str:
    return f"""<!doctype html>
<html><head>
<meta charset="utf-8">
<link rel="canonical" href="https://list.example/x/"><title>t</title><link rel="stylesheet" href="assets/main.css">{head}
<script>scope=new URL("..",location)</script></head>
<body><header><nav>t</nav></header><main>{content}</main>{foot}<script id="__config" type="application/json">{{"base": ".."}}</script><script src="bundle.js"></script></body></html>"""


def frame(
    *,
    csp: Mapping[str, tuple[str, ...]] | None = None,
    site_url: str | None = "https://u.example/list/",
    styles: tuple[str, ...] = (),
    told: list[Problem] | None = None,
) -> Frame:
    site = Site(Publication(catalogue=Catalogue([ENTRY]), taxonomy=None, name="読書ノート", language="ja", addresses=Addresses()))
    problems: list[Problem] = [] if told is None else told
    return frame_of(site, csp=csp, site_url=site_url, description="要約", styles=styles, scripts=(), tell=problems.append)


def page(**values: Any) -> Page:
    return Page(path="tags/x", title="題", description="", html=CONTENT, kind="tag")._replace(**values)


def framed(of: Page | None = None, html: str = "", **values: Any) -> Head:
    shown = of or page()
    return Head(frame(**values).around(html or shell(shown.html), shown, "tags/x/"))


class Head(HTMLParser):
    """What a browser finds: metas, links, scripts, and the policy's directives."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.order: list[str] = []
        self.metas: dict[str, str] = {}
        self.links: list[dict[str, str | None]] = []
        self.scripts: list[tuple[str, str]] = []
        self._script: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.order.append(tag if tag != "meta" else str(values.get("http-equiv") or values.get("charset") or "meta"))
        if tag == "meta":
            self.metas[str(values.get("property") or values.get("name") or values.get("http-equiv"))] = values.get("content") or ""
        elif tag == "link":
            self.links.append(values)
        elif tag == "script":
            self._script = values.get("type") or ""

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.scripts.append((self._script, data))

    def handle_endtag(self, tag: str) -> None:
        self._script = None if tag == "script" else self._script

    @property
    def policy(self) -> dict[str, list[str]]:
        lines = self.metas["Content-Security-Policy"].split("; ")
        return {line.split()[0]: line.split()[1:] for line in lines}

    @property
    def json_ld(self) -> dict[str, Any]:
        (found,) = [text for type_, text in self.scripts if type_ == "application/ld+json"]
        graph: dict[str, Any] = json.loads(found)
        return graph


def sha(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_stands_right_behind_the_charset_and_before_all_that_it_binds() -> None:
    order = framed(csp={}).order
    assert order.index("Content-Security-Policy") == order.index("utf-8") + 1
    assert order.index("Content-Security-Policy") < min(order.index("script"), order.index("link"))


def test_only_scripts_that_run_get_hashes() -> None:
    html = shell(
        CONTENT, foot="<script type=module>import 'x'</script><script src=y.js>never</script><script type='text/template'>t</script>"
    )
    assert framed(html=html, csp={}).policy["script-src"] == ["'self'", sha('scope=new URL("..",location)'), sha("import 'x'")]


def test_a_hash_is_of_what_the_browser_reads() -> None:
    head = '<script>let é = "あ";\r\nlet b</script ><style>a{}</style>'
    policy = framed(html=shell(CONTENT, head=head), csp={}).policy
    assert sha('let é = "あ";\nlet b') in policy["script-src"]
    assert policy["style-src"] == ["'self'", sha("a{}")]


def test_a_script_that_came_with_a_record_never_runs() -> None:
    smuggled = "<p>x</p><script>steal()</script><td style='x:y'>"
    entry = framed(page(html=smuggled, kind="entry"), csp={})
    assert "steal()" in entry.html
    assert sha("steal()") not in entry.metas["Content-Security-Policy"]
    assert "style-src-attr" not in entry.policy
    home = framed(page(html=f"<SCRIPT>mine()</SCRIPT>{smuggled}", written="<SCRIPT>mine()</SCRIPT>", kind="home"), csp={})
    assert sha("mine()") in home.policy["script-src"]
    assert sha("steal()") not in home.policy["script-src"]


def test_content_is_found_though_its_beginning_stands_twice() -> None:
    content = f"<article>{'x' * 200}</article><script>steal()</script>"
    for html in (shell(content, foot=content[:150]), shell(content, head=f"<template>{content[:150]}</template>")):
        assert sha("steal()") not in framed(page(html=content), html, csp={}).policy["script-src"]


def test_what_an_author_wrote_works_on_that_page_alone() -> None:
    written = by_hand(path="about", title="About", description="")
    stand = frame(csp={})
    about = Head(stand.around(shell('<td style="text-align: &quot;right">1</td><Script>f()</Script>'), written, "about/"))
    assert sha("f()") in about.policy["script-src"]
    assert about.policy["style-src-attr"] == ["'unsafe-hashes'", sha('text-align: "right')]
    other = Head(stand.around(shell(CONTENT), page(), "tags/x/"))
    assert sha("f()") not in other.policy["script-src"]
    assert "style-src-attr" not in other.policy


def test_the_policy_allows_nothing_broad_by_itself() -> None:
    policy = framed(csp={}).policy
    words = {word for sources in policy.values() for word in sources if not word.startswith("'sha256-")}
    assert words == {"'none'", "'self'", "data:"}
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert [directive for directive, sources in policy.items() if "data:" in sources] == ["img-src"]


def test_an_author_allows_more() -> None:
    policy = framed(
        csp={"script-src": ("https://plausible.io",), "frame-src": ("https://*.video.example",), "base-uri": ("'self'",)},
        styles=("assets/own.css", "https://cdn.example:8443/a/b.css?x", "//other.example/c.css"),
    ).policy
    assert policy["script-src"][:2] == ["'self'", "https://plausible.io"]
    assert policy["frame-src"] == ["https://*.video.example"]
    assert policy["base-uri"] == ["'self'"]
    assert policy["style-src"] == ["'self'", "https://cdn.example:8443", "other.example"]


def test_an_author_who_asks_for_unsafe_inline_gets_it() -> None:
    assert framed(csp={"script-src": ("'unsafe-inline'",)}).policy["script-src"] == ["'self'", "'unsafe-inline'"]


def test_without_a_policy_the_rest_stands() -> None:
    head = framed(csp=None)
    assert "Content-Security-Policy" not in head.metas
    assert head.metas["og:title"] == "題"


@pytest.mark.parametrize(
    ("html", "directive", "origin"),
    [
        ('<img alt="a > b" src="https://img.example/a.png">', "img-src", "https://img.example"),
        ("<iframe width=1 src=https://v.example/e/x></iframe>", "frame-src", "https://v.example"),
        ('<script async src="https://s.example/s.js"></script>', "script-src", "https://s.example"),
        ('<link href="https://c.example/x.css" rel="stylesheet">', "style-src", "https://c.example"),
        ('<form method="post" action="https://news.example/in">', "form-action", "https://news.example"),
    ],
)
def test_what_the_policy_would_break_is_told_once_with_the_line_that_allows_it(html: str, directive: str, origin: str) -> None:
    told: list[Problem] = []
    stand = frame(csp={}, told=told)
    for path in ("one", "two"):
        stand.around(shell(html), by_hand(path=path, title="t", description=""), f"{path}/")
    assert len(told) == 1
    assert told[0].severity is Severity.WARNING
    assert f"one asks {origin}" in told[0].message
    assert f"{{{directive}: {origin}}}" in told[0].remedy


def test_what_is_allowed_or_never_loaded_is_not_told() -> None:
    told: list[Problem] = []
    stand = frame(csp={"img-src": ("https://*.img.example", "https:")}, told=told, styles=("https://c.example/a.css",))
    html = (
        '<a href="https://a.example">a</a><link rel="canonical" href="https://b.example"><img src="https://x.img.example/a.png">'
        '<link rel=stylesheet href="https://c.example/b.css"><script src="https://u.example/list/own.js"></script><img src="data:image/png;base64,AA">'
    )
    stand.around(shell(html), by_hand(path="a", title="t", description=""), "a/")
    assert told == []


def test_what_the_theme_loads_from_elsewhere_is_told_with_its_own_remedy() -> None:
    told: list[Problem] = []
    html = shell(CONTENT, head='<link rel="stylesheet" href="https://fonts.googleapis.com/css?family=Roboto">')
    frame(csp={}, told=told).around(html, page(), "tags/x/")
    assert ["font: false" in problem.remedy for problem in told] == [True]


@pytest.mark.parametrize("field", ["title", "description"])
def test_hostile_words_stay_words(field: str) -> None:
    calm = framed(page(**{field: "calm"}), csp={})
    head = framed(page(**{field: HOSTILE}), csp={})
    assert head.order == calm.order
    assert head.metas[f"og:{field}"] == HOSTILE
    assert head.json_ld["name" if field == "title" else field] == HOSTILE
    assert head.policy == calm.policy


def test_hostile_words_of_works_crumbs_and_formats_stay_words() -> None:
    alternates = (Alternate(type='a"b', title=HOSTILE, path='x".xml'),)
    about = {"@type": "Article", "headline": HOSTILE, "url": "https://e.example/</script>"}
    head = framed(page(about=about, crumbs=((HOSTILE, "tags/index"),), alternates=alternates, card='a"b.png'))
    assert head.json_ld["mainEntity"] == about
    assert head.json_ld["breadcrumb"]["itemListElement"][1]["name"] == HOSTILE
    assert [link["title"] for link in head.links if (link["rel"] or "").split() == ["alternate"]] == [HOSTILE]
    assert head.metas["og:image"] == "https://u.example/list/a%22b.png"


def test_an_entry_tells_of_the_linked_work() -> None:
    site = Site(Publication(catalogue=Catalogue([ENTRY]), taxonomy=None, name="読書ノート", language="ja", addresses=Addresses()))
    entry = next(page for page in site.pages() if page.kind == "entry")
    graph = Head(frame().around(shell(entry.html), entry, "entries/2023-06-09-rag/")).json_ld
    assert graph["@type"] == "WebPage"
    assert graph["dateModified"] == "2023-06-20"
    assert graph["mainEntity"] == {
        "@type": "Article",
        "headline": "検索で補う",
        "url": ENTRY.url,
        "datePublished": "2023-06-09",
        "inLanguage": "en",
        "keywords": ["LangChain"],
    }
    assert [step["item"] for step in graph["breadcrumb"]["itemListElement"]] == [
        "https://u.example/list/",
        "https://u.example/list/years/",
        "https://u.example/list/years/2023/",
        "https://u.example/list/entries/2023-06-09-rag/",
    ]


def test_the_home_offers_its_search() -> None:
    home = Site(Publication(catalogue=Catalogue([ENTRY]), taxonomy=None, name="読書ノート", language="ja", addresses=Addresses())).home()
    head = Head(frame().around(shell(home.html), home, ""))
    assert head.json_ld["@type"] == "WebSite"
    assert head.json_ld["potentialAction"]["target"]["urlTemplate"] == "https://u.example/list/search/?q={search_term_string}"
    assert head.metas["og:url"] == "https://u.example/list/"
    assert head.metas["og:description"] == "要約"


def test_previews() -> None:
    plain = framed(page(kind="entry"))
    assert (plain.metas["og:type"], plain.metas["og:locale"], plain.metas["twitter:card"]) == ("article", "ja_JP", "summary")
    assert "og:image" not in plain.metas
    card = framed(page(card="assets/cards/x.png")).metas
    assert card["og:image"] == "https://u.example/list/assets/cards/x.png"
    assert (card["og:image:width"], card["og:image:height"], card["og:image:alt"]) == ("1200", "630", "題")
    assert card["twitter:card"] == "summary_large_image"


def test_other_formats_are_found_from_any_depth() -> None:
    feed = Alternate(type="application/atom+xml", title="新着", path="feeds/タグ.xml")
    (link,) = [link for link in framed(page(alternates=(feed,))).links if (link["rel"] or "").split() == ["alternate"]]
    assert link == {"rel": "alternate ", "type": "application/atom+xml", "title": "新着", "href": "../../feeds/%E3%82%BF%E3%82%B0.xml"}


def test_without_a_site_url_nothing_claims_an_address() -> None:
    head = framed(page(kind="entry", card="c.png", crumbs=(("a", "b"),)), site_url=None, csp={})
    assert not {"og:url", "og:image"} & set(head.metas)
    assert "url" not in head.json_ld
    assert "breadcrumb" not in head.json_ld
    assert "https://u.example" not in head.html


def test_a_page_not_found_offers_a_search_and_ways_on() -> None:
    site = Site(Publication(catalogue=Catalogue([ENTRY]), taxonomy=None, name="読書ノート", language="ja", addresses=Addresses()))
    html = frame(csp={}).missing(shell("<h1>404 - Not found</h1>"), site.not_found("/list/"))
    assert '<link rel="manifest" href="/list/manifest.webmanifest">' in html
    assert "404 - Not found" not in html
    assert 'action="/list/search/"' in html
    assert 'href="/list/"' in html
    assert 'src="/list/assets/not-found.js"' in html
    head = Head(html)
    assert head.policy["script-src"] == ["'self'", sha('scope=new URL("..",location)')]
    assert re.search("<title>(.*)</title>", html).group(1) == "ページが見つかりません - t"  # type: ignore[union-attr] # a failure is a failure
    assert "og:url" not in head.metas


def test_a_404_page_of_its_author_stays() -> None:
    told: list[Problem] = []
    html = frame(csp={}, told=told).missing(shell("<h1>Oh!</h1>"), page(kind="missing"))
    assert "<h1>Oh!</h1>" in html
    assert "Content-Security-Policy" in html
    assert [problem.severity for problem in told] == [Severity.ADVICE]


def test_a_theme_without_the_mark_is_told_once() -> None:
    told: list[Problem] = []
    stand = frame(csp={}, told=told)
    html = "<html><head><title>t</title></head></html>"
    assert stand.around(html, page(), "x/") == html
    assert stand.around(html, page(), "y/") == html
    assert ["<header>" in problem.message for problem in told] == [True, False]
    assert '<meta charset="utf-8">' in told[1].remedy


@pytest.mark.parametrize(("address", "root"), [("", "./"), ("x/", "../"), ("entries/x/", "../../"), ("entries/x.html", "../")])
def test_the_search_field_stands_in_the_header_and_leads_to_the_search_from_any_depth(address: str, root: str) -> None:
    html = frame().around(shell(CONTENT), page(), address)
    header = html[html.index("<header") : html.index("</header>")]
    assert f'action="{root}search/"' in header
    assert header.rstrip().endswith("</nav>")


def test_the_code_host_is_not_asked_for_stars() -> None:
    html = shell(CONTENT, foot='<a href="https://github.com/a/b" data-md-component="source">b</a>')
    assert 'data-md-component="source"' not in frame().around(html, page(), "x/")


def test_the_mark_in_another_spelling() -> None:
    html = shell(CONTENT).replace('<meta charset="utf-8">', "<meta charset=UTF-8 />")
    assert framed(html=html, csp={}).order[:4] == ["html", "head", "UTF-8", "Content-Security-Policy"]


def test_instant_navigation_is_told() -> None:
    assert [problem.message.split()[3] for problem in unfit(["navigation.top", "navigation.instant"])] == ["navigation.instant"]
    assert list(unfit(["navigation.tabs"])) == []
