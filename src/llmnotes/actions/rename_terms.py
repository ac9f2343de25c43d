"""List, rename, merge and split the tags or topics of a list."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.curation.terms import listing
from llmnotes.curation.terms import plan as plans
from llmnotes.curation.terms.plan import Terms
from llmnotes.github import written
from llmnotes.records import taxonomy as taxonomies
from llmnotes.system.files import show
from llmnotes.system.rewrite import Rewrite, carry_out, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.curation.terms.listing import Term
    from llmnotes.curation.terms.moving import Key
    from llmnotes.curation.terms.plan import TermChange
    from llmnotes.model import Problem


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RenamePlan:
    """The planned changes of terms."""

    rewrites: Sequence[Rewrite] = ()
    """Rewrites of topics.yml, of records, and of the files that are made from topics.yml; empty if there are problems."""
    records: int = 0
    """How many of the rewritten files are records."""
    others: Sequence[str] = ()
    """The paths of the rewritten files that are not records."""
    problems: Sequence[Problem] = ()
    """The problems that prevent the change."""


class RenameTerms:
    """Plans changes of a list's tags or topics. Each method plans one change and writes nothing; `carry_out_rename` writes a plan."""

    def __init__(self, reading_list: ReadingList, key: Key) -> None:
        """Read the list's taxonomy and records.

        Raises:
            RefusalError: The call changes topics, but the list has no topics.yml.

        """
        taxonomy = reading_list.required_taxonomy() if key == "topics" else reading_list.taxonomy
        self._list = reading_list
        self._terms = Terms(key=key, records=reading_list.records, taxonomy=taxonomy)

    def rename(self, old: str, new: str) -> RenamePlan:
        """Plan to write `new` for `old` in all records and in topics.yml. Raises RefusalError and StoreError."""
        return self._planned(plans.rename(self._terms, old, new, self._taxonomy_file()))

    def merge(self, olds: Sequence[str], new: str) -> RenamePlan:
        """Plan to write `new`, which exists already, for each of `olds` in all records and in topics.yml. Raises RefusalError and StoreError."""
        return self._planned(plans.merge(self._terms, olds, new, self._taxonomy_file()))

    def split(self, old: str, new: str, slugs: Collection[str]) -> RenamePlan:
        """Plan to write `new` for `old` in the records of some slugs. Raises RefusalError, also for unknown slugs, and StoreError."""
        self._list.records_of(slugs)
        return self._planned(plans.split(self._terms, old, new, slugs))

    def _planned(self, change: TermChange) -> RenamePlan:
        if change.problems:
            return RenamePlan(problems=change.problems)
        rewrites = [*change.rewrites, *self._remade(change.rewrites)]
        records = {found.file for found in self._list.records.values()}
        others = [rewrite.file for rewrite in rewrites if rewrite.file not in records]
        return RenamePlan(rewrites=rewrites, records=len(rewrites) - len(others), others=others)

    def _taxonomy_file(self) -> Rewrite | None:
        """Return topics.yml as a rewrite that changes nothing yet; None for a list without one."""
        topics = self._list.settings.topics
        if topics is None:
            return None
        text = text_of(topics)
        return Rewrite(file=show(topics), before=text, after=text)

    def _remade(self, rewrites: Sequence[Rewrite]) -> list[Rewrite]:
        """Return the rewrites of the files that are made from topics.yml; empty if a change doesn't rewrite topics.yml."""
        topics = self._list.settings.topics
        file = show(topics) if topics else ""
        for rewrite in rewrites:
            if rewrite.file == file:
                after, _ = taxonomies.read(rewrite.after, file)
                return written.rewrites(self._list.settings, self._list.taxonomy, after)
        return []


def carry_out_rename(reading_list: ReadingList, plan: RenamePlan) -> None:
    """Write the files of a plan, all or none. Raises StoreError, also if a file changed since it was read."""
    carry_out(plan.rewrites, reading_list.store.sets)


def list_terms(reading_list: ReadingList, key: Key) -> list[Term]:
    """Return all tags or topics, with the number of their entries and the terms that may be the same.

    Raises:
        RefusalError: The call lists topics, but the list has no topics.yml.

    """
    if key == "tags":
        return listing.tags(reading_list.entries, reading_list.taxonomy)
    return listing.topics(reading_list.entries, reading_list.required_taxonomy(), reading_list.settings.language)
