"""The files of other sites that values in mkdocs.yml make pages load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from page_heads import CONTENT, Head, frame, framed, page, shell

from llmnotes.model import Problem, Severity
from llmnotes.site.theme.outside_files import Requested
from llmnotes.site.theme.page_head import page_by_hand

if TYPE_CHECKING:
    from pathlib import Path

UNPKG = "https://unpkg.com/mermaid@11/dist/mermaid.min.js"


def test_the_content_security_policy_of_a_site_without_files_of_other_sites_needs_no_additional_sources() -> None:
    assert Requested(styles=("a.css",), scripts=("a.js",), font=False).sources() == {}


@pytest.mark.parametrize(
    ("requested", "allowed"),
    [
        (Requested(analytics={"provider": "google"}), {"script-src": "https://*.googletagmanager.com", "connect-src": "https://*.google-analytics.com"}),
        (Requested(scripts=("https://giscus.app/client.js",)), {"frame-src": "https://giscus.app", "style-src": "https://giscus.app"}),
        (Requested(scripts=("https://s.example/s.js",)), {"script-src": "https://s.example", "connect-src": "https://s.example"}),
        (Requested(scripts=("https://c.example/npm/mathjax@3/tex.js",)), {"font-src": "https://c.example", "style-src": "'unsafe-inline'"}),
        (Requested(styles=("https://c.example/katex.css",)), {"style-src": "https://c.example", "font-src": "https://c.example"}),
        (Requested(styles=("https://fonts.googleapis.com/css2?family=A",)), {"font-src": "https://fonts.gstatic.com"}),
        (Requested(font={"text": "Noto Sans JP"}), {"style-src": "https://fonts.googleapis.com", "font-src": "https://fonts.gstatic.com"}),
    ],
)  # fmt: skip
def test_the_content_security_policy_allows_a_file_that_mkdocs_yml_names_and_the_files_that_it_loads(
    requested: Requested, allowed: dict[str, str]
) -> None:
    policy = framed(csp={}, requested=requested).policy
    for directive, source in allowed.items():
        assert source in policy[directive]
    assert policy["default-src"] == ["'none'"]


@pytest.mark.parametrize("analytics", [None, "google", {}, {"provider": "custom"}, {"provider": ["google"]}, []])
def test_analytics_without_a_known_provider_need_no_sources_in_the_content_security_policy(analytics: object) -> None:
    assert Requested(analytics=analytics).sources() == {}


@pytest.mark.parametrize(
    ("diagram", "allowed"),
    [
        ('<pre class="mermaid"><code>graph LR', True),
        ("<pre id=a class='x mermaid y'>", True),
        ("<pre class=mermaid>", True),
        ('<div class="mermaid">', True),
        ('<pre class="language-mermaid">', False),
        ('<pre title="mermaid">', False),
        ("mermaid", False),
    ],
)
def test_only_a_page_with_a_diagram_may_load_mermaid(tmp_path: Path, diagram: str, *, allowed: bool) -> None:
    bundle = tmp_path / "assets" / "javascripts" / "bundle.0.min.js"
    bundle.parent.mkdir(parents=True)
    bundle.write_text(f'f("https://unpkg.com/other"),g("{UNPKG}")', encoding="utf-8")
    site_frame = frame(csp={}, requested=Requested(theme=(tmp_path,)))
    policy = Head(site_frame.around(shell(diagram), page_by_hand(path="a", title="t", meta={}), "a/")).policy
    assert (UNPKG in policy["script-src"]) == allowed
    assert ("'unsafe-inline'" in policy["style-src"]) == allowed
    assert UNPKG not in Head(site_frame.around(shell(CONTENT), page(), "tags/x/")).policy["script-src"]


def test_a_diagram_in_a_record_may_not_load_mermaid(tmp_path: Path) -> None:
    (tmp_path / "assets" / "javascripts").mkdir(parents=True)
    (tmp_path / "assets" / "javascripts" / "bundle.js").write_text(f'"{UNPKG}"', encoding="utf-8")
    smuggled = page(html='<h1>x</h1><pre class="mermaid">graph LR</pre>', kind="entry")
    assert UNPKG not in framed(smuggled, csp={}, requested=Requested(theme=(tmp_path,))).policy["script-src"]


@pytest.mark.parametrize(
    ("repository", "source"),
    [
        ("https://github.com/a/b", "https://api.github.com"),
        ("https://gitlab.com/a/b/", "https://gitlab.com"),
        ("https://gitlab.example.org/a/b", "https://gitlab.example.org"),
        ("https://codeberg.org/a/gitlab", ""),
        ("", ""),
    ],
)
def test_the_origin_that_gives_stars_and_forks_of_a_repository_follows_from_the_repositorys_url(repository: str, source: str) -> None:
    assert Requested(repository=repository).facts() == source


def test_stars_and_forks_of_the_repository_are_requested_only_if_the_content_security_policy_allows_it() -> None:
    html = shell(CONTENT, foot='<a href="https://github.com/a/b" data-md-component="source">b</a>')
    requested = Requested(repository="https://github.com/a/b")
    reported: list[Problem] = []
    assert 'data-md-component="source"' not in frame(csp={}, requested=requested, reported=reported).around(html, page(), "x/")
    assert [(problem.severity, "csp: {connect-src: https://api.github.com}" in problem.remedy) for problem in reported] == [
        (Severity.ADVICE, True)
    ]
    for csp in ({"connect-src": ("https://api.github.com",)}, None):
        assert 'data-md-component="source"' in frame(csp=csp, requested=requested, reported=reported).around(html, page(), "x/")
    assert len(reported) == 1


def test_a_url_in_a_script_that_the_content_security_policy_blocks_is_reported_once_as_advice(tmp_path: Path) -> None:
    (tmp_path / "own.js").write_text(
        "fetch('https://own.example/visit'); // 'a' https://comment.example/ http://www.w3.org/2000/svg", encoding="utf-8"
    )
    (tmp_path / "long.js").write_text(f"{' ' * 70_000}'https://library.example/'", encoding="utf-8")
    reported: list[Problem] = []
    requested = Requested(scripts=("own.js", "long.js", "missing.js", "https://allowed.example/a.js"), docs=tmp_path)
    site_frame = frame(csp={}, requested=requested, reported=reported)
    script = '<script>u="//counter.example/"; v=`https://allowed.example/b`; w="http://www.w3.org/2000/svg"; x="https://u.example/list/y"</script>'
    for path in ("one", "two"):
        site_frame.around(shell(script), page_by_hand(path=path, title="t", meta={}), f"{path}/")
    assert [problem.severity for problem in reported] == [Severity.ADVICE, Severity.ADVICE]
    assert "own.js names https://own.example" in reported[0].message
    assert "a script of one names counter.example" in reported[1].message
    assert "csp: {script-src: counter.example" in reported[1].remedy


STYLES = """\
@import url("https://fonts.googleapis.com/css2?family=Noto+Sans");
/* url(https://comment.example/) */
@font-face { font-family: F; src: url('https://fonts.example/f.woff2') format("woff2"), url(own.woff2) }
a { background: url(//images.example/a.png) } b { background: url(data:image/png;base64,AA) }
c { background: url(https://allowed.example/a.png) }
"""


def test_a_style_sheet_of_the_author_that_loads_blocked_files_is_reported_with_the_options_that_allow_them(tmp_path: Path) -> None:
    (tmp_path / "own.css").write_text(STYLES, encoding="utf-8")
    reported: list[Problem] = []
    frame(csp={}, requested=Requested(styles=("own.css", "https://allowed.example/a.css"), docs=tmp_path), reported=reported)
    assert {problem.severity for problem in reported} == {Severity.WARNING}
    assert [problem.message.partition(",")[0] for problem in reported] == [
        f"own.css loads a file from {origin}" for origin in ("https://fonts.googleapis.com", "https://fonts.example", "images.example")
    ]
    assert [problem.remedy.partition("option ")[2] for problem in reported] == [
        "csp: {style-src: https://fonts.googleapis.com, font-src: https://fonts.gstatic.com}",
        "csp: {font-src: https://fonts.example}",
        "csp: {img-src: images.example}",
    ]


def test_the_files_of_other_sites_are_read_from_mkdocs_yml(tmp_path: Path) -> None:
    class Theme(dict[str, object]):
        dirs = (str(tmp_path),)

    config = {
        "extra_css": ["https://a.example/a.css"], "extra_javascript": ["own.js"], "extra": {"polyfills": ["https://p.example/p.js"]},
        "theme": Theme(font=False), "repo_url": None, "docs_dir": str(tmp_path),
    }  # fmt: skip
    requested = Requested.of(config)
    assert requested == Requested(
        styles=("https://a.example/a.css",), scripts=("own.js", "https://p.example/p.js"), theme=(tmp_path,), docs=tmp_path
    )
    of_theme = Requested.of({**config, "theme": Theme(name="readthedocs", analytics={"gtag": "G-1"})})
    assert "https://*.googletagmanager.com" in of_theme.sources()["script-src"]
