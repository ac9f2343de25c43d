"""What a page's HTML tells: its title, its parts, and whether it is an error page or a parked domain in disguise."""

from __future__ import annotations

import codecs
import dataclasses
import functools
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from llmnotes.fetch.answer import Answer

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BROWSERS_READ = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "euc-kr": "cp949",
}
"""Labels that browsers read as more than they say: https://encoding.spec.whatwg.org/#names-and-labels."""


def text_of(answer: Answer) -> str:
    """A body as text: by its byte order mark, else by the header, else by its own word, else UTF-8. What isn't of that encoding is replaced."""
    body = answer.body
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    stated = re.search(r"charset\s*=\s*[\"']?([\w:.-]+)", answer.headers.get("content-type", ""), re.IGNORECASE)
    found = _CHARSET.search(body[:4096])
    label = (stated[1] if stated else found[1].decode("ascii") if found else "utf-8").lower()
    try:
        return body.decode(_BROWSERS_READ.get(label, label), "replace")
    except (LookupError, UnicodeError):  # some of Python's codecs are none of text, or can't replace
        return body.decode("utf-8", "replace")


def is_html(answer: Answer) -> bool:
    """Whether a browser would show the body as a page."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in {"text/html", "application/xhtml+xml"} or (not kind and b"<html" in answer.body[:1024].lower())


@dataclasses.dataclass(frozen=True)
class Page:
    """A page as its bytes are, before any script."""

    html: str
    cut: bool = False
    """Whether the page goes on where this ends."""

    @classmethod
    def of(cls, answer: Answer) -> Page:
        """The page in an answer."""
        return cls(text_of(answer), answer.cut)

    @functools.cached_property
    def _shown(self) -> LexborHTMLParser:
        """The page without what isn't shown. One tree for all that is read of every page: most of a check's work is here."""
        tree = LexborHTMLParser(self.html)
        tree.strip_tags(["script", "style", "template", "noscript"])
        return tree

    @functools.cached_property
    def title(self) -> str:
        """On one line; empty if it has none."""
        node = self._shown.css_first("title")
        return " ".join(node.text(deep=True).split()) if node else ""

    @functools.cached_property
    def heading(self) -> str:
        """Its first `h1`, on one line."""
        node = self._shown.css_first("h1")
        return " ".join(node.text(deep=True).split()) if node else ""

    @functools.cached_property
    def parts(self) -> frozenset[str]:
        """What a fragment may name: every id, and the name of every anchor."""
        tree = LexborHTMLParser(self.html)  # all of it: what isn't shown may be named too
        ids = {node.attributes.get("id") for node in tree.css("[id]")}
        names = {node.attributes.get("name") for node in tree.css("a[name]")}
        return frozenset(part for part in ids | names if part)

    @functools.cached_property
    def words(self) -> str:
        """All it shows, folded: NFKC, without case, each row of white space one space."""
        body = self._shown.body
        return _folded(body.text(deep=True, separator=" ")) if body else ""

    @property
    def is_made_by_script(self) -> bool:
        """Whether what it shows only comes with its scripts, so that its parts can't be seen here."""
        return len(self.words) < _FEW_WORDS and "<script" in self.html.lower()

    def has(self, fragment: str) -> bool:
        """Whether the page has the part that a fragment (without `#`) names. True where that can't be told from its bytes."""
        if self.cut or self.is_made_by_script:
            return True
        element, directive, texts = fragment.partition(":~:")
        decoded = unquote(element)
        if element and not (
            {element, decoded, f"user-content-{decoded}"} & self.parts or decoded.lower() == "top" or _ROUTE.match(decoded)
        ):
            return False
        return not directive or any(self._has_text(text.removeprefix("text=")) for text in texts.split("&") if text.startswith("text="))

    def _has_text(self, directive: str) -> bool:
        """A text fragment, `prefix-,start,end,-suffix`: https://wicg.github.io/scroll-to-text-fragment/#syntax."""
        parts = [part for part in directive.split(",") if not (part.endswith("-") or part.startswith("-"))]
        at = 0
        for part in parts:
            found = self.words.find(_folded(unquote(part)), at)
            if found < 0:
                return False
            at = found + 1
        return True


_FEW_WORDS = 200
"""Characters: a page that shows fewer before its scripts run is made by them."""
_ROUTE = re.compile(r"[/!]|L\d+|(page|t|zoom|view|xywh)=|slide=", re.IGNORECASE)
"""Fragments that a page's script or a viewer reads: routes, lines, times."""

_NOT_FOUND = re.compile(
    r"""(?xi)
    ^\W*(?:error\W*|http\W*)?404(?:\W*$|\W+(?:error|エラー|not\ found|page\ not\ found|file\ not\ found|ページ|お探し|ご指定|指定))
    | ^\W*(?:page|file|document|content|article|post|site|user|item|sorry,?\ (?:this|the|that)\ page|(?:this|the|that)\ page)
        \W+(?:(?:was|is|can(?:'|’)?t\ be|cannot\ be|could\ not\ be|does(?:\ not|n(?:'|’)t)|no\ longer|has\ been)\W+)?(?:not\ found|found|exist|available|removed|deleted)\b
    | ^\W*not\ found\W*(?:$|[|｜:\-–—])
    | (?:ページ|記事|ファイル|コンテンツ|お探しのもの|ユーザー?)[はがを]\W*(?:見つかりません|みつかりません|見つける|存在しません|存在しない|ありません|削除されました|表示できません)
    | お探しの(?:ページ|記事)
    | (?:この|指定された|ご指定の|該当の|該当する)(?:ページ|記事|URL)[はがも]?\W*(?:見つかり|存在|ありません|削除|公開されて|終了)
    | ^\W*(?:页面不存在|页面未找到|找不到页面|página\ no\ encontrada|seite\ nicht\ gefunden|page\ (?:introuvable|non\ trouvée)|페이지를\ 찾을\ 수)
    """
)
_ABOUT_ERRORS = re.compile(
    r"(?i)原因|対処|解決|方法|とは|解説|設定|作り方|how\s+to|what\s+is|fix(?:ing|ed)?\b|guide|tutorial|explained|design|example|best|custom|handling|why"
)
"""Pages about error pages are none."""

_PARKED = (
    "sedoparking.com", "parkingcrew.net", "bodis.com", "hugedomains.com", "dan.com/buy-domain", "afternic.com/forsale", "undeveloped.com", "above.com/marketplace",
    "d38psrni17bvxu.cloudfront.net", "window.park =", "domain_profile.php?domain", "this domain is for sale", "this domain may be for sale", "buy this domain",
    "the domain has expired", "domain is parked", "このドメインは現在使用されておりません", "このドメインは、お名前.com", "お名前.comで取得されています", "value-domain.com/webadv",
)  # fmt: skip
"""Words of parking services in a page's source. A page that shows much besides is about them."""


def looks_missing(page: Page) -> bool:
    """Whether a page says in its title, or having none in its heading, that what was asked for isn't there."""
    return says_missing(page.title or page.heading)


def says_missing(text: str) -> bool:
    """Whether a title, or a page's first words, say that what was asked for isn't there."""
    said = unicodedata.normalize("NFKC", text)
    return bool(_NOT_FOUND.search(said)) and not _ABOUT_ERRORS.search(said)


def looks_parked(page: Page) -> bool:
    """Whether a page only offers its domain for sale."""
    if len(page.words) >= 4 * _FEW_WORDS:
        return False
    source = page.html[:200_000].lower()
    return any(mark in source for mark in _PARKED)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
