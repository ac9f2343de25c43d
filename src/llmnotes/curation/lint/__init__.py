"""What lint knows: a table of rules, the functions that look for them, what can be mended, and what a list silences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.context import Context
from llmnotes.curation.lint.records import LIST_RULES, RECORD_RULES
from llmnotes.curation.lint.suppressions import heard
from llmnotes.curation.lint.table import TABLE, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmnotes.model import Problem
    from llmnotes.records.record import Record

__all__ = ["TABLE", "Context", "check", "heard", "page_of"]


def check(records: Mapping[str, Record], context: Context) -> list[Problem]:
    """Every problem of every record, in the order of files and lines."""
    problems = [problem for found in records.values() for rule in RECORD_RULES for problem in rule(found, context)]
    problems += [problem for rule in LIST_RULES for problem in rule(records.values())]
    return sorted(problems, key=lambda problem: problem.place)
