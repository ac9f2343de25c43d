"""Make docs/about/record.md, the reference of records and topics.yml, from the code that reads them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.model import MAX_TAG, MAX_TOPIC
from llmnotes.records import fields, taxonomy, taxonomy_file
from llmnotes.web import url
from manual.attributes import documented
from manual.tables import cell, table

if TYPE_CHECKING:
    from llmnotes.records.fields import Field

_HEAD = """\
# Records and topics.yml

[The manual](README.md)

日本語: 記録と `topics.yml` のキーの一覧です。

A record is the file of an entry: `entries/YEAR/SLUG.md`. It begins with YAML between two lines `---`; the rest is the note, in Markdown.

```markdown
---
title: Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks
url: https://arxiv.org/abs/2005.11401
date: 2020-05-22
topics: [rag]
tags: [RAG]
---

The paper that named the technique.
```

The slug is the name of the file without `.md`. It is also the last part of the address of the entry's page, so it never changes after the first publication.

This page is generated from the code: `make reference`.

## Keys of a record
"""
_TOPICS = """\
## topics.yml

The file has two keys: `topics`, a list of topics in the order of the site, and `tags`, a list of known tags. One of them may be left out. An item of `tags` can also
be just a name. [Topics of new records](curating.md#topics-of-new-records) explains how patterns suggest topics.

```yaml
topics:
- id: rag
  title: {ja: RAG・検索, en: RAG and search}
  description: {ja: 検索で補う生成。, en: Generation with retrieval.}
  patterns: [RAG, Retrieval Augmented, {url: pinecone.io}]
tags:
- Python
- name: Embeddings
  aliases: [埋め込み, Embedding]
```
"""


def page() -> str:
    """Return the page."""
    keys = [[f"`{field.key}`", "yes" if field.required else "", _limit(field), cell(field.description)] for field in fields.FIELDS]
    return "\n".join([
        _HEAD,
        table(["key", "required", "at most", "meaning"], keys),
        "`title`, `via` and each tag are text on one line. Other keys are errors of `llmnotes lint`. Your editor can complete the keys:"
        " [editors](github.md#editors).\n",
        _TOPICS,
        f"### Keys of a topic\n\n{_keys(taxonomy.Topic)}",
        f"### Keys of a tag\n\n{_keys(taxonomy.Keyword)}",
        f"The file has at most {taxonomy_file.MAX_BYTES // 1024 // 1024} MiB, {taxonomy_file.MAX_TOPICS:,} topics and {taxonomy_file.MAX_KEYWORDS:,} tags.\n",
    ])  # fmt: skip


def _limit(field: Field) -> str:
    longest = field.kind.schema.get("maxLength")
    characters = f"{longest:,} characters" if isinstance(longest, int) else ""
    if field.kind.schema.get("maxLength") == url.MAX_LENGTH:
        characters += f", {url.MAX_HOST} for the host"
    return f"{field.most}, of {characters} each" if field.many else characters


_LIMITS = {
    "id": f"{MAX_TOPIC} characters",
    "title": f"{taxonomy_file.MAX_TITLE} characters",
    "description": f"{taxonomy_file.MAX_DESCRIPTION} characters",
    "patterns": f"{taxonomy_file.MAX_PATTERNS}, of {taxonomy_file.MAX_PHRASE} characters each",
    "unless": f"{taxonomy_file.MAX_UNLESS}, of {taxonomy_file.MAX_PHRASE} characters each",
    "formerly": f"{taxonomy_file.MAX_NAMES}, of {MAX_TOPIC} characters each",
    "name": f"{MAX_TAG} characters",
    "aliases": f"{taxonomy_file.MAX_NAMES}, of {MAX_TAG} characters each",
}


def _keys(kind: type) -> str:
    texts = documented(kind)
    rows = [[f"`{one.name}`", _LIMITS[one.name], cell(texts[one.name])] for one in dataclasses.fields(kind) if one.name != "place"]
    return table(["key", "at most", "meaning"], rows)
