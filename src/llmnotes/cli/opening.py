"""Open the list that a command works on."""

from __future__ import annotations

from llmnotes.actions.reading_list import ReadingList
from llmnotes.cli.output import say
from llmnotes.cli.reporter import count
from llmnotes.system.files import show


def open_list(config_file: str | None, entries: str | None) -> ReadingList:
    """Open a list. Where an earlier command was killed half-way, undo its changes and say so on standard error.

    Args:
        config_file: The value of `--config`: the list's mkdocs.yml; None for the one in the working directory.
        entries: The value of `--entries`: the folder of records; None for the one that mkdocs.yml names.

    Raises:
        ConfigError: mkdocs.yml can't be used.
        StoreError: The changes of an earlier command can't be undone.

    """
    opened = ReadingList.open(config_file, entries)
    undone = opened.undone
    if undone and undone.restored:
        say(
            f"An earlier command was stopped half-way, so its changes to {count(undone.restored, 'file')} were undone. Run that command again if you still need it",
            err=True,
        )
    for path in undone.left if undone else ():
        say(
            f"warning: {show(path)} has changed since an earlier command was stopped half-way, so it was not restored: check it with `git diff`",
            err=True,
        )
    return opened
