"""The class of command groups, whose help shows whole sentences."""

from __future__ import annotations

import click

_NO_LIMIT = 10_000


class WholeSentenceGroup(click.Group):
    """A group of commands. Its help shows the first sentence of each command's help in full, but click's own group would cut a sentence that is longer than a line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Add the section with the commands to the help."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(_NO_LIMIT)) for name, command in commands if command])
