"""Count the notes in which `llmnotes lint` finds errors, so that an import can report their number."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from llmnotes.curation.lint import Context
from llmnotes.curation.lint.notes import NOTES
from llmnotes.model import Severity
from llmnotes.records.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmnotes.model import Entry


def faulty_notes(entries: Iterable[Entry]) -> int:
    """Return the number of entries in whose notes `llmnotes lint` finds errors."""
    context = Context(None, datetime.date.max)
    return sum(
        any(
            problem.severity is Severity.ERROR
            for check in NOTES.checks
            for problem in check(Record(entry, "", {}, "", frozenset()), context)
        )
        for entry in entries
        if entry.note
    )
