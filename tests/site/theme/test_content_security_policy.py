from __future__ import annotations

import pytest
from page_heads import CONTENT, Head, frame, framed, page, sha, shell

from llmnotes.model import Problem, Severity
from llmnotes.site.theme.page_head import page_by_hand


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


def test_what_an_author_wrote_works_on_that_page_alone() -> None:
    written = page_by_hand(path="about", title="About", description="")
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
        stand.around(shell(html), page_by_hand(path=path, title="t", description=""), f"{path}/")
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
    stand.around(shell(html), page_by_hand(path="a", title="t", description=""), "a/")
    assert told == []


def test_what_the_theme_loads_from_elsewhere_is_told_with_its_own_remedy() -> None:
    told: list[Problem] = []
    html = shell(CONTENT, head='<link rel="stylesheet" href="https://fonts.googleapis.com/css?family=Roboto">')
    frame(csp={}, told=told).around(html, page(), "tags/x/")
    assert ["font: false" in problem.remedy for problem in told] == [True]
