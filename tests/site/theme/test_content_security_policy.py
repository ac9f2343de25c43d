from __future__ import annotations

import pytest
from page_heads import CONTENT, Head, frame, framed, page, sha, shell

from llmnotes.model import Problem, Severity
from llmnotes.site.theme.outside_files import Requested
from llmnotes.site.theme.page_head import page_by_hand


def test_the_content_security_policy_has_hashes_only_of_inline_scripts_that_browsers_run() -> None:
    html = shell(
        CONTENT, foot="<script type=module>import 'x'</script><script src=y.js>never</script><script type='text/template'>t</script>"
    )
    assert framed(html=html, csp={}).policy["script-src"] == ["'self'", sha('scope=new URL("..",location)'), sha("import 'x'")]


def test_a_hash_in_the_content_security_policy_matches_the_text_of_the_script_that_a_browser_reads() -> None:
    head = '<script>let é = "あ";\r\nlet b</script ><style>a{}</style>'
    policy = framed(html=shell(CONTENT, head=head), csp={}).policy
    assert sha('let é = "あ";\nlet b') in policy["script-src"]
    assert policy["style-src"] == ["'self'", sha("a{}")]


def test_the_content_security_policy_allows_an_authors_inline_script_and_style_only_on_the_page_with_them() -> None:
    written = page_by_hand(path="about", title="About", meta={})
    site_frame = frame(csp={})
    about = Head(site_frame.around(shell('<td style="text-align: &quot;right">1</td><Script>f()</Script>'), written, "about/"))
    assert sha("f()") in about.policy["script-src"]
    assert about.policy["style-src-attr"] == ["'unsafe-hashes'", sha('text-align: "right')]
    other = Head(site_frame.around(shell(CONTENT), page(), "tags/x/"))
    assert sha("f()") not in other.policy["script-src"]
    assert "style-src-attr" not in other.policy


def test_the_default_content_security_policy_allows_only_files_of_the_site_and_images_in_data_urls() -> None:
    policy = framed(csp={}).policy
    words = {word for sources in policy.values() for word in sources if not word.startswith("'sha256-")}
    assert words == {"'none'", "'self'", "data:"}
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert [directive for directive, sources in policy.items() if "data:" in sources] == ["img-src"]


def test_sources_that_the_author_allows_and_hosts_of_extra_style_sheets_are_in_the_content_security_policy() -> None:
    policy = framed(
        csp={"script-src": ("https://plausible.io",), "frame-src": ("https://*.video.example",), "base-uri": ("'self'",)},
        requested=Requested(styles=("assets/own.css", "https://cdn.example:8443/a/b.css?x", "//other.example/c.css")),
    ).policy
    assert policy["script-src"][:2] == ["'self'", "https://plausible.io"]
    assert policy["frame-src"] == ["https://*.video.example"]
    assert policy["base-uri"] == ["'self'"]
    assert policy["style-src"] == ["'self'", "https://cdn.example:8443", "other.example"]


def test_a_content_security_policy_with_unsafe_inline_has_no_hashes() -> None:
    assert framed(csp={"script-src": ("'unsafe-inline'",)}).policy["script-src"] == ["'self'", "'unsafe-inline'"]


@pytest.mark.parametrize(
    ("html", "directive", "origin"),
    [
        ('<img alt="a > b" src="https://img.example/a.png">', "img-src", "https://img.example"),
        ("<iframe width=1 src=https://v.example/e/x></iframe>", "frame-src", "https://v.example"),
        ('<script async src="https://s.example/s.js"></script>', "script-src", "https://s.example"),
        ('<link href="https://c.example/x.css" rel="stylesheet">', "style-src", "https://c.example"),
        ('<img src="a.png" srcset="b.png 1x, https://img.example/c.png 2x">', "img-src", "https://img.example"),
        ('<video src="a.mp4" poster="https://img.example/p.png">', "img-src", "https://img.example"),
        ("<p style=\"background: url('https://img.example/a.png')\">", "img-src", "https://img.example"),
        ("<style>@import '//c.example/x.css';</style>", "style-src", "c.example"),
    ],
)
def test_an_origin_that_the_content_security_policy_blocks_is_reported_once_with_the_option_that_allows_it(
    html: str, directive: str, origin: str
) -> None:
    reported: list[Problem] = []
    site_frame = frame(csp={}, reported=reported)
    for path in ("one", "two"):
        site_frame.around(shell(html), page_by_hand(path=path, title="t", meta={}), f"{path}/")
    assert len(reported) == 1
    assert reported[0].severity is Severity.WARNING
    assert f"one loads a file from {origin}" in reported[0].message
    assert f"{{{directive}: {origin}" in reported[0].remedy


def test_a_form_that_sends_to_a_blocked_origin_is_reported_with_the_option_that_allows_it() -> None:
    reported: list[Problem] = []
    html = shell('<form method="post" action="https://news.example/in">')
    frame(csp={}, reported=reported).around(html, page_by_hand(path="about", title="t", meta={}), "about/")
    (problem,) = reported
    assert problem.message == "about has a form that sends to https://news.example, which the page's Content-Security-Policy blocks"
    assert problem.remedy == "allow the form with the plugin's option csp: {form-action: https://news.example}"


def test_origins_that_are_allowed_or_from_which_no_file_is_loaded_are_not_reported() -> None:
    reported: list[Problem] = []
    site_frame = frame(
        csp={"img-src": ("https://*.img.example", "https:")}, reported=reported, requested=Requested(styles=("https://c.example/a.css",))
    )
    html = (
        '<a href="https://a.example">a</a><link rel="canonical" href="https://b.example"><img src="https://x.img.example/a.png">'
        '<link rel=stylesheet href="https://c.example/b.css"><script src="https://u.example/list/own.js"></script><img src="data:image/png;base64,AA">'
    )
    site_frame.around(shell(html), page_by_hand(path="a", title="t", meta={}), "a/")
    assert reported == []


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ('<p class="a" onclick="f()">x</p><p onclick="g()">', ["onclick"]),
        ("<a\nhref = 'JavaScript:f()'>x</a><body ONLOAD=f()>", ["href", "onload"]),
        ("<a href=javascript:void(0) id=a>x</a><a href='javascript:'>x</a><form action=\"javascript:void(0);\">", []),
        ("<a href='javascript:void(0);f()'>x</a>", ["href"]),
        ("&lt;p onclick=1> <p title=on> on = 1 <a href='/on=1'><script>x = '<p onclick=1>'</script>", []),
    ],
)
def test_a_script_in_an_attribute_is_reported_with_the_name_of_the_attribute(html: str, names: list[str]) -> None:
    reported: list[Problem] = []
    frame(csp={}, reported=reported).around(shell(html), page_by_hand(path="about", title="About", meta={}), "about/")
    assert [problem.message for problem in reported] == [
        f"about has a script in an attribute {name}, which its Content-Security-Policy blocks" for name in names
    ]
    allowing = frame(csp={"script-src": ("'unsafe-inline'",)}, reported=reported)
    allowing.around(shell(html), page_by_hand(path="other", title="Other", meta={}), "other/")
    assert len(reported) == len(names)


def test_google_fonts_are_reported_with_their_own_remedy() -> None:
    reported: list[Problem] = []
    html = shell(CONTENT, head='<link rel="stylesheet" href="https://fonts.googleapis.com/css?family=Roboto">')
    frame(csp={}, reported=reported).around(html, page(), "tags/x/")
    assert ["font: false" in problem.remedy for problem in reported] == [True]
