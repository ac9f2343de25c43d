"""A web server that counts the bytes that it sends. Like common hosts, it compresses texts."""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".css": "text/css",
    ".wasm": "application/wasm",
}


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # otherwise its delay would dominate the measured times
    wbufsize = -1

    def do_GET(self) -> None:
        path = self.server.folder / self.path.split("?")[0].lstrip("/")  # type: ignore[attr-defined] # `folder` is an attribute of the subclass below
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        if path.suffix in TYPES and path.suffix != ".wasm":
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", TYPES.get(path.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        with self.server.lock:  # type: ignore[attr-defined] # an attribute of the subclass below
            self.server.total += len(body) + 200  # type: ignore[attr-defined] # 200 is the approximate size of the headers of a response

    def log_message(self, *_: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.total = 0
        self.lock = threading.Lock()

    @functools.cached_property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def sent(self) -> int:
        with self.lock:
            return self.total


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
