"""entries.json: the whole list for other programs. Its format is described for readers in docs/about/entries-json.md.

Beside it the schema of records, for those who write them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.records import schema
from llmnotes.site.engine.artifact import Asset
from llmnotes.system import compact_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.model import Entry
    from llmnotes.site.publication.publication import Publication

ENTRIES = "entries.json"
"""Its place, from the site's root."""
VERSION = 1
"""Goes up when a member is renamed, removed or changes its meaning; a new member leaves it as it is."""


def assets(publication: Publication) -> Iterator[Asset]:
    """The list as one JSON file, newest entry first, an entry a line; and the schema."""
    titles = {topic.id: publication.title(topic) for topic in publication.topics}
    head = {
        "version": VERSION,
        "name": publication.name,
        "description": publication.description,
        "language": publication.words.language,
        "home": publication.page("index"),
    }
    entries = (compact_json.dumps(_entry(publication, titles, entry)) for entry in publication.catalogue.newest)
    yield Asset(ENTRIES, b"".join((compact_json.dumps(head)[:-1], b',"entries":[\n', b",\n".join(entries), b"\n]}\n")))
    yield Asset(schema.NAME, schema.text(publication.taxonomy, publication.language).encode())


def _entry(publication: Publication, titles: dict[str, str], entry: Entry) -> dict[str, object]:
    source = publication.catalogue.source(entry)
    return {
        "slug": entry.slug,
        "page": publication.page(f"entries/{entry.slug}"),
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
