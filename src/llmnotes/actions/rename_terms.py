"""List, rename, merge and split the tags or topics of a reading list."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.curation.terms import listing
from llmnotes.curation.terms import plan as plans
from llmnotes.curation.terms.plan import Terms
from llmnotes.github import written
from llmnotes.records import taxonomy_file
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
    """The changes that a command will make to rename, merge or split tags or topics."""

    rewrites: Sequence[Rewrite] = ()
    """The rewrites of topics.yml, of records, and of the files that are made from topics.yml; empty if there are problems."""
    records: int = 0
    """The number of rewritten files that are records."""
    others: Sequence[str] = ()
    """The paths of the rewritten files that are not records, as messages show them."""
    problems: Sequence[Problem] = ()
    """The problems that prevent the change; empty if the change is possible."""


class RenameTerms:
    """Plans changes of the tags or topics of a reading list. Each method returns a plan and writes nothing; `carry_out_rename` writes the files of a plan."""

    def __init__(self, reading_list: ReadingList, key: Key) -> None:
        """Read the taxonomy and the records. `key` says whether the methods change tags or topics.

        Raises:
            RefusalError: `key` is `topics`, but the reading list has no topics.yml.

        """
        taxonomy = reading_list.required_taxonomy() if key == "topics" else reading_list.taxonomy
        self._list = reading_list
        self._terms = Terms(key=key, records=reading_list.records, taxonomy=taxonomy)

    def rename(self, old: str, new: str) -> RenamePlan:
        """Plan to rename the tag or topic `old` to `new` in all records and in topics.yml.

        Raises RefusalError if the change is not possible, for example if there is no tag or topic `old`, and StoreError if a file can't be read.
        """
        return self._planned(plans.rename(self._terms, old, new, self._taxonomy_file()))

    def merge(self, olds: Sequence[str], new: str) -> RenamePlan:
        """Plan to replace each of the tags or topics `olds` with the existing tag or topic `new` in all records and in topics.yml.

        Raises RefusalError if the change is not possible, for example if there is no tag or topic `new`, and StoreError if a file can't be read.
        """
        return self._planned(plans.merge(self._terms, olds, new, self._taxonomy_file()))

    def split(self, old: str, new: str, slugs: Collection[str]) -> RenamePlan:
        """Plan to replace the tag or topic `old` with `new` only in the records with these slugs. A topic `new` must be in topics.yml.

        Raises RefusalError if a slug is unknown or the change is not possible, and StoreError if a file can't be read.
        """
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
        """Return a rewrite of topics.yml that does not change it yet, to which callers add their changes; None if the reading list has no topics.yml."""
        topics = self._list.settings.topics
        if topics is None:
            return None
        text = text_of(topics)
        return Rewrite(file=show(topics), before=text, after=text)

    def _remade(self, rewrites: Sequence[Rewrite]) -> list[Rewrite]:
        """Return the rewrites of the files that are generated from topics.yml, such as the record schema; empty if `rewrites` don't change topics.yml.

        A generated file that was already outdated before the change is not rewritten.
        """
        topics = self._list.settings.topics
        file = show(topics) if topics else ""
        for rewrite in rewrites:
            if rewrite.file == file:
                after, _ = taxonomy_file.read(rewrite.after, file)
                return written.rewrites(self._list.settings, self._list.taxonomy, after)
        return []


def carry_out_rename(reading_list: ReadingList, plan: RenamePlan) -> None:
    """Write all files of a plan, or none. Raises StoreError if a file can't be written, or has changed since it was read."""
    carry_out(plan.rewrites, reading_list.store.sets)


def list_terms(reading_list: ReadingList, key: Key) -> list[Term]:
    """Return all tags or all topics, also those that no entry uses. Each has the number of its entries, and other tags or topics that may mean the same.

    Raises:
        RefusalError: `key` is `topics`, but the reading list has no topics.yml.

    """
    if key == "tags":
        return listing.tags(reading_list.entries, reading_list.taxonomy)
    return listing.topics(reading_list.entries, reading_list.required_taxonomy(), reading_list.settings.language)
