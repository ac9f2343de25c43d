"""Read the title, the parts and the words of a page from its HTML, in one pass and without a tree.

A stranger's page may be made to exhaust its reader. Therefore the time grows no faster than the length of the page, which is at most 1 MiB. A tree can't be read so:
Lexbor takes 750 MB for 20 KB of unclosed `<b>` and `<p>`, as the standard requires, and minutes for a megabyte of `<div>`, while all other checks would wait.
"""

from __future__ import annotations

import dataclasses
import html
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+"""
"""Matches the attributes of a tag. A quote counts only after an equals sign."""
_TOKEN = re.compile(
    rf"""(?xsi)
      <!--(?:-?>|.*?(?:--!?>|\Z))
    | <(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>])(?P<raw_attributes>{_ATTRIBUTES})>
      (?P<content>.*?)(?:</(?P=raw)(?=[\s/>])[^>]*+>?|\Z)
    | <(?P<slash>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>{_ATTRIBUTES})>
    | <[!?/][^>]*+>
    | <[a-z!?/].*                # a tag without an end is not shown, and nothing follows it
    | (?P<text>(?:[^<]++|<(?![a-z!?/]))++)
    """
)
"""Cuts a page as browsers do, except for scripts in comments in scripts: https://html.spec.whatwg.org/#tokenization. Slow alternatives come last."""
_IDENTITY = re.compile(r"""(?i)(?:^|[\s/"'])(id|name)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++))""")
_HUGE_REFERENCE = re.compile(r"(?i)&#x?[0-9a-f]{8,};?")
"""Matches character references with more digits than Python reads. They stand for no character."""
_ATTRIBUTE = re.compile(r"""(?i)(?:^|[\s/"'])([a-z:-]+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++))""")
_SAYING = frozenset({"html", "meta", "link", "time", "script"})
_MANY, _FEW, _LONG = 200, 5, 65536
"""The most meta elements, the most other elements, and the most characters of one that are kept of a page's metadata."""
_MEDIA = frozenset({"img", "iframe", "frame", "object", "embed", "video", "audio", "canvas", "svg", "picture"})
_DRAWING, _UNSEEN, _ARTICLE, _BESIDE = "drawing", "unseen", "article", "beside"
_COUNTED = {
    "svg": _DRAWING, "template": _UNSEEN, "noscript": _UNSEEN, "article": _ARTICLE, "main": _ARTICLE, "nav": _BESIDE, "aside": _BESIDE,
}  # fmt: skip
"""The kinds of elements whose open ones are counted: drawings, elements that are not shown, articles, and elements beside them, such as navigation."""
_TYPED = frozenset({"textarea", "xmp"})
"""Elements of raw text whose content is shown."""
_BEFORE, _INSIDE, _AFTER = range(3)
"""The place of the reader: before, inside or after the first heading."""
_MARKED, _WORK, _PAGE, _NAVIGATION = range(4)
"""The place of a time element: marked as the day of publication, in an article, in neither an article nor navigation, or in navigation."""
_LINE = 1000
"""The number of characters of a title or a heading that are read."""
_PIECE = re.compile(r"(?s).{1,500}\S{0,100}")
"""Cuts a text into pieces, because the time for normalising grows with the square of the number of combining characters."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Markup:
    """The content of a page."""

    title: str
    """The title on one line; empty if the page has none."""
    heading: str
    """The first `h1` on one line."""
    parts: frozenset[str]
    """Every id, and the name of every anchor."""
    text: str
    """The text that the page shows without scripts, with its white space."""
    has_script: bool
    has_media: bool
    refreshes: bool
    """Whether the page loads another page, or itself again, after some time."""
    leads_to: str = ""
    """The address to which the page sends its readers at once, as written; empty if it sends them nowhere, or later."""
    lang: str = ""
    """The language that the root element names."""
    metas: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The first content of each meta element, by its name, property or itemprop in lower case."""
    canonical: str = ""
    """The address that the page names as its own."""
    times: tuple[str, ...] = ()
    """The `datetime` of the first time elements: those marked as the day of publication, then those of articles, and those of navigation last."""
    linked: tuple[str, ...] = ()
    """The texts of the JSON-LD scripts."""


def read(source: str) -> Markup:
    """Read a page. Any text can be read."""
    reader = _Reader()
    for token in _TOKEN.finditer(source):
        shown = token["text"]
        if shown is not None:
            reader.text(shown)
            continue
        name = (token["raw"] or token["name"] or "").lower()
        if not name:  # a comment or a declaration
            continue
        if token["slash"]:
            reader.end(name)
        else:
            reader.start(name, token["attributes"] or token["raw_attributes"] or "", token["content"] or "")
    return reader.markup()


_REFRESH = re.compile(r"""(?xsi)
    \s* (?: 0*(?:\.[\d.]*)? ) (?: \s*[;,]\s* | \s+ ) (?:url\s*=\s*)? (?: "([^"]*)"? | '([^']*)'? | (.*) )
    """)
"""Matches a refresh that leads to a page in less than a second: https://html.spec.whatwg.org/#attr-meta-http-equiv-refresh."""


def refresh_target(content: str) -> str:
    """Return the address to which a refresh leads at once, as written; empty if it leads nowhere, or later."""
    found = _REFRESH.fullmatch(content[:_REFRESH_LENGTH])
    return next((part.strip() for part in found.groups() if part), "") if found and content.strip()[:1] in set("0.") else ""


_REFRESH_LENGTH = 5000
"""The number of characters of a refresh that are read."""


class _Reader:
    """A page as far as it has been read.

    Invariants:
        - `_heading` holds the text of the first `h1` only: its end tag closes the heading for good.
        - `_open` counts the open elements of each kind in `_COUNTED`. No count is negative: an end tag without a start tag changes nothing.
        - `_title` is the content of the first `title` outside of drawings; None before it.
        - `_text` has a space for each tag, so that the words of two elements stay apart.

    """

    def __init__(self) -> None:
        self._title: str | None = None
        self._heading: list[str] = []
        self._heading_state = _BEFORE
        self._open = dict.fromkeys((_DRAWING, _UNSEEN, _ARTICLE, _BESIDE), 0)
        self._parts: set[str] = set()
        self._text: list[str] = []
        self._names: set[str] = set()
        self._refreshes = False
        self._leads_to = ""
        self._said = _Said()

    def text(self, shown: str) -> None:
        """Read text between two tags."""
        if not self._open[_UNSEEN]:
            self._text.append(shown)
            if self._heading_state == _INSIDE:
                self._heading.append(shown)

    def start(self, name: str, attributes: str, content: str) -> None:
        """Read a start tag, with the content of an element of raw text."""
        self._names.add(name)
        if name == "h1":
            if self._heading_state == _BEFORE:
                self._heading_state = _INSIDE
        elif name == "title":
            if self._title is None and not self._open[_DRAWING]:
                self._title = content
        elif name in _TYPED and not self._open[_UNSEEN]:
            self._text.append(content)
        if kind := _COUNTED.get(name):
            self._open[kind] += 1
        self._text.append(" ")
        if attributes:
            self._parts.update(_identities(name, attributes))
            self._refresh(name, attributes)
        if name in _SAYING:
            place = _NAVIGATION if self._open[_BESIDE] else _WORK if self._open[_ARTICLE] else _PAGE
            self._said.hear(name, attributes, content, place)

    def _refresh(self, name: str, attributes: str) -> None:
        if name != "meta" or self._open[_UNSEEN] or "refresh" not in attributes.lower():
            return
        said = {
            found[1].lower(): next((value for value in found.groups()[1:] if value is not None), "")
            for found in _ATTRIBUTE.finditer(attributes)
        }
        if said.get("http-equiv", "").strip().lower() == "refresh" and not self._refreshes:
            self._refreshes = True
            self._leads_to = refresh_target(unescaped(said.get("content", "")))

    def end(self, name: str) -> None:
        """Read an end tag."""
        if name == "h1" and self._heading_state == _INSIDE:
            self._heading_state = _AFTER
        if kind := _COUNTED.get(name):
            self._open[kind] = max(0, self._open[kind] - 1)
        self._text.append(" ")

    def markup(self) -> Markup:
        """Return the content of the page as far as it has been read."""
        said = self._said
        return Markup(
            title=_line(self._title or ""), heading=_line("".join(self._heading)), parts=frozenset(self._parts),
            text=unescaped("".join(self._text)), has_script="script" in self._names, has_media=not _MEDIA.isdisjoint(self._names),
            refreshes=self._refreshes, leads_to=self._leads_to, lang=said.lang, metas=said.metas, canonical=said.canonical, times=said.times(),
            linked=tuple(said.linked),
        )  # fmt: skip


class _Said:
    """The metadata of a page as far as it has been read; bounded."""

    def __init__(self) -> None:
        self.lang = self.canonical = ""
        self.metas: dict[str, str] = {}
        self._times: dict[int, list[str]] = {place: [] for place in (_MARKED, _WORK, _PAGE, _NAVIGATION)}
        self.linked: list[str] = []

    def times(self) -> tuple[str, ...]:
        """Return the dates of time elements, the likeliest day of publication first."""
        return tuple(time for found in self._times.values() for time in found)

    def hear(self, name: str, attributes: str, content: str, place: int) -> None:
        """Read an element: its name, its attributes, its content if that is raw text, and its place in the page."""
        given = {found[1].lower(): _line(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(attributes[:_LONG])}
        if name == "meta" and len(self.metas) < _MANY:
            key = given.get("property") or given.get("name") or ("" if place == _NAVIGATION else given.get("itemprop", ""))
            if key and given.get("content"):
                self.metas.setdefault(key.lower(), given["content"])
        elif name == "html":
            self.lang = self.lang or given.get("lang", "")
        elif name == "link" and "canonical" in given.get("rel", "").lower().split():
            self.canonical = self.canonical or given.get("href", "")
        elif name == "time" and given.get("datetime"):
            marked = place != _NAVIGATION and given.get("itemprop", "").lower() == "datepublished"
            times = self._times[_MARKED if marked else place]
            if len(times) < _FEW:
                times.append(given["datetime"])
        elif name == "script" and given.get("type", "").lower() == "application/ld+json" and len(self.linked) < _FEW:
            self.linked.append(content[:_LONG])


def _identities(name: str, attributes: str) -> list[str]:
    lowered = attributes.lower()
    if "id" not in lowered and not (name == "a" and "name" in lowered):
        return []
    return [
        unescaped(found[2] or found[3] or found[4] or "")
        for found in _IDENTITY.finditer(attributes)
        if found[1].lower() == "id" or name == "a"
    ]


def _line(text: str) -> str:
    return " ".join(unescaped(text[:_LINE]).split())


def unescaped(text: str) -> str:
    """Replace the character references in a text. References with more digits than Python reads become U+FFFD."""
    return html.unescape(_HUGE_REFERENCE.sub("\ufffd", text)) if "&" in text else text


def folded(text: str) -> str:
    """Fold a text for comparisons: NFKC, without case, and with one space for each run of white space."""
    if not text.isascii():
        text = "".join(unicodedata.normalize("NFKC", piece)[:_LINE] for piece in _PIECE.findall(text))  # one character may expand to 18
    return " ".join(text.casefold().split())
