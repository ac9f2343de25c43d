"""Merge the ledgers that several machines wrote into one ledger."""

from __future__ import annotations

import dataclasses
import datetime
from typing import TYPE_CHECKING

from llmnotes.actions.ledger_times import without_future
from llmnotes.links import ledger as ledgers
from llmnotes.links.ledger_folder import LedgerFolder
from llmnotes.links.links import collect
from llmnotes.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Problem


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LedgerMerge:
    """A planned merge of ledgers. `read` makes the plan, and `write` carries it out."""

    target: LedgerFolder
    """The folder of the ledger into which the other ledgers are merged."""
    others: Sequence[Ledger]
    """The ledgers that will be merged into the ledger in `target`, without checks dated in the future."""
    problems: Sequence[Problem]
    """Every problem of the ledger in `target` and of the ledgers in `others`."""
    links: frozenset[str] | None
    """The URLs of the links that the merged ledger keeps; None to keep all links. Links on which a person has set a verdict by hand are always kept."""
    now: datetime.datetime
    """The present time (UTC). Checks that are later than this by more than a day are left out, because their time is wrong."""

    @classmethod
    def read(
        cls,
        reading_list: ReadingList,
        folders: Sequence[Path],
        output: Path | None = None,
        *,
        now: datetime.datetime | None = None,
        warn: Callable[[str], None] = lambda _: None,
    ) -> LedgerMerge:
        """Read ledgers, and plan their merge. Nothing is written.

        Args:
            reading_list: The reading list whose links are kept. If a record has a problem, or the list has no links, all links are kept.
            folders: The folders of the ledgers to merge.
            output: The folder of the ledger into which these ledgers are merged; None for the ledger of the reading list.
            now: The present time (UTC); checks that are later by more than a day are left out. None for the time of this machine.
            warn: Called with a message for each ledger in `folders` that has checks, manual verdicts or archived copies dated in the future.

        """
        now = now or datetime.datetime.now(datetime.UTC)
        archives = reading_list.settings.archives
        target = LedgerFolder(output, archives=archives) if output else reading_list.ledger_folder
        read = [LedgerFolder(folder, archives=archives).load() for folder in folders]
        problems = [*target.load()[1], *(problem for _, found in read for problem in found)]
        links = frozenset(collect(reading_list.entries))
        keeps_all = bool(reading_list.record_problems) or not links
        others = [without_future(ledger, now, warn) for ledger, _ in read]
        return cls(target=target, others=others, problems=problems, links=None if keeps_all else links, now=now)

    @property
    def is_possible(self) -> bool:
        """Whether the ledgers can be merged: whether all could be read completely. Otherwise, the merge would lose the lines that could not be read."""
        return not errors(self.problems)

    def write(self) -> Ledger:
        """Merge the ledgers into `target`, and return the merged ledger. Raises StoreError if `target` is damaged or can't be written."""
        return self.target.update(self._merged)

    def _merged(self, ledger: Ledger) -> Ledger:
        ledger = without_future(ledger, self.now, lambda _: None)
        for other in self.others:
            ledger = ledgers.merged(ledger, other)
        return ledger if self.links is None else ledger.of_links(self.links)
