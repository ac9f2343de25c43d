"""A rule with its texts, and a group of rules with the functions that find and fix what they are about."""

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
"""Find the problems that only all records together show."""
Fix: TypeAlias = "Callable[[str, Record, Taxonomy | None, Collection[str]], str]"
"""Take a record's text, the record, the taxonomy and the ids of rules; return the text with what these rules find corrected where possible."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A rule that lint knows."""

    id: str
    _: dataclasses.KW_ONLY
    severity: Severity
    ja: tuple[str, str]
    """What it asks for, and the reason, in Japanese."""
    en: tuple[str, str]
    """The same in English."""
    bad: str
    """An example of what it finds."""
    good: str
    """The same, mended."""
    mends: bool = False
    """Whether `lint --fix` mends what it finds, because there is one right answer."""
    silent: bool = True
    """Whether it can be silenced: not where no record, no taxonomy would be left."""

    def problem(self, place: Place, message: str, remedy: str) -> Problem:
        """A problem that this rule finds."""
        return Problem(place=place, rule=self.id, severity=self.severity, message=message, remedy=remedy)


error = functools.partial(Rule, severity=Severity.ERROR)
"""A rule whose problems make a command fail."""
warning = functools.partial(Rule, severity=Severity.WARNING)
"""A rule whose problems should be mended."""
advice = functools.partial(Rule, severity=Severity.ADVICE)
"""A rule whose problems may well be meant."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Rules on one subject, and the functions that implement them. A function can serve several rules."""

    rules: tuple[Rule, ...]
    """In the order of their page."""
    checks: tuple[Check, ...] = ()
    list_checks: tuple[ListCheck, ...] = ()
    fix: Fix | None = None
    """Implements every rule of the group that has `mends`."""
