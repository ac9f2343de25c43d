"""A fake GitLab and a fake Forgejo: HTTP servers on loopback with one repository, example/llmnotes, whose state tests can read."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

TOKEN = "a-secret-token"  # noqa: S105 - no secret
OWN = {"id": 7, "login": "forgejo-actions"}
"""The account of the token."""
REFUSED = object()
"""The answer to a request that the server does not allow."""


class FakeForge:
    """State and server of a fake code host. Use it as a context manager: the server runs inside the `with` block."""

    def __init__(self) -> None:
        self.pulls: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.labels: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self.refuses = False
        """Whether the server answers each request with status 403."""

    def __enter__(self) -> Self:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                given = self.rfile.read(int(self.headers.get("content-length") or 0))
                url = urlsplit(self.path)
                fake.tokens.add(self.headers.get("private-token") or self.headers.get("authorization", "").removeprefix("token "))
                query = {key: values[0] for key, values in parse_qs(url.query).items()}
                answer = REFUSED if fake.refuses else fake.answer(self.command, url.path, query, json.loads(given or b"{}"))
                body = json.dumps({"message": "403 Forbidden"} if answer is REFUSED else answer).encode()
                self.send_response(403 if answer is REFUSED else 200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = _answer  # noqa: N815 - names of the standard library

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, method: str, path: str, query: dict[str, str], given: dict[str, Any]) -> object:
        for pattern, function in self.routes():
            if (found := re.fullmatch(pattern, f"{method} {path}")) is not None:
                return function(query, given, *map(int, found.groups()))
        raise AssertionError(f"this fake does not answer {method} {path}")

    def routes(self) -> list[tuple[str, Callable[..., object]]]:
        raise NotImplementedError

    def _paged(self, elements: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
        size = int(query.get("limit") or query.get("per_page") or 20)
        return elements[(int(query.get("page", "1")) - 1) * size :][:size]


def _find(elements: list[dict[str, Any]], key: str, number: int) -> dict[str, Any]:
    return next(one for one in elements if one[key] == number)


class FakeForgejo(FakeForge):
    """A fake Forgejo."""

    def routes(self) -> list[tuple[str, Callable[..., object]]]:
        base = "/api/v1/repos/example/llmnotes"
        return [
            (f"GET {base}/pulls", lambda query, _: self._paged([one for one in self.pulls if one["state"] == query["state"]], query)),
            (f"POST {base}/pulls", self._open_pull),
            (rf"PATCH {base}/pulls/(\d+)", lambda _, given, number: _set(self.pulls, "number", number, given)),
            (f"GET {base}/issues", lambda query, _: self._paged([one for one in self.issues if query["labels"] in _names(one)], query)),
            (f"POST {base}/issues", self._open_issue),
            (rf"PATCH {base}/issues/(\d+)", lambda _, given, number: _set(self.issues, "number", number, given)),
            (rf"GET {base}/issues/(\d+)/comments", lambda _, __, number: [one for one in self.comments if one["issue"] == number]),
            (rf"POST {base}/issues/(\d+)/comments", self._comment),
            (rf"PATCH {base}/issues/comments/(\d+)", lambda _, given, number: _set(self.comments, "id", number, given)),
            (f"GET {base}/labels", lambda query, _: self._paged(self.labels, query)),
            (f"POST {base}/labels", self._add_label),
        ]

    def _open_pull(self, _: object, given: dict[str, Any]) -> dict[str, Any]:
        head = {"ref": given["head"], "repo": {"full_name": "example/llmnotes"}}
        self.pulls.append({**given, "head": head, "number": 500 + len(self.pulls), "state": "open"})
        return self.pulls[-1]

    def _open_issue(self, _: object, given: dict[str, Any]) -> dict[str, Any]:
        labels = [_find(self.labels, "id", label) for label in given["labels"]]
        self.issues.append({**given, "labels": labels, "number": 900 + len(self.issues), "state": "open", "user": OWN})
        return self.issues[-1]

    def _comment(self, _: object, given: dict[str, Any], number: int) -> dict[str, Any]:
        self.comments.append({**given, "id": len(self.comments) + 1, "issue": number, "user": OWN})
        return self.comments[-1]

    def _add_label(self, _: object, given: dict[str, Any]) -> dict[str, Any]:
        self.labels.append({**given, "id": len(self.labels) + 1})
        return self.labels[-1]


class FakeGitLab(FakeForge):
    """A fake GitLab."""

    def routes(self) -> list[tuple[str, Callable[..., object]]]:
        base = "/api/v4/projects/example%2Fllmnotes"
        return [
            ("GET /api/v4/user", lambda _, __: OWN),
            (f"GET {base}/merge_requests", self._pulls),
            (f"POST {base}/merge_requests", self._open_pull),
            (rf"PUT {base}/merge_requests/(\d+)", lambda _, given, number: _set(self.pulls, "iid", number, given)),
            (
                rf"GET {base}/merge_requests/(\d+)/notes",
                lambda query, _, number: self._paged([one for one in self.comments if one["issue"] == number], query),
            ),
            (rf"POST {base}/merge_requests/(\d+)/notes", self._comment),
            (rf"PUT {base}/merge_requests/\d+/notes/(\d+)", lambda _, given, number: _set(self.comments, "id", number, given)),
            (f"GET {base}/issues", lambda query, _: self._paged([one for one in self.issues if query["labels"] in one["labels"]], query)),
            (f"POST {base}/issues", self._open_issue),
            (rf"PUT {base}/issues/(\d+)", lambda _, given, number: _set(self.issues, "iid", number, given)),
            (rf"POST {base}/issues/(\d+)/notes", self._comment),
        ]

    def _pulls(self, query: dict[str, str], _: object) -> list[dict[str, Any]]:
        found = [one for one in self.pulls if (one["source_branch"], one["state"]) == (query["source_branch"], query["state"])]
        return self._paged(found, query)

    def _open_pull(self, _: object, given: dict[str, Any]) -> dict[str, Any]:
        self.pulls.append({**given, "iid": 500 + len(self.pulls), "state": "opened", "source_project_id": 1, "target_project_id": 1})
        return self.pulls[-1]

    def _open_issue(self, _: object, given: dict[str, Any]) -> dict[str, Any]:
        self.issues.append({**given, "labels": given["labels"].split(","), "iid": 900 + len(self.issues), "state": "opened", "author": OWN})
        return self.issues[-1]

    def _comment(self, _: object, given: dict[str, Any], number: int) -> dict[str, Any]:
        self.comments.append({**given, "id": len(self.comments) + 1, "issue": number, "author": OWN})
        return self.comments[-1]


def _names(issue: dict[str, Any]) -> list[str]:
    return [label["name"] for label in issue["labels"]]


def _set(elements: list[dict[str, Any]], key: str, number: int, given: dict[str, Any]) -> dict[str, Any]:
    """Change an element as the code host does for a request."""
    one = _find(elements, key, number)
    event = given.pop("state_event", None)
    one.update(given | ({"state": "closed" if event == "close" else "opened"} if event else {}))
    return one
