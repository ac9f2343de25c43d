"""Rules on suppressions, and the filter that removes suppressed problems."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from llmnotes.curation.lint.rule import Group, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmnotes.curation.lint.rule import Rule
    from llmnotes.curation.suppression import Suppression
    from llmnotes.model import Problem

SILENCE_REASON = warning(
    "silence-reason",
    ja=("規則を抑制するなら理由を", "理由がなければ、次に読む人には、わざとなのか忘れたのか分かりません"),
    en=("A suppression gives a reason", "Without a reason, later maintainers can't know whether the suppression is still intended"),
    bad="lint: {url-repeat: {skip: [2023-01-01-a]}}", good="lint: {url-repeat: {skip: [2023-01-01-a], reason: 二つの観点から}}", can_suppress=False,
)  # fmt: skip
SILENCE_IDLE = warning(
    "silence-idle",
    ja=("何も抑制しない設定は消す", "残しておくと、いつか別のまちがいを隠します"),
    en=("A suppression covers at least one problem", "A suppression that covers no problem now may hide a new problem later"),
    bad="skip: [2023-01-01-a]   (corrected since)", good="(no such line)", can_suppress=False,
)  # fmt: skip
SILENCE_RULE = error(
    "silence-rule",
    ja=("抑制するのは、この表にある規則", "綴りの違う名前は、何も抑制しません。記録を読めなくするまちがいは抑制できません"),
    en=("A suppression names a rule that exists and can be suppressed", "A suppression with a wrong name has no effect. Problems that keep a record from being read can't be suppressed"),
    bad="lint: {url-repeats: {reason: …}}", good="lint: {url-repeat: {reason: …}}", can_suppress=False,
)  # fmt: skip

SUPPRESSIONS = Group(rules=(SILENCE_REASON, SILENCE_IDLE, SILENCE_RULE))


def unsuppressed(problems: Iterable[Problem], suppressions: Sequence[Suppression], table: Mapping[str, Rule]) -> list[Problem]:
    """Remove suppressed problems, and find faulty suppressions, such as those without a reason.

    Args:
        problems: All problems of the reading list.
        suppressions: The suppressions in mkdocs.yml.
        table: All rules by their ids.

    Returns:
        The problems that no suppression covers, in the given order, then the problems of the suppressions.

    """
    sound = [suppression for suppression in suppressions if suppression.rule in table and table[suppression.rule].can_suppress]
    used: set[tuple[str, str]] = set()
    left = []
    for problem in problems:
        names = _names(problem)
        covering = [(one.rule, name) for one in sound if one.rule == problem.rule for name in _covered(one, names)]
        used.update(covering)
        if not covering:
            left.append(problem)
    return [*left, *(problem for suppression in suppressions for problem in _faults(suppression, used, table))]


_ALL = "*"


def _names(problem: Problem) -> set[str]:
    """Return the names by which a suppression can refer to a problem's file: its slug, its name and its path."""
    path = PurePath(problem.place.file)
    return {path.stem, path.name, problem.place.file}


def _covered(suppression: Suppression, names: set[str]) -> Iterable[str]:
    return [_ALL] if suppression.skip is None else names.intersection(suppression.skip)


def _faults(suppression: Suppression, used: set[tuple[str, str]], table: Mapping[str, Rule]) -> Iterator[Problem]:
    id_, place = suppression.rule, suppression.place
    rule = table.get(id_)
    if rule is None:
        yield SILENCE_RULE.problem(place, f"lint has no rule '{id_}'", "write an id that `llmnotes rules` lists")
        return
    if not rule.can_suppress:
        yield SILENCE_RULE.problem(
            place, f"the rule '{id_}' can't be suppressed", "correct the problems that the rule finds, and remove this suppression"
        )
        return
    if not suppression.reason:
        yield SILENCE_REASON.problem(place, f"the rule '{id_}' is suppressed without a reason", "add 'reason: …'")
    skip = suppression.skip
    idle = [name for name in ([_ALL] if skip is None else skip) if (id_, name) not in used]
    if idle and (skip is None or len(idle) == len(skip)):
        yield SILENCE_IDLE.problem(place, f"the rule '{id_}' is suppressed, but finds no problem", "remove this suppression")
    elif idle:
        message = f"the rule '{id_}' is suppressed for {', '.join(idle)}, but finds no problem in {'this file' if len(idle) == 1 else 'these files'}"
        yield SILENCE_IDLE.problem(place, message, "correct these names in 'skip', or remove them")
    elif skip == ():
        remedy = "write the slugs of records in 'skip', or remove this suppression"
        yield SILENCE_IDLE.problem(place, f"the suppression of the rule '{id_}' has no effect, because 'skip' is empty", remedy)
