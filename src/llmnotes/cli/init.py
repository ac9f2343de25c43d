"""`llmnotes init`: start a list in a folder."""

from __future__ import annotations

import dataclasses
import datetime
import os
import shlex
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from llmnotes.actions.init import NewList, start
from llmnotes.actions.workflows import Host, repository_around
from llmnotes.cli.importing import bookmark_options_of, date_option, private_option, to_read_option
from llmnotes.cli.init_from import chosen_topics, import_own_links, read_own_links
from llmnotes.cli.output import ask, say
from llmnotes.cli.reporter import finish, refusals
from llmnotes.model import LANGUAGES
from llmnotes.records import fields
from llmnotes.system.files import show


class _Field(click.ParamType):  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    """The type of an option whose value is checked like the value of a key of a record: a title, or a URL. An optional value may be empty."""

    def __init__(self, key: str, *, optional: bool) -> None:
        self.name, self._optional = key, optional

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        value = value.strip()
        if (value or not self._optional) and (fault := fields.fault(self.name, value)):
            self.fail(f"{fault[0]}: {fault[1]}", param, ctx)
        return value


_HOSTS = tuple(host.value for host in Host)
_TITLE, _URL = _Field("title", optional=False), _Field("url", optional=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", type=_TITLE, help="The title of the reading list, which the site shows. The default is the name of the folder.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="The language of the site. The default is the language of your system if it is one of these languages, otherwise en.",
)
@click.option("--site-url", type=_URL, help="The address at which you will publish the site. You can set it later in mkdocs.yml.")
@click.option(
    "--repository",
    type=_URL,
    help="The address of the repository, such as https://github.com/me/my-list. Pages of the site then link to the repository.",
)
@click.option(
    "--workflows",
    type=click.Choice(_HOSTS),
    help="Also write workflows that check, build and publish the list on this code host, and requirements.txt, which the workflows need. For GitHub and Forgejo, also write an issue form. "
    "Without this option, the command asks about workflows if you name a repository; with --yes, it writes none.",
)
@click.option(
    "--from",
    "sources",
    multiple=True,
    metavar="FILE…",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Start with the links in these files, in any format that `llmnotes import` reads. The folders, sections and tags in the files become tags, or topics if you choose them with --topic or in answer to a question.",
)
@click.argument("more_sources", nargs=-1, metavar="", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--topic",
    "topics",
    multiple=True,
    help="With --from: a folder, section or tag in the files that becomes a topic. May be repeated. Without this option, the command asks for topics, but not with --yes. If you choose none, the list gets a few topics as examples.",
)
@date_option
@private_option
@to_read_option
@click.option("--yes", is_flag=True, help="Ask no questions. Options that you leave out get their defaults.")
def init(
    *,
    folder: Path,
    title: str | None,
    language: str | None,
    site_url: str | None,
    repository: str | None,
    workflows: str | None,
    sources: tuple[Path, ...],
    more_sources: tuple[Path, ...],
    topics: tuple[str, ...],
    date: datetime.date | str | None,
    with_private: bool,
    to_read: str | None,
    yes: bool,
) -> None:
    """Start a reading list in FOLDER, which is created if it does not exist. If FOLDER has files of a list already, nothing is written.

    The command asks for the title, the language, the address of the site and the address of the repository, unless options give them. It writes mkdocs.yml, topics.yml, an example
    entry, a home page, README.md and .gitignore, and prints the paths of these files. An existing README.md stays unchanged, and an existing .gitignore gets the
    lines that it lacks. With --from, your own links replace the example entry.
    """
    if (more_sources or topics) and not sources:
        raise click.UsageError("FILE and --topic can be used only with the option --from: write --from before the first FILE")
    if not yes and not sys.stdin.isatty():
        raise click.UsageError(
            "standard input is not a terminal, so the command can't ask questions: use --yes to use the defaults without questions"
        )
    options = bookmark_options_of(date, to_read, with_private=with_private)
    links = read_own_links([*sources, *more_sources], options) if sources else None
    new = NewList(
        title=_answer(title, "Title", _title_of(folder), yes=yes, type_=_TITLE),
        language=_answer(language, "Language", _system_language(), yes=yes, type_=click.Choice(LANGUAGES)),
        site_url=_answer(site_url, "Address of the site, if you know it", "", yes=yes, type_=_URL),
        repository=_answer(repository, "Address of the repository, if there is one", "", yes=yes, type_=_URL),
        today=datetime.datetime.now().astimezone().date(),
        has_example=links is None,
        topics=chosen_topics(links, topics, yes=yes) if links else (),
    )
    if workflows is None and new.repository and not yes:
        workflows = ask("Write workflows for the code host", default=_host_of(new.repository), type_=click.Choice([*_HOSTS, "none"]))
    if workflows in _HOSTS:
        new = dataclasses.replace(new, host=Host(workflows))
    with refusals():
        say(*map(show, start(folder, new)))
    problems = import_own_links(folder, links, options) if links else []
    enter = "" if show(folder) == "." else f"`cd {shlex.quote(show(folder))}`, then "
    say(f"The list is ready. Next: {enter}`llmnotes serve` shows the site, and `llmnotes add URL` adds an entry", err=True)
    if new.host:
        if around := repository_around(folder):
            say(
                f"note: {show(folder)} is a subfolder of the repository {show(around)}, where code hosts don't find the workflows. To give the list its own repository, run `git init` there",
                err=True,
            )
        say(f"How to publish the list: {new.host.manual}", err=True)
    finish(problems)


def _answer(given: str | None, question: str, default: str, *, yes: bool, type_: click.ParamType | None = None) -> str:  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    """Return `given`, the value of an option. If it is None, because the option was left out, ask the user; if `yes` is true, return `default` instead."""
    if given is not None:
        return given
    return default if yes else str(ask(question, default=default, type_=type_))


def _title_of(folder: Path) -> str:
    """Return the name of the folder; `Reading list` if this name has characters that a title can't have."""
    name = folder.resolve().name.strip()
    return "Reading list" if fields.fault("title", name) else name


def _host_of(repository: str) -> str:
    """Return the value of `--workflows` for the address of a repository on a well-known code host, or else `none`."""
    known = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "forgejo"}
    return known.get(urlsplit(repository).hostname or "", "none")


def _system_language() -> str:
    """Return the language of the system's messages if the site supports it, otherwise English."""
    wanted = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return wanted[:2] if wanted[:2] in LANGUAGES else "en"
