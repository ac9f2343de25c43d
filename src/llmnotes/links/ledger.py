"""All histories and runs of a list, and their text: made for git and for reviewers, so a run that finds what the one before found changes two lines.

Three files, each sorted, UTF-8, with a line that names the format first:

    ledger.txt  a line for each link, under its URL as written: what `History` holds but `asked`
    asked.txt   when each link was last asked, a line for each run that still is some link's last
    runs.txt    a line for each run: counts by verdict

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
    """One run, as remembered. A void run leaves none."""

    time: datetime.datetime
    """When it began: UTC, whole minutes."""
    scope: str
    """`all`, or `2/8` for a shard."""
    counts: Mapping[Standing, int]
    """All links of the list (of the shard) by their standing after the run."""
    asked: int
    """Links that it asked."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """What is known of a list's links."""

    histories: Mapping[str, History] = dataclasses.field(default_factory=dict)
    """By URL as written (`links.key`)."""
    runs: tuple[Run, ...] = ()
    """Oldest first."""

    def verdict(self, url: str, now: datetime.datetime) -> Verdict:
        """What is said of a link at `now`."""
        return verdict(self.histories.get(url, History()), now)

    @property
    def last_run(self) -> datetime.datetime | None:
        """When the last run began (UTC); None if there was none."""
        return self.runs[-1].time if self.runs else None

    def marked(self, url: str, mark: Mark) -> Ledger:
        """The ledger with what a person says of a link."""
        history = dataclasses.replace(self.histories.get(url, History()), mark=mark)
        return dataclasses.replace(self, histories={**self.histories, url: history})

    def until(self, end: datetime.datetime) -> Ledger:
        """Return the ledger without all checks and runs that are dated after `end`: the clock of the machine that wrote them was wrong."""
        histories = {url: history.until(end) for url, history in self.histories.items()}
        return Ledger(histories=histories, runs=tuple(run for run in self.runs if run.time <= end))

    def of_links(self, urls: Collection[str]) -> Ledger:
        """The ledger without the links that aren't among `urls`, but for those that a person spoke of."""
        kept = {url: history for url, history in self.histories.items() if url in urls or history.mark is not None}
        return dataclasses.replace(self, histories=kept)

    def points(self) -> list[tuple[datetime.datetime, Mapping[Standing, int]]]:
        """How the whole list stood after each run, oldest first. Shards count once all of them are there."""
        return [(run.time, run.counts) for run in self.runs if "/" not in run.scope]


def merged(one: Ledger, other: Ledger) -> Ledger:
    """What both know, in any order to the same ledger, given that a run's time and scope name one run."""
    histories = {**one.histories, **other.histories}
    for url in one.histories.keys() & other.histories.keys():
        if one.histories[url] != other.histories[url]:
            histories[url] = history_merge.merged(one.histories[url], other.histories[url])
    return Ledger(histories=histories, runs=tidied([*one.runs, *other.runs]))


def tidied(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs in order, each once; shards that are all there as one run, and none beside a whole run of their time."""
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
    return Run(time=shards[0].time, scope="all", counts=counts, asked=sum(run.asked for run in shards))


def _order(run: Run) -> tuple[object, ...]:
    return (run.asked, run.scope, tuple(run.counts.get(standing, 0) for standing in Standing))
