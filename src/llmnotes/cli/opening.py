"""What every command opens first: the settings, the folder of records, the taxonomy."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes import config
from llmnotes.cli.output import say
from llmnotes.cli.reporter import count
from llmnotes.github import written
from llmnotes.links.ledger_folder import LedgerFolder
from llmnotes.records import taxonomy
from llmnotes.records.folder import Store
from llmnotes.system.files import explained, show

if TYPE_CHECKING:
    from llmnotes.config import Settings
    from llmnotes.model import Problem
    from llmnotes.records.taxonomy import Taxonomy


def open_list(config_file: str | None, entries: str | None) -> tuple[Settings, Store]:
    """The settings and the folder, with the command line's own word before mkdocs.yml's. Raises ConfigError.

    What a killed command left half done is undone first, and said on standard error. Raises StoreError.
    """
    settings = config.load(Path(config_file) if config_file else None)
    if entries:
        settings = dataclasses.replace(settings, entries=Path(os.path.normpath(entries)))
    others = [*([settings.topics] if settings.topics else []), *written.paths(settings.folder, settings.entries)]
    store = Store(settings.entries, settings.bounds, others)
    with explained(settings.entries):
        undone = store.sets.recover()
    if undone and undone.restored:
        say(
            f"A command was stopped half-way: {count(undone.restored, 'file')} put back as before. Run it again if you still want it",
            err=True,
        )
    for path in undone.left if undone else ():
        say(
            f"warning: {show(path)} was changed since a command was stopped half-way, so it stays as it is: look at its difference",
            err=True,
        )
    return settings, store


def open_taxonomy(settings: Settings) -> tuple[Taxonomy | None, list[Problem]]:
    """The taxonomy, None for a list without topics; and every problem of its file."""
    return taxonomy.load(settings.topics, show(settings.topics), settings.bounds) if settings.topics else (None, [])


def open_ledger(settings: Settings) -> LedgerFolder:
    """The list's own ledger."""
    return LedgerFolder(settings.ledger, settings.bounds, settings.archives)
