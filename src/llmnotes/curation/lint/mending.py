"""What `lint --fix` mends: faults with one right answer, by the bytes that must change alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.table import GROUPS
from llmnotes.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy


def mended(text: str, found: Record, taxonomy: Taxonomy | None, rules: Callable[[Record], Collection[str]]) -> tuple[str, Record]:
    """Mend a record until its fixes change nothing more, because one fix can bring out what another rule finds.

    Args:
        text: The record's text.
        found: The record of this text.
        taxonomy: The list's topics and tags; None for a list without topics.
        rules: Gives the ids of the rules that find something in a record and that may be mended.

    Returns:
        The mended text and its record; both as they were where nothing can be mended.

    """
    seen = {text}
    while wrong := rules(found):
        after = text
        for group in GROUPS:
            if group.fix:
                after = group.fix(after, found, taxonomy, wrong)
                found = _read(after, found)
        if after in seen:  # nothing changed, or two fixes undo each other
            break
        seen.add(after)
        text = after
    return text, _read(text, found)


def _read(text: str, before: Record) -> Record:
    found, _ = record.read(text.encode(), slug=before.entry.slug, file=before.file)
    return found or before
