"""The types `Rule` and `Group`. A group holds the rules on one subject, with the functions that find and fix their problems."""

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
"""A function that finds the problems of one record."""
ListCheck: TypeAlias = "Callable[[Iterable[Record]], Iterator[Problem]]"
"""A function that finds problems by a comparison of all records, such as two records with the same URL."""
Fix: TypeAlias = "Callable[[str, Record, Taxonomy | None, Collection[str]], str]"
"""A function that corrects a record. Its arguments are the record's text, the record, the taxonomy, and the ids of the rules whose problems it corrects.
It returns the corrected text. Problems that it can't correct stay."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A rule of lint, with its id, its severity and its documentation."""

    id: str
    _: dataclasses.KW_ONLY
    severity: Severity
    ja: tuple[str, str]
    """The requirement of the rule and its reason, in Japanese."""
    en: tuple[str, str]
    """The requirement of the rule and its reason, in English."""
    bad: str
    """An example of text that breaks the rule."""
    good: str
    """The example in `bad`, corrected."""
    fixable: bool = False
    """Whether `lint --fix` corrects problems of this rule. It leaves a problem unchanged if more than one correction is possible."""
    can_suppress: bool = True
    """Whether the rule can be suppressed in mkdocs.yml. False for example for rules whose problems keep a file or a value from being read."""

    def problem(self, place: Place, message: str, remedy: str) -> Problem:
        """Return a problem with this rule's id and severity."""
        return Problem(place=place, rule=self.id, severity=self.severity, message=message, remedy=remedy)


error = functools.partial(Rule, severity=Severity.ERROR)
"""Make a rule of severity error: its problems make a command fail."""
warning = functools.partial(Rule, severity=Severity.WARNING)
"""Make a rule of severity warning: its problems should be corrected, but don't make a command fail."""
advice = functools.partial(Rule, severity=Severity.ADVICE)
"""Make a rule of severity advice: its problems may be intended, and don't make a command fail."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Rules on one subject, and the functions that find and fix their problems. One function can implement several rules."""

    rules: tuple[Rule, ...]
    """The rules in the order of the documentation."""
    checks: tuple[Check, ...] = ()
    list_checks: tuple[ListCheck, ...] = ()
    fix: Fix | None = None
    """The function that corrects problems of those rules of the group that are fixable; None if no rule is fixable."""
