"""Make entries.json, which gives other programs all entries, and the JSON Schema of records, with which text editors check records.

docs/about/entries-json.md describes the format of entries.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from llmnotes.exchange import entries_json
from llmnotes.records import schema
from llmnotes.site.engine.artifact import Artifact, Asset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.model import Entry
    from llmnotes.records.taxonomy import Taxonomy
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView

ENTRIES = "entries.json"
"""Path of entries.json, relative to the site's root."""


class EntriesView(NamedTuple):
    """The content of entries.json."""

    entries: tuple[Entry, ...]
    """All entries. The entry that joined the reading list last comes first."""


class SchemaView(NamedTuple):
    """The values from which the JSON Schema of records is made."""

    taxonomy: Taxonomy | None
    """The taxonomy, whose topics the schema allows in records and whose tags it suggests; None if the reading list has no taxonomy."""


def artifacts(publication: Publication) -> Iterator[Artifact]:
    """Yield the artifact of entries.json and the artifact of the JSON Schema of records."""
    yield Artifact(id=ENTRIES, view=lambda: EntriesView(publication.catalogue.newest), template=_entries)
    yield Artifact(id=schema.NAME, view=lambda: SchemaView(publication.taxonomy), template=_schema)


def _entries(view: EntriesView, site: SiteView) -> Iterator[Asset]:
    titles = {topic.id: site.title(topic) for topic in site.topics}
    head = {"name": site.name, "description": site.description, "language": site.language, "home": site.page("index")}
    lines = entries_json.write(head, view.entries, titles, lambda entry: site.page(f"entries/{entry.slug}"))
    yield Asset(ENTRIES, b"".join(lines))


def _schema(view: SchemaView, site: SiteView) -> Iterator[Asset]:
    yield Asset(schema.NAME, schema.text(view.taxonomy, site.language).encode())
