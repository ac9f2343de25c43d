"""Read bookmarks from a list in a JSON text, in any JSON format: the caller passes a function that makes a bookmark from an item of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmnotes.exchange.bookmark import FORMAT, Bookmark, BookmarkFile, counted
from llmnotes.exchange.json_items import JsonFault, items
from llmnotes.model import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def read_items(
    text: str, file: str, key: str, bookmark: Callable[[Mapping[str, Any], Place], Bookmark], not_kept: Mapping[str, str] | None = None
) -> BookmarkFile:
    """Read bookmarks from a list in a JSON text.

    Args:
        text: The JSON text.
        file: The path of the file, as messages show it.
        key: The name of the member that holds the list; empty if the whole text is the list.
        bookmark: Function that returns the bookmark for an item of the list. Items that are not objects are reported and left out.
        not_kept: The members of items that a record can't hold, each with a name for their values in the output of the import, such as `cover images`.

    """
    bookmarks: list[Bookmark] = []
    lost: list[list[str]] = []
    problems: list[Problem] = []
    try:
        for value, line in items(text, key):
            place = Place(file, line)
            if not isinstance(value, dict):
                problems.append(Problem.error(place, FORMAT, "an item of the list is not a JSON object", "remove the item"))
                continue
            bookmarks.append(bookmark(value, place))
            lost.append([what for name, what in (not_kept or {}).items() if value.get(name)])
    except JsonFault as fault:
        read = "; only the bookmarks above this line were read" if bookmarks else ", or name its format with --format"
        remedy = f"export the file again{read}"
        problems.append(Problem.error(Place(file, fault.line), FORMAT, fault.message, remedy))
    return BookmarkFile(file=file, bookmarks=bookmarks, problems=problems, not_kept=counted(lost))


def word(value: object) -> str:
    """Return a JSON value if it is a text; an empty text for a value of another type."""
    return value if isinstance(value, str) else ""


def words(value: object) -> Iterator[str]:
    """Yield the texts in a JSON list; nothing for a JSON value of another type."""
    yield from (word(item) for item in value if isinstance(item, str)) if isinstance(value, list) else ()
