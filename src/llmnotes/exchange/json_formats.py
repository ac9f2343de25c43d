"""Read bookmarks from JSON: Pinboard, JSON Feed and Karakeep.

Pinboard: https://pinboard.in/api. JSON Feed: https://www.jsonfeed.org/version/1.1/. Karakeep: the file that its settings page exports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmnotes.exchange import days, html_note
from llmnotes.exchange.bookmark import Bookmark
from llmnotes.exchange.json_bookmarks import read_items, word, words
from llmnotes.exchange.json_items import JsonFault, items, members

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmnotes.exchange.bookmark import BookmarkFile, ReadingOptions
    from llmnotes.model import Place

_PARSED_FIRST = 65_536
"""The number of characters at the beginning of a text in which names that identify its format, such as `"href"`, are searched."""

_DEEPEST = 100
"""The maximum number of lists of Karakeep that hold one another and become folders."""


def is_pinboard(text: str) -> bool:
    """Return whether a text is a list of bookmarks of Pinboard: a JSON list whose first item has `href`. A damaged list that names `href` counts too."""
    try:
        first = next(items(text), None)
    except JsonFault:
        return text.lstrip()[:1] == "[" and '"href"' in text[:_PARSED_FIRST]
    return first is not None and isinstance(first.value, dict) and "href" in first.value


def is_json_feed(text: str) -> bool:
    """Return whether a text is a JSON Feed: a JSON object whose `version` is an address of the format."""
    return text.lstrip()[:1] == "{" and "jsonfeed.org/version/" in str(members(text).get("version", ""))


def is_karakeep(text: str) -> bool:
    """Return whether a text is an export of Karakeep: it begins like a JSON object, and names `bookmarks` and `createdAt` near its beginning."""
    return text.lstrip()[:1] == "{" and '"bookmarks"' in text[:_PARSED_FIRST] and '"createdAt"' in text[:_PARSED_FIRST]


def read_pinboard(text: str, file: str, _: ReadingOptions) -> BookmarkFile:
    """Read the bookmarks in a JSON export of Pinboard."""
    return read_items(text, file, "", _pinboard)


def read_json_feed(text: str, file: str, _: ReadingOptions) -> BookmarkFile:
    """Read the items of a JSON Feed."""
    not_kept = {"image": "pictures", "banner_image": "pictures", "attachments": "attachments", "authors": "authors", "author": "authors"}
    return read_items(text, file, "items", _feed_item, not_kept)


def read_karakeep(text: str, file: str, _: ReadingOptions) -> BookmarkFile:
    """Read bookmarks of Karakeep. Notes and pictures in Karakeep link to no page, so their bookmarks get an empty URL."""
    paths = _paths_of_lists(text)
    return read_items(text, file, "bookmarks", lambda item, place: _karakeep(item, place, paths), {"archived": "archive marks"})


def _paths_of_lists(text: str) -> Mapping[str, tuple[str, ...]]:
    """Return the path of each list in an export of Karakeep, by the id of the list: the names of the lists that hold it, the outermost first, and its name."""
    try:
        lists = {word(item.value.get("id")): item.value for item in items(text, "lists") if isinstance(item.value, dict)}
    except JsonFault:  # older exports have no lists
        return {}
    paths: dict[str, tuple[str, ...]] = {}
    for id_, one in lists.items():
        inside, parent = [id_], word(one.get("parentId"))
        while parent in lists and parent not in inside and len(inside) < _DEEPEST:
            inside.append(parent)
            parent = word(lists[parent].get("parentId"))
        paths[id_] = tuple(word(lists[name].get("name")) for name in reversed(inside))
    return paths


def _pinboard(item: Mapping[str, Any], place: Place) -> Bookmark:
    return Bookmark(
        place=place,
        url=word(item.get("href")).strip(),
        title=word(item.get("description")),
        note=word(item.get("extended")).strip(),
        tags=tuple(word(item.get("tags")).split()),
        saved=days.saved(item.get("time")),
        private=_is(item.get("shared"), "no"),
        to_read=_is(item.get("toread"), "yes"),
    )


def _is(value: object, answer: str) -> bool:
    return value is (answer == "yes") or word(value).strip().lower() == answer


def _feed_item(item: Mapping[str, Any], place: Place) -> Bookmark:
    external = word(item.get("external_url")).strip()
    date = days.read(item.get("date_published")) or days.read(item.get("date_modified"))
    html = word(item.get("content_html"))
    id_ = word(item.get("id")).strip()
    return Bookmark(
        place=place,
        url=external or word(item.get("url")).strip() or (id_ if id_.startswith(("http://", "https://")) else ""),
        title=word(item.get("title")),
        note=word(item.get("content_text")).strip() or html_note.markdown(html) or word(item.get("summary")).strip(),
        tags=tuple(words(item.get("tags"))),
        # An item with `external_url` links to a page of another site. Its date is the day on which the feed's author made this link.
        saved=date if external else None,
        published=None if external else date,
        lang=word(item.get("language")) or None,
    )


def _karakeep(item: Mapping[str, Any], place: Place, paths: Mapping[str, tuple[str, ...]]) -> Bookmark:
    content = item.get("content")
    names = (name for id_ in words(item.get("lists")) for name in paths.get(id_, ()))
    return Bookmark(
        place=place,
        url=word(content.get("url")).strip() if isinstance(content, dict) else "",
        title=word(item.get("title")),
        note=word(item.get("note")).strip(),
        tags=tuple(_names(item.get("tags"))),
        folders=tuple(dict.fromkeys(names)),
        saved=days.saved(item.get("createdAt")),
    )


def _names(value: object) -> Iterable[str]:
    """Return the names of the tags in a JSON list. Each tag is a text, or an object with a name. Return nothing for a value that is not a list."""
    items_ = value if isinstance(value, list) else []
    return [word(item.get("name")) if isinstance(item, dict) else word(item) for item in items_]
