"""How commands open the list."""

from __future__ import annotations

from llmnotes.actions.reading_list import ReadingList
from llmnotes.cli.output import say
from llmnotes.cli.reporter import count
from llmnotes.system.files import show


def open_list(config_file: str | None, entries: str | None) -> ReadingList:
    """Open the list of `--config` and `--entries`, and say on standard error what was undone of a killed command.

    Raises ConfigError and StoreError.
    """
    opened = ReadingList.open(config_file, entries)
    undone = opened.undone
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
    return opened
