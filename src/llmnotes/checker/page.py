"""An answer's body as a page: its words, and whether it has the part that a fragment names."""

from __future__ import annotations

import codecs
import dataclasses
import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from llmnotes.checker import markup
from llmnotes.checker.markup import Markup, folded

if TYPE_CHECKING:
    from llmnotes.fetch.answer import Answer

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABELS = {
    **dict.fromkeys(["utf-8", "utf8", "unicode-1-1-utf-8"], "utf-8"),
    **dict.fromkeys(["shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "ms932", "windows-31j", "csshiftjis"], "cp932"),
    **dict.fromkeys(["euc-jp", "x-euc-jp", "eucjp"], "euc_jp"),
    **dict.fromkeys(["iso-2022-jp", "csiso2022jp"], "iso2022_jp"),
    **dict.fromkeys(["gb2312", "gbk", "x-gbk", "gb18030", "gb_2312-80"], "gb18030"),
    **dict.fromkeys(["big5", "big5-hkscs", "cn-big5", "x-x-big5"], "big5hkscs"),
    **dict.fromkeys(["euc-kr", "ks_c_5601-1987", "korean", "windows-949"], "cp949"),
    **dict.fromkeys(["iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252"], "cp1252"),
    **dict.fromkeys(["utf-16", "utf-16le"], "utf-16-le"),
    "utf-16be": "utf-16-be",
    **{f"iso-8859-{number}": f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-{number}": f"cp{number}" for number in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
    "koi8-r": "koi8_r", "koi8-u": "koi8_u",
}  # fmt: skip
"""What browsers read by a label: https://encoding.spec.whatwg.org/#names-and-labels. No other of Python's codecs: some take time by the square of the length."""
_UNLABELLED = ("utf-8", "iso2022_jp", "euc_jp", "cp932")
"""Tried on pages that say nothing. Text in Shift_JIS is hardly ever valid EUC-JP; the reverse is common."""
_FEW_WORDS = 200
"""Characters: a page that shows fewer before its scripts run is made by them."""
_READ_BY_SCRIPT = re.compile(r"[/!]|L\d+(?:C\d+)?(?:-|$)|(?:page|t|zoom|view|xywh|slide|gid|search|nameddest)=", re.IGNORECASE)
"""Fragments that a page's script or a viewer reads: routes, lines, times."""


def text_of(answer: Answer) -> str:
    """A body as text: by its byte order mark, else by the header, else by its own word, else by what it can be. What isn't of that encoding is replaced."""
    body = answer.body
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    stated = re.search(r"charset\s*=\s*[\"']?([\w:.-]+)", answer.headers.get("content-type", ""), re.IGNORECASE)
    found = _CHARSET.search(body[:4096])
    for label in (stated[1] if stated else "", found[1].decode("ascii") if found else ""):
        codec = _LABELS.get(label.lower())
        if codec:
            # A page that can say in ASCII that it is UTF-16 isn't: the standard has it read as UTF-8.
            return body.decode(codec if stated or not codec.startswith("utf-16") else "utf-8", "replace")
    return body.decode(_guessed(body), "replace")


def _guessed(body: bytes) -> str:
    for name in _UNLABELLED:
        try:
            # Not to its end, where a character may be cut in two.
            codecs.getincrementaldecoder(name)().decode(body)
        except UnicodeDecodeError:
            continue
        if name != "iso2022_jp" or b"\x1b$" in body:
            return name
    return "utf-8"


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
    def markup(self) -> Markup:
        """What stands in it."""
        return markup.read(self.html)

    @property
    def title(self) -> str:
        """On one line; where it has none, its first heading."""
        return self.markup.title or self.markup.heading

    @functools.cached_property
    def words(self) -> str:
        """All it shows, folded."""
        return folded(self.markup.text)

    @property
    def is_made_by_script(self) -> bool:
        """Whether what it shows only comes with its scripts, or on another page, so that it can't be seen here."""
        return self.markup.refreshes or (self.markup.has_script and len(self.words) < _FEW_WORDS)

    def has(self, fragment: str) -> bool:
        """Whether the page has the part that a fragment (without `#`) names. True where that can't be told from its bytes."""
        if self.cut or self.is_made_by_script:
            return True
        element, directive, texts = fragment.partition(":~:")
        if element and not self._has_element(element):
            return False
        wanted = [text.removeprefix("text=") for text in texts.split("&") if text.startswith("text=")]
        return not directive or not wanted or any(self._has_text(text) for text in wanted)

    def _has_element(self, element: str) -> bool:
        """https://html.spec.whatwg.org/#find-a-potential-indicated-element, and GitHub's prefix, which its script takes off."""
        decoded = unquote(element)
        encoded = quote(decoded, safe="")
        quietly = re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), encoded)
        names = {element, decoded, encoded, quietly, f"user-content-{decoded}"}
        return decoded.lower() == "top" or _READ_BY_SCRIPT.match(decoded) is not None or not names.isdisjoint(self.markup.parts)

    @functools.cached_property
    def _letters(self) -> str:
        """Its words without white space: an element's border may stand within a word, and tells nothing."""
        return self.words.replace(" ", "")

    def _has_text(self, directive: str) -> bool:
        """A text fragment, `prefix-,start,end,-suffix`: https://wicg.github.io/scroll-to-text-fragment/#syntax. Its texts stand in this order."""
        at = 0
        for part in directive.split(","):
            wanted = folded(unquote(part.removeprefix("-").removesuffix("-"))).replace(" ", "")
            found = self._letters.find(wanted, at)
            if found < 0:
                return False
            at = found + len(wanted)
        return True
