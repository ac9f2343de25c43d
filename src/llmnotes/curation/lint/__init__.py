"""Check records by the rules of lint, correct them, and suppress problems that a reading list accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint import suppressions
from llmnotes.curation.lint.context import Context
from llmnotes.curation.lint.table import GROUPS, TABLE, explaining
from llmnotes.records.record import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.curation.suppression import Suppression
    from llmnotes.model import Problem
    from llmnotes.records.record import Record

__all__ = ["TABLE", "Context", "check", "explaining", "unsuppressed"]


def check(records: Mapping[str, Record], context: Context) -> list[Problem]:
    """Find the problems of records.

    Args:
        records: The records by slug. Values of a record that could not be parsed are not checked.
        context: The taxonomy and the settings by which records are checked.

    Returns:
        Every problem, in the order of files and lines.

    """
    problems = [
        problem
        for found in records.values()
        for group in GROUPS
        for check_record in group.checks
        for problem in check_record(found, context)
    ]
    problems += [problem for group in GROUPS for check_all in group.list_checks for problem in check_all(records.values())]
    return sorted((problem for problem in problems if problem.place != NOWHERE), key=lambda problem: problem.place)


def unsuppressed(problems: Iterable[Problem], in_settings: Sequence[Suppression]) -> list[Problem]:
    """Return the problems that no suppression in mkdocs.yml covers, then a problem for each faulty suppression, such as one without a reason."""
    return suppressions.unsuppressed(problems, in_settings, TABLE)
