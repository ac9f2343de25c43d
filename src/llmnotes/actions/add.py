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
    """The result of adding a link if its record was written."""

    entry: Entry
    file: str
    """The path of the written record, as messages show it."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AlreadyKnown:
    """The result of adding a link if no record was written, because the reading list has an entry with its URL, or had one that was removed."""

    url: str
    """The submitted URL, or the URL as a person edited it in the text of the draft."""
    by: Entry | Removal
    """The entry with this URL, or the removal: the file with the date and reason for which an entry with this URL was removed."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """The result of adding a link if no record was written, because the text for the record is invalid, for example after the user edited it."""

    problems: Sequence[Problem]
    """The problems that make the text invalid as a record."""


class Adding:
    """Adds records to a reading list one after another.

    Invariant: each draft is compared with all entries, including those that `write` has added. No entry and no removed entry has its slug.
    """

    def __init__(self, reading_list: ReadingList, *, today: datetime.date) -> None:
        """Read the records of entries and the files about removed entries. New records get the value `today` for their key `added`."""
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
        """Return the oldest entry with a URL; None if there is none.

        If no entry has exactly this URL, a URL that nearly always opens the same page counts too, such as the same URL with `www.` before the host.
        """
        return next(iter(self._catalogue.alike(url)), None)

    def removed(self, url: str) -> Removal | None:
        """Return the date and reason for which an entry with a URL was removed the last time; None if no such entry was removed.

        A URL that nearly always opens the same page counts too, such as the same URL with `www.` before the host.
        """
        return removal.of_url(self._removals.values(), url)

    def draft(self, submission: Submission, reading: Reading | None = None) -> RecordDraft:
        """Return a draft of the record for a submission: a URL to add, with the values that a person gave for it, such as a title.

        `reading` has the metadata of the page at this URL; None if the page was not requested.
        """
        context = DraftContext(
            catalogue=self._catalogue, taxonomy=self._taxonomy, language=self._language, today=self._today, taken=frozenset(self._taken)
        )
        return drafts.draft(submission, reading, context)

    def known(self, drafted: RecordDraft, url: str) -> AlreadyKnown | None:
        """Return the entry, or the removed entry, that has the URL of a draft or the submitted URL `url`; None if there is neither.

        The draft's URL can differ from the submitted URL, because the page redirects, or because tracking parameters were removed. A URL that nearly always
        opens the same page as one of these two URLs counts too.
        """
        by = next(iter(drafted.listed), None) or self.removed(drafted.entry.url) or self.removed(url)
        return AlreadyKnown(url=url, by=by) if by else None

    def problems(self, drafted: RecordDraft, text: str) -> list[Problem]:
        """Return the problems that lint finds in `text`: the text of a draft, which a person may have edited."""
        return drafts.problems(text, drafted.entry.slug, self._taxonomy, self.file_of(drafted.entry))

    def write(self, drafted: RecordDraft, text: str, *, again: bool = False) -> Added | AlreadyKnown | Unreadable:
        """Write the text of a draft as a record. If a person changed the URL or the date in the text, the record gets a slug for the new URL or date.

        If a person changed the URL, no record is written for a URL that the list has or had, unless `again` is true. An unchanged URL is not looked up: call
        `known` before this method.

        Args:
            drafted: The draft from which the text was made.
            text: The draft's text, which a person may have edited.
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
