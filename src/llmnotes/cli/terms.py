"""What `llmnotes tags` and `llmnotes topics` have in common: over all records, planned first, shown, written."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, say_diff, say_fit
from llmnotes.cli.reporter import config_option, count, entries_option, finish, report
from llmnotes.curation.terms import listing
from llmnotes.curation.terms.plan import Terms, merge, rename, split
from llmnotes.curation.terms.taxonomy_text import Refused
from llmnotes.github import written
from llmnotes.model import errors
from llmnotes.records import taxonomy as taxonomies
from llmnotes.system.files import show
from llmnotes.system.rewrite import Rewrite, carry_out, diff, text_of
from llmnotes.text.terminal import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from llmnotes.config import Settings
    from llmnotes.curation.terms.listing import Term
    from llmnotes.curation.terms.moving import Key
    from llmnotes.curation.terms.plan import TermChange
    from llmnotes.records.folder import Store
    from llmnotes.records.taxonomy import Taxonomy

dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would change, write nothing.")
once_option = click.option("--once", is_flag=True, help="Only those that one entry has.")
near_option = click.option("--near", is_flag=True, help="Only those that may be the same as another.")
form_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How they are told."
)


def add_commands(group: click.Group, key: Key) -> None:
    """Give a group its commands: list, rename, merge and split."""

    @group.command(name="list", help=f"List all {key}: how many entries have each, which one alone has, which may be the same as another.")
    @once_option
    @near_option
    @form_option
    @entries_option
    @config_option
    def list_(entries: str | None, config: str | None, form: str, *, once: bool, near: bool) -> None:
        list_terms(key, config, entries, form, once=once, near=near)

    @group.command(name="rename", help="Write NEW for OLD in all records and in topics.yml; OLD's page leads to NEW's.")
    @click.argument("old")
    @click.argument("new")
    @dry_run_option
    @entries_option
    @config_option
    def rename_(old: str, new: str, entries: str | None, config: str | None, *, dry_run: bool) -> None:
        rename_term(key, old, new, config, entries, dry_run=dry_run)

    @group.command(name="merge", help="Write NEW, which is there already, for each OLD; their pages lead to NEW's.")
    @click.argument("olds", metavar="OLD...", nargs=-1, required=True)
    @click.argument("new", metavar="NEW")
    @dry_run_option
    @entries_option
    @config_option
    def merge_(olds: tuple[str, ...], new: str, entries: str | None, config: str | None, *, dry_run: bool) -> None:
        merge_terms(key, olds, new, config, entries, dry_run=dry_run)

    there = "; topics.yml has NEW already" if key == "topics" else ""

    @group.command(name="split", help=f"Write NEW for OLD in the records SLUG{there}.")
    @click.argument("old")
    @click.argument("new")
    @click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
    @dry_run_option
    @entries_option
    @config_option
    def split_(old: str, new: str, slugs: tuple[str, ...], entries: str | None, config: str | None, *, dry_run: bool) -> None:
        split_term(key, (old, new), slugs, config, entries, dry_run=dry_run)


def list_terms(key: Key, config: str | None, entries: str | None, form: str, *, once: bool, near: bool) -> None:
    """Write all terms on standard output."""
    reading_list = open_list(config, entries)
    taxonomy, found = reading_list.taxonomy, reading_list.entries
    problems = [*reading_list.taxonomy_problems, *reading_list.record_problems]
    report(problems, "text")
    terms = listing.tags(found, taxonomy) if key == "tags" else listing.topics(found, _taxonomy(taxonomy), reading_list.settings.language)
    chosen = [term for term in terms if (not once or term.count == 1) and (not near or term.near)]
    if form == "json":
        say_fit(as_json([_plain(term) for term in chosen]))
    else:
        for line in listing.told(chosen):
            say(line)
        used_once, nearly = sum(term.count == 1 for term in terms), sum(bool(term.near) for term in terms)
        say(f"{count(len(terms), key[:-1])}: {used_once:,} used once, {nearly:,} near another", err=True)
    finish(problems)


def rename_term(key: Key, old: str, new: str, config: str | None, entries: str | None, *, dry_run: bool) -> None:
    """`new` for `old` in all records and in topics.yml."""
    _change(key, config, entries, lambda terms, file: rename(terms, old, new, file), dry_run=dry_run)


def merge_terms(key: Key, olds: Sequence[str], new: str, config: str | None, entries: str | None, *, dry_run: bool) -> None:
    """`new` for each of `olds` in all records and in topics.yml."""
    _change(key, config, entries, lambda terms, file: merge(terms, olds, new, file), dry_run=dry_run)


def split_term(key: Key, names: tuple[str, str], slugs: Collection[str], config: str | None, entries: str | None, *, dry_run: bool) -> None:
    """The second of two names for the first, in some records."""
    old, new = names

    def plan(terms: Terms, _: Rewrite | None) -> TermChange:
        unknown = [slug for slug in slugs if slug not in terms.records]
        if unknown:
            raise Refused(f"no record {', '.join(unknown)}; a slug is a record's file name without .md")
        return split(terms, old, new, slugs)

    _change(key, config, entries, plan, dry_run=dry_run)


def _change(
    key: Key, config: str | None, entries: str | None, plan: Callable[[Terms, Rewrite | None], TermChange], *, dry_run: bool
) -> None:
    reading_list = open_list(config, entries)
    settings, store, taxonomy = reading_list.settings, reading_list.store, reading_list.taxonomy
    problems = [*reading_list.taxonomy_problems, *reading_list.record_problems]
    if errors(problems):  # a record that can't be read may well have the term
        report(problems, "text")
        say("Nothing was changed: mend these first.", err=True)
        finish(problems)
    if key == "topics":
        _taxonomy(taxonomy)
    try:
        planned = plan(Terms(key=key, records=reading_list.records, taxonomy=taxonomy), _taxonomy_file(settings))
    except Refused as refused:
        raise click.UsageError(str(refused)) from None
    if planned.problems:
        report(planned.problems, "text")
        say("Nothing was changed.", err=True)
        finish(planned.problems)
    rewrites = [*planned.rewrites, *_fresh(settings, store, taxonomy, planned)]
    if dry_run:
        say_diff(diff(rewrites))
    else:
        carry_out(rewrites, store.sets)
    records = {record.file for record in reading_list.records.values()}
    changed = sum(rewrite.file in records for rewrite in rewrites)
    others = "".join(f", {rewrite.file}" for rewrite in rewrites if rewrite.file not in records)
    say(f"{count(changed, 'record')}{others} {'would be ' if dry_run else ''}changed.", err=True)
    if key == "tags" and settings.topics is None:
        say("This list has no topics.yml that could keep the old name: its page will lead nowhere.", err=True)


def _taxonomy_file(settings: Settings) -> Rewrite | None:
    if settings.topics is None:
        return None
    text = text_of(settings.topics)
    return Rewrite(file=show(settings.topics), before=text, after=text)


def _fresh(settings: Settings, store: Store, taxonomy: Taxonomy | None, planned: TermChange) -> list[Rewrite]:
    """What is made from topics.yml, made again."""
    file = show(settings.topics) if settings.topics else ""
    for rewrite in planned.rewrites:
        if rewrite.file == file:
            after, _ = taxonomies.read(rewrite.after, file)
            return written.rewrites(settings.folder, store.folder, taxonomy, after, settings.language, bounds=settings.bounds)
    return []


def _taxonomy(taxonomy: Taxonomy | None) -> Taxonomy:
    if taxonomy is None:
        raise click.UsageError("this list has no topics (`topics: false` in mkdocs.yml)")
    return taxonomy


def _plain(term: Term) -> dict[str, object]:
    return {**dataclasses.asdict(term), "near": [{"name": name, "why": why} for name, why in term.near]}
