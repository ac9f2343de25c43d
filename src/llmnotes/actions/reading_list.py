"""Read a reading list from disk: settings, records, topics and tags, data of removed entries, and ledger."""

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
from llmnotes.model import errors
from llmnotes.records import taxonomy_file
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
    """The settings and the files of a reading list.

    Each part, such as the records or the ledger, is read from disk when it is first used, and then kept. Later changes on disk don't appear in this object.

    Attributes:
        settings: The settings from mkdocs.yml.
        store: Reads and writes the folder of records.
        ledger_folder: Reads and writes the folder of the ledger.
        undone: The changes of a killed command that `open` has undone; None if there were no such changes.

    """

    def __init__(self, settings: Settings, *, remembered: Remembered | None = None) -> None:
        """Set the settings. No file is read or changed yet.

        `remembered` has the records that an earlier build parsed. Records that have not changed since then are not parsed again.
        """
        self.settings = settings
        others = [*([settings.topics] if settings.topics else []), *written.paths(settings)]
        ignored = [settings.ledger, *([settings.cache] if settings.cache else [])]
        self.store = Store(settings.entries, settings.bounds, others, ignored)
        self.ledger_folder = LedgerFolder(settings.ledger, settings.bounds, settings.archives)
        self.undone: Undone | None = None
        self._remembered = remembered

    @classmethod
    def open(cls, config_file: str | None, entries: str | None = None) -> ReadingList:
        """Return the reading list that a mkdocs.yml describes. If an earlier command was killed while it wrote files, undo its changes first.

        Args:
            config_file: The path of mkdocs.yml. None for mkdocs.yml or properdocs.yml in the working directory; if neither exists, default settings are used.
            entries: The path of the folder of records; None for the path in mkdocs.yml.

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
        """The valid topics and tags of topics.yml, even if it has no valid ones; None if the list has no topics.yml, or mkdocs.yml has `topics: false`."""
        return self._taxonomy[0]

    @property
    def taxonomy_problems(self) -> Sequence[Problem]:
        """Every problem of topics.yml."""
        return self._taxonomy[1]

    @property
    def records(self) -> Mapping[str, Record]:
        """The records without errors by slug, in the order of their paths."""
        return self._loaded.records

    @property
    def record_problems(self) -> Sequence[Problem]:
        """Every problem of the files in the folder of records, including files that are not read, such as symbolic links."""
        return self._loaded.problems

    @property
    def damaged(self) -> Sequence[Record]:
        """The records with errors, in the order of their paths. Each record has only the values that could be read; records without any such value are left out."""
        return self._loaded.damaged

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries of the valid records, in the order of their paths."""
        return [found.entry for found in self.records.values()]

    @property
    def removals(self) -> Mapping[str, Removal]:
        """The data of removed entries, such as the reason of the removal, by slug."""
        return self._removals[0]

    @property
    def removal_problems(self) -> Sequence[Problem]:
        """Every problem of the files about removed entries."""
        return self._removals[1]

    @property
    def ledger(self) -> Ledger:
        """The ledger. Parts of its files that can't be read are left out."""
        return self._ledger[0]

    @property
    def ledger_problems(self) -> Sequence[Problem]:
        """Every problem of the ledger's files."""
        return self._ledger[1]

    def records_of(self, slugs: Iterable[str]) -> Mapping[str, Record]:
        """Return the records with these slugs, in the order of `slugs`. Raises UnknownSlugError if a slug belongs to no record, or to one with errors."""
        if unknown := [slug for slug in slugs if slug not in self.records]:
            faulty = {Path(problem.place.file).stem for problem in errors(self.record_problems)}
            if damaged := [slug for slug in unknown if slug in faulty]:
                raise UnknownSlugError(f"these records have errors: {', '.join(damaged)}. Correct the errors that `llmnotes lint` reports")
            raise UnknownSlugError(f"these records do not exist: {', '.join(unknown)}. Name each record by its file name without .md")
        return {slug: self.records[slug] for slug in slugs}

    def required_taxonomy(self) -> Taxonomy:
        """Return the topics and tags of topics.yml. Raises RefusalError if the list has no topics.yml, or mkdocs.yml has `topics: false`."""
        if self.taxonomy is None:
            raise RefusalError("this list has no topics. Create topics.yml; if mkdocs.yml has the line `topics: false`, remove this line")
        return self.taxonomy

    @property
    def problems(self) -> Sequence[Problem]:
        """Every problem of topics.yml, the records, the files about removed entries and the ledger."""
        return [*self.taxonomy_problems, *self.record_problems, *self.removal_problems, *self.ledger_problems]

    @functools.cached_property
    def _taxonomy(self) -> tuple[Taxonomy | None, Sequence[Problem]]:
        topics = self.settings.topics
        return taxonomy_file.load(topics, show(topics), self.settings.bounds) if topics else (None, [])

    @functools.cached_property
    def _loaded(self) -> Loaded:
        return self.store.load(self._remembered)

    @functools.cached_property
    def _removals(self) -> tuple[Mapping[str, Removal], Sequence[Problem]]:
        return self.store.load_removals()

    @functools.cached_property
    def _ledger(self) -> tuple[Ledger, Sequence[Problem]]:
        return self.ledger_folder.load()
