"""Open the reading list on which a command works."""

from __future__ import annotations

from llmnotes.actions.reading_list import ReadingList
from llmnotes.cli.output import say
from llmnotes.cli.reporter import count
from llmnotes.system.files import show


def open_list(config_file: str | None, entries: str | None) -> ReadingList:
    """Open a reading list. If an earlier command was killed before it had written all changes, undo its changes, and print a message on standard error.

    Args:
        config_file: The value of `--config`: the path of mkdocs.yml. None for mkdocs.yml in the working directory.
        entries: The value of `--entries`: the folder of records. None for the folder that mkdocs.yml names.

    Raises:
        ConfigError: mkdocs.yml can't be used.
        StoreError: The changes of an earlier command can't be undone.

    """
    opened = ReadingList.open(config_file, entries)
    undone = opened.undone
    if undone and undone.restored:
        say(
            f"An earlier command was stopped before its end, so its changes to {count(undone.restored, 'file')} were undone. Run that command again if needed",
            err=True,
        )
    for path in undone.left if undone else ():
        say(
            f"warning: {show(path)} was not restored, because it has changed since an earlier command was stopped before its end: check the file with `git diff`",
            err=True,
        )
    return opened
