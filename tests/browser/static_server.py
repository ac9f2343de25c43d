"""A static web server on loopback that behaves like common hosts: gzip for text, 404.html for missing pages, a redirect for folders without a slash."""

from __future__ import annotations

import functools
import gzip
import mimetypes
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_TEXT = ("text/", "application/javascript", "application/json", "application/xml", "application/manifest+json", "image/svg+xml")


class StaticServer:
    """Serves a folder below a path while its `with` block runs."""

    def __init__(self, folder: Path, prefix: str = "/") -> None:
        """Bind to a free port. `prefix` begins and ends with a slash."""
        self._server = _Server(("127.0.0.1", 0), functools.partial(_Handler, folder.resolve(), prefix))
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.url = f"{self.origin}{prefix}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore connections that the browser closed early, because tests close pages while they load."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # the types of both arguments are those of the overridden method


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, prefix: str, *args: object) -> None:
        self.folder = folder
        self.prefix = prefix
        super().__init__(*args)  # type: ignore[arg-type] # the server passes these arguments with the right types

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = (self.folder / path.removeprefix(self.prefix)).resolve() if path.startswith(self.prefix) else None
        if file is None or not file.is_relative_to(self.folder):
            self._answer(HTTPStatus.NOT_FOUND, b"outside of the site", "text/plain")
        elif file.is_dir() and not path.endswith("/"):
            self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", "text/plain", location=f"{self.path}/")
        else:
            file = file / "index.html" if file.is_dir() else file
            status = HTTPStatus.OK if file.is_file() else HTTPStatus.NOT_FOUND
            file = file if status is HTTPStatus.OK else self.folder / "404.html"
            self._answer(status, file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")

    def _answer(self, status: HTTPStatus, body: bytes, media_type: str, location: str = "") -> None:
        text = media_type.startswith(_TEXT)
        packed = text and "gzip" in self.headers.get("Accept-Encoding", "")
        body = _packed(body) if packed else body
        self.send_response(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8" if text else media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Vary", "Accept-Encoding")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing, so that the output of a test shows only failures."""


@functools.lru_cache(maxsize=256)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)
