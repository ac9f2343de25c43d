"""`llmnotes tags`: which there are, and how they are renamed, merged and split in all records."""

from __future__ import annotations

import click

from llmnotes.cli.reporter import config_option, entries_option
from llmnotes.cli.terms import dry_run_option, form_option, list_terms, merge_terms, near_option, once_option, rename_term, split_term


@click.group()
def tags() -> None:
    """List, rename, merge and split tags, over all records."""


@tags.command(name="list")
@once_option
@near_option
@form_option
@entries_option
@config_option
def list_(entries: str | None, config: str | None, form: str, *, once: bool, near: bool) -> None:
    """List all tags: how many entries have each, which one alone has, which may be the same as another."""
    list_terms("tags", config, entries, form, once=once, near=near)


@tags.command(name="rename")
@click.argument("old")
@click.argument("new")
@dry_run_option
@entries_option
@config_option
def rename_(old: str, new: str, entries: str | None, config: str | None, *, dry_run: bool) -> None:
    """Write NEW for OLD in all records and in topics.yml; OLD's page leads to NEW's."""
    rename_term("tags", old, new, config, entries, dry_run=dry_run)


@tags.command(name="merge")
@click.argument("olds", metavar="OLD...", nargs=-1, required=True)
@click.argument("new", metavar="NEW")
@dry_run_option
@entries_option
@config_option
def merge_(olds: tuple[str, ...], new: str, entries: str | None, config: str | None, *, dry_run: bool) -> None:
    """Write NEW, which is there already, for each OLD; their pages lead to NEW's."""
    merge_terms("tags", olds, new, config, entries, dry_run=dry_run)


@tags.command(name="split")
@click.argument("old")
@click.argument("new")
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
@dry_run_option
@entries_option
@config_option
def split_(old: str, new: str, slugs: tuple[str, ...], entries: str | None, config: str | None, *, dry_run: bool) -> None:
    """Write NEW for OLD in the records SLUG."""
    split_term("tags", (old, new), slugs, config, entries, dry_run=dry_run)
