"""Add links to a reading list as records."""

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
    """The result of adding a link whose record was written."""

    entry: Entry
    file: str
    """The path of the written record, as messages show it."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AlreadyKnown:
    """The result of adding a link that got no record, because the reading list has an entry with the URL, or had one that was removed."""

    url: str
    """The submitted URL, or the URL as a person edited it in the text of the draft."""
    by: Entry | Removal
    """The entry that has the URL, or the removal of the entry that had it."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """The result of adding a link that got no record, because the text for the record is not valid."""

    problems: Sequence[Problem]
    """The problems that make the text invalid as a record."""


class Adding:
    """Adds records to a reading list one after another.

    Invariant: each draft is compared with all entries, including those that `write` has added, and gets a slug that no entry and no removed entry has.
    """

    def __init__(self, reading_list: ReadingList, *, today: datetime.date) -> None:
        """Read the records and removals of the reading list. New records get `today` as the day on which their entries were added."""
        self._store, self._taxonomy = reading_list.store, reading_list.taxonomy
        self._language, self._today = reading_list.settings.language, today
        self._files = {slug: found.file for slug, found in reading_list.records.items()}
        self._taken = self._store.slugs()
        self._removals = reading_list.removals
        self._entries = [*reading_list.entries]
        self._catalogue = Catalogue(self._entries)

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries of the reading list in the order of their paths, and then the added entries."""
        return self._entries

    def file_of(self, entry: Entry) -> str:
        """Return the path of an entry's record, as messages show it. For a draft, return the path that its record would get."""
        return self._files.get(entry.slug) or show(self._store.path_of(entry.slug))

    def listed(self, url: str) -> Entry | None:
        """Return the oldest entry with the URL `url`, or else the oldest entry with a URL that nearly always opens the same page; None if there is neither."""
        return next(iter(self._catalogue.alike(url)), None)

    def removed(self, url: str) -> Removal | None:
        """Return the newest removal of an entry with the URL `url`, or with a URL that nearly always opens the same page; None if there is no such removal."""
        return removal.of_url(self._removals.values(), url)

    def draft(self, submission: Submission, reading: Reading | None = None) -> RecordDraft:
        """Return a draft of the record for a submission. `reading` has the metadata of the page at the submitted URL; None if it was not requested."""
        context = DraftContext(
            catalogue=self._catalogue, taxonomy=self._taxonomy, language=self._language, today=self._today, taken=frozenset(self._taken)
        )
        return drafts.draft(submission, reading, context)

    def known(self, drafted: RecordDraft, url: str) -> AlreadyKnown | None:
        """Return the entry or the removal that has the URL of a draft or the submitted `url`; None if there is neither.

        An entry also counts if its URL nearly always opens the same page as one of the two URLs. These can differ, because the page redirects, or because
        tracking parameters were removed.
        """
        by = next(iter(drafted.listed), None) or self.removed(drafted.entry.url) or self.removed(url)
        return AlreadyKnown(url=url, by=by) if by else None

    def problems(self, drafted: RecordDraft, text: str) -> list[Problem]:
        """Return the problems that lint finds in `text`: the text of a draft, which a person may have edited."""
        return drafts.problems(text, drafted.entry.slug, self._taxonomy, self.file_of(drafted.entry))

    def write(self, drafted: RecordDraft, text: str, *, again: bool = False) -> Added | AlreadyKnown | Unreadable:
        """Write the text of a draft as a record. If an edit has changed the URL or the date, the record gets a slug for the new URL or date.

        This method looks for an entry or a removal with the same URL only if an edit has changed the URL. Call `known` first to find those with the draft's URL.

        Args:
            drafted: The draft from which the text was made.
            text: The draft's text, or the text as a person edited it.
            again: Whether to add the record even if the reading list has an entry with the edited URL, or had one that was removed.

        Returns:
            The written entry; or the reason why no record was written.

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
