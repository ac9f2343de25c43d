"""Groups of commands."""

from __future__ import annotations

import click

_NO_LIMIT = 10_000


class Group(click.Group):
    """A group whose help shows the first sentence of each command's help in full. click's own group cuts the sentence at the width of a line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the section that lists the commands."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(_NO_LIMIT)) for name, command in commands if command])
