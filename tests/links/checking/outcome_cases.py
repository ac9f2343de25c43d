"""List answers of servers with the outcomes that the link check must give them. The table in docs/about/link-outcomes.md and its tests use this list.

python tests/links/checking/outcome_cases.py > docs/about/link-outcomes.md
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import gzip
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from loopback import RESET, Loopback, Names, aside, client_context, page, reply

from llmnotes.links.checking.visit import Conditions, visit
from llmnotes.links.limits import Limits
from llmnotes.web.fetch.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmnotes.links.check import Check

NOW = datetime.datetime(2026, 11, 1, 4, tzinfo=datetime.UTC)
NAMES: Mapping[str, str | list[str] | BaseException] = {
    **dict.fromkeys(["good.test", "expired.test", "other.test", "nobody.test", "www.good.test"], "127.0.0.1"),
    "lazy.test": socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
    "metadata.test": "169.254.169.254",
}
LONG = "<p>" + "Words of a long page. " * 40
BR = bytes.fromhex("0b0e803c7469746c653e4120706167653c2f7469746c653e3c703e776f72647303")
ZSTD = bytes.fromhex("28b52ffd0458e900003c7469746c653e4120706167653c2f7469746c653e3c703e776f726473b5eb9dde")
"""The page `<title>A page</title><p>words`, compressed in advance, so that the tests need no compression programs. Chromium accepts these encodings only over TLS."""


@dataclasses.dataclass(frozen=True)
class Case:
    """A link, the answers of its server, and the outcome that the link must have."""

    title: str
    """A description of the server's answer."""
    expected: str
    """The outcome, followed by a slash and the detail if there is one."""
    routes: tuple[tuple[str, Any], ...] = ()
    """Pairs of a path and the steps of the server's answer to it."""
    path: str = "/a/page"
    host: str = "good.test"
    url: str = ""
    """The URL of the link; empty if the link is the first path of `routes` at the test server."""
    is_private_refused: bool = False


def case(title: str, expected: str, *steps: Any, more: dict[str, Any] | None = None, **rest: Any) -> Case:
    """Return a case with one path, to which the server answers by `steps`. `more` has the answers to other paths."""
    path = str(rest.get("path", "/a/page")).partition("#")[0].partition("?")[0]
    routes = ((path, steps),) if steps else ()
    return Case(title, expected, routes=(*routes, *((where, (answer,)) for where, answer in (more or {}).items())), **rest)


def head_lies(asked: Any) -> list[Any]:
    return [reply(405)] if asked.method == "HEAD" else [reply(200, b"%PDF", content_type="application/pdf")]


def head_says(answer: bytes) -> Any:
    """Return a function that answers HEAD with `answer`, and GET with a PDF."""
    return lambda asked: [answer] if asked.method == "HEAD" else [reply(200, b"%PDF", content_type="application/pdf")]


def head_redirects(location: str) -> Any:
    return head_says(reply(302, location=location))


def with_login(path: str) -> Any:
    """Return a redirect to a path on the same host. The address of the redirect has a user name and a password."""
    return lambda asked: [reply(302, location=f"//user:word@{asked.headers['host']}{path}")]


def raw(status_line: str, *headers: str, body: str = "<title>A page</title><p>" + "words " * 60) -> bytes:
    """Return the bytes of an answer. In headers, N is replaced with the length of the body."""
    lines = [status_line, "Content-Type: text/html", *(header.replace("N", str(len(body))) for header in headers)]
    return "\r\n".join([*lines, "", body]).encode("latin-1")


def behind_a_cookie(asked: Any) -> list[Any]:
    """Return an answer: a page if the request has a cookie, otherwise a redirect that sets a cookie."""
    if "seen=1" in asked.headers.get("cookie", ""):
        return [page()]
    return [reply(302, location=f"/a/page?check={asked.target.count('1') + 1}1", set_cookie="seen=1; Path=/")]


def refreshing_until_a_cookie(status: int) -> Any:
    """Return a function that answers a request without a cookie with `status`, a cookie and a refresh to the same address, and a request with the cookie with a page.

    Answers to other addresses have the same refresh, but the cookie opens only this page.
    """

    def answer(asked: Any) -> list[Any]:
        if "seen=1" in asked.headers.get("cookie", ""):
            return [page()]
        return [reply(status, f"<meta http-equiv=refresh content='0; url={asked.target}'>", set_cookie="seen=1; Path=/")]

    return answer


def refreshing(to: str, status: int = 200, more: str = "") -> bytes:
    """Return a page with an immediate refresh. `more` is the HTML before the refresh."""
    return reply(status, f"<title>A</title>{more}<meta http-equiv=refresh content='0; url={to}'>{LONG}")


def refreshes(count: int) -> dict[str, Any]:
    """Return answers to `count` paths from /way/1 on. Each page loads the next page by a refresh; the last page has no refresh."""
    return {f"/way/{number}": refreshing(f"/way/{number + 1}") for number in range(1, count)} | {f"/way/{count}": page()}


def long_way(count: int) -> dict[str, Any]:
    """Return answers to `count` paths from /way/1 on. Each path redirects to the next path; the last path is a page."""
    return {f"/way/{number}": reply(302, location=f"/way/{number + 1}") for number in range(1, count)} | {f"/way/{count}": page()}


CASES = (
    case("a page", "ok", page()),
    case("a page in Shift_JIS", "ok", reply(200, "<title>日本語の題</title>".encode("cp932"), content_type="text/html; charset=Shift_JIS")),
    case("204 No Content", "ok", reply(204)),
    case("205 Reset Content, with the body of an error page", "ok", reply(205, "<title>404 Not Found</title>")),
    case("a PDF", "ok", reply(200, b"%PDF", content_type="application/pdf"), path="/a.pdf"),
    case("a PDF whose server answers HEAD with 405", "ok", head_lies, path="/b.pdf"),
    case("a PDF whose server redirects HEAD in a circle", "ok", head_redirects("/c.pdf"), path="/c.pdf"),
    case("a PDF whose server redirects HEAD to a port that is not used for HTTP", "ok", head_redirects("//good.test:22/"), path="/c.pdf"),
    case("a PDF whose server redirects HEAD to a host that does not exist", "ok", head_redirects("//nothing.test/"), path="/c.pdf"),
    case("a PDF whose server answers HEAD with 300", "ok", head_says(reply(300)), path="/c.pdf"),
    case("301 to another page", "moved", reply(301, location="/new/page"), more={"/new/page": page()}),
    case("308, then 301", "moved", reply(308, location="/b"), more={"/b": reply(301, location="/c/d"), "/c/d": page()}),
    case("302 to another page", "ok", reply(302, location="/new/page"), more={"/new/page": page()}),
    case("301, then 302", "ok", reply(301, location="/b"), more={"/b": reply(302, location="/c/d"), "/c/d": page()}),
    case("301 with a session in its address", "ok", reply(301, location="/new/page?PHPSESSID=1"), more={"/new/page": page()}),
    case("301 to a login", "blocked/login", reply(301, location="/login?next=%2Fa"), more={"/login": page("Log in")}),
    case("404", "gone/404", reply(404)),
    case("410", "gone/410", reply(410)),
    case("a host that does not exist", "gone/nxdomain", url="http://nothing.test/"),
    case("301 to a missing page", "gone/404", reply(301, location="/gone")),
    case("401", "blocked/401", reply(401)),
    case("403", "blocked/403", reply(403)),
    case("999", "blocked/999", reply(999)),
    case("403 with Cloudflare's challenge", "blocked/cf-mitigated", reply(403, cf_mitigated="challenge")),
    case("503 with a captcha", "blocked/riddle", reply(503, "<title>Just a moment...</title>")),
    case("202 of Amazon's wall against bots", "blocked/waf", reply(202, x_amzn_waf_action="challenge")),
    case("403 of a file storage", "unsure/storage", reply(403, "<Error><Code>AccessDenied</Code></Error>", content_type="application/xml")),
    case("429", "rate-limited/429", reply(429, retry_after="6")),
    case("500", "server-error/500", reply(500)),
    case("503", "server-error/503", reply(503)),
    case("451", "unsure/451", reply(451)),
    case("no answer in time", "timeout", 9.0),
    case("a slow answer whose status comes first", "ok", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", b"a", 9.0),
    case("headers that do not end in time", "timeout", b"HTTP/1.1 200 OK\r\n", 9.0),
    case("a port on which no server listens", "refused", url="http://good.test:9/".replace(":9/", ":65000/")),
    case("the connection is reset", "reset", RESET),
    case("an answer that is not HTTP", "unsure/http", b"220 smtp.example.org ESMTP\r\n\r\n"),
    case("a page without a status line and headers (HTTP/0.9)", "unsure/http", b"<title>A page</title><p>words</p>"),
    case("a status line of Shoutcast", "unsure/http", raw("ICY 200 OK")),
    case("two empty lines before the status line", "ok", b"\r\n\r\n", 0.1, raw("HTTP/1.1 200 OK", "Content-Length: N")),
    case("a null character in a header", "unsure/http", raw("HTTP/1.1 200 OK", "X-A: a\0b", "Content-Length: N")),
    case("a null character in the address of a redirect", "unsure/http", raw("HTTP/1.1 302 Found", "Location: /o\0k", "Content-Length: 0", body="")),
    case("headers of 70 KB", "unsure/headers", b"HTTP/1.1 200 OK\r\nx: " + b"a" * 70_000 + b"\r\n\r\n"),
    case("an expired certificate", "tls-expired", url="https://expired.test:{tls}/"),
    case("a certificate of another host", "tls-wrong-host", url="https://other.test:{tls}/"),
    case("a certificate of an unknown authority", "tls-untrusted", url="https://nobody.test:{tls}/"),
    case("no TLS at an https address", "tls-failed", url="https://good.test:{plain}/"),
    case("name servers that do not answer", "dns", url="http://lazy.test/"),
    case("a redirect to itself", "loop", reply(302, location="/a/page")),
    case("a redirect to itself that sets a cookie", "unsure/cookies", reply(302, location="/a/page", set_cookie="seen=1")),
    case("redirects that do not end", "loop/long", lambda asked: [reply(302, location=f"{asked.target.partition('?')[0]}?{asked.target.count('x') * 'x'}x")]),
    case("a redirect that sets a cookie and changes its own address", "ok", behind_a_cookie),
    case("19 redirects", "ok", reply(302, location="/way/1"), more=long_way(19)),
    case("20 redirects", "unsure/redirects", reply(302, location="/way/1"), more=long_way(20)),
    case("21 redirects", "loop/long", reply(302, location="/way/1"), more=long_way(21)),
    case("the same length twice", "ok", raw("HTTP/1.1 200 OK", "Content-Length: N", "Content-Length: N"), RESET),
    case("the same length twice in one line", "ok", raw("HTTP/1.1 200 OK", "Content-Length: N, N"), RESET),
    case("two lengths", "unsure/http", raw("HTTP/1.1 200 OK", "Content-Length: N", "Content-Length: 7"), 0.1, RESET),
    case("a negative length", "ok", raw("HTTP/1.1 200 OK", "Content-Length: -1"), 0.1, RESET),
    case("a length that is not a number", "ok", raw("HTTP/1.1 200 OK", "Content-Length: aaah"), 0.1, RESET),
    case("a space before a header's colon", "ok", raw("HTTP/1.1 200 OK", "X-A : 1", "Content-Length: N")),
    case("a header line without a colon", "ok", raw("HTTP/1.1 200 OK", "nonsense", "Content-Length: N")),
    case("a header that continues on the next line", "ok", raw("HTTP/1.1 200 OK", "X-A: 1", "  2", "Content-Length: N")),
    case("a status line in lower case", "ok", raw("http/1.1 200 OK", "Content-Length: N")),
    case("a status line without a phrase", "ok", raw("HTTP/1.1 200", "Content-Length: N")),
    case("a status that is not a number", "unsure/http", raw("HTTP/1.1 OK", "Content-Length: N")),
    case("300 headers", "ok", raw("HTTP/1.1 200 OK", *(f"X-{number}: {number}" for number in range(300)), "Content-Length: N")),
    case("lines that end without carriage returns", "ok", raw("HTTP/1.1 200 OK", "Content-Length: N").replace(b"\r\n", b"\n")),
    case("a redirect with a body after a length of 0", "ok", raw("HTTP/1.1 302 Found", "Location: /ok", "Content-Length: 0"), more={"/ok": page()}),
    case("a page that is longer than its stated length", "ok", raw("HTTP/1.1 200 OK", "Content-Length: 40")),
    case("a page in chunks, with more data after the last one", "ok", raw("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", body="5\r\nwords\r\n0\r\n\r\nmore of it")),
    case("an answer in HTTP/2", "unsure/http2", b"\0\0\x12\x04\0\0\0\0\0" + b"\0" * 18),
    case("the same address twice in a redirect", "ok", raw("HTTP/1.1 302 Found", "Location: /ok", "Location: /ok", "Content-Length: 0", body=""), more={"/ok": page()}),
    case("two addresses in one redirect", "unsure/redirect", raw("HTTP/1.1 302 Found", "Location: /ok", "Location: /b", "Content-Length: 0", body=""), more={"/ok": page()}),
    case("a redirect in raw bytes of Shift_JIS", "ok", raw("HTTP/1.1 302 Found", "Location: /\x93\xfa", "Content-Length: 0", body=""), more={"/%93%FA": page()}),
    case("a redirect in raw bytes of Latin-1", "ok", raw("HTTP/1.1 302 Found", "Location: /\xe9/x", "Content-Length: 0", body=""), more={"/%E9/x": page()}),
    case("a page compressed by br, without a request for it", "ok", reply(200, BR, content_encoding="br"), url="https://good.test:{tls}/a/page#missing"),
    case("a page compressed by zstd, without a request for it", "ok", reply(200, ZSTD, content_encoding="zstd"), url="https://good.test:{tls}/a/page#missing"),
    case("a page compressed by gzip twice", "ok", reply(200, gzip.compress(gzip.compress(b"words")), content_encoding="gzip, gzip"), path="/a/page#missing"),
    case("a page whose gzip data is cut off", "ok", reply(200, gzip.compress(LONG.encode())[:-20], content_encoding="gzip"), path="/a/page#missing"),
    case("a page in an unknown encoding", "fragment-missing", reply(200, f"<title>A</title>{LONG}", content_encoding="utf-8"), path="/a/page#missing"),
    case("an immediate refresh to another page", "ok", page("A", "<meta http-equiv=refresh content='0; url=/b'>"), more={"/b": page()}),
    case("an immediate refresh to a missing page", "gone/404", page("A", "<meta http-equiv=Refresh content='0;URL=\"/b\"'>")),
    case("an immediate refresh to a missing page, by a header", "gone/404", page(refresh="0; url=/b")),
    case("an immediate refresh relative to the base address of the page", "ok", refreshing("page", more="<base href=/sub/>"), more={"/sub/page": page()}),
    case("an immediate refresh after one that takes 10 minutes", "gone/404", refreshing("/b", more="<meta http-equiv=refresh content=600>")),
    case("an immediate refresh to a missing page, in UTF-16", "gone/404", reply(200, "<meta http-equiv=refresh content='0; url=/b'>".encode("utf-16"), content_type="text/html; charset=utf-16")),
    case("404 with an immediate refresh to a page", "ok", refreshing("/b", 404), more={"/b": page()}),
    case("410 with an immediate refresh to a page, by a header", "ok", reply(410, refresh="0; url=/b"), more={"/b": page()}),
    case("404 with an immediate refresh to a missing page", "gone/404", refreshing("/b", 404)),
    case("404 with an immediate refresh to a page to which each missing address leads", "soft-404/sibling", refreshing("/b", 404), more={"/b": page(), "/a/0": refreshing("/b", 404)}),
    case("404 with a cookie and an immediate refresh to the same address, which then opens", "ok", refreshing_until_a_cookie(404)),
    case("503 with a cookie and an immediate refresh to the same address, which then opens", "ok", refreshing_until_a_cookie(503)),
    case("404 with an immediate refresh to the same address", "gone/404", refreshing("/a/page", 404)),
    case("12 redirects, an immediate refresh, and 12 redirects", "ok", reply(302, location="/way/1"), more=long_way(12) | {"/way/12": refreshing("/on/1")} | {f"/on/{number}": reply(302, location=f"/on/{number + 1}") for number in range(1, 13)} | {"/on/13": page()}),
    case("10 immediate refreshes", "ok", refreshing("/way/1"), more=refreshes(10)),
    case("11 immediate refreshes", "unsure/refreshes", refreshing("/way/1"), more=refreshes(11)),
    case("pages that load each other by refreshes and redirects", "ok", refreshing("/b"), more={"/b": reply(302, location="/a/page")}),
    case("a refresh to another page after 5 seconds", "ok", page("A", "<meta http-equiv=refresh content='5; url=/b'>")),
    case("an immediate refresh to the same page", "ok", page("A", f"<meta http-equiv=refresh content='0; url=/a/page'>{LONG}")),
    case("a meta element with the name refresh, and a missing part", "fragment-missing", page("A", f"<meta name=refresh content='0; url=/b'>{LONG}"), path="/a/page#missing"),
    case("a redirect to a script", "unsure/redirect", reply(302, location="javascript:alert(1)")),
    case("a redirect with a user name and a password", "ok", with_login("/b"), more={"/b": page()}),
    case("a redirect to itself with a user name and a password", "blocked/login", with_login("/a/page")),
    case("200 with the title 404 Not Found", "soft-404/title", page("404 Not Found | Example")),
    case("200 with the title ページが見つかりません", "soft-404/title", page("ページが見つかりません - 例")),
    case("200 with the title of an article about error pages", "ok", page("404 Not Foundエラーの原因と対処法")),
    case("a redirect to the home page, as from every address", "soft-404/home", reply(302, location="/"), more={"/": page("Home"), "/a/0": reply(302, location="/")}),
    case("a redirect to the home page, from this address only", "ok", reply(302, location="/"), more={"/": page("Home")}),
    case("a redirect to the error page", "soft-404/redirect", reply(302, location="/404.html"), more={"/404.html": page("Oops")}),
    case("a page that every address shows", "soft-404/sibling", page("Example", "<h1>Page not found</h1>"), more={"/a/0": page("Example", "<h1>Page not found</h1>")}),
    case("a parked domain", "soft-404/parked", page("good.test", "This domain is for sale. <script src='https://sedoparking.com/x.js'></script>")),
    case("a part that exists", "ok", page("A", f"<h2 id='論文'>x</h2>{LONG}"), path="/a/page#%E8%AB%96%E6%96%87"),
    case("a named anchor", "ok", page("A", f"<a name='old'>x</a>{LONG}"), path="/a/page#old"),
    case("a missing part", "fragment-missing", page("A", LONG), path="/a/page#missing"),
    case("a part of a page that a script makes", "ok", page("A", "<div id=app></div><script src=app.js></script>"), path="/a/page#missing"),
    case("a text fragment that exists", "ok", page("A", f"{LONG}最後の <b>言葉</b>"), path="/a/page#:~:text=Words%20of,%E6%9C%80%E5%BE%8C"),
    case("a missing text fragment", "fragment-missing", page("A", LONG), path="/a/page#:~:text=absent"),
    case("a part of a page that is longer than 1 MiB", "ok", reply(200, b"<title>A</title><p>" + b"words " * 200_000), path="/a/page#missing"),
    case("200 KB that decompress to 200 MB", "ok", reply(200, gzip.compress(b"\0" * 200_000_000), content_encoding="gzip")),
    case("a host name with the address 127.0.0.1", "rejected", page(), is_private_refused=True),
    case("a host name with the private address 169.254.169.254", "rejected", url="http://metadata.test/", is_private_refused=True),
    case("a port that is not used for HTTP", "rejected", url="http://good.test:22/"),
)  # fmt: skip


def found(one: Case, *, tls: bool = False) -> Check:
    """Check the link of a case with a server on loopback and the real transport, and return the result."""

    async def ask(server: Loopback) -> Check:
        for path, steps in one.routes:
            server.route(path, *steps)
        url = one.url.format(tls=server.tls_port, plain=server.port) or server.url(one.path, one.host, tls=tls)
        context = client_context()
        async with Transport(allow_private=not one.is_private_refused, resolver=Names(NAMES), ssl_context=context) as transport:
            checks = await visit(
                url.partition("#")[0], [url], transport, Conditions(limits=Limits(timeout=3.0), time=NOW, token=lambda: "0")
            )
        return checks[0]

    with Loopback() as server:
        return aside(lambda: asyncio.run(ask(server)))


def table() -> str:
    """Return the text of docs/about/link-outcomes.md."""
    rows = [f"| {one.title} | {one.expected.partition('/')[0]} | {one.expected.partition('/')[2]} |" for one in CASES]
    return "\n".join([_HEAD, *rows, ""])


_HEAD = """\
# What a link check finds

[The manual](README.md)

The tests check each row with a real server, and every third row over TLS, too. An outcome is the result of one check; [the history of a link](links.md) decides whether the link is
dead. `tests/links/checking/outcome_cases.py` makes this table, and [another table](links-in-a-browser.md) shows what Chromium does with most of these answers.

| The server's answer | Outcome | Detail |
|---|---|---|"""

if __name__ == "__main__":
    sys.stdout.write(table())
