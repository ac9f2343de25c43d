"""Read and write bookmarks as HTML, the format that browsers and most bookmark services share ("Netscape bookmark file").

    <!DOCTYPE NETSCAPE-Bookmark-file-1>
    <DL><p>
        <DT><H3 ADD_DATE="1700000000">a folder</H3>
        <DL><p>
            <DT><A HREF="https://example.org/" ADD_DATE="1700000100" TAGS="one,two" PRIVATE="1" TOREAD="1">a title</A>
            <DD>a description
        </DL><p>
    </DL><p>

https://learn.microsoft.com/en-us/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85) describes the elements. `TAGS`,
`PRIVATE` and `TOREAD` come from Delicious and Pinboard; linkding, Shaarli, Raindrop and Karakeep write these attributes, too. The export of Pocket has `time_added`.

Bookmarks that llmnotes writes also have attributes such as `DATA-DATE`, which other programs ignore, so that an import restores what the format lacks.
"""

from __future__ import annotations

import dataclasses
import json
import re
from html import escape
from typing import TYPE_CHECKING

from llmnotes.exchange import days, folders
from llmnotes.exchange.bookmark import Bookmark, BookmarkFile, counted
from llmnotes.model import Place
from llmnotes.web.markup import attributes_of, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from llmnotes.exchange.bookmark import ReadingOptions
    from llmnotes.model import Entry
    from llmnotes.web.markup import Piece

_DOCTYPE = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?<!DOCTYPE\s+NETSCAPE-Bookmark-file", re.IGNORECASE | re.DOTALL)
_BOOKMARK = re.compile(r"<DT>\s*+<(?:A|H3)\b|\b(?:add_date|time_added)\s*+=", re.IGNORECASE)
_NOT_KEPT = {
    "icon": "icons", "icon_uri": "icons", "shortcuturl": "keywords", "post_data": "keywords", "last_modified": "dates of the bookmark's last change",
    "data-cover": "cover images", "data-important": "favourite marks", "feedurl": "feeds", "last_visit": "dates of the last visit to the page",
}  # fmt: skip
"""Attributes whose values a record can't hold, each with a name for these values in the output of the import, such as `cover images`."""
_ARCHIVED = "linkding:bookmarks.archived"
"""A tag that linkding gives archived bookmarks in its export only."""
_ROOT_MARKS = ("personal_toolbar_folder", "unfiled_bookmarks_folder")
_READING_LIST = "com.apple.ReadingList"
"""The id of the reading list of Safari, whose name depends on the language."""
_FALSE = frozenset({"", "0", "false", "no"})
_LINKDING_NOTES = re.compile(r"\[linkding-notes\](.*)\[/linkding-notes\]\s*\Z", re.DOTALL)
"""Matches the note that linkding writes after the description of a page."""


def is_netscape(text: str) -> bool:
    """Return whether a text is a file of bookmarks as HTML: it begins with `<!DOCTYPE NETSCAPE-Bookmark-file-1>`, or has tags or attributes of bookmarks."""
    return _DOCTYPE.match(text) is not None or (text.lstrip()[:1] == "<" and _BOOKMARK.search(text) is not None)


@dataclasses.dataclass(slots=True)
class _OpenBookmark:
    """A bookmark whose title or description is being read."""

    attributes: Mapping[str, str]
    line: int
    folders: tuple[str, ...]
    to_read: bool
    title: list[str] = dataclasses.field(default_factory=list)
    note: list[str] = dataclasses.field(default_factory=list)


class _NetscapeReader:
    """Collects bookmarks from the tags and texts of an HTML file.

    Invariants:
        - `_folders` has one item for each folder (a `<DL>` element) that is still open, outermost first: its name, empty for a folder without a name, and
        whether its bookmarks are marked to be read later.
        - `_is_root` and `_is_reading_list` are true if the last heading is that of a folder that every browser has, or of the reading list of Safari.
        - `_into` is the Python list to which the next text of the file is added: the title or description of the last bookmark, or the name of a folder.
        None if the next text belongs to none of these.

    """

    def __init__(self) -> None:
        self.found: list[_OpenBookmark] = []
        self._folders: list[tuple[str, bool]] = []
        self._name: list[str] = []
        self._is_root = self._is_reading_list = False
        self._into: list[str] | None = None
        self._describes = False
        self._section_to_read = False

    def take(self, piece: Piece, line: int) -> None:
        """Process the next tag or text of the file. `line` is the number of the line on which it begins."""
        if not piece.name:
            if self._into is not None:
                self._into.append(piece.text)
        elif piece.name == "a" and not self._describes:
            self._begin(attributes_of(piece.attributes), line)
        elif self._describes and piece.name in {"br", "/p"} and self._into is not None:
            self._into.append("\n")
        elif step := self._STEPS.get(piece.name):
            step(self, piece)

    def _heading(self, piece: Piece) -> None:
        self._name, self._describes = [], False
        self._into = self._name
        marks = attributes_of(piece.attributes)
        self._is_reading_list = marks.get("id", "") == _READING_LIST
        self._is_root = piece.name == "h1" or any(marks.get(mark, "").lower() == "true" for mark in _ROOT_MARKS)

    def _end_of_section(self, _: Piece) -> None:
        self._section_to_read = self._folder()[1]
        self._name, self._into = [], None

    def _list(self, _: Piece) -> None:
        self._folders.append(self._folder())
        self._close()
        self._name, self._is_root, self._is_reading_list = [], False, False

    def _end_of_list(self, _: Piece) -> None:
        if self._folders:
            self._folders.pop()
        self._close()

    def _description(self, _: Piece) -> None:
        self._describes = True
        self._into = self.found[-1].note if self.found and not self._name else []

    def _item(self, _: Piece) -> None:
        self._close()

    def _end_of_text(self, _: Piece) -> None:
        if not self._describes:
            self._close()

    _STEPS: Mapping[str, Callable[[_NetscapeReader, Piece], None]] = {
        "h1": _heading,
        "h3": _heading,
        "/h1": _end_of_section,
        "dl": _list,
        "/dl": _end_of_list,
        "dd": _description,
        "dt": _item,
        "li": _item,
        "/a": _end_of_text,
        "/h3": _end_of_text,
    }

    def _close(self) -> None:
        self._into, self._describes = None, False

    def _folder(self) -> tuple[str, bool]:
        name = " ".join("".join(self._name).split())
        to_read = self._is_reading_list or folders.is_to_read(name)
        is_common = self._is_root or to_read or (len(self._folders) <= 1 and folders.is_common(name))
        return "" if is_common else name, to_read

    def _begin(self, attributes: Mapping[str, str], line: int) -> None:
        names = tuple(name for name, _ in self._folders if name)
        to_read = self._section_to_read or any(is_to_read for _, is_to_read in self._folders)
        self.found.append(_OpenBookmark(attributes, line, names, to_read))
        self._into, self._name = self.found[-1].title, []


def read(text: str, file: str, _: ReadingOptions) -> BookmarkFile:
    """Read bookmarks as HTML. Like browsers, accept open tags, missing `<DL>` elements and other faults. Links without `href` are left out."""
    reader = _NetscapeReader()
    line, before = 1, 0
    for piece in pieces(text):
        line += text.count("\n", before, piece.start)
        before = piece.start
        reader.take(piece, line)
    found = [one for one in reader.found if "href" in one.attributes]
    not_kept = counted(_lost(one.attributes) for one in found)
    return BookmarkFile(file=file, bookmarks=[_bookmark(one, file) for one in found], not_kept=not_kept)


def _lost(attributes: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of the values that a record can't hold, from the attributes of a bookmark."""
    yield from (name for key, name in _NOT_KEPT.items() if attributes.get(key, "").strip().lower() not in _FALSE)
    if _ARCHIVED in attributes.get("tags", "").split(","):
        yield "archive marks"


def _bookmark(found: _OpenBookmark, file: str) -> Bookmark:
    given = found.attributes
    bookmark = Bookmark(
        place=Place(file, found.line),
        url=given.get("href", "").strip(),
        title="".join(found.title),
        note=_note("".join(found.note)),
        tags=tuple(tag for tag in given.get("tags", "").split(",") if tag != _ARCHIVED),
        folders=found.folders,
        saved=days.saved(given.get("add_date") or given.get("time_added")),
        private=given.get("private", "").strip().lower() not in _FALSE,
        to_read=found.to_read or given.get("toread", "").strip().lower() not in _FALSE,
    )
    return _own(bookmark, found) if "data-date" in given else bookmark


def _note(text: str) -> str:
    if found := _LINKDING_NOTES.search(text):
        return "\n\n".join(part for part in (text[: found.start()].strip(), found[1].strip()) if part)
    return text.strip()


def _own(bookmark: Bookmark, found: _OpenBookmark) -> Bookmark:
    """Add to a bookmark that llmnotes wrote the values of the attributes that only llmnotes writes, such as `DATA-DATE`."""
    given = found.attributes
    return dataclasses.replace(
        bookmark,
        note="".join(found.note).removesuffix("\n"),
        tags=tuple(_words(given.get("data-tags", ""))),
        folders=(),
        topics=tuple(given.get("data-topics", "").split()),
        saved=days.read(given.get("data-added")),
        published=days.read(given["data-date"]),
        updated=days.read(given.get("data-updated")),
        lang=given.get("data-lang") or None,
        via=given.get("data-via") or None,
        archived=given.get("data-archived") or None,
        slug=given.get("data-slug", ""),
    )


def _words(text: str) -> Iterator[str]:
    try:
        words = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return
    if isinstance(words, list):
        yield from map(str, words)


def write(name: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield, in parts, the text of a bookmark file that a browser can import. `name` is the name of the reading list."""
    yield "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n"
    yield "<!-- This is an automatically generated file.\n     A browser reads it with the command that imports bookmarks. -->\n"
    yield '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">\n'
    yield f"<TITLE>{escape(name)}</TITLE>\n<H1>{escape(name)}</H1>\n<DL><p>\n"
    for entry in entries:
        yield f"<DT><A {' '.join(_attributes(entry))}>{escape(entry.title)}</A>\n"
        if entry.note:
            yield f"<DD>{escape(entry.note)}\n"
    yield "</DL><p>\n"


def _attributes(entry: Entry) -> Iterator[str]:
    words = dict.fromkeys((*entry.topics, *entry.tags))
    values = {
        "href": entry.url,
        "add_date": days.seconds(entry.listed),
        "tags": ",".join(word.replace(",", " ") for word in words),
        "data-date": entry.date,
        "data-added": entry.added,
        "data-updated": entry.updated,
        "data-topics": " ".join(entry.topics),
        "data-tags": json.dumps(entry.tags, ensure_ascii=False) if entry.tags else "",
        "data-lang": entry.lang,
        "data-via": entry.via,
        "data-archived": entry.archived,
        "data-slug": entry.slug,
    }
    return (f'{name.upper()}="{escape(str(value))}"' for name, value in values.items() if value)
