"""The commands that are the same for tags and topics: list, rename, merge and split tags or topics in all records."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from llmnotes.actions.rename_terms import RenameTerms, carry_out_rename, list_terms
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, say_diff, say_fit
from llmnotes.cli.reporter import config_option, count, entries_option, finish, refusals, report
from llmnotes.curation.terms import listing
from llmnotes.model import errors
from llmnotes.system.rewrite import diff
from llmnotes.text.terminal import as_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmnotes.actions.rename_terms import RenamePlan
    from llmnotes.curation.terms.listing import Term
    from llmnotes.curation.terms.moving import Key

dry_run_option = click.option("--dry-run", is_flag=True, help="Show the changes as a diff, and write nothing.")


def add_commands(group: click.Group, key: Key) -> None:
    """Add the commands `list`, `rename`, `merge` and `split` to a group. If `key` is `tags`, they are for tags; if it is `topics`, they are for topics."""
    tags_or_topics, tag_or_topic = key, key.removesuffix("s")
    with_file = " if the list has topics.yml" if key == "tags" else ""
    once_option = click.option("--once", is_flag=True, help=f"List only {tags_or_topics} that exactly one entry has.")
    near_option = click.option("--near", is_flag=True, help=f"List only {tags_or_topics} that may mean the same as another {tag_or_topic}.")
    form_option = click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help=f"The format in which the {tags_or_topics} are printed.",
    )

    @group.command(
        name="list",
        help=f"List all {tags_or_topics}, each with the number of its entries and with other {tags_or_topics} that may mean the same.",
    )
    @once_option
    @near_option
    @form_option
    @entries_option
    @config_option
    def list_(entries: str | None, config: str | None, form: str, *, once: bool, near: bool) -> None:
        show_terms(key, config, entries, form, once=once, near=near)

    @group.command(
        name="rename",
        help=f"Rename the {tag_or_topic} OLD to NEW in all records and in topics.yml. NEW must not be the name of another {tag_or_topic}. The page of OLD then redirects to the page of NEW{with_file}.",
    )
    @click.argument("old")
    @click.argument("new")
    @dry_run_option
    @entries_option
    @config_option
    def rename_(old: str, new: str, entries: str | None, config: str | None, *, dry_run: bool) -> None:
        change_terms(key, config, entries, lambda terms: terms.rename(old, new), dry_run=dry_run)

    @group.command(
        name="merge",
        help=f"Replace each of the {tags_or_topics} OLD with the existing {tag_or_topic} NEW in all records and in topics.yml. The pages of OLD then redirect to the page of NEW{with_file}.",
    )
    @click.argument("olds", metavar="OLD...", nargs=-1, required=True)
    @click.argument("new", metavar="NEW")
    @dry_run_option
    @entries_option
    @config_option
    def merge_(olds: tuple[str, ...], new: str, entries: str | None, config: str | None, *, dry_run: bool) -> None:
        change_terms(key, config, entries, lambda terms: terms.merge(olds, new), dry_run=dry_run)

    new_must_exist = " topics.yml must have the topic NEW." if key == "topics" else ""

    @group.command(
        name="split",
        help=f"Replace the {tag_or_topic} OLD with NEW, but only in the records SLUG. SLUG is the file name of a record without .md.{new_must_exist}",
    )
    @click.argument("old")
    @click.argument("new")
    @click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
    @dry_run_option
    @entries_option
    @config_option
    def split_(old: str, new: str, slugs: tuple[str, ...], entries: str | None, config: str | None, *, dry_run: bool) -> None:
        change_terms(key, config, entries, lambda terms: terms.split(old, new, slugs), dry_run=dry_run)


def show_terms(key: Key, config: str | None, entries: str | None, form: str, *, once: bool, near: bool) -> None:
    """Print the tags or topics of a reading list: with `once`, only those that one entry has; with `near`, only those that may mean the same as another.

    If `form` is `text`, also print on standard error how many of all tags or topics only one entry has, and how many may mean the same as another.
    """
    reading_list = open_list(config, entries)
    problems = [*reading_list.taxonomy_problems, *reading_list.record_problems]
    report(problems, "text")
    with refusals():
        terms = list_terms(reading_list, key)
    chosen = [term for term in terms if (not once or term.count == 1) and (not near or term.near)]
    if form == "json":
        say_fit(as_json([_plain(term) for term in chosen]))
    else:
        for line in listing.lines(chosen):
            say(line)
        used_once, nearly = sum(term.count == 1 for term in terms), sum(bool(term.near) for term in terms)
        tag_or_topic = key.removesuffix("s")
        say(
            f"{count(len(terms), tag_or_topic)}: {used_once:,} used once, {nearly:,} that may mean the same as another {tag_or_topic}",
            err=True,
        )
    finish(problems)


def change_terms(key: Key, config: str | None, entries: str | None, plan: Callable[[RenameTerms], RenamePlan], *, dry_run: bool) -> None:
    """Carry out the change that the function `plan` returns, or show it as a diff if `dry_run` is true. Print the number of changed records.

    If a record or topics.yml has an error, report it, change nothing, and end the command with exit status 1.
    """
    reading_list = open_list(config, entries)
    problems = [*reading_list.taxonomy_problems, *reading_list.record_problems]
    if errors(problems):  # a record with errors is not changed, and may have the old term, so the change would be incomplete
        report(problems, "text")
        say("Nothing was changed. Correct these errors first.", err=True)
        finish(problems)
    with refusals():
        planned = plan(RenameTerms(reading_list, key))
    if planned.problems:
        report(planned.problems, "text")
        say("Nothing was changed.", err=True)
        finish(planned.problems)
    if dry_run:
        say_diff(diff(planned.rewrites))
    else:
        carry_out_rename(reading_list, planned)
    others = "".join(f", {file}" for file in planned.others)
    say(f"{count(planned.records, 'record')}{others} {'would be ' if dry_run else ''}changed.", err=True)
    if key == "tags" and reading_list.settings.topics is None:
        say(
            "No page will redirect from the old name to the new name, because this reading list has no topics.yml in which to keep the old name.",
            err=True,
        )


def _plain(term: Term) -> dict[str, object]:
    return {**dataclasses.asdict(term), "near": [{"name": name, "why": why} for name, why in term.near]}
