"""The formats of bookmark files, and how their texts are recognised."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from llmnotes.exchange import bibtex, csv_table, entries_json, feeds, json_formats, netscape
from llmnotes.exchange.bookmark import VALUE, BookmarkFile
from llmnotes.exchange.csv_layouts import LAYOUTS
from llmnotes.model import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmnotes.exchange.bookmark import ReadingOptions


@dataclasses.dataclass(frozen=True, slots=True)
class BookmarkFormat:
    """A format of bookmark files."""

    name: str
    """The name of the format as a value of the option `--format`."""
    title: str
    """The name of the format in messages."""
    recognises: Callable[[str], bool]
    """A function that returns whether a text has this format. It raises no exception for any text."""
    reader: Callable[[str, str, ReadingOptions], BookmarkFile]
    """A function that reads a text of this format. The second argument is the path of the file, as messages show it."""

    def read(self, text: str, file: str, options: ReadingOptions) -> BookmarkFile:
        """Read a text in this format. If the text has the character U+FFFD, which replaces bytes that could not be decoded, the result has a warning."""
        found = self.reader(text, file, options)
        if damaged := text.count("\ufffd"):
            line = text.count("\n", 0, text.index("\ufffd")) + 1
            message = f"number of characters of the file that could not be decoded: {damaged:,}; the first is on this line"
            remedy = "save the file as UTF-8, and import it again; if the file itself has the character U+FFFD (�), replace it with the right character"
            warning = Problem.warning(Place(file, line), VALUE, message, remedy)
            return dataclasses.replace(found, problems=[*found.problems, warning])
        return found


_CSV_NAMES = {"raindrop": "Raindrop", "pocket": "Pocket", "readwise": "Readwise Reader", "linkding": "linkding", "instapaper": "Instapaper"}

FORMATS = (
    BookmarkFormat("html", "bookmarks as HTML", netscape.is_netscape, netscape.read),
    BookmarkFormat("pinboard", "bookmarks of Pinboard as JSON", json_formats.is_pinboard, json_formats.read_pinboard),
    BookmarkFormat("json", "an entries.json", entries_json.is_entries, entries_json.read),
    BookmarkFormat("json-feed", "a JSON Feed", json_formats.is_json_feed, json_formats.read_json_feed),
    BookmarkFormat("karakeep", "bookmarks of Karakeep as JSON", json_formats.is_karakeep, json_formats.read_karakeep),
    BookmarkFormat("feed", "an Atom or RSS feed", feeds.is_feed, feeds.read),
    *(
        BookmarkFormat(
            layout.name,
            f"CSV of {_CSV_NAMES[layout.name]}",
            functools.partial(csv_table.has_layout, layout=layout.name),
            functools.partial(csv_table.read, layout=layout.name),
        )
        for layout in LAYOUTS
    ),
    BookmarkFormat("csv", "CSV", csv_table.is_csv, csv_table.read),
    BookmarkFormat("bibtex", "BibTeX", bibtex.is_bibtex, bibtex.read),
)
"""All formats. A text is read in the first format whose function `recognises` returns true for the text."""

ALIASES = {"netscape": "html", "atom": "feed", "rss": "feed", "jsonfeed": "json-feed", "bib": "bibtex"}
"""Other names of formats that the option `--format` accepts."""
NAMES = (*(one.name for one in FORMATS), *ALIASES)

_ENTRY_OF_LOG = re.compile(r"(?m)^ {0,3}(?:#{1,6}|[-*+])[ \t]+\[?[ \t]*[12][0-9]{3}-[01][0-9]-[0-3][0-9]\b")


def by_name(name: str) -> BookmarkFormat:
    """Return the format with this name, which must be one of `NAMES`."""
    return next(one for one in FORMATS if one.name == ALIASES.get(name, name))


def recognised(text: str) -> BookmarkFormat | None:
    """Return the format of a text; None if the text is a Markdown log, or has a format that is not known."""
    found = next((one for one in FORMATS if one.recognises(text)), None)
    # The notes of a Markdown log may quote BibTeX, and the notes in BibTeX may look like entries of a Markdown log.
    # So a text that begins with `@` or `%` is BibTeX, and any other text with entries of a Markdown log is a Markdown log.
    if found is by_name("bibtex") and text.lstrip()[:1] not in {"@", "%"} and _ENTRY_OF_LOG.search(text):
        return None
    return found
