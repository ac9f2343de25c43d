"""The class of command groups. It shows whole sentences in the help."""

from __future__ import annotations

import click

_NO_LIMIT = 10_000


class WholeSentenceGroup(click.Group):
    """A group of commands whose help shows the whole first sentence about each command. In click's own group, a sentence longer than a line is cut."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the section with the commands into the help of the group."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(_NO_LIMIT)) for name, command in commands if command])
