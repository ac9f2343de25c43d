"""Apply the fixes of `lint --fix` to a record. A fix corrects a problem that can be corrected in only one way, and changes no other byte of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.table import GROUPS
from llmnotes.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy


def fixed(text: str, found: Record, taxonomy: Taxonomy | None, rules: Callable[[Record], Collection[str]]) -> tuple[str, Record]:
    """Apply the fixes of all rules to a record again and again, until they change nothing, because one fix can reveal a problem of another rule.

    Args:
        text: The record's text.
        found: The record of this text.
        taxonomy: The topics and tags of the reading list; None for a reading list without topics.
        rules: Function that takes a record, and returns the ids of the rules that find a problem in it and have a fix.

    Returns:
        The new text and its record, both unchanged if no problem of the record can be fixed.

    """
    seen = {text}
    while faulty := rules(found):
        after = text
        for group in GROUPS:
            if group.fix:
                after = group.fix(after, found, taxonomy, faulty)
                found = _read(after, found)
        if after in seen:  # the last round of fixes changed nothing, or two fixes undo each other
            break
        seen.add(after)
        text = after
    return text, _read(text, found)


def _read(text: str, before: Record) -> Record:
    found, _ = record.read(text.encode(), slug=before.entry.slug, file=before.file)
    return found or before
