"""`llmnotes workflows`: add workflows to a list that exists. `llmnotes init --workflows` does the same for a new list."""

from __future__ import annotations

import click

from llmnotes.actions.workflows import Host, Release, add
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, finish, refusals, report
from llmnotes.github import form
from llmnotes.system.files import checkout, show


@click.command(name="workflows")
@click.argument("host", type=click.Choice([host.value for host in Host]))
@click.option("--repository", default="", metavar="URL", help="The address of the repository, such as https://codeberg.org/me/my-list.")
@config_option
def workflows_(host: str, repository: str, config: str | None) -> None:
    """Add the workflows of the code host HOST to a list: they check, build and publish it.

    The command also writes requirements.txt, from which workflows install llmnotes, and, except for GitLab, the issue form. It prints the paths of the new
    files, and changes no file that exists.
    """
    reading_list = open_list(config, None)
    report(reading_list.taxonomy_problems, "text")
    finish(reading_list.taxonomy_problems)
    with refusals():
        issue_form = form.text(reading_list.taxonomy, reading_list.settings.language)
        say(*map(show, add(checkout(reading_list.settings.folder), Host(host), Release.installed(), issue_form, repository)))
    say(f"To publish the list: {Host(host).manual}", err=True)
