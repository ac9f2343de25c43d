"""Files of other sites that mkdocs.yml makes pages load. The tests answer in place of these sites."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import forkserver
import pytest
from playwright.sync_api import expect

from browser.conftest import Served
from browser.static_server import StaticServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route

    from browser.conftest import Tabs

SETTINGS = """\
site_name: A list with visitors
site_url: https://list.example/
repo_url: https://github.com/example/list
theme: {name: material, font: false, custom_dir: overrides}
extra:
  analytics:
    provider: google
    property: G-1
    feedback:
      title: Was this page helpful?
      ratings:
      - {icon: material/thumb-up-outline, name: Yes, data: 1, note: Thanks}
      - {icon: material/thumb-down-outline, name: No, data: 0, note: Thanks}
extra_javascript: [own.js]
plugins:
- llmnotes: {topics: false, csp: {connect-src: https://api.github.com}}
markdown_extensions:
- pymdownx.superfences:
    custom_fences: [{name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }]
"""
MERMAID = """window.mermaid = {initialize() {}, render: async (id) => ({svg:
  `<svg id="${id}" width="40" height="40"><style>#${id} rect {height: 40px}</style><rect width="40"/></svg>`})};"""
GTAG = "for (const [, event] of dataLayer) fetch(`https://region1.google-analytics.com/g/collect?en=${event}`, {mode: 'no-cors'});"
ANSWERS = {
    "https://unpkg.com/mermaid@11/dist/mermaid.min.js": ("text/javascript", MERMAID),
    "https://www.googletagmanager.com/gtag/js": ("text/javascript", GTAG),
    "https://region1.google-analytics.com/g/collect": ("text/plain", ""),
    "https://api.github.com/repos/example/list": ("application/json", '{"stargazers_count": 73, "forks_count": 8}'),
    "https://api.github.com/repos/example/list/releases/latest": ("application/json", '{"tag_name": "v2"}'),
}


@pytest.fixture(scope="module")
def messages() -> list[str]:
    """Return the messages of the build of `visited`."""
    return []


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory, messages: list[str]) -> Iterator[Served]:
    """Build a list whose settings make pages load files of other sites, with a diagram on a page of the author."""
    folder = tmp_path_factory.mktemp("visited")
    for path, text in {
        "mkdocs.yml": SETTINGS,
        "docs/diagram.md": "# A diagram\n\n```mermaid\ngraph LR; A --> B\n```\n",
        "docs/own.js": "// https://comment.example/\nif (location.hash) fetch('https://own.example/visits');\n",
        "overrides/partials/comments.html": "<script src='https://giscus.app/client.js' async></script>",
        "entries/2024/2024-01-02-one.md": "---\ntitle: One\nurl: https://a.example/\ndate: 2024-01-02\n---\n\nA note.\n",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    result = forkserver.shared().run_text("mkdocs", "build", cwd=folder, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    assert result.returncode == 0, result.stderr
    messages.append(result.stderr)
    with StaticServer(folder / "site") as server:
        yield Served(folder=folder / "site", url=server.url)


def open_page(tab: Tabs, url: str) -> tuple[Page, list[str]]:
    """Open a page while the test answers for other sites. Return the page, and the list to which requests to other sites are added."""
    page, requests = tab(), []

    def answer(route: Route) -> None:
        requests.append(route.request.url)
        media_type, body = ANSWERS[route.request.url.partition("?")[0]]
        route.fulfill(content_type=media_type, body=body, headers={"Access-Control-Allow-Origin": "*"})

    page.route(re.compile("^https://(?!giscus)"), answer)
    page.goto(url)
    return page, requests


def test_the_script_for_analytics_can_send_its_request_and_the_feedback_form_appears(visited: Served, tab: Tabs) -> None:
    page, requests = open_page(tab, f"{visited.url}entries/2024-01-02-one/")
    expect(page.locator(".md-feedback")).to_be_visible()
    page.wait_for_function("() => document.readyState === 'complete'")
    assert any(url.startswith("https://region1.google-analytics.com/") for url in requests)
    tab.forgive("giscus.app")


def test_a_diagram_is_drawn_with_its_styles_although_the_page_has_a_content_security_policy(visited: Served, tab: Tabs) -> None:
    page, requests = open_page(tab, f"{visited.url}diagram/")
    diagram = page.locator("div.mermaid")
    expect(diagram).to_be_visible()
    assert "https://unpkg.com/mermaid@11/dist/mermaid.min.js" in requests
    tab.forgive("giscus.app")


def test_only_pages_with_a_diagram_may_load_mermaid(visited: Served) -> None:
    pages = [path for path in visited.folder.rglob("*.html") if "mermaid@" in path.read_text(encoding="utf-8")]
    assert pages == [visited.folder / "diagram" / "index.html"]


def test_stars_and_forks_of_the_repository_appear_if_the_content_security_policy_allows_their_source(visited: Served, tab: Tabs) -> None:
    page, _ = open_page(tab, visited.url)
    expect(page.locator(".md-source__fact--stars").first).to_have_text("73")
    tab.forgive("giscus.app")


def test_the_build_names_each_origin_that_the_content_security_policy_blocks_and_the_option_that_allows_it(
    visited: Served, messages: list[str]
) -> None:
    assert visited.folder.is_dir()
    (text,) = messages
    assert "csp: {script-src: https://giscus.app, style-src: https://giscus.app, frame-src: https://giscus.app}" in text
    assert "own.js names https://own.example" in text
    assert "csp: {script-src: https://own.example, connect-src: https://own.example, img-src: https://own.example}" in text
    assert text.count("csp: {") == 2
    assert "comment.example" not in text
