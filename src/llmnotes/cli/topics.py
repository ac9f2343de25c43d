"""`llmnotes topics`: what a text suggests, and why; and how topics are renamed, merged and split in all records."""

from __future__ import annotations

import click

from llmnotes.cli.opening import open_list, open_taxonomy
from llmnotes.cli.reporter import config_option, entries_option, finish, report, visible
from llmnotes.cli.terms import dry_run_option, form_option, list_terms, merge_terms, near_option, once_option, rename_term, split_term


@click.group()
def topics() -> None:
    """See what a text suggests; list, rename, merge and split topics, over all records."""


@topics.command()
@click.argument("slugs", nargs=-1)
@entries_option
@config_option
def explain(slugs: tuple[str, ...], entries: str | None, config: str | None) -> None:
    """Say which pattern gives which topic and tag, for the records SLUGS or for all."""
    settings, store = open_list(config, entries)
    taxonomy, problems = open_taxonomy(settings)
    loaded = store.load()
    problems += loaded.problems
    report(problems, "text")
    if taxonomy is None:
        message = "this list has no topics (`topics: false` in mkdocs.yml)"
        raise click.UsageError(message)
    unknown = [slug for slug in slugs if slug not in loaded.records]
    if unknown:
        message = f"no record {', '.join(unknown)}; a slug is a record's file name without .md"
        raise click.UsageError(message)
    for slug in slugs or loaded.records:
        entry = loaded.records[slug].entry
        suggested = taxonomy.suggest(entry)
        click.echo(f"{slug}  {visible(entry.title)}")
        click.echo(f"    record:   {_terms(entry.topics, entry.tags)}")
        click.echo(f"    suggests: {_terms(suggested.topics, suggested.tags)}")
        for reason in suggested.reasons:
            click.echo(f"        {reason.term}: '{visible(reason.phrase)}' in the {reason.where}, weight {reason.weight}")
    finish(problems)


@topics.command(name="list")
@once_option
@near_option
@form_option
@entries_option
@config_option
def list_(entries: str | None, config: str | None, form: str, *, once: bool, near: bool) -> None:
    """List all topics: how many entries have each, which one alone has, which may be the same as another."""
    list_terms("topics", config, entries, form, once=once, near=near)


@topics.command(name="rename")
@click.argument("old")
@click.argument("new")
@dry_run_option
@entries_option
@config_option
def rename_(old: str, new: str, entries: str | None, config: str | None, *, dry_run: bool) -> None:
    """Write NEW for OLD in all records and in topics.yml; OLD's page leads to NEW's."""
    rename_term("topics", old, new, config, entries, dry_run=dry_run)


@topics.command(name="merge")
@click.argument("olds", metavar="OLD...", nargs=-1, required=True)
@click.argument("new", metavar="NEW")
@dry_run_option
@entries_option
@config_option
def merge_(olds: tuple[str, ...], new: str, entries: str | None, config: str | None, *, dry_run: bool) -> None:
    """Write NEW, which is there already, for each OLD; their pages lead to NEW's."""
    merge_terms("topics", olds, new, config, entries, dry_run=dry_run)


@topics.command(name="split")
@click.argument("old")
@click.argument("new")
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
@dry_run_option
@entries_option
@config_option
def split_(old: str, new: str, slugs: tuple[str, ...], entries: str | None, config: str | None, *, dry_run: bool) -> None:
    """Write NEW for OLD in the records SLUG; topics.yml has NEW already."""
    split_term("topics", (old, new), slugs, config, entries, dry_run=dry_run)


def _terms(ids: tuple[str, ...], tags: tuple[str, ...]) -> str:
    return visible(" ".join([*ids, *(f"#{tag}" for tag in tags)])) or "nothing"
