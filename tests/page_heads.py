"""Make HTML pages like those of the MkDocs theme, with the changes by `llmnotes.site.theme`, and parse the heads of such pages."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from llmnotes.model import Entry, Problem
from llmnotes.records.catalogue import Catalogue
from llmnotes.site.assemble import Site, frame_of
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.engine.page import Page
from llmnotes.site.publication.publication import Publication
from llmnotes.site.theme.outside_files import Requested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmnotes.site.theme.page_head import Frame

ENTRY = Entry(
    slug="2023-06-09-rag",
    title="検索で補う",
    url='https://e.example/?a=1&b="2"',
    date=datetime.date(2023, 6, 9),
    added=datetime.date(2023, 6, 20),
    tags=("LangChain",),
    lang="en",
    note="よい",
)
CONTENT = "<h1>題</h1><p>本文</p>"


def shell(content: str, *, head: str = "", foot: str = "") -> str:
    return f"""<!doctype html>
<html><head>
<meta charset="utf-8">
<link rel="canonical" href="https://list.example/x/"><title>t</title><link rel="stylesheet" href="assets/main.css">{head}
<script>scope=new URL("..",location)</script></head>
<body><header><nav>t</nav></header><main>{content}</main>{foot}<script id="__config" type="application/json">{{"base": ".."}}</script><script src="bundle.js"></script></body></html>"""


def frame(
    *,
    csp: Mapping[str, tuple[str, ...]] | None = None,
    site_url: str | None = "https://u.example/list/",
    requested: Requested | None = None,
    reported: list[Problem] | None = None,
) -> Frame:
    publication = Publication(
        catalogue=Catalogue([ENTRY]), taxonomy=None, name="読書ノート", language="ja", addresses=Addresses(), description="要約", site_url=site_url
    )  # fmt: skip
    problems: list[Problem] = [] if reported is None else reported
    return frame_of(Site(publication), csp=csp, requested=requested or Requested(), report=problems.append)


def page(**values: Any) -> Page:
    return Page(path="tags/x", title="題", description="", html=CONTENT, kind="tag")._replace(**values)


def framed(of: Page | None = None, html: str = "", **values: Any) -> Head:
    shown = of or page()
    return Head(frame(**values).around(html or shell(shown.html), shown, "tags/x/"))


class Head(HTMLParser):
    """The parsed head of a page: its elements `meta`, `link` and `script`, and the directives of its Content-Security-Policy."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.order: list[str] = []
        self.metas: dict[str, str] = {}
        self.links: list[dict[str, str | None]] = []
        self.scripts: list[tuple[str, str]] = []
        self._script: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.order.append(tag if tag != "meta" else str(values.get("http-equiv") or values.get("charset") or "meta"))
        if tag == "meta":
            self.metas[str(values.get("property") or values.get("name") or values.get("http-equiv"))] = values.get("content") or ""
        elif tag == "link":
            self.links.append(values)
        elif tag == "script":
            self._script = values.get("type") or ""

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.scripts.append((self._script, data))

    def handle_endtag(self, tag: str) -> None:
        self._script = None if tag == "script" else self._script

    @property
    def policy(self) -> dict[str, list[str]]:
        lines = self.metas["Content-Security-Policy"].split("; ")
        return {line.split()[0]: line.split()[1:] for line in lines}

    @property
    def json_ld(self) -> dict[str, Any]:
        (found,) = [text for type_, text in self.scripts if type_ == "application/ld+json"]
        graph: dict[str, Any] = json.loads(found)
        return graph


def sha(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
