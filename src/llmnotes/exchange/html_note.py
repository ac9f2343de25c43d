"""Turn the HTML of a feed's item into Markdown for a note: paragraphs, lists, quotations, links, emphasis and code. Other elements become plain text."""

from __future__ import annotations

import re

from llmnotes.text.markdown import destination
from llmnotes.web.markup import attributes_of, pieces

_PARAGRAPHS = frozenset({
    "p", "div", "section", "article", "ul", "ol", "blockquote", "pre", "table", "tr", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "code": "`"}
_MARKUP = re.compile(r"[\\`*_\[\]<>]|&(?=#?\w+;)")
"""Matches characters that have a meaning in Markdown. `_BEGINNING` matches characters that have a meaning only at the beginning of a line."""
_BEGINNING = re.compile(r"\A([0-9]{1,9}(?=[.)])|(?=[-+#=~]))")
_HTML = re.compile(r"<[a-zA-Z/!]|&#?\w+;")


def is_html(text: str) -> bool:
    """Return whether a text has tags or character references."""
    return _HTML.search(text) is not None


def plain(html: str) -> str:
    """Return the text in a piece of HTML on one line, without tags and with its character references replaced."""
    return " ".join("".join(piece.text or " " * (piece.name in {"br", "p", "/p", "div", "/div"}) for piece in pieces(html)).split())


def markdown(html: str) -> str:
    """Return a piece of HTML as Markdown. Faulty HTML is accepted."""
    writer = _MarkdownWriter()
    for piece in pieces(html):
        if not piece.name:
            writer.text(piece.text)
        else:
            writer.tag(piece.name, piece.attributes)
    return writer.result()


class _MarkdownWriter:
    """Writes Markdown for HTML tags and texts. Holds the Markdown so far, and the open elements.

    Invariant: `_open` has each open element for which Markdown characters such as `**` were written: its name, and the characters that end it. The innermost
        element comes last.
    """

    def __init__(self) -> None:
        self._written: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._quoted = 0

    def text(self, text: str) -> None:
        """Add the text between two tags to the Markdown."""
        if self._is_open("code"):
            self._written.append(text.replace("`", "'"))
            return
        words = re.sub(r"\s+", " ", text)
        begins = not self._written or self._written[-1].endswith(("\n", "- ", "> "))
        words = _MARKUP.sub(r"\\\g<0>", words.lstrip() if begins else words)
        self._written.append(_BEGINNING.sub(r"\1\\", words) if begins else words)

    def tag(self, name: str, attributes: str) -> None:
        """Add the Markdown for a start tag or an end tag. `name` begins with a slash for an end tag. Tags without an equivalent in Markdown add nothing."""
        element = name.removeprefix("/")
        if name == "br":
            self._written.append("\n")
        elif name == "li":
            self._finish()
            self._written.append("\n- ")
        elif element in _PARAGRAPHS:
            self._finish()
            if element == "blockquote":
                self._quoted = max(0, self._quoted + (1 if name == element else -1))
            self._written.append("\n\n" + ("> " if self._quoted else ""))
        elif name.startswith("/"):
            if self._is_open(element):
                self._close(element)
        elif not self._is_open(name):
            self._begin(name, attributes)

    def result(self) -> str:
        """Close all open elements, and return the Markdown of the whole HTML."""
        self._finish()
        lines = "".join(self._written).replace("\u00a0", " ").split("\n")
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines if line.strip() != ">")).strip()

    def _is_open(self, name: str) -> bool:
        return any(opened == name for opened, _ in self._open)

    def _begin(self, name: str, attributes: str) -> None:
        if name == "a":
            if address := destination(attributes_of(attributes).get("href", "").strip()):
                self._written.append("[")
                self._open.append((name, f"]({address})"))
        elif name in _MARKS:
            self._written.append(_MARKS[name])
            self._open.append((name, _MARKS[name]))

    def _close(self, name: str) -> None:
        """Close an element, and the elements inside it that are still open."""
        opened = ""
        while opened != name:
            opened, mark = self._open.pop()
            self._written.append(mark)

    def _finish(self) -> None:
        while self._open:
            self._written.append(self._open.pop()[1])
