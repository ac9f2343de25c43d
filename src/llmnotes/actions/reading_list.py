"""A reading list as it is on disk: settings, records, taxonomy, removals and ledger."""

from __future__ import annotations

import dataclasses
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes import config
from llmnotes.errors import RefusalError, UnknownSlugError
from llmnotes.github import written
from llmnotes.links.ledger_folder import LedgerFolder
from llmnotes.records import taxonomy as taxonomies
from llmnotes.records.folder import Loaded, Store
from llmnotes.system.files import explained, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.config import Settings
    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Entry, Problem
    from llmnotes.records.parse_cache import Remembered
    from llmnotes.records.record import Record
    from llmnotes.records.removal import Removal
    from llmnotes.records.taxonomy import Taxonomy
    from llmnotes.system.change_set import Undone


class ReadingList:
    """A list's settings and its files.

    Each part is read on first use and kept, so a command reads each part at most once. This object doesn't show what is written later.

    Attributes:
        settings: The list's settings.
        store: The folder of records, which also writes them.
        ledger_folder: The list's own ledger on disk.
        undone: The changes of a killed command that `open` undid; None if no command was killed.

    """

    def __init__(self, settings: Settings, *, remembered: Remembered | None = None) -> None:
        """Describe the list of `settings` without reading or changing a file. Records in `remembered` aren't parsed again."""
        self.settings = settings
        others = [*([settings.topics] if settings.topics else []), *written.paths(settings)]
        ignored = [settings.ledger, *([settings.cache] if settings.cache else [])]
        self.store = Store(settings.entries, settings.bounds, others, ignored)
        self.ledger_folder = LedgerFolder(settings.ledger, settings.bounds, settings.archives)
        self.undone: Undone | None = None
        self._remembered = remembered

    @classmethod
    def open(cls, config_file: str | None, entries: str | None = None) -> ReadingList:
        """Open the list of a mkdocs.yml, and undo the unfinished changes of a killed command.

        Args:
            config_file: The path of mkdocs.yml; None for the one in the working directory, or for the defaults if that has none.
            entries: The folder of records, if it differs from the one in mkdocs.yml.

        Raises:
            ConfigError: mkdocs.yml can't be used.
            StoreError: The changes of a killed command can't be undone.

        """
        settings = config.load(Path(config_file) if config_file else None)
        if entries:
            settings = dataclasses.replace(settings, entries=Path(os.path.normpath(entries)))
        opened = cls(settings)
        with explained(settings.entries):
            opened.undone = opened.store.sets.recover()
        return opened

    @property
    def taxonomy(self) -> Taxonomy | None:
        """The taxonomy; None for a list without topics."""
        return self._taxonomy[0]

    @property
    def taxonomy_problems(self) -> Sequence[Problem]:
        """Every problem of topics.yml."""
        return self._taxonomy[1]

    @property
    def records(self) -> Mapping[str, Record]:
        """The sound records by slug, in the order of their paths."""
        return self._loaded.records

    @property
    def record_problems(self) -> Sequence[Problem]:
        """Every problem of the records' files, and of files among them that are never read."""
        return self._loaded.problems

    @property
    def damaged(self) -> Sequence[Record]:
        """The records with errors, as far as they could be read, in the order of their paths."""
        return self._loaded.damaged

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries of the sound records, in the order of their paths."""
        return [found.entry for found in self.records.values()]

    @property
    def removals(self) -> Mapping[str, Removal]:
        """The removed entries by slug."""
        return self._removals[0]

    @property
    def removal_problems(self) -> Sequence[Problem]:
        """Every problem of the files of removed entries."""
        return self._removals[1]

    @property
    def ledger(self) -> Ledger:
        """The history of the list's links."""
        return self._ledger[0]

    @property
    def ledger_problems(self) -> Sequence[Problem]:
        """Every problem of the ledger's files."""
        return self._ledger[1]

    def records_of(self, slugs: Iterable[str]) -> Mapping[str, Record]:
        """Return the records of these slugs, in their order. Raises UnknownSlugError."""
        if unknown := [slug for slug in slugs if slug not in self.records]:
            raise UnknownSlugError(f"no record {', '.join(unknown)}; a slug is a record's file name without .md")
        return {slug: self.records[slug] for slug in slugs}

    def required_taxonomy(self) -> Taxonomy:
        """Return the taxonomy. Raises RefusalError for a list without topics."""
        if self.taxonomy is None:
            raise RefusalError("this list has no topics (`topics: false` in mkdocs.yml)")
        return self.taxonomy

    @property
    def problems(self) -> Sequence[Problem]:
        """Every problem of all these files."""
        return [*self.taxonomy_problems, *self.record_problems, *self.removal_problems, *self.ledger_problems]

    @functools.cached_property
    def _taxonomy(self) -> tuple[Taxonomy | None, Sequence[Problem]]:
        topics = self.settings.topics
        return taxonomies.load(topics, show(topics), self.settings.bounds) if topics else (None, [])

    @functools.cached_property
    def _loaded(self) -> Loaded:
        return self.store.load(self._remembered)

    @functools.cached_property
    def _removals(self) -> tuple[Mapping[str, Removal], Sequence[Problem]]:
        return self.store.load_removals()

    @functools.cached_property
    def _ledger(self) -> tuple[Ledger, Sequence[Problem]]:
        return self.ledger_folder.load()
