"""Make a file with the texts of pages that are not in the search index of entries, such as pages that the author wrote. So one search finds every page.

    search/pages.json   [[ADDRESS, TITLE, [[ID, HEADING, TEXT], …]], …]

A page has a section for the text before its first heading, and one for each heading. The first section, that of an h1, and that of a heading without an id
have an empty ID. Sections with neither heading nor text are left out. A browser loads the whole file with the first search. Entries are not in this file but
in the search index, of which a search loads only a small part: see `llmnotes.search.index`.
"""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from llmnotes.site.engine.artifact import Artifact, Asset, known
from llmnotes.system import compact_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PATH = "search/pages.json"
"""Path of the file with the texts of pages, from the site's root."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = frozenset({"script", "style", "template", "svg", "noscript", "object", "iframe"})
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"})
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rb", "ruby", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "u", "var", "wbr",
})  # fmt: skip
"""Names of elements that don't separate words: `<b>a</b>b` is one word. All other elements separate words."""
_SPACE = re.compile(r"\s+")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PageText:
    """The text of a page, divided into sections."""

    address: str
    """Address of the page, relative to the site's root."""
    title: str
    sections: tuple[tuple[str, str, str], ...]
    """Id, heading and text of each section. Id and heading are empty for the text before the first heading; the id is also empty for an `h1`, and for a heading without an id."""


class PageTexts:
    """Collects the texts of pages for the search."""

    def __init__(self, pages: Iterable[PageText] = ()) -> None:
        """Start the collection with the texts of `pages`. The method `add` adds more pages."""
        self._pages = {page.address: page for page in pages}

    def add(self, *, address: str, title: str, html: str) -> None:
        """Add a page from the HTML of its content. A page without text is left out."""
        sections = sections_of(html)
        if sections:
            self._pages[address] = PageText(address=address.removeprefix("./"), title=title, sections=sections)

    def artifact(self) -> Artifact:
        """Return the artifact of the file with the texts of all pages that were added."""
        return Artifact(PATH, known(tuple(page for _, page in sorted(self._pages.items()))), _template)


def _template(pages: Iterable[PageText], _: object) -> Iterator[Asset]:
    yield Asset(PATH, compact_json.dumps([[page.address, page.title, page.sections] for page in pages]))


def sections_of(html: str) -> tuple[tuple[str, str, str], ...]:
    """Split the content of a page into sections. Return id, heading and text of each section that has a heading or a text."""
    reader = _SectionReader()
    reader.feed(html)
    reader.close()
    found = ((id_, _line(heading), _line(text)) for id_, heading, text in reader.sections)
    return tuple(section for section in found if section[1] or section[2])


def _line(parts: Iterable[str]) -> str:
    return _SPACE.sub(" ", "".join(parts)).strip()


class _SectionReader(HTMLParser):
    """Reads the text of each section of a page.

    Leaves out scripts, drawings and other elements without text to read. Also leaves out line numbers, links to headings, and elements that the author
    excludes from the search.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._open: list[str] = []
        self._hidden = 0
        """Place of the hidden element around the current text in `_open`, the list of open elements, counted from 1; 0 if the text is not hidden."""
        self._heading = ""
        """Name of the heading element around the current text, such as `h2`; empty outside of headings."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in _INLINE:
            self._text(" ")
        if tag in _VOID:
            return
        self._open.append(tag)
        if not self._hidden and _is_hidden(tag, values):
            self._hidden = len(self._open)
        elif tag in _HEADINGS and not self._hidden:
            # The h1 is the title of the page. Its section has no id, so that a result for it leads to the page's address alone.
            self._heading = tag
            self.sections.append(("" if tag == "h1" else values.get("id") or "", [], []))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open.pop() != tag:
            pass
        if self._hidden > len(self._open):
            self._hidden = 0
        if tag == self._heading:
            self._heading = ""
        elif tag not in _INLINE:
            self._text(" ")

    def handle_data(self, data: str) -> None:
        self._text(data)

    def _text(self, data: str) -> None:
        if not self._hidden:
            _, heading, text = self.sections[-1]
            (heading if self._heading else text).append(data)


def _is_hidden(tag: str, attributes: dict[str, str | None]) -> bool:
    classes = (attributes.get("class") or "").split()
    return tag in _HIDDEN or "data-search-exclude" in attributes or "headerlink" in classes or "linenodiv" in classes
