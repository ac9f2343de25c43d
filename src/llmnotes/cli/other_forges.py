"""The command groups `llmnotes gitlab` and `llmnotes forgejo`: the steps of workflows on these code hosts."""

from __future__ import annotations

import click

from llmnotes.cli.forge import FORGEJO, GITLAB, commands_for
from llmnotes.cli.github import form, summary
from llmnotes.cli.github_entry import entry
from llmnotes.cli.group import WholeSentenceGroup


@click.group(cls=WholeSentenceGroup)
def gitlab() -> None:
    """Run the steps of pipelines on GitLab: summaries, merge requests for the ledger, and the issue about dead links."""


@click.group(cls=WholeSentenceGroup)
def forgejo() -> None:
    """Run the steps of workflows on Forgejo: forms, summaries, pull requests, and the issue about dead links."""


for _command in (summary, *commands_for(GITLAB)):
    if _command.name != "reply":  # GitLab starts no pipeline for an issue, so an issue form could not be answered
        gitlab.add_command(_command)
for _command in (entry, form, summary, *commands_for(FORGEJO)):
    forgejo.add_command(_command)
