"""`llmnotes workflows`: add workflows to an existing list. `llmnotes init --workflows` adds them to a new list."""

from __future__ import annotations

import click

from llmnotes.actions.workflows import Host, Release, add, repository_around
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, finish, refusals, report
from llmnotes.config import mkdocs_file
from llmnotes.github import form
from llmnotes.system.files import show


@click.command(name="workflows")
@click.argument("host", type=click.Choice([host.value for host in Host]))
@click.option(
    "--repository",
    default="",
    metavar="URL",
    help="The address of the repository, such as https://codeberg.org/me/my-list. The default is repo_url in mkdocs.yml. With an address on codeberg.org, the workflows for forgejo use Codeberg's runners; otherwise, they use runners with the label docker.",
)
@config_option
def workflows_(host: str, repository: str, config: str | None) -> None:
    """Add workflows for a code host to a list. The workflows check, build and publish the list.

    The command also writes requirements.txt, which names the version of llmnotes that the workflows install, and the issue form (GitLab has no such forms). It
    prints the paths of the new files, and never changes an existing file. If the list has one of the workflow files already, or if it is in a subfolder of a
    repository, nothing is written.
    """
    reading_list = open_list(config, None)
    report(reading_list.taxonomy_problems, "text")
    finish(reading_list.taxonomy_problems)
    folder, file = reading_list.settings.folder, reading_list.settings.file
    if file and not repository:
        repository = str(mkdocs_file.keys_of(file).get("repo_url") or "")
    if around := repository_around(folder):
        raise click.UsageError(
            f"the list is in a subfolder of the repository {show(around)}, but code hosts read workflows only from the root of a repository, and these workflows "
            "expect the list there too. Put the list into a separate repository, or write workflows that run `llmnotes lint` and `llmnotes build` in its folder"
        )
    with refusals():
        issue_form = form.text(reading_list.taxonomy, reading_list.settings.language)
        say(*map(show, add(folder, Host(host), Release.installed(), issue_form, repository)))
    say(f"How to publish the list: {Host(host).manual}", err=True)
