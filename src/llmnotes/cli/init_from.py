"""The option `--from` of `llmnotes init`: start a list with the links in the user's own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from llmnotes.actions.import_log import TermsOfLog
from llmnotes.actions.init_from import read_links, topics_of
from llmnotes.cli.importing import FileImport
from llmnotes.cli.opening import Needs, open_list
from llmnotes.cli.output import ask, say
from llmnotes.cli.reporter import report
from llmnotes.cli.status import PROBLEMS
from llmnotes.text.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from llmnotes.actions.bookmark_entry import BookmarkOptions
    from llmnotes.actions.init import NewTopic
    from llmnotes.actions.init_from import OwnLinks
    from llmnotes.model import Problem

_SHOWN = 30
"""The maximum number of names of folders, sections and tags that the command shows when it asks for topics or refuses an unknown one."""


def read_own_links(paths: Sequence[Path], options: BookmarkOptions) -> OwnLinks:
    """Read the files of the option `--from`, and return their links.

    If no link in the files can become an entry, report every problem, and end the command with exit status 1.
    """
    links = read_links(paths)
    if problems := links.problems(options):
        report(problems, "text")
        say(
            "no list was started, because no link in the files can become an entry. Correct the problems above, or start the list without --from",
            err=True,
        )
        raise click.exceptions.Exit(PROBLEMS)
    return links


def chosen_topics(links: OwnLinks, given: Sequence[str], *, yes: bool) -> tuple[NewTopic, ...]:
    """Return the topics of the new list: the values of the option `--topic`. Without this option, ask the user, unless `yes` is true.

    The user can choose from the names of the links' folders, sections and tags; if there are no such names, there is no question. Raises UsageError if a topic
    is not one of these names.
    """
    words = links.words()
    known = {fold(word): word for word, _ in words}
    names = list(given)
    if not given and not yes and words:
        say(
            "Folders, sections and tags of your links become tags. You can make some of them topics instead, each with a page and a feed:",
            err=True,
        )
        say("  " + ", ".join(f"{word} ({number:,})" for word, number in words[:_SHOWN]), err=True)
        answer = ask("Topics, separated by commas; leave empty for a few examples", default="")
        names = [name.strip() for name in str(answer).split(",") if name.strip()]
    if unknown := [name for name in names if fold(name) not in known]:
        shown = ", ".join(word for word, _ in words[:_SHOWN]) or "none"
        name = unknown[0]
        raise click.UsageError(f"no folder, section or tag of the files has the name '{name}'. The most frequent names are: {shown}")
    return topics_of(known[fold(name)] for name in names)


def import_own_links(folder: Path, links: OwnLinks, options: BookmarkOptions) -> Sequence[Problem]:
    """Import the links into the new list in a folder, print what was imported and left out, and return every problem."""
    importing = FileImport(
        reading_list=open_list(str(folder / "mkdocs.yml"), None, needs=Needs.SETTINGS),
        options=options,
        terms=TermsOfLog(sections=True),
    )
    return importing.run(links.paths, links.files)
