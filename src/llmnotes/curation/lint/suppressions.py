"""Rules on silences, and problems without those that the list silenced."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from llmnotes.curation.lint.rule import Group, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmnotes.curation.lint.rule import Rule
    from llmnotes.curation.lint.suppression import Silence
    from llmnotes.model import Problem

SILENCE_REASON = warning(
    "silence-reason",
    ja=("黙らせるなら理由を", "次に読む人には、わざとなのか忘れたのか分かりません"),
    en=("A silence has a reason", "Who reads it next can't tell what was meant from what was forgotten"),
    bad="lint: {url-repeat: {skip: [2023-01-01-a]}}", good="lint: {url-repeat: {skip: [2023-01-01-a], reason: 二つの観点から}}", silent=False,
)  # fmt: skip
SILENCE_IDLE = warning(
    "silence-idle",
    ja=("何も黙らせない設定は消す", "残しておくと、いつか別のまちがいを隠します"),
    en=("A silence silences something", "An idle one will hide another fault some day"),
    bad="skip: [2023-01-01-a]   (mended since)", good="(no such line)", silent=False,
)  # fmt: skip
SILENCE_RULE = error(
    "silence-rule",
    ja=("黙らせるのは、この表にある規則", "綴りが違えば、何も黙りません。記録を読めなくするまちがいは黙らせられません"),
    en=("What is silenced is a rule of this table", "A misspelt one silences nothing. What keeps a record from being read can't be silenced"),
    bad="lint: {url-repeats: {reason: …}}", good="lint: {url-repeat: {reason: …}}", silent=False,
)  # fmt: skip

SILENCES = Group(rules=(SILENCE_REASON, SILENCE_IDLE, SILENCE_RULE))


def heard(problems: Iterable[Problem], silences: Sequence[Silence], table: Mapping[str, Rule]) -> list[Problem]:
    """What is left to tell of `problems`, in their order, and then what is wrong with the silences. `table` has all rules by their ids."""
    sound = [silence for silence in silences if silence.rule in table and table[silence.rule].silent]
    used: set[tuple[str, str]] = set()
    left = []
    for problem in problems:
        names = _names(problem)
        covering = [(silence.rule, name) for silence in sound if silence.rule == problem.rule for name in _covered(silence, names)]
        used.update(covering)
        if not covering:
            left.append(problem)
    return [*left, *(problem for silence in silences for problem in _faults(silence, used, table))]


_ALL = "*"


def _names(problem: Problem) -> set[str]:
    """By what a silence may call a problem's file."""
    path = PurePath(problem.place.file)
    return {path.stem, path.name, problem.place.file}


def _covered(silence: Silence, names: set[str]) -> Iterable[str]:
    return [_ALL] if silence.skip is None else names.intersection(silence.skip)


def _faults(silence: Silence, used: set[tuple[str, str]], table: Mapping[str, Rule]) -> Iterator[Problem]:
    rule = table.get(silence.rule)
    if rule is None:
        yield SILENCE_RULE.problem(silence.place, f"there is no rule '{silence.rule}'", "write an id that `llmnotes rules` lists")
        return
    if not rule.silent:
        yield SILENCE_RULE.problem(silence.place, f"'{silence.rule}' can't be silenced", "mend what it finds, and remove this")
        return
    if not silence.reason:
        yield SILENCE_REASON.problem(silence.place, f"'{silence.rule}' is silenced without a reason", "add 'reason: …'")
    idle = [name for name in ([_ALL] if silence.skip is None else silence.skip) if (silence.rule, name) not in used]
    if idle and (silence.skip is None or len(idle) == len(silence.skip)):
        yield SILENCE_IDLE.problem(silence.place, f"'{silence.rule}' is silenced, and finds nothing there", "remove this silence")
    elif idle or silence.skip == ():
        told = ", ".join(idle) or "nothing"
        yield SILENCE_IDLE.problem(
            silence.place, f"'{silence.rule}' is silenced for {told}, where it finds nothing", "take it out of 'skip'"
        )
