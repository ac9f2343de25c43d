"""What `lint --fix` mends: faults with one right answer, by the bytes that must change alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.table import GROUPS

if TYPE_CHECKING:
    from collections.abc import Collection

    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy


def mended(text: str, found: Record, taxonomy: Taxonomy | None, rules: Collection[str]) -> str:
    """A record's text with as much mended as can be of what these rules find; the same text where nothing can."""
    for group in GROUPS:
        if group.fix:
            text = group.fix(text, found, taxonomy, rules)
    return text
