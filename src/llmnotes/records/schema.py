"""Make the JSON Schema of a record's front matter, for editors, from `fields.FIELDS`.

If topics.yml has topics, the schema accepts only these. It suggests the tags in topics.yml, and accepts all other tags too.

The schema uses draft 7 (https://json-schema.org/draft-07), because the YAML plugins of editors and Markdown linters support this draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmnotes.records import fields
from llmnotes.text.terminal import as_json

if TYPE_CHECKING:
    from llmnotes.records.fields import Field
    from llmnotes.records.taxonomy import Taxonomy
    from llmnotes.text.terminal import Fit

NAME = "record.schema.json"
"""The name of the schema's file in the folder of records and at the site's root."""


def schema(taxonomy: Taxonomy | None, language: str) -> dict[str, Any]:
    """Return the schema, with titles of topics in `language`.

    The schema accepts every record that `record.read` accepts, if the record's topics are in topics.yml. If `taxonomy` is None or has no topics, the schema
    accepts every topic id.
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Record of an entry",
        "description": "The YAML front matter of a record; the note follows it, in Markdown.",
        "type": "object",
        "properties": {field.key: _property(field, taxonomy, language) for field in fields.FIELDS},
        "required": [field.key for field in fields.FIELDS if field.required],
        "additionalProperties": False,
    }


def text(taxonomy: Taxonomy | None, language: str) -> Fit:
    """Return the schema as JSON text, as it is in the schema's file."""
    return as_json(schema(taxonomy, language))


def _property(field: Field, taxonomy: Taxonomy | None, language: str) -> dict[str, Any]:
    one = dict(field.kind.schema)
    if field.key == "topics" and taxonomy and taxonomy.topics:
        titles = [(topic.id, topic.title[language], topic.description[language]) for topic in taxonomy.topics]
        one = {"oneOf": [{"const": id_, "title": title, "description": description or title} for id_, title, description in titles]}
    if field.key == "tags" and taxonomy and taxonomy.keywords:
        one["examples"] = [keyword.name for keyword in taxonomy.keywords]
    return {"description": field.description, **({"type": "array", "maxItems": field.most, "items": one} if field.many else one)}
