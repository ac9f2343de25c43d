"""Show the problems of the last build on each page that a preview serves.

The server adds the banner when it serves a page. So the files of the site don't contain it.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
    """A WSGI application."""

_MOST = 20
"""The maximum number of problems in the banner. The terminal shows all problems."""
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
_STYLE = (
    "position:fixed;inset:auto 0 0 0;z-index:1000;max-height:45vh;overflow:auto;margin:0;padding:.6rem 1rem;"
    "border-top:4px solid #b3261e;background:#fff4f3;color:#410e0b;font:14px/1.5 ui-monospace,monospace;text-align:left"
)


def html_of(problems: Sequence[str]) -> str:
    """Return the banner as HTML; an empty text if there are no problems. Each problem may have several lines. Of the problems after `_MOST`, show only the number."""
    if not problems:
        return ""
    items = "".join(f'<li style="white-space:pre-wrap;overflow-wrap:anywhere">{escape(problem)}</li>' for problem in problems[:_MOST])
    more = f"<p>{len(problems) - _MOST} more: see the terminal.</p>" if len(problems) > _MOST else ""
    title = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return (
        f'<details open id="llmnotes-preview" role="alert" style="{_STYLE}"><summary><strong>Preview: {title}</strong></summary>'
        f'<ul style="margin:.4rem 0;padding-left:1.2rem">{items}</ul>{more}</details>'
    )


def with_banner(application: Application, banner: Callable[[], str], reload: Callable[[], Callable[[bytes], bytes]]) -> Application:
    """Return a WSGI application that adds the banner to each HTML page of another application.

    To the page for missing addresses (404), it also adds the script that reloads pages, because MkDocs adds this script only to other pages. From each HTML
    page, it removes a Content-Security-Policy, which would block this script.

    Args:
        application: The WSGI application that serves the site.
        banner: Function that returns the banner as HTML.
        reload: Function that is called before each request is answered, and returns another function. That function adds the script that reloads pages to
            the HTML of the page for missing addresses.

    """

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            started[:] = [status, headers, *rest]

        # The script reloads the page if a build has ended since `reload` was called. So call it before `application` reads the page. Otherwise, the browser would
        # not notice a build that ends between the two calls.
        add_script = reload()
        body = application(environ, start)
        status, headers, *rest = started
        if not any(name.lower() == "content-type" and value.startswith("text/html") for name, value in headers):
            start_response(status, headers, *rest)
            return body
        try:
            page = b"".join(body)
        finally:
            close = getattr(body, "close", None)
            if close:
                close()
        page = _POLICY.sub(b"", page)
        if status.startswith("404"):
            page = add_script(page)
        page = _before_end(page, banner().encode("utf-8", "replace"))
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start_response(status, [*kept, ("Content-Length", str(len(page)))], *rest)
        return [page]

    return serve


def _before_end(page: bytes, banner: bytes) -> bytes:
    """Insert the banner before the end tag of a page's body. If the page has no such tag, append the banner."""
    before, end, after = page.rpartition(b"</body>")
    return before + banner + end + after if end else after + banner
