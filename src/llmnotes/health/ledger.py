"""All histories and runs of a list, and their text: made for git and for reviewers, so a run that finds what the one before found changes two lines.

Three files, each sorted, UTF-8, with a line that names the format first:

    ledger.txt  a line for each link, under its URL as written: what `History` holds but `asked`
    asked.txt   when each link was last asked, a line for each run that still is some link's last
    runs.txt    a line for each run: counts by verdict

docs/about/links.md describes them.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.health.history import History
from llmnotes.health.verdict import Standing, Verdict, verdict

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from llmnotes.model import Problem


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One run, as remembered. A void run leaves none."""

    time: datetime.datetime
    """When it began: UTC, whole minutes."""
    scope: str
    """`all`; `some` if it asked only part of the list's links (`--only`, `--max-age`, a budget that ran out); `2/8` for a shard."""
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


def read(texts: Mapping[str, str], folder: str) -> tuple[Ledger, list[Problem]]:
    """The ledger in these files' texts, by file name; missing ones are empty. Every line that can't be read is a problem, and left out."""
    raise NotImplementedError


def write(ledger: Ledger) -> dict[str, str]:
    """The texts by file name; the same ledger gives the same bytes."""
    raise NotImplementedError


def merged(one: Ledger, other: Ledger) -> Ledger:
    """What both know, in any order to the same ledger."""
    raise NotImplementedError
