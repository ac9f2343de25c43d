"""`llmnotes tags`: which there are, and how they are renamed, merged and split in all records."""

from __future__ import annotations

import click

from llmnotes.cli.group import Group
from llmnotes.cli.terms import add_commands


@click.group(cls=Group)
def tags() -> None:
    """List, rename, merge and split tags, over all records."""


add_commands(tags, "tags")
