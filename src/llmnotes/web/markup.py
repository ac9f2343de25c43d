"""Read the title, the parts, the metadata and the words of a page from its HTML, in one pass and without building a tree.

A stranger may write a page that exhausts its parser. Therefore this parser takes time in proportion to the length of the page, which is at most 1 MiB.
Parsers that build a tree have no such bound: Lexbor takes 750 MB for 20 KB of unclosed `<b>` and `<p>`, as the standard requires. For a megabyte of `<div>`,
it takes minutes, and no other link could be checked meanwhile.
"""

from __future__ import annotations

import dataclasses
import html
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+"""
"""Matches the attributes of a tag. A quote begins a value only after an equals sign."""
_TOKEN = re.compile(
    rf"""(?xsi)
      <!--(?:-?>|.*?(?:--!?>|\Z))
    | <(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>])(?P<raw_attributes>{_ATTRIBUTES})>
      (?P<content>.*?)(?:</(?P=raw)(?=[\s/>])[^>]*+>?|\Z)
    | <(?P<slash>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>{_ATTRIBUTES})>
    | <[!?/][^>]*+>
    | <[a-z!?/].*                # browsers show neither a tag without an end nor the text after it
    | (?P<text>(?:[^<]++|<(?![a-z!?/]))++)
    """
)
"""Matches the next token of a page as browsers do, except for a script inside a comment that is inside a script: https://html.spec.whatwg.org/#tokenization.

An alternative comes before the more general ones that would match the same text.
"""
_IDENTITY = re.compile(r"""(?i)(?:^|[\s/"'])(id|name)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++))""")
_HUGE_REFERENCE = re.compile(r"(?i)&#x?[0-9a-f]{8,};?")
"""Matches character references with more digits than Python can parse. No character has such a number."""
_ATTRIBUTE = re.compile(r"""(?i)(?:^|[\s/"'])([a-z:-]+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++))""")
_WITH_METADATA = frozenset({"html", "meta", "link", "time", "script"})
_MANY, _FEW, _LONG = 200, 5, 65536
"""Limits of a page's metadata: `_MANY` names of meta elements, `_FEW` time elements of each kind, `_FEW` JSON-LD scripts, and `_LONG` characters of one element's
attributes or of one script. What exceeds a limit is ignored."""
_MEDIA = frozenset({"img", "iframe", "frame", "object", "embed", "video", "audio", "canvas", "svg", "picture"})
_DRAWING, _UNSEEN, _ARTICLE, _BESIDE = "drawing", "unseen", "article", "beside"
_COUNTED = {
    "svg": _DRAWING, "template": _UNSEEN, "noscript": _UNSEEN, "article": _ARTICLE, "main": _ARTICLE, "nav": _BESIDE, "aside": _BESIDE,
}  # fmt: skip
"""The kinds of elements for which the open elements are counted: drawings, hidden elements, articles, and elements beside articles, such as navigation."""
_TYPED = frozenset({"textarea", "xmp"})
"""The elements of raw text whose content browsers show. Inside an element of raw text, `<` does not begin a tag."""
_BEFORE, _INSIDE, _AFTER = range(3)
"""The position of the parser: before, inside or after the first `h1`."""
_MARKED, _WORK, _PAGE, _NAVIGATION = range(4)
"""The kinds of time elements: marked as the day of publication; in an article; outside of articles and navigation; in navigation."""
_LINE = 1000
"""The number of characters of a title, a heading or the value of an attribute that are kept. The rest is cut off."""
_PIECE = re.compile(r"(?s).{1,500}\S{0,100}")
"""Matches the next piece of a text.

Texts are normalised piece by piece, because the time to normalise grows with the square of the number of consecutive combining characters.
"""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Markup:
    """The parts of an HTML page that llmnotes reads: title, metadata, dates, links and refreshes."""

    title: str
    """The title on one line; empty if the page has no title."""
    heading: str
    """The text of the first `h1` on one line; empty if the page has no `h1`."""
    parts: frozenset[str]
    """The names that a fragment can have: the id of every element, and the name of every anchor."""
    text: str
    """The text that a browser shows before scripts change the page, with the white space of the HTML. The content of `noscript` and `template` is left out."""
    has_script: bool
    """Whether the page has a `script` element."""
    has_media: bool
    """Whether the page has an element for images, videos, sounds, drawings or embedded pages."""
    refreshes: bool
    """Whether the page has a meta element with a refresh, so that browsers load another page, or the same page again, at once or after some time."""
    leads_to: str = ""
    """The address that browsers load at once in place of this page (a refresh in less than a second), as written; empty without such a refresh.

    Of several such refreshes, browsers follow the last one.
    """
    base: str = ""
    """The address in the first `base` element before the refresh of `leads_to`, as written; empty without such an element. `leads_to` is relative to this address."""
    lang: str = ""
    """The value of `lang` at the root element; empty without this attribute."""
    metas: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The contents of meta elements, by name, property or itemprop in lower case. Of several elements with one name, the first counts."""
    canonical: str = ""
    """The address in the page's `<link rel=canonical>`; empty without this link."""
    times: tuple[str, ...] = ()
    """The `datetime` values of the first five time elements of each kind.

    Elements that are marked as the day of publication come first, then elements in articles, and elements in navigation last.
    """
    linked: tuple[str, ...] = ()
    """The texts of the page's first five JSON-LD scripts, which hold metadata."""


def read(source: str) -> Markup:
    """Parse the HTML of a page, and return its title, visible text, links and metadata. Any text is accepted, valid HTML or not."""
    reader = _Reader()
    for token in _TOKEN.finditer(source):
        shown = token["text"]
        if shown is not None:
            reader.text(shown)
            continue
        name = (token["raw"] or token["name"] or "").lower()
        if not name:  # the token is a comment or a declaration
            continue
        if token["slash"]:
            reader.end(name)
        else:
            reader.start(name, token["attributes"] or token["raw_attributes"] or "", token["content"] or "")
    return reader.markup()


class Piece(NamedTuple):
    """A tag of an HTML text, or the text between two tags."""

    name: str
    """The name of the tag in lower case, with a slash before the name of an end tag; empty for text."""
    text: str
    """The text with its character references replaced; empty for a tag."""
    attributes: str
    """The attributes of a start tag, as written."""
    start: int
    """The index at which the tag or the text begins in the HTML text."""


def pieces(source: str) -> Iterator[Piece]:
    """Yield the tags of an HTML text and the texts between them, in order. Any text is accepted.

    Comments and declarations are left out. Elements in which `<` does not begin a tag, such as `script`, `style`, `title` and `textarea`, are left out with
    their content.
    """
    for token in _TOKEN.finditer(source):
        if token["text"] is not None:
            yield Piece("", unescaped(token["text"]), "", token.start())
        elif token["name"]:
            yield Piece(f"{token['slash']}{token['name'].lower()}", "", token["attributes"], token.start())


def attributes_of(attributes: str) -> dict[str, str]:
    """Return the values of attributes by their names in lower case. An attribute without a value has an empty value.

    Of several attributes with one name, the first counts, as in browsers.
    """
    values: dict[str, str] = {}
    for name, *quoted in _ANY_ATTRIBUTE.findall(attributes):
        values.setdefault(name.lower(), unescaped(next((value for value in quoted if value), "")))
    return values


_ANY_ATTRIBUTE = re.compile(r"""([^\s"'>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++)))?+""")

_REFRESH = re.compile(r"""(?xsi)
    \s* (?: 0*(?:\.[\d.]*)? ) (?: \s*[;,]\s* | \s+ ) (?:url\s*=\s*)? (?: "([^"]*)"? | '([^']*)'? | (.*) )
    """)
"""Matches the content of a refresh that loads an address in less than a second: https://html.spec.whatwg.org/#attr-meta-http-equiv-refresh."""


def refresh_target(content: str) -> str:
    """Return the address in a refresh, as written; empty if the refresh has no address, or if browsers load the address only after a second or later.

    A refresh is a header or a meta element such as `<meta http-equiv=refresh content="0; url=/new">`. `content` is its value, such as `0; url=/new`.
    """
    found = _REFRESH.fullmatch(content[:_REFRESH_LENGTH])
    return next((part.strip() for part in found.groups() if part), "") if found and content.strip()[:1] in set("0.") else ""


_REFRESH_LENGTH = 5000
"""The number of characters that are read of the content of a refresh, a header or meta element that makes browsers load another page. The rest is ignored."""


class _Reader:
    """The state of the parser, and the content of the page that has been read so far.

    Invariants:
        - `_heading` holds only the text of the first `h1`. After its end tag, no text is added.
        - `_open` counts the open elements of each kind in `_COUNTED`. No count is negative, because an end tag without a start tag changes nothing.
        - `_title` is the content of the first `title` outside of drawings; None until that element has been read.
        - `_text` has a space for each tag, because otherwise the last word of an element and the first word of the next one would become one word.

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
        self._leads_to = self._base = self._base_of_refresh = ""
        self._metadata = _Metadata()

    def text(self, shown: str) -> None:
        """Add the text between two tags to the text of the page and, inside the first `h1`, to the heading. Text in hidden elements is ignored."""
        if not self._open[_UNSEEN]:
            self._text.append(shown)
            if self._heading_state == _INSIDE:
                self._heading.append(shown)

    def start(self, name: str, attributes: str, content: str) -> None:
        """Record the start tag of an element, and the values in its attributes that llmnotes reads.

        `content` is the content of an element in which `<` does not begin a tag, such as `title` and `script`; it is empty for other elements.
        """
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
        if name in _WITH_METADATA:
            place = _NAVIGATION if self._open[_BESIDE] else _WORK if self._open[_ARTICLE] else _PAGE
            self._metadata.add(name, attributes, content, place)

    def _refresh(self, name: str, attributes: str) -> None:
        """Record the address in a `base` element if it is the first one, or in a meta element that makes browsers load another page (a refresh).

        Ignore both inside hidden elements.
        """
        is_base = name == "base" and not self._base
        is_refresh = name == "meta" and "refresh" in attributes.lower()
        if self._open[_UNSEEN] or not (is_base or is_refresh):
            return
        given = {
            found[1].lower(): next((value for value in found.groups()[1:] if value is not None), "")
            for found in _ATTRIBUTE.finditer(attributes)
        }
        if is_base:
            self._base = unescaped(given.get("href", ""))
        elif given.get("http-equiv", "").strip().lower() == "refresh":
            self._refreshes = True
            if target := refresh_target(unescaped(given.get("content", ""))):
                self._leads_to, self._base_of_refresh = target, self._base

    def end(self, name: str) -> None:
        """Record the end tag of an element with the name `name`."""
        if name == "h1" and self._heading_state == _INSIDE:
            self._heading_state = _AFTER
        if kind := _COUNTED.get(name):
            self._open[kind] = max(0, self._open[kind] - 1)
        self._text.append(" ")

    def markup(self) -> Markup:
        """Return the title, the heading, the text and everything else that was found in the page so far."""
        found = self._metadata
        return Markup(
            title=_line(self._title or ""), heading=_line("".join(self._heading)), parts=frozenset(self._parts),
            text=unescaped("".join(self._text)), has_script="script" in self._names, has_media=not _MEDIA.isdisjoint(self._names),
            refreshes=self._refreshes, leads_to=self._leads_to, base=self._base_of_refresh, lang=found.lang, metas=found.metas, canonical=found.canonical,
            times=found.times(), linked=tuple(found.linked),
        )  # fmt: skip


class _Metadata:
    """The metadata that has been read from a page so far. The constants `_MANY`, `_FEW` and `_LONG` limit its size."""

    def __init__(self) -> None:
        self.lang = self.canonical = ""
        self.metas: dict[str, str] = {}
        self._times: dict[int, list[str]] = {place: [] for place in (_MARKED, _WORK, _PAGE, _NAVIGATION)}
        self.linked: list[str] = []

    def times(self) -> tuple[str, ...]:
        """Return the `datetime` values of time elements in the order of their kinds: those that are most likely the day of publication first."""
        return tuple(time for found in self._times.values() for time in found)

    def add(self, name: str, attributes: str, content: str, place: int) -> None:
        """Add an element that may hold metadata.

        Args:
            name: The name of the element.
            attributes: The attributes of its start tag, as written.
            content: The content of a script; empty for other elements.
            place: Where the element is: `_WORK` in an article, `_NAVIGATION` in navigation, `_PAGE` elsewhere.

        """
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
    """Replace the character references in a text. References with more digits than Python can parse become U+FFFD."""
    return html.unescape(_HUGE_REFERENCE.sub("\ufffd", text)) if "&" in text else text


def folded(text: str) -> str:
    """Return a text in a form for comparisons: normalised by NFKC, case-folded, and with single spaces in place of white space."""
    if not text.isascii():
        # NFKC can turn one character into 18 characters. The limit bounds the length of the result.
        text = "".join(unicodedata.normalize("NFKC", piece)[:_LINE] for piece in _PIECE.findall(text))
    return " ".join(text.casefold().split())
