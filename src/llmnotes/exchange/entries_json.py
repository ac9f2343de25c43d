"""Read and write entries.json, in which the site and `llmnotes export` give all entries to other programs.

docs/about/entries-json.md describes the format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmnotes.exchange import days
from llmnotes.exchange.bookmark import Bookmark, BookmarkFile
from llmnotes.exchange.json_bookmarks import read_items, word, words
from llmnotes.exchange.json_items import members
from llmnotes.system import compact_json
from llmnotes.web.source import source_of_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from llmnotes.exchange.bookmark import ReadingOptions
    from llmnotes.model import Entry, Place

VERSION = 1
"""Version of the format. It increases when a member is renamed, removed or changes its meaning, but not for a new member."""


def is_entries(text: str) -> bool:
    """Return whether a text is an entries.json: a JSON object with the member `entries` and an integer as `version`."""
    head = members(text) if text.lstrip()[:1] == "{" else {}
    return "entries" in head and isinstance(head.get("version"), int)


def read(text: str, file: str, _: ReadingOptions) -> BookmarkFile:
    """Read an entries.json of any version. Members that `write` doesn't write are ignored."""
    return read_items(text, file, "entries", _bookmark)


def _bookmark(item: Mapping[str, Any], place: Place) -> Bookmark:
    date = word(item.get("date"))
    topics = item.get("topics")
    return Bookmark(
        place=place,
        slug=word(item.get("slug")),
        url=word(item.get("url")),
        title=word(item.get("title")),
        published=days.read(date),
        vague_date="" if days.read(date) else date,
        saved=days.read(word(item.get("added"))),
        updated=days.read(word(item.get("updated"))),
        topics=tuple(word(topic.get("id")) if isinstance(topic, dict) else word(topic) for topic in topics)
        if isinstance(topics, list)
        else (),
        tags=tuple(words(item.get("tags"))),
        lang=word(item.get("lang")) or None,
        via=word(item.get("via")) or None,
        archived=word(item.get("archived")) or None,
        note=word(item.get("note")),
    )


def write(head: Mapping[str, object], entries: Iterable[Entry], titles: Mapping[str, str], page: Callable[[Entry], str]) -> Iterator[bytes]:
    """Yield the text of an entries.json in parts, in UTF-8. Each entry has its own line.

    Args:
        head: The members of the file that are written before the entries, without the version.
        entries: The entries, in order.
        titles: The titles of topics by their ids. A topic without a title here gets its id as title.
        page: Returns the address of an entry's page.

    """
    yield compact_json.dumps({"version": VERSION, **head})[:-1] + b',"entries":[\n'
    separator = b""
    for entry in entries:
        yield separator + compact_json.dumps(_values(entry, titles, page(entry)))
        separator = b",\n"
    yield b"\n]}\n"


def _values(entry: Entry, titles: Mapping[str, str], page: str) -> dict[str, object]:
    source = source_of_url(entry.url)
    return {
        "slug": entry.slug,
        "page": page,
        "title": entry.title,
        "url": entry.url,
        "source": {"id": source.id, "name": source.name},
        "date": str(entry.date),
        "added": _day(entry.added),
        "updated": _day(entry.updated),
        "topics": [{"id": topic, "title": titles.get(topic, topic)} for topic in entry.topics],
        "tags": entry.tags,
        "lang": entry.lang,
        "via": entry.via,
        "archived": entry.archived,
        "note": entry.note,
    }


def _day(day: object) -> str | None:
    return str(day) if day else None
