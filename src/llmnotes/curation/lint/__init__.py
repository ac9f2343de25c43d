"""What lint knows: groups of rules, each with its texts, checks and fixes, and what a list silences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint import suppressions
from llmnotes.curation.lint.context import Context
from llmnotes.curation.lint.table import GROUPS, TABLE, page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.curation.lint.suppression import Silence
    from llmnotes.model import Problem
    from llmnotes.records.record import Record

__all__ = ["TABLE", "Context", "check", "heard", "page_of"]


def check(records: Mapping[str, Record], context: Context) -> list[Problem]:
    """Every problem of every record, in the order of files and lines."""
    problems = [
        problem
        for found in records.values()
        for group in GROUPS
        for check_record in group.checks
        for problem in check_record(found, context)
    ]
    problems += [problem for group in GROUPS for check_all in group.list_checks for problem in check_all(records.values())]
    return sorted(problems, key=lambda problem: problem.place)


def heard(problems: Iterable[Problem], silences: Sequence[Silence]) -> list[Problem]:
    """What is left of `problems` without those that are silenced, and then what is wrong with the silences."""
    return suppressions.heard(problems, silences, TABLE)
