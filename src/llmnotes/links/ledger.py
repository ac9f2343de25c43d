"""All histories and runs of a list. Their text is made for git and for reviewers: a run with the same results as the run before changes two lines.

A ledger has three files, each sorted, in UTF-8, with a first line that names the format:

    ledger.txt  a line for each link, by its URL as written: everything of its `History` except `checked`
    asked.txt   the time of each link's last check, a line for each run that still is the last run of some link
    runs.txt    a line for each run: the number of links of each standing

`ledger_text.py` reads and writes them; docs/about/links.md describes them.
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
    """One run. A void run is not kept."""

    time: datetime.datetime
    """When the run began: UTC, whole minutes."""
    scope: str
    """`all`, or `2/8` for a shard."""
    counts: Mapping[Standing, int]
    """The number of links of each standing after the run, of the whole list or of the shard."""
    checked: int
    """The number of links that the run checked."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """Everything that is known about a list's links."""

    histories: Mapping[str, History] = dataclasses.field(default_factory=dict)
    """The histories by URL, as `links.key` writes it."""
    runs: tuple[Run, ...] = ()
    """The runs, oldest first."""

    def verdict(self, url: str, now: datetime.datetime) -> Verdict:
        """Return the verdict on a link at `now` (UTC)."""
        return verdict(self.histories.get(url, History()), now)

    @property
    def last_run(self) -> datetime.datetime | None:
        """When the last run began (UTC); None before the first run."""
        return self.runs[-1].time if self.runs else None

    def marked(self, url: str, mark: Mark) -> Ledger:
        """Return the ledger with a person's mark of a link."""
        history = dataclasses.replace(self.histories.get(url, History()), mark=mark)
        return dataclasses.replace(self, histories={**self.histories, url: history})

    def until(self, end: datetime.datetime) -> Ledger:
        """Return the ledger without all checks and runs dated after `end`, because the clock of the machine that wrote them was wrong."""
        histories = {url: history.until(end) for url, history in self.histories.items()}
        return Ledger(histories=histories, runs=tuple(run for run in self.runs if run.time <= end))

    def of_links(self, urls: Collection[str]) -> Ledger:
        """Return the ledger with only the links among `urls`, and those with a mark."""
        kept = {url: history for url, history in self.histories.items() if url in urls or history.mark is not None}
        return dataclasses.replace(self, histories=kept)

    def points(self) -> list[tuple[datetime.datetime, Mapping[Standing, int]]]:
        """Return the number of links of each standing after each run of the whole list, oldest first. Shards count after all of them have been merged."""
        return [(run.time, run.counts) for run in self.runs if "/" not in run.scope]


def merged(one: Ledger, other: Ledger) -> Ledger:
    """Return the union of two ledgers, the same in any order. Two runs with the same time and scope are one run."""
    histories = {**one.histories, **other.histories}
    for url in one.histories.keys() & other.histories.keys():
        if one.histories[url] != other.histories[url]:
            histories[url] = history_merge.merged(one.histories[url], other.histories[url])
    return Ledger(histories=histories, runs=tidied([*one.runs, *other.runs]))


def tidied(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return each run once, in order of time. All shards of a run become one run, and shards beside a whole run of the same time are dropped."""
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
