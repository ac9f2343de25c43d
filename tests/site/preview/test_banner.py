from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from llmnotes.site.preview.banner import html_of, with_banner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def page_of(status: str, kind: str, body: bytes, banner: str = "<p>banner</p>") -> tuple[dict[str, str], bytes]:
    """Return the headers and the body of an answer of a preview's server, after `with_banner` changed it."""

    def application(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body[:3], body[3:]]

    found: dict[str, str] = {}
    served = with_banner(application, lambda: banner, lambda: lambda page: page + b"<script></script>")
    answer = b"".join(served({}, lambda _status, headers: found.update(headers)))
    return found, answer


def test_a_page_of_a_preview_has_the_banner_in_its_body_and_the_right_content_length() -> None:
    headers, body = page_of("200 OK", "text/html", b"<html><body>x</body></html>")
    assert body == b"<html><body>x<p>banner</p></body></html>"
    assert headers["Content-Length"] == str(len(body))


def test_the_404_page_of_a_preview_gets_the_banner_and_the_script_that_reloads_it() -> None:
    assert page_of("404 Not Found", "text/html", b"<body></body>")[1] == b"<body><p>banner</p></body><script></script>"
    assert page_of("404 Not Found", "text/html", b"404 Not Found")[1] == b"404 Not Found<script></script><p>banner</p>"


@pytest.mark.parametrize("kind", ["application/json", "image/png"])
def test_a_preview_serves_files_other_than_html_unchanged(kind: str) -> None:
    assert page_of("200 OK", kind, b"</body>")[1] == b"</body>"


def test_a_preview_removes_a_content_security_policy_that_would_block_the_reload() -> None:
    page = b'<head><meta http-equiv="Content-Security-Policy" content="script-src \'self\'"></head><body></body>'
    assert page_of("200 OK", "text/html; charset=utf-8", page, "")[1] == b"<head></head><body></body>"


def test_the_banner_of_a_preview_escapes_messages_and_counts_those_that_it_leaves_out() -> None:
    html = html_of(["<script>", *map(str, range(30))])
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "11 more: see the terminal" in html
    assert html_of([]) == ""
