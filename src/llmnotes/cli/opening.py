"""Open the reading list on which a command works."""

from __future__ import annotations

import enum
import os
from pathlib import Path

from llmnotes.actions.reading_list import ReadingList
from llmnotes.cli.output import say
from llmnotes.cli.reporter import count
from llmnotes.config import mkdocs_file
from llmnotes.errors import ConfigError
from llmnotes.system.files import show


class Needs(enum.Enum):
    """What must exist before a command can open a reading list."""

    RECORDS = enum.auto()
    """The folder of records must exist."""
    SETTINGS = enum.auto()
    """The folder of records or the file with the settings must exist, or the user must name a folder of records. The command creates this folder if needed."""
    NOTHING = enum.auto()
    """No file need exist, because the command can start a list."""


def open_list(config_file: str | None, entries: str | None, *, needs: Needs = Needs.RECORDS) -> ReadingList:
    """Open a reading list. If an earlier command was killed while it wrote files, undo its changes, and print messages about this on standard error.

    Args:
        config_file: The value of `--config`: the path of mkdocs.yml. None for mkdocs.yml or properdocs.yml in the working directory.
        entries: The value of `--entries`: the folder of records. None for the folder that mkdocs.yml names.
        needs: What must exist.

    Raises:
        ConfigError: mkdocs.yml can't be used, or there is no reading list.
        StoreError: The changes of an earlier command can't be undone.

    """
    opened = ReadingList.open(config_file, entries)
    if fault := _fault(opened.settings.entries, config_file or mkdocs_file.found_file(), is_named=bool(entries), needs=needs):
        raise ConfigError(fault)
    undone = opened.undone
    if undone and undone.restored:
        say(
            f"An earlier command was stopped before its end, so its changes to {count(undone.restored, 'file')} were undone. Run that command again if you need its changes",
            err=True,
        )
    for path in undone.left if undone else ():
        say(
            f"warning: {show(path)} has changes of an earlier command that was stopped before its end. They were not undone, because the file was changed again later: check the file with `git diff`",
            err=True,
        )
    return opened


def _fault(folder: Path, file: str | Path | None, *, is_named: bool, needs: Needs) -> str | None:
    """Return a message if a reading list lacks its settings or its folder of records, with the remedy. Return None if it has what `needs` requires.

    Args:
        folder: The folder of records.
        file: The file with settings; None if there is none.
        is_named: Whether the user named the folder with `--entries`.
        needs: What must exist.

    """
    if os.path.lexists(folder) or needs is Needs.NOTHING or (needs is Needs.SETTINGS and (file or is_named)):
        return None
    if is_named:
        return f"{show(folder)}: the folder of records does not exist. Name the right folder with --entries"
    if file is None:
        return (
            f"found no reading list in {Path.cwd()}: there is neither mkdocs.yml nor properdocs.yml, and the folder of records does not exist: {show(folder)}. "
            "Run the command in the folder of a list, name its settings with --config, or start a list with `llmnotes init`"
        )
    return (
        f"{show(folder)}: the folder of records does not exist. Name the right folder with the option `entries` of the plugin llmnotes in {show(Path(file))}, "
        "or add the first entry with `llmnotes add`"
    )
