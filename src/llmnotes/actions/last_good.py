"""Keep the last valid content of each file of a reading list, so that a preview can show it while a file has errors.

Editors save half-written records. Without this module, the pages of such a record would disappear from the preview until the fault is corrected.
"""

from __future__ import annotations

import dataclasses
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from llmnotes.model import Place, Problem, errors
from llmnotes.system.files import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Entry
    from llmnotes.records.record import Record
    from llmnotes.records.removal import Removal
    from llmnotes.records.taxonomy import Taxonomy


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """The content of a reading list that a site shows."""

    records: Mapping[str, Record]
    """The records that are shown, by slug, in the order of their paths."""
    taxonomy: Taxonomy | None
    removals: Mapping[str, Removal]
    """The data of removed entries, such as the reason of the removal, by slug."""
    ledger: Ledger

    @property
    def entries(self) -> list[Entry]:
        """The entries, in the order of the records."""
        return [found.entry for found in self.records.values()]


def content_of(reading_list: ReadingList) -> Content:
    """Return the content of a reading list without the files that have errors."""
    return Content(
        records=reading_list.records, taxonomy=reading_list.taxonomy, removals=reading_list.removals, ledger=reading_list.ledger
    )  # fmt: skip


class LastGood:
    """Keeps the last valid content of each file of a reading list.

    Invariant: the returned content differs from the content on disk only for files with errors. So a reported error explains each difference.
    """

    def __init__(self) -> None:
        """Start without content. The first call of `content_of` returns the valid content on disk."""
        self._last: Content | None = None
        self._folders: tuple[Path, Path | None, Path] | None = None

    def content_of(self, reading_list: ReadingList) -> tuple[Content, list[Problem]]:
        """Return the content of a reading list, in which each file with an error has its last valid content.

        A file that has had an error since the first call is left out. If the settings name other folders than in the last call, all earlier content is forgotten.

        Returns:
            The content; and a list with a problem if the folder of records has disappeared, or otherwise an empty list.

        """
        settings = reading_list.settings
        folders = settings.entries, settings.topics, settings.ledger
        now, last = content_of(reading_list), self._last
        missing: list[Problem] = []
        if last and folders == self._folders:
            if last.records and not settings.entries.exists():
                remedy = "move the folder back, or correct the plugin's option `entries` in mkdocs.yml"
                missing = [Problem.error(Place(show(settings.entries)), "entries", "the folder of records does not exist", remedy)]
            now = _filled(now, last, reading_list, missing)
        self._last, self._folders = now, folders
        return now, missing


def _filled(now: Content, last: Content, reading_list: ReadingList, missing: Iterable[Problem]) -> Content:
    """Return the content `now`, but with the content from `last` for each file that has an error now.

    If the folder of records has disappeared, `missing` has the problem about it. All its records then count as files with an error.
    """
    faulty = {problem.place.file for problem in errors([*reading_list.record_problems, *reading_list.removal_problems, *missing])}
    slugs = {PurePosixPath(file).stem for file in faulty if file.endswith(".md")}  # a record may have been moved to another folder
    store = reading_list.store
    lost = {
        slug: found
        for slug, found in last.records.items()
        if slug not in now.records and slug not in now.removals and (slug in slugs or _is_in(found.file, faulty))
    }
    removals = {
        slug: found
        for slug, found in last.removals.items()
        if slug not in now.removals and slug not in now.records and _is_in(show(store.removal_path(slug)), faulty)
    }
    records = dict(sorted({**now.records, **lost}.items(), key=lambda pair: pair[1].file)) if lost else now.records
    return dataclasses.replace(
        now,
        records=records,
        taxonomy=last.taxonomy if errors(reading_list.taxonomy_problems) else now.taxonomy,
        removals={**now.removals, **removals} if removals else now.removals,
        ledger=last.ledger if errors(reading_list.ledger_problems) else now.ledger,
    )


def _is_in(file: str, places: set[str]) -> bool:
    """Return whether one of the paths in `places` is the path of the file, or of a folder that contains the file."""
    parts = file.split("/")
    return any("/".join(parts[:count]) in places for count in range(1, len(parts) + 1))
