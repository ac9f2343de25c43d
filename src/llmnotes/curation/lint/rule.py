"""A rule with its texts, and a group of rules with the functions that find and fix their faults."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, TypeAlias

from llmnotes.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Place
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy

Check: TypeAlias = "Callable[[Record, Context], Iterator[Problem]]"
"""Find the problems of one record."""
ListCheck: TypeAlias = "Callable[[Iterable[Record]], Iterator[Problem]]"
"""Find the problems that only a comparison of all records shows."""
Fix: TypeAlias = "Callable[[str, Record, Taxonomy | None, Collection[str]], str]"
"""Take a record's text, the record, the taxonomy and the ids of rules; return the text with the faults of these rules corrected where possible."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A rule of lint."""

    id: str
    _: dataclasses.KW_ONLY
    severity: Severity
    ja: tuple[str, str]
    """What the rule requires, and the reason, in Japanese."""
    en: tuple[str, str]
    """What the rule requires, and the reason, in English."""
    bad: str
    """An example of a fault."""
    good: str
    """The same example without the fault."""
    fixable: bool = False
    """Whether `lint --fix` corrects the fault, because it has one right answer."""
    can_suppress: bool = True
    """Whether a list can suppress the rule. False if a file with this fault can't be read."""

    def problem(self, place: Place, message: str, remedy: str) -> Problem:
        """Return a problem of this rule."""
        return Problem(place=place, rule=self.id, severity=self.severity, message=message, remedy=remedy)


error = functools.partial(Rule, severity=Severity.ERROR)
"""Make a rule whose problems make a command fail."""
warning = functools.partial(Rule, severity=Severity.WARNING)
"""Make a rule whose problems should be corrected."""
advice = functools.partial(Rule, severity=Severity.ADVICE)
"""Make a rule whose problems may be intended."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Rules on one subject, and the functions that implement them. A function can serve several rules."""

    rules: tuple[Rule, ...]
    """The rules in the order of the documentation."""
    checks: tuple[Check, ...] = ()
    list_checks: tuple[ListCheck, ...] = ()
    fix: Fix | None = None
    """Implements every rule of the group that is `fixable`."""
