"""The fixes of `lint --fix`: they correct faults with one right answer, and change no other byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.table import GROUPS
from llmnotes.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy


def fixed(text: str, found: Record, taxonomy: Taxonomy | None, rules: Callable[[Record], Collection[str]]) -> tuple[str, Record]:
    """Apply fixes to a record until they change nothing more, because one fix can uncover a fault of another rule.

    Args:
        text: The record's text.
        found: The record of this text.
        taxonomy: The list's topics and tags; None for a list without topics.
        rules: Returns the ids of the rules that find a fault in a record and that have a fix.

    Returns:
        The new text and its record, both unchanged if there is nothing to fix.

    """
    seen = {text}
    while faulty := rules(found):
        after = text
        for group in GROUPS:
            if group.fix:
                after = group.fix(after, found, taxonomy, faulty)
                found = _read(after, found)
        if after in seen:  # no fix changed the text, or two fixes undo each other
            break
        seen.add(after)
        text = after
    return text, _read(text, found)


def _read(text: str, before: Record) -> Record:
    found, _ = record.read(text.encode(), slug=before.entry.slug, file=before.file)
    return found or before
