from __future__ import annotations

import json
import re

import pytest

from llmnotes.site.theme.common_parts import SCRIPT_ROOT, CommonParts

SETTINGS = {
    "base": "../..", "features": [], "search": "../../assets/workers/search.js", "translations": {"clipboard.copy": "</コピー>", "search.none": "なし"},
}  # fmt: skip


def themed(depth: int = 2, *, header: str = "", navigation: str = "", credit: str = "Made with a theme", settings: str = "") -> str:
    root = "/".join([".."] * depth)
    return f"""<!doctype html>
<html><head>
<link rel="manifest" href="{root}/manifest.webmanifest"><meta name="theme-color" content="#fff">
<script>__md_scope=new URL("{root}",location),__md_get=1</script>
<script src="{root}/assets/scheme.js" data-palette="default &amp; slate"></script></head>
<body dir="ltr">
<a href="#content" class="md-skip">
          Skip
        </a>
<header class="md-header"><a href="{root}">A list</a><a href="https://far.example/">far</a><form action="{root}/search/"></form>{header}</header>
<div class="md-container"><main>
<div class="md-sidebar md-sidebar--primary"><div><nav class="md-nav md-nav--primary"><a href="{root}/tags/">Tags</a><nav></nav>{navigation}</nav></div></div>
<div class="md-sidebar md-sidebar--secondary" data-md-type="toc" hidden><div></div></div>
<div class="md-content"><article>the content</article></div></main>
<footer class="md-footer"><nav>links</nav><div class="md-footer-meta md-typeset"><div>{credit}</div></div></footer></div>
<div class="md-dialog"><div></div></div>
<script id="__config" type="application/json">{settings or json.dumps({**SETTINGS, "base": root, "search": f"{root}/assets/workers/search.js"})}</script>
<script src="{root}/bundle.js"></script></body></html>"""


def links(root: str) -> str:
    return f'<a href="{root}">home</a>'


def parts_of(common: CommonParts) -> dict[str, str]:
    ((_, text),) = common.scripts
    found = re.search(r"^const PARTS = (.*);$", text, re.MULTILINE)
    assert found
    parts: dict[str, str] = json.loads(found[1])
    return parts


def test_a_page_whose_header_and_menu_are_in_a_script_still_has_its_content_and_links_without_scripts() -> None:
    common = CommonParts(links)
    html = common.moved(themed(), "entries/x/")
    ((path, _),) = common.scripts
    assert f'<script src="../../{path}"></script>' in html
    assert '<ln-top><a href="#content" class="md-skip"> Skip </a><a href="../../">home</a></ln-top>' in html
    assert "<article>the content</article>" in html
    assert "<nav>links</nav>" in html
    for part in ("md-header", "md-nav", "__config", "__md_scope", "scheme.js", "manifest", "Made with"):
        assert part not in html


def test_pages_at_any_depth_load_one_script_with_the_header_and_menu_that_they_share() -> None:
    common = CommonParts(links)
    common.moved(themed(2), "entries/x/")
    common.moved(themed(3), "tags/x/2/")
    common.moved(themed(1), "entries/x.html")
    parts = parts_of(common)
    assert f'<a href="{SCRIPT_ROOT}">A list</a><a href="https://far.example/">far</a><form action="{SCRIPT_ROOT}search/">' in parts["top"]
    assert f'href="{SCRIPT_ROOT}tags/"' in parts["navigation"]
    assert f'href="{SCRIPT_ROOT}manifest.webmanifest"' in parts["icons"]
    assert parts["palette"] == "default & slate"


def test_the_settings_of_the_theme_lack_the_texts_of_the_search_unless_pages_have_the_themes_search() -> None:
    common = CommonParts(links)
    common.moved(themed(), "entries/x/")
    text = parts_of(common)["top"].partition('type="application/json">')[2].removesuffix("</script>")
    assert "<" not in text
    assert json.loads(text) == {
        "base": SCRIPT_ROOT, "features": [], "search": f"{SCRIPT_ROOT}assets/workers/search.js", "translations": {"clipboard.copy": "</コピー>"},
    }  # fmt: skip
    searched = CommonParts(links)
    searched.moved(themed(header='<div data-md-component="search"></div>'), "entries/x/")
    assert "なし" in parts_of(searched)["top"]


@pytest.mark.parametrize(
    "changed",
    [
        {"header": "<script>run()</script>"},
        {"header": '<p style="color: red">'},
        {"header": '<div data-md-component="header-topic">Title of the page</div>'},
        {"navigation": '<a class="md-nav__link md-nav__link--active" href="./">here</a>'},
        {"settings": '{"base": "../..", "features": ["navigation.instant"]}'},
        {"settings": "no JSON"},
    ],
)
def test_the_html_of_a_page_is_unchanged_if_its_header_menu_or_settings_cannot_be_moved_into_a_shared_script(
    changed: dict[str, str],
) -> None:
    common, html = CommonParts(links), themed(**changed)  # type: ignore[arg-type] # `changed` are parameters of `themed`, which are texts
    assert common.moved(html, "entries/x/") == html
    assert not common.scripts


def test_headers_that_differ_on_each_page_are_moved_into_a_limited_number_of_scripts() -> None:
    common = CommonParts(links)
    pages = [themed(header=f"<b>{number}</b>") for number in range(100)]
    moved = [common.moved(html, "entries/x/") for html in pages]
    assert 0 < len(common.scripts) < 50
    assert moved[-1] == pages[-1]


@pytest.mark.parametrize("missing", ['<div class="md-container">', "__md_scope", 'id="__config"', "md-sidebar--primary", "<body"])
def test_header_and_menu_of_pages_of_another_theme_are_not_moved_into_a_script(missing: str) -> None:
    common, html = CommonParts(links), themed().replace(missing, "other")
    assert common.moved(html, "entries/x/") == html


def test_the_copyright_of_the_author_stays_in_the_page() -> None:
    common = CommonParts(links)
    html = common.moved(themed(credit='<div class="md-copyright__highlight">© A. Author</div>'), "entries/x/")
    assert "© A. Author" in html
    assert "<ln-credit>" not in html


def test_readers_without_scripts_see_the_announcement_of_the_author() -> None:
    common = CommonParts(links)
    bar = '<aside class="md-banner"><div>Moved to <a href="../../new/">a new page</a></div></aside>'
    html = common.moved(themed(header=f"<div>{bar}</div>"), "entries/x/")
    assert f'{bar}<a href="../../">home</a></ln-top>' in html
    assert "a new page" in parts_of(common)["top"]
