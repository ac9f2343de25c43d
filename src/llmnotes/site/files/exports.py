"""Make entries.json, which contains all entries for other programs, and the JSON Schema of records, for text editors.

docs/about/entries-json.md describes the format of entries.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from llmnotes.records import schema
from llmnotes.site.engine.artifact import Artifact, Asset
from llmnotes.system import compact_json
from llmnotes.web.source import source_of_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.model import Entry
    from llmnotes.records.taxonomy import Taxonomy
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView

ENTRIES = "entries.json"
"""Path of entries.json, relative to the site's root."""
VERSION = 1
"""Version of the format. It increases when a member is renamed, removed or changes its meaning, but not for a new member."""


class EntriesView(NamedTuple):
    """The view of entries.json."""

    entries: tuple[Entry, ...]
    """All entries, newest first."""


class SchemaView(NamedTuple):
    """The view of the JSON Schema of records."""

    taxonomy: Taxonomy | None
    """Topics that the schema allows; None for a reading list without topics."""


def artifacts(publication: Publication) -> Iterator[Artifact]:
    """Yield entries.json, which has one entry on each line, newest first, and the JSON Schema of records."""
    yield Artifact(id=ENTRIES, view=lambda: EntriesView(publication.catalogue.newest), template=_entries)
    yield Artifact(id=schema.NAME, view=lambda: SchemaView(publication.taxonomy), template=_schema)


def _entries(view: EntriesView, site: SiteView) -> Iterator[Asset]:
    titles = {topic.id: site.title(topic) for topic in site.topics}
    head = {
        "version": VERSION,
        "name": site.name,
        "description": site.description,
        "language": site.language,
        "home": site.page("index"),
    }
    entries = (compact_json.dumps(_entry(site, titles, entry)) for entry in view.entries)
    yield Asset(ENTRIES, b"".join((compact_json.dumps(head)[:-1], b',"entries":[\n', b",\n".join(entries), b"\n]}\n")))


def _schema(view: SchemaView, site: SiteView) -> Iterator[Asset]:
    yield Asset(schema.NAME, schema.text(view.taxonomy, site.language).encode())


def _entry(site: SiteView, titles: dict[str, str], entry: Entry) -> dict[str, object]:
    source = source_of_url(entry.url)
    return {
        "slug": entry.slug,
        "page": site.page(f"entries/{entry.slug}"),
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
