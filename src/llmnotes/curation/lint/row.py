"""A rule, as the table has it."""

from __future__ import annotations

import dataclasses

from llmnotes.model import Severity


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule that lint knows."""

    id: str
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


def error(id_: str, *, ja: tuple[str, str], en: tuple[str, str], bad: str, good: str, mends: bool = False, silent: bool = True) -> Rule:
    """A rule whose problems make a command fail."""
    return Rule(id=id_, severity=Severity.ERROR, ja=ja, en=en, bad=bad, good=good, mends=mends, silent=silent)


def warning(id_: str, *, ja: tuple[str, str], en: tuple[str, str], bad: str, good: str, mends: bool = False, silent: bool = True) -> Rule:
    """A rule whose problems should be mended."""
    return Rule(id=id_, severity=Severity.WARNING, ja=ja, en=en, bad=bad, good=good, mends=mends, silent=silent)


def advice(id_: str, *, ja: tuple[str, str], en: tuple[str, str], bad: str, good: str, mends: bool = False, silent: bool = True) -> Rule:
    """A rule whose problems may well be meant."""
    return Rule(id=id_, severity=Severity.ADVICE, ja=ja, en=en, bad=bad, good=good, mends=mends, silent=silent)
