"""Add links to a list as records."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.intake import draft as drafts
from llmnotes.intake.draft import DraftContext
from llmnotes.intake.submission import Submission
from llmnotes.records import record, removal
from llmnotes.records.catalogue import Catalogue
from llmnotes.system.files import show
from llmnotes.system.rewrite import Rewrite, carry_out

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.intake.draft import RecordDraft
    from llmnotes.intake.reading import Reading
    from llmnotes.model import Entry, Problem
    from llmnotes.records.removal import Removal


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """The result of writing a record."""

    entry: Entry
    file: str
    """The record's path, as messages show it."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AlreadyKnown:
    """The result if the list has or had an entry for the URL: no record was written."""

    url: str
    by: Entry | Removal
    """The listed entry, or the removal of the earlier one."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """The result if the text can't be read as a record: no record was written."""

    problems: Sequence[Problem]
    """The problems of the text."""


class Adding:
    """Adds records to a list one after another.

    Invariant: a draft is compared with all entries of the list and with those that `write` has added, and its slug belongs to none of them.
    """

    def __init__(self, reading_list: ReadingList, *, today: datetime.date) -> None:
        """Read the list's records and removals. `today` is the day on which the entries join the list."""
        self._store, self._taxonomy = reading_list.store, reading_list.taxonomy
        self._language, self._today = reading_list.settings.language, today
        self._files = {slug: found.file for slug, found in reading_list.records.items()}
        self._taken = self._store.slugs()
        self._removals = reading_list.removals
        self._entries = [*reading_list.entries]
        self._catalogue = Catalogue(self._entries)

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries of the list in the order of their paths, then those that were added."""
        return self._entries

    def file_of(self, entry: Entry) -> str:
        """Return the path of an entry's record, as messages show it; for a draft, the path that its record would get."""
        return self._files.get(entry.slug) or show(self._store.path_of(entry.slug))

    def listed(self, url: str) -> Entry | None:
        """Return the first entry of a URL in any of its spellings; None if the list has no such entry."""
        return next(iter(self._catalogue.alike(url)), None)

    def removed(self, url: str) -> Removal | None:
        """Return the removal of a URL's entry; None if no entry of the URL was removed."""
        return removal.of_url(self._removals.values(), url)

    def draft(self, submission: Submission, reading: Reading | None = None) -> RecordDraft:
        """Draft the record of a submission. `reading` is the reading of its page; None if the page was not requested."""
        context = DraftContext(
            catalogue=self._catalogue, taxonomy=self._taxonomy, language=self._language, today=self._today, taken=frozenset(self._taken)
        )
        return drafts.draft(submission, reading, context)

    def known(self, drafted: RecordDraft, url: str) -> AlreadyKnown | None:
        """Return the list's entry or removal for the URL of a draft, or for `url`, which redirected to it; None if both URLs are new."""
        by = next(iter(drafted.listed), None) or self.removed(drafted.entry.url) or self.removed(url)
        return AlreadyKnown(url=url, by=by) if by else None

    def problems(self, drafted: RecordDraft, text: str) -> list[Problem]:
        """Return the problems of a draft's text, which a person may have edited."""
        return drafts.problems(text, drafted.entry.slug, self._taxonomy, self.file_of(drafted.entry))

    def write(self, drafted: RecordDraft, text: str, *, again: bool = False) -> Added | AlreadyKnown | Unreadable:
        """Write the record of a draft. If its text has another URL or date than the draft, the record gets another slug.

        Args:
            drafted: The draft from which the text was made.
            text: The draft's text, or the text as a person edited it.
            again: Also add a URL that the list has or had.

        Returns:
            The result. The list is searched for the URL of the text only if it differs from the draft's.

        Raises:
            StoreError: The record can't be written.

        """
        slug = drafted.entry.slug
        found, problems = record.read(text.encode(), slug=slug, file=f"{slug}.md")
        if found is None:
            return Unreadable(problems=problems)
        entry = found.entry
        if (entry.date, entry.url) != (drafted.entry.date, drafted.entry.url):
            edited = self.draft(Submission(url=entry.url, title=entry.title, date=entry.date))
            known = self.known(edited, entry.url) if entry.url != drafted.entry.url and not again else None
            if known:
                return known
            slug = edited.entry.slug
            entry = dataclasses.replace(entry, slug=slug)
        file = show(self._store.path_of(slug))
        carry_out([Rewrite(file=file, before="", after=text)], self._store.sets)
        self._files[slug] = file
        self._taken.add(slug)
        self._entries = [*self._entries, entry]
        self._catalogue = Catalogue(self._entries)
        return Added(entry=entry, file=file)


def begins_list(reading_list: ReadingList) -> bool:
    """Return whether a first record would begin a list: its folder has neither mkdocs.yml nor records."""
    return not (reading_list.settings.folder / "mkdocs.yml").exists() and not reading_list.store.folder.is_dir()
