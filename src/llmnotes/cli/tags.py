"""`llmnotes tags`: list, rename, merge and split tags."""

from __future__ import annotations

import click

from llmnotes.cli.group import WholeSentenceGroup
from llmnotes.cli.terms import add_commands


@click.group(cls=WholeSentenceGroup)
def tags() -> None:
    """List, rename, merge and split tags in all records."""


add_commands(tags, "tags")
