"""Serve responses for link checks, on loopback. Each path gives the same response to every request."""

from __future__ import annotations

import contextlib
import http.server
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PAGE = f"<!doctype html><title>A page</title><h2 id=here>Here</h2><p>{'Words of a page that says something. ' * 9}</p>"
_ANSWERS: Mapping[str, tuple[int, Mapping[str, str], str]] = {
    "fine": (200, {}, _PAGE),
    "fine#here": (200, {}, _PAGE),
    "fine#elsewhere": (200, {}, _PAGE),
    "moved": (301, {"Location": "/fine"}, ""),
    "moved-for-now": (302, {"Location": "/fine"}, ""),
    "moved-home": (301, {"Location": "/"}, ""),
    "round": (301, {"Location": "/round"}, ""),
    "gone": (404, {}, "<title>Not found</title>"),
    "gone-for-good": (410, {}, ""),
    "forbidden": (403, {}, "<title>Forbidden</title>"),
    "empty": (200, {}, ""),
    "says-not-found": (200, {}, "<!doctype html><title>404 Not Found</title><p>Page not found</p>"),
    "for-sale": (200, {}, "<!doctype html><title>example.com is for sale</title><p>Buy this domain. This domain is for sale.</p>"),
    "picture": (200, {"Content-Type": "image/png"}, "no picture"),
    "broken": (500, {}, "<title>Error</title>"),
}


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, fields, text = _ANSWERS.get(self.path.strip("/"), (200, {}, _PAGE))
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **fields}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - http.server calls a method with this name

    def log_message(self, *_: object) -> None:
        """Do nothing, instead of printing each request."""


@contextlib.contextmanager
def serving() -> Iterator[list[str]]:
    """Run the server during the block, on all addresses of 127.0.0.0/8. Yield the URLs of all paths.

    Each URL has a different IP address, because a link check waits between two requests to one host.
    """
    with http.server.ThreadingHTTPServer(("0.0.0.0", 0), _Handler) as server:  # noqa: S104 - only 0.0.0.0 includes all addresses of 127.0.0.0/8
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield [f"http://127.0.0.{number}:{server.server_port}/{path}" for number, path in enumerate(_ANSWERS, 1)]
        server.shutdown()
