"""Problems without those that the list silenced, and with those of its silences."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from llmnotes.curation.lint.table import TABLE
from llmnotes.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llmnotes.curation.lint.suppression import Silence


def heard(problems: Iterable[Problem], silences: Sequence[Silence]) -> list[Problem]:
    """What is left to tell of `problems`, in their order, and then what is wrong with the silences."""
    sound = [silence for silence in silences if silence.rule in TABLE and TABLE[silence.rule].silent]
    used: set[tuple[str, str]] = set()
    left = []
    for problem in problems:
        names = _names(problem)
        covering = [(silence.rule, name) for silence in sound if silence.rule == problem.rule for name in _covered(silence, names)]
        used.update(covering)
        if not covering:
            left.append(problem)
    return [*left, *(problem for silence in silences for problem in _faults(silence, used))]


_ALL = "*"


def _names(problem: Problem) -> set[str]:
    """By what a silence may call a problem's file."""
    path = PurePath(problem.place.file)
    return {path.stem, path.name, problem.place.file}


def _covered(silence: Silence, names: set[str]) -> Iterable[str]:
    return [_ALL] if silence.skip is None else names.intersection(silence.skip)


def _faults(silence: Silence, used: set[tuple[str, str]]) -> Iterator[Problem]:
    rule = TABLE.get(silence.rule)
    if rule is None:
        yield _problem(silence, "silence-rule", f"there is no rule '{silence.rule}'", "write an id that `llmnotes rules` lists")
        return
    if not rule.silent:
        yield _problem(silence, "silence-rule", f"'{silence.rule}' can't be silenced", "mend what it finds, and remove this")
        return
    if not silence.reason:
        yield _problem(silence, "silence-reason", f"'{silence.rule}' is silenced without a reason", "add 'reason: …'")
    idle = [name for name in ([_ALL] if silence.skip is None else silence.skip) if (silence.rule, name) not in used]
    if idle and (silence.skip is None or len(idle) == len(silence.skip)):
        yield _problem(silence, "silence-idle", f"'{silence.rule}' is silenced, and finds nothing there", "remove this silence")
    elif idle or silence.skip == ():
        told = ", ".join(idle) or "nothing"
        yield _problem(silence, "silence-idle", f"'{silence.rule}' is silenced for {told}, where it finds nothing", "take it out of 'skip'")


def _problem(silence: Silence, id_: str, message: str, remedy: str) -> Problem:
    return Problem(place=silence.place, rule=id_, severity=TABLE[id_].severity, message=message, remedy=remedy)
