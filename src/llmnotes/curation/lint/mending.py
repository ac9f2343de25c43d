"""What `lint --fix` mends: faults with one right answer, by the bytes that must change alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.japanese import as_usual
from llmnotes.records import edit
from llmnotes.records.taxonomy import fold
from llmnotes.records.term import tag_address
from llmnotes.text.characters import without_hidden
from llmnotes.web import url

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy


def mended(text: str, found: Record, taxonomy: Taxonomy | None, rules: Collection[str]) -> str:
    """A record's text with as much mended as can be of what these rules find; the same text where nothing can."""
    entry = found.entry
    title = without_hidden(entry.title) if "text-invisible" in rules else entry.title
    title = title.strip() if "title-space" in rules else title
    if title != entry.title:
        text = edit.with_value(text, found.file, "title", title) or text
    if "text-invisible" in rules and entry.via:
        text = edit.with_value(text, found.file, "via", without_hidden(entry.via)) or text
    if "url-tracking" in rules:
        text = edit.with_value(text, found.file, "url", url.without_tracking(entry.url)) or text
    if "topic-twice" in rules:
        once = [topic if topic not in entry.topics[:place] else None for place, topic in enumerate(entry.topics)]
        text = edit.with_items(text, found.file, "topics", once) or text
    tags = _tags(found, taxonomy, rules)
    if tags != list(entry.tags):
        text = edit.with_items(text, found.file, "tags", tags) or text
    return text


def _tags(found: Record, taxonomy: Taxonomy | None, rules: Collection[str]) -> Sequence[str | None]:
    """The right word for each tag, None for those that go."""
    entry = found.entry
    spelling = taxonomy.spelling if taxonomy else {}
    topics = [topic for topic in taxonomy.topics if topic.id in entry.topics] if taxonomy else []
    repeated = {fold(word) for topic in topics for word in (topic.id, *topic.title.values())}
    right: list[str | None] = []
    for written in entry.tags:
        tag = without_hidden(written) if "text-invisible" in rules else written
        width, usual = as_usual(tag), spelling.get(fold(tag), as_usual(tag))
        rule = "tag-width" if usual == width else "tag-spelling"
        word = usual if rule in rules else tag
        goes = ("tag-topic" in rules and fold(word) in repeated) or (
            not {"tag-twice", rule}.isdisjoint(rules) and tag_address(word) in {tag_address(other) for other in right if other}
        )
        right.append(None if goes else word)
    return right
