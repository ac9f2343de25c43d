"""The ledger: the history of every link of a reading list, and the number of links of each verdict after each link check.

On disk, a ledger is three text files with small diffs: if all links are checked, with the same results as in the link check before, two lines change. The files are
sorted, in UTF-8, and their first line names the format:

    ledger.txt  a line for each link with its URL as `links.key` returns it, and its `History` except `checked`
    asked.txt   the time of each link's last check: a line for each time, with short hashes of the links that were last checked then
    runs.txt    a line for each link check: the number of links of each verdict after it

`ledger_text.py` parses and renders these files; docs/about/links.md describes them.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.links import history_merge
from llmnotes.links.history import History
from llmnotes.links.verdict import Standing, Verdict, verdict

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from llmnotes.links.history import Mark


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A link check of the whole reading list, or of a shard: the part of the links that one of several machines checks. Only links that were due were requested.

    If most control pages, which always exist, failed in a link check, or no link was checked, the ledger doesn't keep this link check.
    """

    time: datetime.datetime
    """The time at which the link check began: UTC, whole minutes."""
    scope: str
    """Which links the link check covers: `all`, or the number of the shard and the number of shards, such as `2/8`."""
    counts: Mapping[Standing, int]
    """The number of links of each verdict after the link check, in the whole reading list or in the shard. Links that were not due are counted, too."""
    checked: int
    """The number of links that the link check checked."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """The histories of the links of a reading list, and its link checks."""

    histories: Mapping[str, History] = dataclasses.field(default_factory=dict)
    """The history of each link, by the URL that `links.key` returns."""
    runs: tuple[Run, ...] = ()
    """The link checks that were recorded in the ledger, oldest first."""

    def verdict(self, url: str, now: datetime.datetime) -> Verdict:
        """Return the verdict on a link at `now` (UTC)."""
        return verdict(self.histories.get(url, History()), now)

    @property
    def last_run(self) -> datetime.datetime | None:
        """The time at which the last link check in `runs` began (UTC); None if `runs` is empty."""
        return self.runs[-1].time if self.runs else None

    def marked(self, url: str, mark: Mark) -> Ledger:
        """Return the ledger with a manual verdict (a person's verdict) on the link `url`. An earlier manual verdict on the link is replaced."""
        history = dataclasses.replace(self.histories.get(url, History()), mark=mark)
        return dataclasses.replace(self, histories={**self.histories, url: history})

    def until(self, end: datetime.datetime) -> Ledger:
        """Return the ledger without the checks and link checks that are dated after `end`.

        Call this to remove times in the future, which a machine with a wrong clock wrote.
        """
        histories = {url: history.until(end) for url, history in self.histories.items()}
        return Ledger(histories=histories, runs=tuple(run for run in self.runs if run.time <= end))

    def of_links(self, urls: Collection[str]) -> Ledger:
        """Return the ledger without the links that are not in `urls`. Links on which a person has ever set a verdict by hand are kept."""
        kept = {url: history for url, history in self.histories.items() if url in urls or history.mark is not None}
        return dataclasses.replace(self, histories=kept)

    def points(self) -> list[tuple[datetime.datetime, Mapping[Standing, int]]]:
        """Return the time of each link check of the whole reading list, with the number of links of each verdict after it, oldest first.

        A link check in shards is included only after all its shards have been merged.
        """
        return [(run.time, run.counts) for run in self.runs if "/" not in run.scope]


def merged(one: Ledger, other: Ledger) -> Ledger:
    """Return the merge of two ledgers, which does not depend on their order. `tidied` joins the link checks of all shards of a reading list."""
    histories = {**one.histories, **other.histories}
    for url in one.histories.keys() & other.histories.keys():
        if one.histories[url] != other.histories[url]:
            histories[url] = history_merge.merged(one.histories[url], other.histories[url])
    return Ledger(histories=histories, runs=tidied([*one.runs, *other.runs]))


def tidied(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return each link check once, in order of time. Of link checks with the same time and scope, the one that checked most links is kept.

    If the link checks of all shards with one time exist, they become one link check of the whole reading list. If a link check of the whole reading
    list with this time exists already, the link checks of the shards are dropped.
    """
    by_time: dict[datetime.datetime, dict[str, Run]] = {}
    for run in runs:
        beside = by_time.setdefault(run.time, {})
        beside[run.scope] = max(run, beside.get(run.scope, run), key=_order)
    kept: list[Run] = []
    for time in sorted(by_time):
        shards, whole = _parted(by_time[time])
        if not whole:
            for total in sorted({scope.partition("/")[2] for scope in shards}):
                of_total = [shards[scope] for scope in sorted(shards) if scope.endswith(f"/{total}")]
                if len(of_total) == int(total):
                    whole.append(_sum(of_total))
        kept += [max(whole, key=_order)] if whole else [shards[scope] for scope in sorted(shards)]
    return tuple(kept)


def _parted(runs: Mapping[str, Run]) -> tuple[dict[str, Run], list[Run]]:
    shards = {scope: run for scope, run in runs.items() if "/" in scope}
    return shards, [run for scope, run in runs.items() if scope not in shards]


def _sum(shards: Sequence[Run]) -> Run:
    counts = {standing: sum(run.counts.get(standing, 0) for run in shards) for standing in Standing}
    return Run(time=shards[0].time, scope="all", counts=counts, checked=sum(run.checked for run in shards))


def _order(run: Run) -> tuple[object, ...]:
    return (run.checked, run.scope, tuple(run.counts.get(standing, 0) for standing in Standing))
